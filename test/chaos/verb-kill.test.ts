import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '#contract/client.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { type ChatDb, createChatDb } from '../../src-main/simulator/chat-db.ts';
import { type PracticeGateway, startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { failCalls } from '../support/failing-calls.ts';
import { leaveFigure } from '../support/figures.ts';
import { someone } from '../support/main-job.ts';
import { membersIn } from '../support/our-members.ts';
import { type Peephole, startPeephole } from '../support/peephole.ts';
import { waitFor } from '../support/wait.ts';

/** Every verb, at each of its waits for the disk: PEEPHOLE_VERB_KILLS=1. Without it a few of them, and two waits each. */
const isLong = process.env.PEEPHOLE_VERB_KILLS !== undefined;
/** Far more than a verb needs: one that never gets through is a fault. */
const mostWaits = isLong ? 40 : 2;
/** The gateway counts 30 config writes a minute; it forgets them when it restarts. */
const restartGatewayEvery = 5;

const owner = '+12125550100';
const hourMs = 3_600_000;

let dir: string;
let messages: ChatDb;
let gateway: PracticeGateway;
let peephole: Peephole;
let people = 0;
let rounds = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-verbs-'));
  const dbPath = join(dir, 'chat.db');
  messages = createChatDb(dbPath);
  gateway = await startPracticeGateway({
    stateDir: join(dir, 'openclaw'),
    imessage: {
      dmPolicy: 'allowlist',
      allowFrom: [owner],
      groupPolicy: 'allowlist',
      groupAllowFrom: [],
      dbPath,
    },
    behaviour: { applyMs: 100, startMs: 20 },
  });
  const env = gateway.env;
  peephole = await startPeephole({ messagesDb: dbPath, openclawConfig: gateway.configPath, env });
});

