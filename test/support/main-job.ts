import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '#contract/client.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { openTap, type Tap } from './gateway-tap.ts';
import { type Peephole, startPeephole } from './peephole.ts';
import type { JsonObject, RealGateway } from './real-gateway.ts';
import { type RealGatewayOptions, startRealGateway } from './real-gateway.ts';
import { senderIn, untilState } from './until-state.ts';
import { waitFor } from './wait.ts';

/** The real gateway, Peephole serving on it, and the questions every test of the main job asks. */
export interface MainJob {
  readonly gateway: RealGateway;
  readonly peephole: Peephole;
  /** What goes over the wire between the two; only with `tapped`. */
  readonly tap: Tap | null;
  /** Someone writes to this Mac. */
  write(handle: string, text: string): { readonly rowId: number };
  sender(handle: string): Promise<SenderView | undefined>;
  /** Runs a command over the control socket, as `ApiClient.call`. */
  call: ApiClient['call'];
  /** Resolves when this sender is listed and `is` holds. */
  until(handle: string, is: (sender: SenderView) => boolean): Promise<SenderView>;
  status(): Promise<StatusView>;
  /** `channels.imessage` as written. */
  imessage(): JsonObject;
  /** The members of our access group as written; undefined: no such group. */
  members(): readonly string[] | undefined;
  /** Turns of the agent that contain `text`. */
  reached(text: string): readonly string[];
  stop(): Promise<void>;
}

/** How long a wait for a sender relies on one connection, ms. */
const askAgainMs = 5_000;

/** An invented person: one of the 1,000 numbers reserved for drama, `+447700900xxx`. */
export function someone(number: number): string {
  return `+447700900${String(number).padStart(3, '0')}`;
}

export interface MainJobOptions extends RealGatewayOptions {
  readonly stateDir?: string;
  readonly tapped?: boolean;
  /** One that runs: it is set up anew instead of started, and goes on when the job is over. */
  readonly gateway?: RealGateway;
}

/** Starts both and resolves when Peephole has read the gateway. */
export async function startMainJob(options: MainJobOptions = {}): Promise<MainJob> {
  const { stateDir, tapped = false, gateway: running, ...gatewayOptions } = options;
  await running?.furnish(gatewayOptions);
  const gateway = running ?? (await startRealGateway(gatewayOptions));
  const stopGateway = async (): Promise<void> => {
    if (running === undefined) await gateway.stop();
  };
  const tap = tapped ? await openTap(gateway.url) : null;
  const peephole = await startPeephole({
    messagesDb: gateway.chatDbPath,
    openclawConfig: gateway.configPath,
    env: gateway.env,
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(tap === null ? {} : { gatewayUrl: tap.url }),
  }).catch(async (error: unknown) => {
    await tap?.close();
    await stopGateway();
    throw error;
  });

  let client: ApiClient | null = null;
  /** One connection for all questions: a process for each would keep the machine busier than what is tested. */
  async function connection(): Promise<ApiClient> {
    if (client !== null) return client;
    const opened = await connectPeephole(peephole.stateDir);
    opened.onConnection(({ open }) => {
      if (!open && client === opened) client = null;
    });
    client = opened;
    await untilState(opened, 'the first state', () => true);
    return opened;
  }

  const sender = async (handle: string) => {
    const now = await connection();
    // What was pushed comes before the answer.
    await now.call('status', {});
    return now.state === null ? undefined : senderIn(now.state, handle);
  };
  const job: MainJob = {
    gateway,
    peephole,
    tap,
    write: (handle, text) => gateway.chatDb.receive({ handle, service: 'iMessage', text, atMs: Date.now() }),
    sender,
    until: (handle, is) =>
      waitFor(`${handle} to be listed as expected`, async () => {
        // A Peephole that is down, or is killed meanwhile, is asked again.
        const found = connection()
          .then((now) =>
            untilState(now, 'the sender was seen', (state) => {
              const one = senderIn(state, handle);
              return one && is(one) ? one : null;
            }),
          )
          .catch(() => null);
        return Promise.race([found, delay(askAgainMs, null, { ref: false })]);
      }),
    call: async (command, input) => (await connection()).call(command, input),
    status: async () => (await connection()).call('status', {}),
    imessage: () => (gateway.readConfig().channels as { imessage: JsonObject }).imessage,
    members: () => {
      const groups = gateway.readConfig().accessGroups as
        | { peephole?: { members: { imessage: string[] } } }
        | undefined;
      return groups?.peephole?.members.imessage;
    },
    reached: (text) => gateway.agentMessages().filter((turn) => turn.includes(text)),
    async stop() {
      client?.close();
      await peephole.stop();
      await tap?.close();
      await stopGateway();
    },
  };
  await connected(job);
  return job;
}

/** Resolves when Peephole has read the gateway's lists on this connection. */
export async function connected(job: MainJob): Promise<void> {
  await waitFor('the gateway to be read', async () => {
    const { silence } = await job.status();
    return silence.state !== 'unknown';
  });
}
