import { type Peephole, startPeephole } from './peephole.ts';
import type { JsonObject, RealGateway } from './real-gateway.ts';
import { type RealGatewayOptions, startRealGateway } from './real-gateway.ts';
import { waitFor } from './wait.ts';

export interface ListedSender {
  readonly handle: string;
  readonly state: string;
  readonly via: string | null;
  readonly adopted: boolean;
  readonly revision: string;
  readonly until: string | null;
  readonly decision: { verdict: string; progress: string; error: string | null } | null;
}

/** The real gateway, Peephole serving on it, and the questions every test of the main job asks. */
export interface MainJob {
  readonly gateway: RealGateway;
  readonly peephole: Peephole;
  /** Someone writes to this Mac. */
  write(handle: string, text: string): { readonly rowId: number };
  sender(handle: string): Promise<ListedSender | undefined>;
  /** Resolves when this sender is listed and `is` holds. */
  until(handle: string, is: (sender: ListedSender) => boolean): Promise<ListedSender>;
  status(): Promise<JsonObject>;
  /** `channels.imessage` as written. */
  imessage(): JsonObject;
  /** The members of our access group as written; undefined: no such group. */
  members(): readonly string[] | undefined;
  /** Turns of the agent that contain `text`. */
  reached(text: string): readonly string[];
  stop(): Promise<void>;
}

/** An invented person: one of the 1,000 numbers reserved for drama, `+447700900xxx`. */
export function someone(number: number): string {
  return `+447700900${String(number).padStart(3, '0')}`;
}

/** Starts both and resolves when Peephole has read the gateway. */
export async function startMainJob(
  options: RealGatewayOptions & { stateDir?: string } = {},
): Promise<MainJob> {
  const { stateDir, ...gatewayOptions } = options;
  const gateway = await startRealGateway(gatewayOptions);
  const peephole = await startPeephole({
    messagesDb: gateway.chatDbPath,
    openclawConfig: gateway.configPath,
    env: gateway.env,
    ...(stateDir === undefined ? {} : { stateDir }),
  }).catch(async (error: unknown) => {
    await gateway.stop();
    throw error;
  });

  const sender = async (handle: string) => {
    const { json } = await peephole.run('list');
    return (json.senders as unknown as ListedSender[]).find((one) => one.handle === handle);
  };
  const job: MainJob = {
    gateway,
    peephole,
    write: (handle, text) => gateway.chatDb.receive({ handle, service: 'iMessage', text, atMs: Date.now() }),
    sender,
    until: (handle, is) =>
      waitFor(`${handle} to be listed as expected`, async () => {
        const one = await sender(handle);
        return one && is(one) ? one : null;
      }),
    status: async () => (await peephole.run('status')).json,
    imessage: () => (gateway.readConfig().channels as { imessage: JsonObject }).imessage,
    members: () => {
      const groups = gateway.readConfig().accessGroups as
        | { peephole?: { members: { imessage: string[] } } }
        | undefined;
      return groups?.peephole?.members.imessage;
    },
    reached: (text) => gateway.agentMessages().filter((turn) => turn.includes(text)),
    async stop() {
      await peephole.stop();
      await gateway.stop();
    },
  };
  await connected(job);
  return job;
}

/** Resolves when Peephole has read the gateway's lists on this connection. */
export async function connected(job: MainJob): Promise<void> {
  await waitFor('the gateway to be read', async () => {
    const { silence } = (await job.status()) as { silence: { state: string } };
    return silence.state !== 'unknown';
  });
}
