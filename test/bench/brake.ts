/**
 * Measures the brake on the real gateway, with two accounts: from a block, and from `channel off`, on the control socket
 * until the gateway has answered `channels.stop` for every account, after which nothing is dispatched any more (gateway.md,
 * section h). Prints a table and one JSON line.
 *
 *   node test/bench/brake.ts [ROUNDS]
 */
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { someone, startMainJob } from '../support/main-job.ts';
import { senderIn, untilState } from '../support/until-state.ts';

const rounds = Number(process.argv[2] ?? 20);
const waitMs = 120_000;

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
    while (stopsAnswered().length < before + 2) await new Promise((resolve) => setTimeout(resolve, 2));
    return stopsAnswered()[before + 1] ?? Number.NaN;
  }

  const blocks: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const handle = someone(round);
    job.write(handle, 'knock');
    await untilState(client, 'the knock', (state) => senderIn(state, handle));
    await client.call('verdict', { verdict: 'approve', handle, source: 'cli', waitMs });
    const before = stopsAnswered().length;
    const beganMs = performance.now();
    await client.call('verdict', { verdict: 'block', handle, source: 'cli' });
    blocks.push((await stopped(before)) - beganMs);
    await untilState(
      client,
      'the block was confirmed',
      (state) =>
        state.status.channel.state === 'on' && senderIn(state, handle)?.decision?.progress === 'confirmed',
    );
  }
  const offs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = stopsAnswered().length;
    const beganMs = performance.now();
    await client.call('channel', { on: false });
    offs.push((await stopped(before)) - beganMs);
    await untilState(
      client,
      'the channel was off',
      ({ status: { channel } }) => channel.state === 'off' && channel.persisted,
    );
    await client.call('channel', { on: true, waitMs });
  }
  const figures = { block: percentiles(blocks), 'channel off': percentiles(offs) };
  console.table(figures);
  console.log(JSON.stringify({ bench: 'brake', accounts: 2, ...figures }));
  client.close();
} finally {
  await job.stop();
}
