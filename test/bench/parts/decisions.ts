import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '#contract/client.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { readRuntime } from '../../../src-main/gateway/channel.ts';
import { createChatDb } from '../../../src-main/simulator/chat-db.ts';
import { connectPeephole } from '../../../src-main/surfaces/socket/socket-client.ts';
import { type MainJob, someone, startMainJob } from '../../support/main-job.ts';
import type { RawGatewayClient } from '../../support/raw-gateway-client.ts';
import { senderIn, untilState } from '../../support/until-state.ts';
import { attempt } from '../kit/attempt.ts';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure } from '../kit/figure.ts';
import { atRest } from '../kit/gateway-at-rest.ts';
import type { Part } from '../kit/part.ts';
import { connected, onStage, untilComplete } from '../kit/served.ts';

/** Verdicts one by one, with so much time in between, ms. */
const singles = 200;
const gapMs = 60;
/** And so many at once. */
const batches = [1, 10, 100, 1_000] as const;
/** More at once are refused to one connection. */
const perConnection = 200;
/** Approvals on the real gateway, each beside a bare patch of the same size. */
const pairs = 5;
const waitMs = 180_000;

const approve = (client: ApiClient, handle: string) =>
  client.call('verdict', { verdict: 'approve', handle, source: 'cli' });
const isConfirmed = (sender: SenderView | undefined) => sender?.decision?.progress === 'confirmed';

/** A Messages database with so many who wrote once. @returns them and the last ROWID. */
function makeStrangers(path: string, count: number) {
  const db = createChatDb(path);
  const handles = Array.from({ length: count }, (_, at) => `stranger${at}@example.com`);
  const lastRowId = db.transaction(
    () => handles.map((handle) => db.receive({ handle, text: 'knock' }).rowId).at(-1) ?? 0,
  );
  db.close();
  return { handles, lastRowId };
}

/** Does `work` with a client of a Peephole to which these many have written, on a practice gateway. */
async function withStrangers<T>(
  count: number,
  work: (stage: {
    readonly client: ApiClient;
    readonly handles: readonly string[];
    /** Patches that went to the gateway so far. */
    readonly patches: () => number;
    readonly dir: string;
    readonly stateDir: string;
  }) => Promise<T>,
): Promise<T> {
  return await inScratch(async (dir) => {
    const path = join(dir, 'chat.db');
    const { handles, lastRowId } = makeStrangers(path, count);
    return await onStage(dir, path, 'receiving', async ({ start, stateDir, tap }) => {
      await start();
      const client = await connected(stateDir);
      await untilComplete(client, lastRowId);
      await untilState(client, 'the gateway was read', ({ status }) => status.silence.state !== 'unknown');
      const patches = () => tap.requests.filter(({ method }) => method === 'config.patch').length;
      const result = await work({ client, handles, patches, dir, stateDir });
      client.close();
      return result;
    });
  });
}

/** Until a verdict is on disk, and beside it what the disk itself takes. */
const queued = () =>
  withStrangers(singles, async ({ client, handles, dir }) => {
    const file = openSync(join(dir, 'disk'), 'w');
    const page = Buffer.alloc(4_096);
    const times: number[] = [];
    const disk: number[] = [];
    for (const handle of handles) {
      const askedMs = performance.now();
      await approve(client, handle);
      times.push(performance.now() - askedMs);
      const wroteMs = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      disk.push(performance.now() - wroteMs);
      await delay(gapMs);
    }
    closeSync(file);
    const what = 'verdict → queued, on disk';
    return [
      figure(what, 'ms', times, { target: { of: 'p99', atMost: 10 } }),
      figure(what, 'ms', disk, { by: 'one write and fsync on this disk' }),
    ];
  });

/** How many patches carry so many verdicts at once, and when the last of them is confirmed. */
const atOnce = () =>
  withStrangers(
    batches.reduce((sum, many) => sum + many, 0),
    async ({ client, handles, patches, stateDir }) => {
      const others = await Promise.all(
        Array.from({ length: Math.ceil(Math.max(...batches) / perConnection) }, () =>
          connectPeephole(stateDir),
        ),
      );
      const rows: Figure[] = [];
      let from = 0;
      for (const many of batches) {
        const batch = new Set(handles.slice(from, from + many));
        from += many;
        const before = patches();
        const askedMs = performance.now();
        await Promise.all(
          [...batch].map((handle, at) => approve(others[Math.floor(at / perConnection)] ?? client, handle)),
        );
        await untilState(client, 'all were confirmed', ({ senders }) => {
          const confirmed = [...senders.values()].filter((one) => batch.has(one.handle) && isConfirmed(one));
          return confirmed.length === many;
        });
        const name = `${many.toLocaleString('en')} ${many === 1 ? 'verdict' : 'verdicts at once'}`;
        rows.push(
          figure(`${name}: patches`, '', patches() - before, { target: { of: 'max', atMost: 3 } }),
          figure(`${name}: all confirmed (practice gateway)`, 'ms', performance.now() - askedMs),
        );
      }
      for (const other of others) other.close();
      return rows;
    },
  );

