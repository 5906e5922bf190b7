/**
 * Measures the brake on the real gateway, with two accounts: from a block, and from `channel off`, on the control socket
 * until the gateway has answered `channels.stop` for every account, after which nothing is dispatched any more (gateway.md,
 * section h). Blocks are given twice: to a gateway that is at rest, and to one that has just confirmed an approval and is
 * still busy with its own reload. Prints a table and one JSON line.
 *
 *   node test/bench/brake.ts [ROUNDS]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { someone, startMainJob } from '../support/main-job.ts';
import { senderIn, untilState } from '../support/until-state.ts';

const rounds = Number(process.argv[2] ?? 20);
const waitMs = 120_000;
/** A gateway that answers so quickly has nothing else to do. */
const restMs = 25;

function percentiles(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN) * 10) /
    10;
  return { rounds: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

const job = await startMainJob({ accounts: { work: { allowFrom: [someone(999)] } }, tapped: true });
try {
  const { tap } = job;
  if (tap === null) throw new Error('no tap');
  const client = await connectPeephole(job.peephole.stateDir);
  const stopsAnswered = () => tap.answeredMs('channels.stop');

  /** The newest answer of those that came since there were `before`: the second account's. */
  async function stopped(before: number): Promise<number> {
    while (stopsAnswered().length < before + 2) await delay(2);
    return stopsAnswered()[before + 1] ?? Number.NaN;
  }

  /** From the request to the last account's stop, ms. */
  async function timeToStop(request: () => Promise<unknown>): Promise<number> {
    const before = stopsAnswered().length;
    const beganMs = performance.now();
    await request();
    return (await stopped(before)) - beganMs;
  }

  /** Resolves when the gateway is at rest: it answers at once, several times in a row. */
  async function atRest(): Promise<void> {
    for (let quick = 0; quick < 5; ) {
      const askedMs = performance.now();
      await job.gateway.rpc('channels.status', {});
      quick = performance.now() - askedMs < restMs ? quick + 1 : 0;
      await delay(100);
    }
  }

  async function measureBlocks(first: number, before: () => Promise<void>): Promise<readonly number[]> {
    const blocks: number[] = [];
    for (let round = first; round < first + rounds; round += 1) {
      const handle = someone(round);
      job.write(handle, 'knock');
      await untilState(client, 'the knock', (state) => senderIn(state, handle));
      await client.call('verdict', { verdict: 'approve', handle, source: 'cli', waitMs });
      await before();
      blocks.push(
        await timeToStop(() => client.call('verdict', { verdict: 'block', handle, source: 'cli' })),
      );
      await untilState(
        client,
        'the block was confirmed',
        (state) =>
          state.status.channel.state === 'on' && senderIn(state, handle)?.decision?.progress === 'confirmed',
      );
    }
    return blocks;
  }

  const atRestBlocks = await measureBlocks(0, atRest);
  const busyBlocks = await measureBlocks(rounds, async () => {});
  const offs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await atRest();
    offs.push(await timeToStop(() => client.call('channel', { on: false })));
    await untilState(
      client,
      'the channel was off',
      ({ status: { channel } }) => channel.state === 'off' && channel.persisted,
    );
    await client.call('channel', { on: true, waitMs });
  }
  const figures = {
    block: percentiles(atRestBlocks),
    'block, right after a write': percentiles(busyBlocks),
    'channel off': percentiles(offs),
  };
  console.table(figures);
  console.log(JSON.stringify({ bench: 'brake', accounts: 2, ...figures }));
  client.close();
} finally {
  await job.stop();
}
