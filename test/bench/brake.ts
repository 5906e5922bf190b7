/**
 * Measures the brake on the real gateway: from a block being queued (one account), and from `channel off` being asked for
 * (two accounts), until the gateway has answered `channels.stop` for every account, after which nothing is dispatched any
 * more (OC-48). The gateway is at rest; a third row is of one that has just confirmed an approval and is
 * still busy with its own reload. Prints each figure when it is there, and one JSON line.
 *
 *   node test/bench/brake.ts [ROUNDS]
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '#contract/client.ts';
import { readyBuild } from '../../scripts/ready-build.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { JsonObject } from '../support/real-gateway.ts';
import { senderIn, untilState } from '../support/until-state.ts';

if (readyBuild() === null) process.exit(1);
const rounds = Number(process.argv[2] ?? 20);
const waitMs = 120_000;
/** A gateway that answers within this time, this often in a row, has nothing else to do. */
const quickMs = 25;
const quickAnswers = 25;

/** Nearest rank. */
function percentiles(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) =>
    Math.round((sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN) * 10) / 10;
  return { rounds: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

interface Bench {
  readonly job: MainJob;
  readonly client: ApiClient;
  /** From the request, or from its answer, until the gateway has answered every account's stop, ms. */
  timeToStop(since: 'asked' | 'answered', request: () => Promise<unknown>): Promise<number>;
}

/** Runs `measure` on a gateway with these accounts beside the default one. */
async function onGateway<T>(
  accounts: Readonly<Record<string, JsonObject>>,
  measure: (bench: Bench) => Promise<T>,
): Promise<T> {
  const job = await startMainJob({ accounts, tapped: true });
  try {
    const client = await connectPeephole(job.peephole.stateDir);
    const stops = () => job.tap?.answeredMs('channels.stop') ?? [];
    const last = Object.keys(accounts).length;
    const measured = await measure({
      job,
      client,
      async timeToStop(since, request) {
        const before = stops().length;
        let beganMs = performance.now();
        await request();
        if (since === 'answered') beganMs = performance.now();
        while (stops().length <= before + last) await delay(2);
        return (stops()[before + last] ?? Number.NaN) - beganMs;
      },
    });
    client.close();
    return measured;
  } finally {
    await job.stop();
  }
}

/** Resolves when the gateway is at rest: it has answered at once for a few seconds. */
async function atRest(job: MainJob): Promise<void> {
  for (let quick = 0; quick < quickAnswers; ) {
    const askedMs = performance.now();
    await job.gateway.rpc('channels.status', {});
    quick = performance.now() - askedMs < quickMs ? quick + 1 : 0;
    await delay(100);
  }
}

async function measureBlocks(
  { job, client, timeToStop }: Bench,
  handles: readonly string[],
  before: () => Promise<void>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const handle of handles) {
    job.write(handle, 'knock');
    await untilState(client, 'the knock', (state) => senderIn(state, handle));
    await client.call('verdict', { verdict: 'approve', handle, source: 'cli', waitMs });
    await before();
    times.push(
      await timeToStop('answered', () => client.call('verdict', { verdict: 'block', handle, source: 'cli' })),
    );
    await untilState(
      client,
      'the block was confirmed',
      (state) =>
        state.status.channel.state === 'on' && senderIn(state, handle)?.decision?.progress === 'confirmed',
    );
  }
  return times;
}

async function measureOffs({ job, client, timeToStop }: Bench): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await atRest(job);
    times.push(await timeToStop('asked', () => client.call('channel', { on: false })));
    await untilState(
      client,
      'the channel was off',
      ({ status: { channel } }) => channel.state === 'off' && channel.persisted,
    );
    await client.call('channel', { on: true, waitMs });
  }
  return times;
}

const people = Array.from({ length: rounds + Math.ceil(rounds / 4) }, (_, index) => someone(index));
const figures: Record<string, ReturnType<typeof percentiles>> = {};
function tell(name: string, times: readonly number[]): void {
  figures[name] = percentiles(times);
  console.table({ [name]: figures[name] });
}

await onGateway({}, async (bench) => {
  const atRestTimes = await measureBlocks(bench, people.slice(0, rounds), () => atRest(bench.job));
  tell('block, 1 account', atRestTimes);
  tell('block right after a write', await measureBlocks(bench, people.slice(rounds), async () => {}));
});
await onGateway({ work: { allowFrom: [someone(999)] } }, async (bench) => {
  tell('channel off, 2 accounts', await measureOffs(bench));
});
console.log(JSON.stringify({ bench: 'brake', ...figures }));
