import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './gateway/access-rule.ts';
import { agentRuns, type RunHold } from './gateway/agent-runs.ts';
import { applier } from './gateway/applier.ts';
import {
  assistant,
  inventedMessage,
  type PracticeOutgoing,
  type Reached,
  type Where,
} from './gateway/assistant.ts';
import { goodDay, type PatchFault, type PracticeBehaviour } from './gateway/behaviour.ts';
import { channel } from './gateway/channel.ts';
import { type ConfigSnapshot, configFile } from './gateway/config-file.ts';
import { removeLock, writeLock } from './gateway/discovery.ts';
import { type JsonObject, objectAt } from './gateway/json.ts';
import { mergePatch } from './gateway/merge-patch.ts';
import { callMethod } from './gateway/methods.ts';
import { pairingQueue } from './gateway/pairing-queue.ts';
import { rateLimit } from './gateway/rate-limit.ts';
import { type GatewayServer, startServer, version } from './gateway/server.ts';
import { openStateStore } from './gateway/state-store.ts';

export type { Outcome } from './gateway/access-rule.ts';
export type { RunHold } from './gateway/agent-runs.ts';
export type { PracticeOutgoing, Reached, Where } from './gateway/assistant.ts';
export type { PatchFault, PracticeBehaviour } from './gateway/behaviour.ts';

export interface PracticeGatewayOptions {
  /** OpenClaw's state directory, made when missing. What is in it is kept over restarts; never removed by us. */
  readonly stateDir: string;
  /** Default: the one in the config, else a free one. Kept over restarts. */
  readonly port?: number;
  /** `channels.imessage` of a first config. Default: answers nobody. `dbPath` names the Messages database to read. */
  readonly imessage?: JsonObject;
  /** Merged over a first config last; null takes a key out. */
  readonly config?: JsonObject;
  readonly behaviour?: Partial<PracticeBehaviour>;
  /** What the assistant answers; null: nothing. */
  readonly reply?: (message: Reached) => string | null;
  /** Called with everything that would have been sent: the place to write it into chat.db, as on a Mac. */
  readonly onSent?: (outgoing: PracticeOutgoing) => void;
}

/**
 * A gateway that speaks OpenClaw's wire protocol 4 on loopback and decides as OpenClaw does who reaches its assistant, but
 * has no assistant and sends nothing. For practice mode, and for tests that make a gateway misbehave; what it does is compared
 * with the real one by test/gateway/simulator-differential.long.ts (`npm run test:long`). Not carried over from the real one: `$include`, `${VAR}`
 * and secret references in the config, passwords, `config.apply`, and every method Peephole never calls.
 */
export interface PracticeGateway {
  /** WebSocket address. */
  readonly url: string;
  readonly port: number;
  /** The shared secret, `gateway.auth.token`. */
  readonly token: string;
  readonly stateDir: string;
  readonly configPath: string;
  /** Another one after every start. */
  readonly bootId: string;
  /** What a program needs in its environment to find this gateway, and no other. */
  readonly env: Readonly<Record<'OPENCLAW_STATE_DIR' | 'OPENCLAW_CONFIG_PATH', string>>;
  readonly version: string;
  /** Changes how it behaves from now on. */
  behave(changes: Partial<PracticeBehaviour>): void;
  /** Makes the next `count` calls of `config.patch` go wrong. */
  failPatches(fault: PatchFault, count?: number): void;
  /** Keeps the assistant busy until released: config changes wait. */
  holdAgent(): RunHold;
  /** Messages that reached the assistant, oldest first. */
  reached(): readonly Reached[];
  /** Everything that would have been sent to anyone, oldest first. */
  outbox(): readonly PracticeOutgoing[];
  /** Reads the Messages databases now instead of at the next poll. */
  look(): void;
  /** What would happen to a message, by the config in force; nothing happens. */
  judge(sender: string, where?: Where): Outcome;
  /** A message that is in no database, handled as if it had come in. @returns what happened to it. */
  deliver(sender: string, text: string, where?: Where): Outcome;
  /** Whether an account of the channel is running. */
  running(accountId?: string): boolean;
  readConfig(): JsonObject;
  /** The config in force, with the schema's defaults. */
  appliedConfig(): JsonObject;
  /** Edits openclaw.json as its owner would, by hand. It is noticed within 100 ms. */
  editConfigFile(change: (config: JsonObject) => void): void;
  /** Cuts every connection and goes on. */
  dropConnections(): void;
  /** Forgets every paired device, as `device.pair.remove` does. */
  forgetDevices(): void;
  /** As `kill -9`: connections are cut, the lock file stays. Nothing that was saved is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same state and port, under a new boot id. */
  start(): Promise<void>;
  /** SIGTERM and start. */
  restart(): Promise<void>;
  /** SIGTERM; everything is closed. The state directory is kept. */
  stop(): Promise<void>;
}

/** The policy that answers nobody, with nobody let in (OC-11). */
const silent: JsonObject = {
  dmPolicy: 'allowlist',
  allowFrom: [],
  groupPolicy: 'allowlist',
  groupAllowFrom: [],
};

/** Changes below these restart the channel; others come into force without (OC-5, OC-42). */
const channelPaths = ['channels', 'accessGroups', 'commands'];

/** How often the file is looked at, ms: the real watcher takes 90 to 270 (OC-126). */
const fileWatchEveryMs = 200;

function firstConfig(options: PracticeGatewayOptions): JsonObject {
  const base = {
    meta: { lastTouchedVersion: version },
    gateway: {
      mode: 'local',
      bind: 'loopback',
      auth: { mode: 'token', token: randomBytes(24).toString('hex') },
    },
    session: { dmScope: 'per-channel-peer' },
    channels: { imessage: { enabled: true, cliPath: 'imsg', ...(options.imessage ?? silent) } },
  };
  return mergePatch(base, options.config ?? {}) as JsonObject;
}

