import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SenderView } from '#core/surface/sender-view.ts';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { type ChatDb, createChatDb } from '../../src-main/simulator/chat-db.ts';
import { type PracticeGateway, startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { leaveFigure } from '../support/figures.ts';
import { someone } from '../support/main-job.ts';
import { membersIn } from '../support/our-members.ts';
import { type Peephole, startPeephole } from '../support/peephole.ts';
import { senderIn, untilState } from '../support/until-state.ts';
import { waitFor } from '../support/wait.ts';

/** Kills between an acknowledged verdict and its confirmation; `PEEPHOLE_CHAOS_KILLS=200` is what the README's figure is of. */
const kills = Number(process.env.PEEPHOLE_CHAOS_KILLS ?? 30);
/** From a verdict to its confirmation takes about this long on the practice gateway below, ms. */
const spreadMs = 350;
/** The gateway counts 30 config writes a minute; it forgets them when it restarts. */
const restartGatewayEvery = 10;

const owner = '+12125550100';
/** Each has their turn again and again: let in, taken out, let in … */
const people = Array.from({ length: 39 }, (_, n) => someone(n));

interface Given {
  readonly verdict: 'approve' | 'block' | 'revoke' | 'undo';
  /** Null: killed before it was acknowledged, so it may or may not stand. */
  readonly id: string | null;
}

let dir: string;
let messages: ChatDb;
let gateway: PracticeGateway;
let peephole: Peephole;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-kill-'));
  messages = createChatDb(join(dir, 'chat.db'));
  gateway = await startPracticeGateway({
    stateDir: join(dir, 'openclaw'),
    imessage: {
      dmPolicy: 'allowlist',
      allowFrom: [owner],
      groupPolicy: 'allowlist',
      groupAllowFrom: [],
      dbPath: join(dir, 'chat.db'),
    },
    behaviour: { applyMs: 150, startMs: 30 },
  });
  peephole = await startPeephole({
    messagesDb: join(dir, 'chat.db'),
    openclawConfig: gateway.configPath,
    env: gateway.env,
  });
});

afterAll(async () => {
  await peephole?.stop();
  await gateway?.stop();
  messages?.sqlite.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Lets in who waits, takes out who is let in (stop, patch, applied, start), and takes that back. */
function nextVerdict(state: SenderView['state'], round: number): Given['verdict'] {
  if (state === 'blocked') return 'undo';
  if (state !== 'approved') return 'approve';
  return round % 2 === 0 ? 'block' : 'revoke';
}

/** A block is undone of somebody who was let in before it. */
const letsIn = (verdict: string | null | undefined): boolean => verdict === 'approve' || verdict === 'undo';

/** How far the gateway is with a verdict. */
function stepOf(handle: string, verdict: Given['verdict']): 'not written' | 'written' | 'applied' {
  const asDecided = (config: object): boolean => membersIn(config).includes(handle) === letsIn(verdict);
  if (!asDecided(gateway.readConfig())) return 'not written';
  return asDecided(gateway.appliedConfig()) ? 'applied' : 'written';
}

/** Resolves in the moment in which the gateway has applied it; after a second at most. */
async function isApplied(handle: string, verdict: Given['verdict']): Promise<void> {
  const end = performance.now() + 1_000;
  while (stepOf(handle, verdict) !== 'applied' && performance.now() < end) await delay(1);
}

/** Every decision in the ledger's log, oldest first. */
function loggedDecisions(): readonly { readonly id: string; readonly handle: string }[] {
  const log = readLog(peephole.stateDir);
  const lines = [...(log?.lines() ?? [])].filter(({ type }) => type === 'decision');
  log?.close();
  return lines.map(({ body }) => body as { readonly id: string; readonly handle: string });
}

test(`kill -9 of serve at ${kills} random moments between a verdict and its confirmation: each decision is there once and ends confirmed`, async () => {
  for (const handle of people) messages.receive({ handle, text: 'knock' });
  const given = new Map<string, Given[]>();
  const killedWhile: Record<string, number> = {};
  let counted = 0;
  for (let round = 0; counted < kills; round += 1) {
    expect(round, 'kills that come too late to count').toBeLessThan(kills * 2);
    const client = await connectPeephole(peephole.stateDir);
    const handle = people[round % people.length] ?? '';
    const { state } = await untilState(client, 'the sender was listed', (now) => senderIn(now, handle));
    const verdict = nextVerdict(state, round);
    let id: string | null = null;
    const acknowledged = client
      .call('verdict', { verdict, handle, source: 'cli' })
      .then(({ decision }) => {
        id = decision.id;
      })
      .catch((error: { code?: string }) => {
        if (error.code !== 'not-running') throw error;
      });
    // One in ten is killed with the request on its way, the rest at any moment after the answer.
    if (round % 10 !== 9) await acknowledged;
    await delay(Math.random() * (round % 10 === 9 ? 10 : spreadMs));
    // Chance alone meets the short time between applied and confirmed once in fifteen kills.
    if (round % 6 === 3) await isApplied(handle, verdict);
    const progress = client.state && senderIn(client.state, handle)?.decision?.progress;
    const step = stepOf(handle, verdict);
    await peephole.kill('SIGKILL');
    await acknowledged;
    given.set(handle, [...(given.get(handle) ?? []), { verdict, id }]);
    if (id !== null && progress !== 'confirmed') {
      counted += 1;
      killedWhile[step] = (killedWhile[step] ?? 0) + 1;
    }
    if (round % restartGatewayEvery === restartGatewayEvery - 1) await gateway.restart();
    await peephole.start();
  }

  const client = await connectPeephole(peephole.stateDir);
  await untilState(
    client,
    'everything was confirmed',
    (state) =>
      [...given.keys()].every((handle) => {
        const decision = senderIn(state, handle)?.decision;
        return decision
          ? decision.progress === 'confirmed'
          : given.get(handle)?.every(({ id }) => id === null);
      }) || null,
  );
  const logged = loggedDecisions();
  const members = membersIn(gateway.appliedConfig());
  for (const [handle, list] of given) {
    const ids = logged.filter((line) => line.handle === handle).map(({ id }) => id);
    const sure = list.flatMap(({ id }) => id ?? []);
    expect(sure.filter((id) => ids.filter((one) => one === id).length !== 1)).toEqual([]);
    expect(ids.length).toBeLessThanOrEqual(list.length);
    const newest = client.state && senderIn(client.state, handle)?.decision?.verdict;
    expect([handle, members.filter((one) => one === handle).length]).toEqual([
      handle,
      letsIn(newest) ? 1 : 0,
    ]);
    const last = list.at(-1);
    if (last?.id) expect(newest).toBe(last.verdict);
  }
  expect(members.filter((one) => !given.has(one))).toEqual([]);
  // A channel that was stopped for the last of them is started after it is confirmed.
  await waitFor('the channel to run', () => gateway.running());
  expect(await peephole.run('verify')).toMatchObject({ code: 0 });
  // It means nothing unless kills met decisions on every step of their way.
  expect(Object.keys(killedWhile).sort()).toEqual(['applied', 'not written', 'written']);
  console.log(`killed while: ${JSON.stringify(killedWhile)}`);
  leaveFigure({ name: 'kill -9 of serve', kills: counted, ...killedWhile });
}, 2_400_000);