/** How often it is asked whether the channel receives, and for how long it must have, ms: a patch takes it down for a while (OC-42). */
const askEveryMs = 50;
const receivesForMs = 2_000;

/**
 * Asked from the answer on, when the channel is down already (measured): questions before it would put it off.
 * @returns ms from now until the channel receives for good: the last time it did not, and the next at which it did.
 */
async function untilReceiving(admin: RawGatewayClient, answer: Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await answer;
  let sinceMs: number | null = null;
  while (sinceMs === null || performance.now() - sinceMs < receivesForMs) {
    const runtime = await readRuntime((method, params) => admin.request(method, params));
    if (runtime.get('default')?.ready !== true) sinceMs = null;
    else sinceMs ??= performance.now();
    await delay(askEveryMs);
  }
  return sinceMs - beganMs;
}

/**
 * A patch of the gateway's config by an administrator who is not Peephole: as many members as its group has.
 * @returns ms until it is answered, and until the channel receives by it.
 */
async function barePatch(admin: RawGatewayClient, members: readonly string[]) {
  const { hash } = (await admin.request('config.get', {})) as { readonly hash: string };
  const group = { type: 'message.senders', members: { imessage: members } };
  const askedMs = performance.now();
  const answer = admin.request('config.patch', {
    raw: JSON.stringify({ accessGroups: { bench: group } }),
    baseHash: hash,
    replacePaths: ['accessGroups.bench.members.imessage'],
  });
  const [answeredMs, receivingMs] = await Promise.all([
    answer.then(() => performance.now() - askedMs),
    untilReceiving(admin, answer),
  ]);
  return { answeredMs, inForceMs: Math.max(answeredMs, receivingMs) };
}

/** ms from asking until it was saved and confirmed. */
async function approveBesides(job: MainJob, client: ApiClient, handle: string) {
  job.write(handle, 'knock');
  await untilState(client, 'the knock', (state) => senderIn(state, handle));
  await atRest(job.gateway);
  const askedMs = performance.now();
  let savedMs: number | null = null;
  const end = client.subscribe((state) => {
    if (
      savedMs === null &&
      ['saved', 'confirmed'].includes(senderIn(state, handle)?.decision?.progress ?? '')
    )
      savedMs = performance.now() - askedMs;
  });
  await client.call('verdict', { verdict: 'approve', handle, source: 'cli', waitMs });
  const confirmedMs = performance.now() - askedMs;
  end();
  return { savedMs: savedMs ?? confirmedMs, confirmedMs };
}

/** On the real gateway, at rest: an approval, and a patch of the same size by somebody else, in turns. */
async function confirmed(): Promise<readonly Figure[]> {
  const job = await startMainJob();
  try {
    const client = await connectPeephole(job.peephole.stateDir);
    const admin = await job.gateway.connect();
    const saved: number[] = [];
    const ours: number[] = [];
    const answered: number[] = [];
    const inForce: number[] = [];
    const members: string[] = [];
    // The first of each makes the group: more is changed than a member.
    for (let pair = 0; pair <= pairs; pair += 1) {
      const handle = someone(pair);
      members.push(handle);
      const { savedMs, confirmedMs } = await approveBesides(job, client, handle);
      await atRest(job.gateway);
      const bare = await barePatch(admin, members);
      if (pair === 0) continue;
      saved.push(savedMs);
      ours.push(confirmedMs);
      answered.push(bare.answeredMs);
      inForce.push(bare.inForceMs);
    }
    admin.close();
    client.close();
    const what = 'approve → confirmed (real gateway at rest)';
    const row = figure(what, 'ms', ours);
    const peer = figure(what, 'ms', inForce, {
      by: 'bare config.patch of the same size',
      note: 'until the channel receives again, as confirmed means',
    });
    const share = ((row.spread?.p50 ?? Number.NaN) / (peer.spread?.p50 ?? Number.NaN) - 1) * 100;
    return [
      figure('approve → saved (real gateway at rest)', 'ms', saved),
      row,
      peer,
      figure('a bare config.patch is answered', 'ms', answered, { by: 'bare config.patch of the same size' }),
      figure('Peephole’s own share of it, p50', '%', share, { target: { of: 'p50', atMost: 5 } }),
    ];
  } finally {
    await job.stop();
  }
}

/** From a verdict until it is on disk and until the gateway has it; many at once. */
export const decisions: Part = async () => [
  ...(await attempt('verdict → queued', 120_000, queued)),
  ...(await attempt('many verdicts at once', 180_000, atOnce)),
  ...(await attempt('approve → confirmed (real gateway at rest)', 400_000, confirmed)),
];