function gatewaySettings({ source }: ConfigSnapshot): JsonObject {
  return objectAt(source, 'gateway');
}

/** The shared secret; null when the config asks for none. */
function secretIn(config: ConfigSnapshot): string | null {
  const { mode, token } = objectAt(gatewaySettings(config), 'auth');
  return mode === 'none' ? null : String(token ?? '');
}

/** Starts a practice gateway and resolves when it listens. See `PracticeGateway`. */
export async function startPracticeGateway(options: PracticeGatewayOptions): Promise<PracticeGateway> {
  const { stateDir } = options;
  const configPath = join(stateDir, 'openclaw.json');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const store = openStateStore(stateDir);
  const file = configFile(configPath, store.revisionKey());
  if (!existsSync(configPath)) file.write(firstConfig(options));

  let behaviour: PracticeBehaviour = { ...goodDay, ...options.behaviour };
  let faults: PatchFault[] = [];
  let port = options.port ?? Number(gatewaySettings(file.read()).port ?? 0);
  let bootId = '';
  let server: GatewayServer | null = null;
  let watcher: NodeJS.Timeout | null = null;

  const runs = agentRuns();
  const queue = pairingQueue(store);
  const changes = applier({ runs, behaviour: () => behaviour, onApplied }, file.read());
  const common = { store, behaviour: () => behaviour, config: () => changes.applied.config };
  const agent = assistant({
    ...common,
    runs,
    queue,
    reply: options.reply ?? (() => 'Hello from the practice assistant.'),
    onSent: options.onSent ?? (() => {}),
  });
  const imessage = channel({ ...common, onMessage: agent.receive });
  const methods = {
    config: { file, applier: changes, takeFault: () => faults.shift() ?? null },
    channel: imessage,
    queue,
    store,
    limit: rateLimit('config.patch'),
    behaviour: () => behaviour,
  };

  function onApplied({ hash }: ConfigSnapshot, paths: readonly string[]): void {
    const concerned = paths.some((path) => channelPaths.includes(path.split('.')[0] ?? ''));
    if (concerned) imessage.restart();
    server?.broadcast('chat.metadata.changed', {});
    server?.broadcast('config.changed', { path: configPath, hash, ts: Date.now() });
  }

  /** A hand edit of the file is a change like any other (OC-25). */
  function watchFile(): void {
    const edited = file.edited();
    if (edited?.valid && edited.revision !== changes.applied.revision) void changes.apply(edited);
  }

  async function start(): Promise<void> {
    if (server !== null) return;
    bootId = randomUUID();
    const started = await startServer(
      {
        bootId,
        store,
        behaviour: () => behaviour,
        secret: () => secretIn(changes.applied),
        autoApprovesLocal: () => {
          const nodes = objectAt(gatewaySettings(changes.applied), 'nodes');
          return objectAt(nodes, 'pairing').autoApproveLocal !== false;
        },
        snapshot: () => ({ configPath, stateDir, appliedConfigHash: changes.applied.revision }),
        call: (caller, method, params) => callMethod(methods, caller, method, params),
      },
      port,
    );
    server = started;
    port = started.port;
    // At its start the real one reads it anew, too.
    file.edited();
    const saved = file.seen();
    // As at an installation, the port of the first start is the one in the config from now on.
    const isNew = gatewaySettings(saved).port === undefined;
    changes.startWith(
      isNew ? file.write(mergePatch(saved.source, { gateway: { port } }) as JsonObject) : saved,
    );
    writeLock(stateDir, configPath, port);
    watcher = setInterval(watchFile, fileWatchEveryMs);
    watcher.unref();
    imessage.startAll();
  }

  async function end(how: 'killed' | 'stopped'): Promise<void> {
    const running = server;
    server = null;
    if (running === null) return;
    if (watcher !== null) clearInterval(watcher);
    changes.close();
    runs.endAll();
    imessage.haltAll();
    if (how === 'killed') return running.close();
    await running.shutDown();
    removeLock(stateDir);
  }

  await start();
  return {
    get url() {
      return `ws://127.0.0.1:${port}`;
    },
    get port() {
      return port;
    },
    get token() {
      return secretIn(file.read()) ?? '';
    },
    stateDir,
    configPath,
    get bootId() {
      return bootId;
    },
    env: { OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath },
    version,
    behave(next) {
      behaviour = { ...behaviour, ...next };
    },
    failPatches(fault, count = 1) {
      faults = [...faults, ...Array.from({ length: count }, () => fault)];
    },
    holdAgent: runs.begin,
    reached: () => agent.reached,
    outbox: () => agent.outbox,
    look: imessage.look,
    judge: (sender, { group = false, accountId = 'default' } = {}) =>
      agent.decide(accountId, inventedMessage(sender, '', group)),
    deliver: (sender, text, { group = false, accountId = 'default' } = {}) =>
      imessage.running(accountId)
        ? agent.receive(accountId, inventedMessage(sender, text, group))
        : 'dropped',
    running: (accountId = 'default') => imessage.running(accountId),
    readConfig: () => file.read().source,
    appliedConfig: () => changes.applied.config,
    editConfigFile(change) {
      const config = structuredClone(file.read().source);
      change(config);
      writeFileSync(`${configPath}.new`, JSON.stringify(config, null, 2), { mode: 0o600 });
      renameSync(`${configPath}.new`, configPath);
    },
    dropConnections: () => server?.dropConnections(),
    forgetDevices: store.removeDevices,
    kill: () => end('killed'),
    start,
    async restart() {
      await end('stopped');
      await start();
    },
    async stop() {
      await end('stopped');
      store.close();
    },
  };
}
