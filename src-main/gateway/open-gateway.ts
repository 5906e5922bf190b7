import type { AccessFacts } from '#core/access/access-facts.ts';
import { makeGuard } from '#core/guard.ts';
import { type Clock, guardedClock } from '#core/ports/clock.ts';
import { type Gateway, type GatewayEvent, GatewayUnavailable } from '#core/ports/gateway.ts';
import type { WhoListens } from '#core/ports/who-listens.ts';
import { sentence } from '#core/words/sentence.ts';
import { messagesHere } from './account-messages.ts';
import * as channel from './channel.ts';
import type { Environment } from './config-file.ts';
import { GatewayLink } from './connection.ts';
import { readConversations } from './conversations.ts';
import { openDevice } from './device-identity.ts';
import { GatewayPlace } from './gateway-place.ts';
import { type InstallMemory, shortMemory } from './known-install.ts';
import { OpenClawFiles } from './openclaw-files.ts';
import { PairingStore } from './pairing-store.ts';
import { type AccountKeys, readAccess, UnknownAnswer } from './read-access.ts';
import { ReadyWatch } from './ready-watch.ts';
import { writeAccess } from './write-access.ts';

export interface GatewayOptions {
  /** OpenClaw's config file; default: where OpenClaw itself would look. */
  readonly configPath?: string;
  /** OpenClaw's state directory; default: where OpenClaw itself would look. */
  readonly openclawStateDir?: string;
  /** Remembers which install the gateway was; default: until this process ends. */
  readonly memory?: InstallMemory;
  /** Who takes connections on a port of this machine. */
  readonly whoListens: WhoListens;
  /** The gateway's WebSocket address; default: found by OpenClaw's lock file and config. */
  readonly url?: string;
  /** Our own state directory: the device's key and token live there, each 0600. */
  readonly stateDir: string;
  readonly env: Environment;
  readonly clock: Clock;
  /** Our own version. */
  readonly version: string;
  /** The Messages database that Peephole reads, for telling whether the gateway reads it too; default: none. */
  readonly messagesDb?: string;
}

/**
 * The owner's OpenClaw gateway, on this Mac only, through the official client with a fixed list of methods.
 * @throws Error when the state directory can't hold the device's key.
 */
export function openGateway(options: GatewayOptions): Gateway {
  const { env, version } = options;
  const here = messagesHere(env, options.messagesDb ?? null);
  const place = new GatewayPlace(
    {
      configPath: options.configPath ?? null,
      openclawStateDir: options.openclawStateDir ?? null,
      url: options.url ?? null,
      env,
    },
    options.stateDir,
  );
  let listen: (event: GatewayEvent) => void = () => {};
  const guard = makeGuard((error) => listen({ type: 'trouble', error }));
  const clock = guardedClock(options.clock, guard);
  let accountKeys: AccountKeys = new Map();
  /** Sent so far: a later one replaces an earlier one that is not applied yet (OC-32). */
  let writes = 0;

  const pairing = new PairingStore(() => clock.now());
  const readPaired = (stateDir: string) => pairing.read(stateDir);
  const files = new OpenClawFiles(clock, guard, pairing, () => {
    if (link.session !== null) listen({ type: 'config-changed', hash: null });
  });
  const link = new GatewayLink({
    discover: () => place.discover(),
    onFound(configPath, stateDir) {
      place.found(configPath, stateDir);
      files.watch({ configPath, stateDir, env });
    },
    device: openDevice(options.stateDir),
    whoListens: options.whoListens,
    memory: options.memory ?? shortMemory(),
    clock,
    guard,
    version,
    async probe(call, session) {
      try {
        await readAccess(call, session, clock, here, readPaired);
      } catch (error) {
        if (error instanceof UnknownAnswer)
          return sentence('gateway.unknown-answer-update', { what: error.sentence });
        // Whatever else went wrong is told by the readings that follow.
        if (!(error instanceof GatewayUnavailable)) throw error;
      }
      return null;
    },
    onChange: (connection, appliedRevision) => listen({ type: 'connection', connection, appliedRevision }),
    onConfigChanged: (hash) => listen({ type: 'config-changed', hash }),
  });

  const ready = new ReadyWatch(
    clock,
    () => channel.readRuntime(link.call),
    () => listen({ type: 'channel-ready' }),
  );

  /** Why the lists can't be read is shown beside the connection, in the gateway's own words. */
  async function told<T>(reading: Promise<T>): Promise<T> {
    try {
      const read = await reading;
      link.tellReading(null);
      return read;
    } catch (error) {
      const isAnswered = error instanceof GatewayUnavailable && error.answer !== null;
      if (isAnswered) link.tellReading(error.sentence);
      throw error;
    }
  }

  async function readFacts(): Promise<AccessFacts> {
    const { session } = link;
    if (session === null) throw new GatewayUnavailable(sentence('gateway.not-connected'));
    const reading = await told(readAccess(link.call, session, clock, here, readPaired));
    // Read across a reconnect: which run of the gateway said what is no longer certain.
    if (link.session !== session) throw new GatewayUnavailable(sentence('gateway.lost'));
    accountKeys = reading.accountKeys;
    return reading.facts;
  }

  return {
    start(listener) {
      listen = listener;
      link.start();
    },
    reconnectNow: () => link.reconnectNow(),
    connectAnew(configPath = null) {
      if (configPath !== null) place.choose(configPath);
      link.connectAnew(configPath !== null);
    },
    readAccess: readFacts,
    async edit(edit, base) {
      writes += 1;
      const own = writes;
      const outcome = await writeAccess(
        link.call,
        edit,
        base.baseHash,
        accountKeys,
        clock,
        () => writes !== own,
      );
      if (outcome.kind === 'applied') ready.begin();
      return outcome;
    },
    stopChannel: (accountId) => channel.stopChannel(link.call, clock, accountId),
    async startChannel(accountId) {
      const isStarted = await channel.startChannel(link.call, accountId);
      if (isStarted) ready.begin();
      return isStarted;
    },
    readRuntime: () => channel.readRuntime(link.call),
    readConversations: () => readConversations(link.call),
    stop() {
      ready.stop();
      files.stop();
      return link.stop();
    },
  };
}