afterAll(async () => {
  await peephole?.stop();
  await gateway?.stop();
  messages?.sqlite.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What the owner asks for, and how it is told afterwards whether it is so. */
interface Verb {
  readonly name: string;
  /** May leave the channel off. */
  readonly isSwitch: boolean;
  /** Brings about what it is asked for in. */
  prepare?(client: ApiClient, handle: string): Promise<unknown>;
  /** Resolves when it was acknowledged. */
  act(client: ApiClient, handle: string): Promise<unknown>;
  /** @param told it was acknowledged. @returns what is wrong, once everything is at rest. */
  wrong(client: ApiClient, handle: string, told: boolean): Promise<readonly string[]>;
}

async function senderOf(client: ApiClient, handle: string): Promise<SenderView | undefined> {
  return (await client.call('list', {})).senders.find((sender) => sender.handle === handle);
}

/**
 * Nothing is on its way: what was decided is confirmed, and the switch is what the gateway does. A channel that was stopped for
 * a removal is started after it is confirmed.
 */
async function isAtRest(client: ApiClient, handle: string, { isSwitch }: Verb): Promise<boolean> {
  const { channel, ledger, gateway: found } = await client.call('status', {});
  const decision = (await senderOf(client, handle))?.decision;
  return (
    found.state === 'connected' &&
    ledger.state === 'writing' &&
    channel.state === (gateway.running() ? 'on' : 'off') &&
    (gateway.running() || isSwitch) &&
    (decision === null || decision?.progress === 'confirmed')
  );
}

/** Verdicts on somebody in the log, oldest first. */
function logged(handle: string): readonly string[] {
  const log = readLog(peephole.stateDir);
  const lines = [...(log?.lines() ?? [])];
  log?.close();
  return lines
    .filter(({ type }) => type === 'decision')
    .map(({ body }) => body as { readonly handle: string; readonly verdict: string })
    .filter((decision) => decision.handle === handle)
    .map(({ verdict }) => verdict);
}

type Given = 'approve' | 'ignore' | 'block' | 'revoke' | 'undo';
type More = { readonly for?: '1h' };

const give =
  (verdict: Given, waitMs: number, more: More = {}) =>
  (client: ApiClient, handle: string) =>
    client.call('verdict', { verdict, handle, source: 'cli', ...more, ...(waitMs > 0 ? { waitMs } : {}) });

/** A verdict on somebody about whom this was decided before. @param leads to this state. */
function verdict(
  given: Given,
  leads: SenderView['state'],
  before: Given | null = null,
  more: More = {},
): Verb {
  const was = before === null ? 'waiting' : before === 'approve' ? 'approved' : `${before}ed`;
  const expected = before === null ? [] : [before];
  return {
    name: `${given}${more.for === undefined ? '' : ` for ${more.for}`}${before === null ? '' : ` after ${before}`}`,
    ...(before === null ? {} : { prepare: give(before, 60_000) }),
    isSwitch: false,
    act: give(given, 0, more),
    async wrong(client, handle, told) {
      const decisions = logged(handle);
      const stands = decisions.length > expected.length;
      const state = (await senderOf(client, handle))?.state;
      const isMember = membersIn(gateway.appliedConfig()).filter((one) => one === handle).length;
      return [
        ...(told && !stands ? ['it is lost'] : []),
        ...(decisions.join() === [...expected, ...(stands ? [given] : [])].join()
          ? []
          : [`decided: ${decisions}`]),
        ...(state === (stands ? leads : was) ? [] : [`they are ${state}`]),
        ...(isMember === (state === 'approved' ? 1 : 0) ? [] : [`${isMember} times a member, ${state}`]),
      ];
    },
  };
}

const channel = (on: boolean): Verb => ({
  name: on ? 'on' : 'off',
  isSwitch: true,
  prepare: (client) => client.call('channel', { on: !on, waitMs: 60_000 }),
  act: (client) => client.call('channel', { on }),
  async wrong(client, _handle, told) {
    const { state, persisted } = (await client.call('status', {})).channel;
    return [
      ...(told && state !== (on ? 'on' : 'off') ? [`it is ${state}`] : []),
      ...(persisted ? [] : ['it would not stay so']),
    ];
  },
});

/** Strangers are answered with codes, until it is made silent. */
async function answering(client: ApiClient): Promise<void> {
  gateway.editConfigFile((config) => {
    const { imessage } = config.channels as { imessage: { dmPolicy: string } };
    imessage.dmPolicy = 'pairing';
  });
  await waitFor('it to be answering', async () => {
    const { silence: now, channel: switched } = await client.call('status', {});
    return now.state === 'answering' && switched.state === 'on';
  });
}

const silence = (action: 'apply' | 'undo'): Verb => ({
  name: `silence ${action}`,
  isSwitch: false,
  async prepare(client) {
    await answering(client);
    if (action === 'undo') await client.call('silence', { action: 'apply', waitMs: 60_000 });
  },
  act: (client) => client.call('silence', { action }),
  async wrong(client, _handle, told) {
    const wanted = action === 'apply' ? 'silent' : 'answering';
    // Told is that it was asked for; that it is so comes with the gateway's answer.
    const state = await waitFor('silence to be known', async () => {
      const { silence: now } = await client.call('status', {});
      return now.state === 'unknown' ? null : now.state;
    });
    const { canUndo } = await client.call('silence', { action: 'show' });
    return [
      ...(told && state !== wanted ? [`it is ${state}`] : []),
      ...(state === 'silent' && !canUndo ? ['it can’t be taken back'] : []),
    ];
  },
});

let invitesBefore = 0;
const invite: Verb = {
  name: 'invite',
  isSwitch: false,
  async prepare(client) {
    invitesBefore = (await client.call('invites', {})).items.length;
  },
  act: (client) => client.call('invite', { hours: 1 }),
  async wrong(client, _handle, told) {
    const made = (await client.call('invites', {})).items.length - invitesBefore;
    return made === 1 || (made === 0 && !told) ? [] : [`there are ${made}`];
  },
};

const setSettings: Verb = {
  name: 'set-settings',
  isSwitch: false,
  prepare: (client) => client.call('set-settings', { sound: true }),
  act: (client) => client.call('set-settings', { sound: false }),
  async wrong(client, _handle, told) {
    const { settings } = await client.call('settings', {});
    return told && settings.sound ? ['it is forgotten'] : [];
  },
};

const verbs: readonly Verb[] = [
  verdict('approve', 'approved'),
  verdict('block', 'blocked', 'approve'),
  channel(false),
  ...(isLong
    ? [
        verdict('approve', 'approved', null, { for: '1h' }),
        verdict('approve', 'approved', 'ignore'),
        verdict('ignore', 'ignored'),
        verdict('block', 'blocked'),
        verdict('revoke', 'waiting', 'approve'),
        verdict('undo', 'waiting', 'block'),
        verdict('undo', 'waiting', 'approve'),
        channel(true),
        invite,
        setSettings,
        silence('apply'),
        silence('undo'),
      ]
    : []),
];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** One life that is killed at its n-th wait for the disk after the verb began. @returns null: nothing can be traced here. */
async function killedAt(
  verb: Verb,
  n: number,
): Promise<{ readonly killed: boolean; readonly told: boolean; readonly wrong: readonly string[] } | null> {
  const handle = someone(people);
  people += 1;
  messages.receive({ handle, text: 'knock' });
  const client = await connectPeephole(peephole.stateDir);
  await waitFor('them to be listed', () => senderOf(client, handle));
  await waitFor('the gateway to be read', async () => {
    const { gateway: found, silence: known } = await client.call('status', {});
    return found.state === 'connected' && known.state !== 'unknown';
  });
  // A channel that runs, unless it is the verb's own matter.
  await client.call('channel', { on: true, waitMs: 60_000 });
  await verb.prepare?.(client, handle);
  await waitFor('everything to be at rest', () => isAtRest(client, handle, verb));

  const { pid } = peephole;
  const end = await failCalls(pid, { calls: { 'fsync,fdatasync': `signal=KILL:when=${n}` }, paths: [] });
  if (end === null) return null;
  const told = await verb.act(client, handle).then(
    () => true,
    (error: { code?: string }) => {
      if (error.code !== 'not-running') throw error;
      return false;
    },
  );
  // Either it dies, or everything comes to rest.
  await waitFor('the end of it', async () => {
    if (!isAlive(pid)) return true;
    return isAtRest(client, handle, verb).catch(() => false);
  });
  // What rest left to be written is written by now.
  if (isAlive(pid)) await delay(100);
  await end();
  const killed = !isAlive(pid);
  client.close();
  if (killed) {
    await peephole.kill('SIGKILL');
    rounds += 1;
    if (rounds % restartGatewayEvery === 0) await gateway.restart();
    await peephole.start();
  }
  const after = await connectPeephole(peephole.stateDir);
  await waitFor('everything to be at rest again', () => isAtRest(after, handle, verb));
  const wrong = await verb.wrong(after, handle, told);
  after.close();
  return { killed, told, wrong };
}

describe('kill -9 of serve at each wait for the disk of', () => {
  test.each(verbs)(
    '$name: once told it stands, once, and nothing else does',
    async (verb) => {
      const faults: string[] = [];
      const toldAt: boolean[] = [];
      let isThrough = false;
      for (let n = 1; n <= mostWaits && !isThrough; n += 1) {
        const life = await killedAt(verb, n);
        if (life === null) {
          console.warn('NOT TESTED: nothing can be traced here');
          return;
        }
        isThrough = !life.killed;
        if (life.killed) toldAt.push(life.told);
        faults.push(...life.wrong.map((what) => `at wait ${n}: ${what}`));
      }
      expect(faults).toEqual([]);
      // It means nothing unless a kill came before its owner was told: at the first wait.
      expect(toldAt[0]).toBe(false);
      if (isLong) expect(isThrough).toBe(true);
      expect(await peephole.run('verify')).toMatchObject({ code: 0, json: { firstBad: null } });
      leaveFigure({ name: 'kill -9 at each wait for the disk', kills: toldAt.length, wrong: faults.length });
    },
    hourMs,
  );
});
