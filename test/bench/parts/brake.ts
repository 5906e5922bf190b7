import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '#contract/client.ts';
import { connectPeephole } from '../../../src-main/surfaces/socket/socket-client.ts';
import { type MainJob, someone, startMainJob } from '../../support/main-job.ts';
import type { JsonObject } from '../../support/real-gateway.ts';
import { senderIn, untilState } from '../../support/until-state.ts';
import { attempt } from '../kit/attempt.ts';
import { figure } from '../kit/figure.ts';
import { atRest } from '../kit/gateway-at-rest.ts';
import type { Part } from '../kit/part.ts';

const rounds = 6;
const people = Array.from({ length: rounds + rounds / 2 }, (_, index) => someone(index));
const waitMs = 120_000;
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
    await atRest(job.gateway);
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

/**
 * The brake on the real gateway: until it has answered `channels.stop` for every account, after which nothing is dispatched any
 * more (OC-48). At rest, and just after it has confirmed an approval, when it is still busy with its own reload.
 */
export const brake: Part = async () => [
  ...(await attempt('block queued → channel stopped', 400_000, () =>
    onGateway({}, async (bench) => {
      const target = { of: 'p95', atMost: 50 } as const;
      const idle = await measureBlocks(bench, people.slice(0, rounds), () => atRest(bench.job.gateway));
      const busy = await measureBlocks(bench, people.slice(rounds), async () => {});
      return [
        figure('block queued → channel stopped, gateway at rest', 'ms', idle, { target }),
        figure('block queued → channel stopped, right after a write', 'ms', busy, { target }),
      ];
    }),
  )),
  ...(await attempt('channel off asked for → both of two accounts stopped', 260_000, () =>
    onGateway({ work: { allowFrom: [someone(999)] } }, async (bench) => {
      const target = { of: 'p95', atMost: 200 } as const;
      const offs = await measureOffs(bench);
      return [figure('channel off asked for → both of two accounts stopped', 'ms', offs, { target })];
    }),
  )),
];
