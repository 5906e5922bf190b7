import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from '#contract/client.ts';
import { type PracticeGateway, startPracticeGateway } from '../../../src-main/simulator/simulated-gateway.ts';
import { connectPeephole } from '../../../src-main/surfaces/socket/socket-client.ts';
import { openTap, type Tap } from '../../support/gateway-tap.ts';
import { type Peephole, startPeephole } from '../../support/peephole.ts';
import { untilState } from '../../support/until-state.ts';
import { knockProbe, loopProbe } from './watched-process.ts';

const probes = {
  stalls: (report: string) => ({ NODE_OPTIONS: `--import=${loopProbe}`, PEEPHOLE_LOOP_REPORT: report }),
  knocks: (report: string) => ({ NODE_OPTIONS: `--import=${knockProbe}`, PEEPHOLE_KNOCK_REPORT: report }),
} as const;

/** `serve` on a database and a practice gateway, with everything it keeps in a folder of its own. */
export interface Stage {
  readonly gateway: PracticeGateway;
  /** What goes over the wire between the two. */
  readonly tap: Tap;
  /** Where a probe in `serve` reports. */
  readonly report: string;
  readonly stateDir: string;
  /** Starts it, on what it knows from the start before. `stalls`: it tells its longest stall, for a timer of 1 ms; `knocks`: when a knock passed which step. */
  start(told?: keyof typeof probes): Promise<Peephole>;
  /** Makes the next start the first one. */
  forget(): void;
}

/** As it comes, and reading the same messages: only a channel that receives confirms anything. */
const receiving = (dbPath: string) => ({
  dmPolicy: 'allowlist',
  allowFrom: [],
  groupPolicy: 'allowlist',
  groupAllowFrom: [],
  dbPath,
});

/**
 * Does `work` with a stage in this folder; what still runs then is ended.
 * @param how `deaf`: its gateway reads no messages, and so costs nothing beside what is measured.
 */
export async function onStage<T>(
  dir: string,
  messagesDb: string,
  how: 'deaf' | 'receiving',
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const stateDir = join(dir, 'state');
  const report = join(dir, 'report');
  const gateway = await startPracticeGateway({
    stateDir: join(dir, 'openclaw'),
    ...(how === 'receiving' ? { imessage: receiving(messagesDb) } : {}),
  });
  const tap = await openTap(gateway.url);
  const running: Peephole[] = [];
  const makeState = () => mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  makeState();
  try {
    return await work({
      gateway,
      tap,
      report,
      stateDir,
      async start(told) {
        const peephole = await startPeephole({
          messagesDb,
          openclawConfig: gateway.configPath,
          gatewayUrl: tap.url,
          stateDir,
          env: { ...gateway.env, ...(told === undefined ? {} : probes[told](report)) },
        });
        running.push(peephole);
        return peephole;
      },
      forget() {
        rmSync(stateDir, { recursive: true });
        makeState();
      },
    });
  } finally {
    for (const peephole of running) await peephole.stop();
    await tap.close();
    await gateway.stop();
  }
}

/** A client that has the first state. */
export async function connected(stateDir: string): Promise<ApiClient> {
  const client = await connectPeephole(stateDir);
  await untilState(client, 'the first state', () => true);
  return client;
}

/** Resolves when everything up to this message has been read, and everybody who is counted is shown. */
export async function untilComplete(client: ApiClient, lastRowId: number): Promise<void> {
  await untilState(
    client,
    'everything was read',
    ({ status: { messages } }) => messages.state === 'reading' && messages.lastRowId >= lastRowId,
  );
  const { counts } = await client.call('status', {});
  const everybody = counts.waiting + counts.known + counts.automated;
  await untilState(client, 'everybody is shown', ({ senders }) => senders.size >= everybody);
}
