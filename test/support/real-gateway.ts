import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type ChatDb, createChatDb } from '../../src-main/simulator/chat-db.ts';
import type { ImsgEntry, Outgoing } from './imsg-journal.ts';
import { installOpenclaw, openclawVersion, pathWithNode } from './install-openclaw.ts';
import { JsonLines } from './json-lines.ts';
import { connectRaw, type RawGatewayClient, withToken } from './raw-gateway-client.ts';
import { type AgentHold, startStandInModel } from './stand-in-model.ts';
import { waitFor } from './wait.ts';

export type JsonObject = { [key: string]: unknown };

/** What its owner may change while it runs. */
export interface Settings {
  /** Settings of `channels.imessage`. Default: the silent settings of OC-11, nobody approved. */
  readonly imessage?: JsonObject;
  /** More accounts by id, with their settings. Each gets a Messages database and an outbox of its own. */
  readonly accounts?: Readonly<Record<string, JsonObject>>;
  /** Merged over the whole config last; null takes a key out. */
  readonly config?: JsonObject;
}

export interface RealGatewayOptions extends Settings {
  /** `ready`: a plugin that never receives keeps nobody waiting. Default `receiving`. */
  readonly until?: 'receiving' | 'ready';
  /** The stand-in offers typing bubbles and read receipts, as imsg does with its private API. Default off. */
  readonly privateApi?: boolean;
}

/**
 * The real OpenClaw gateway with the real iMessage plugin, on loopback, in directories of its own. The `imsg` program
 * and the model are stand-ins: nothing leaves the machine. Starting one takes 10 to 30 s (OC-13).
 */
export interface RealGateway {
  /** WebSocket address. */
  readonly url: string;
  readonly port: number;
  /** The shared secret, `gateway.auth.token`. */
  readonly token: string;
  readonly stateDir: string;
  readonly configPath: string;
  /** Where tests of this gateway may put other things; removed by `stop`. */
  readonly scratchDir: string;
  /** What a program needs in its environment to find this gateway, and no other. */
  readonly env: Readonly<Record<'OPENCLAW_STATE_DIR' | 'OPENCLAW_CONFIG_PATH' | 'HOME', string>>;
  /** Process id of the gateway, null while it is not running. */
  readonly pid: number | null;
  /** The Messages database of the default account: path and writer. */
  readonly chatDbPath: string;
  readonly chatDb: ChatDb;
  /** The Messages database of another account. */
  account(accountId: string): { readonly chatDbPath: string; readonly chatDb: ChatDb };
  /** Everything that was sent to anyone, by any account, oldest first: texts, typing bubbles, read receipts. */
  outbox(): readonly Outgoing[];
  /** Resolves when the stand-in has handed this row to the plugin. */
  handed(rowId: number, accountId?: string): Promise<void>;
  /** The newest turn of every request of the agent to its model, oldest first: sender and words of who reached it. */
  agentMessages(): readonly string[];
  /** Resolves with the newest turn of the first such request that contains `text`. */
  reachedAgent(text: string): Promise<string>;
  /** Resolves when something with this text was sent to `to`. */
  sent(to: string, text: string): Promise<Outgoing>;
  /** Keeps runs of the agent active until released (those with `text` in the newest turn, when given). */
  holdAgent(text?: string): AgentHold;
  readConfig(): JsonObject;
  /**
   * Sets it up with other accounts and lists in place; the rest of the config that it was started with stays. Resolves when
   * they are in force and every account receives. What was sent and what reached the agent before is forgotten; Messages' rows, the agent's sessions and
   * the pairing store stay. Costs a tenth of a start. @throws Error when it has no such account.
   */
  furnish(settings: Settings): Promise<void>;
  /** Edits openclaw.json as its owner would, by hand: atomically, keeping what OpenClaw keeps in it. */
  editConfigFile(change: (config: JsonObject) => void): void;
  /** A call by an administrator that is not Peephole. @throws Error when the gateway answers with an error. */
  rpc(method: string, params?: unknown): Promise<unknown>;
  /** A new raw connection with every scope, for calls that must fail or for events. */
  connect(): Promise<RawGatewayClient>;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /**
   * Starts it again on the same state, port and databases; resolves when it is ready and its plugin receives. `ready`: does
   * not wait for the plugin, which somebody may stop before it does. `listening`: not even for OpenClaw to call itself ready,
   * which it never does while an account that it should have started does not run.
   */
  start(until?: Until): Promise<void>;
  /** SIGTERM, gone, started, ready. */
  restart(): Promise<void>;
  /** Everything gateway and plugin wrote to stdout and stderr. */
  log(): string;
  /** Kills it and removes its directories. */
  stop(): Promise<void>;
}

type Until = 'receiving' | 'ready' | 'listening';

/** The silent policy with nobody approved (OC-11). */
const silent: JsonObject = {
  dmPolicy: 'allowlist',
  allowFrom: [],
  groupPolicy: 'allowlist',
  groupAllowFrom: [],
};

const readyTimeoutMs = 500_000;
const startAttempts = 3;
/** A config that is loaded in place is in force within this, and its accounts receive. */
const setUpMs = 60_000;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON merge patch (RFC 7396), into a new object. */
function merge(base: JsonObject, patch: JsonObject): JsonObject {
  const merged = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else {
      const before = merged[key];
      merged[key] = isObject(value) ? merge(isObject(before) ? before : {}, value) : value;
    }
  }
  return merged;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Sends a signal to a whole process group; a group that is gone is no error. */
function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Kills the process group when this process ends, however it ends: the pipe to the guard closes, and `cat` with it.
 * @returns a function that calls the guard off.
 */
function guardGroup(leader: number): () => void {
  const guard = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -9 -${leader} 2>/dev/null`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return () => signalGroup(guard.pid ?? 0, 'SIGKILL');
}

interface Account {
  readonly chatDbPath: string;
  readonly chatDb: ChatDb;
  readonly journal: JsonLines<ImsgEntry>;
  readonly cliPath: string;
}

/** What the stand-in says it can do, in the words of `imsg status --json`. */
function imsgStatus(privateApi: boolean): string {
  const methods = ['chats.list', 'messages.history', 'watch.subscribe', 'watch.unsubscribe', 'send'];
  return JSON.stringify({
    advanced_features: privateApi,
    v2_ready: privateApi,
    rpc_methods: privateApi ? [...methods, 'typing', 'read'] : methods,
    selectors: {},
    message: 'stand-in for tests',
  });
}

/**
 * A Messages database and the wrapper script that stands for `imsg` on it. What it can do is always the same, and the plugin asks
 * again and again: the script says it without Node, whose starts for it were a twentieth of the suite's processor time.
 */
function createAccount(dir: string, id: string, privateApi: boolean): Account {
  const home = join(dir, id);
  mkdirSync(home);
  const chatDbPath = join(home, 'chat.db');
  const journal = join(home, 'imsg.jsonl');
  const cliPath = join(home, 'imsg');
  const program = new URL('./imsg.ts', import.meta.url).pathname;
  const command = [process.execPath, program, journal].map((word) => `'${word}'`).join(' ');
  const script = `#!/bin/sh
case "$*" in
  rpc*--help*) echo 'imsg rpc [--json] [--db PATH]' ;;
  status*) echo '${imsgStatus(privateApi)}' ;;
  rpc*) NODE_NO_WARNINGS=1 NODE_COMPILE_CACHE='${process.env.NODE_COMPILE_CACHE ?? ''}' exec ${command} "$@" ;;
  *) exit 1 ;;
esac
`;
  writeFileSync(cliPath, script, { mode: 0o755 });
  return { chatDbPath, journal: new JsonLines(journal), cliPath, chatDb: createChatDb(chatDbPath) };
}

/** Starts a real gateway and resolves when it is ready and its plugin receives. See `RealGateway`. */
export async function startRealGateway(options: RealGatewayOptions = {}): Promise<RealGateway> {
  const install = await installOpenclaw();
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'peephole-gateway-')));
  const stateDir = join(dir, 'state');
  const home = join(dir, 'home');
  const configPath = join(stateDir, 'openclaw.json');
  const logPath = join(dir, 'gateway.log');
  const token = randomBytes(24).toString('hex');
  const port = await freePort();
  const model = await startStandInModel();
  mkdirSync(home);
  // The plugin itself stays in the template: the install record names it there, and its trust hangs on that record.
  cpSync(install.templateStateDir, stateDir, {
    recursive: true,
    filter: (source) => source !== join(install.templateStateDir, 'npm'),
  });

  const accounts = new Map(
    ['default', ...Object.keys(options.accounts ?? {})].map((id) => [
      id,
      createAccount(dir, id, options.privateApi ?? false),
    ]),
  );
  const source = (id: string) => ({ cliPath: accountOf(id).cliPath, dbPath: accountOf(id).chatDbPath });

  function accountOf(id: string): Account {
    const account = accounts.get(id);
    if (!account) throw new Error(`this gateway has no account ${id}`);
    return account;
  }

  const readConfig = () => JSON.parse(readFileSync(configPath, 'utf8')) as JsonObject;
  const writeConfig = (config: JsonObject) => {
    writeFileSync(`${configPath}.new`, JSON.stringify(config, null, 2), { mode: 0o600 });
    renameSync(`${configPath}.new`, configPath);
  };
  const surroundings: JsonObject = {
    gateway: {
      mode: 'local',
      bind: 'loopback',
      port,
      auth: { mode: 'token', token },
      // Neither web pages nor a memory: they are a fifth of what a start costs.
      controlUi: { enabled: false },
    },
    plugins: { slots: { memory: 'none' } },
    update: { checkOnStart: false },
    logging: { file: join(dir, 'openclaw.log') },
    discovery: { mdns: { mode: 'off' } },
    session: { dmScope: 'per-channel-peer' },
    agents: {
      defaults: {
        workspace: join(dir, 'workspace'),
        skipBootstrap: true,
        model: { primary: 'stand-in/model' },
      },
    },
    models: {
      // 2026.7 knows no such setting, and starts with none that it does not know.
      ...(openclawVersion.startsWith('2026.7.') ? {} : { catalogRefresh: { enabled: false } }),
      providers: {
        'stand-in': {
          baseUrl: model.baseUrl,
          apiKey: 'stand-in',
          api: 'openai-completions',
          models: [{ id: 'model', name: 'Stand-in', contextWindow: 200_000, maxTokens: 4096 }],
        },
      },
    },
  };
  // A release with the plugin built in had nothing to install, and wrote no config.
  const template = existsSync(configPath) ? readConfig() : {};
  /** The whole config with these settings. */
  function compose({ imessage = silent, accounts: others = {}, config = {} }: Settings): JsonObject {
    const own = Object.fromEntries(
      Object.entries(others).map(([id, settings]) => [id, { enabled: true, ...source(id), ...settings }]),
    );
    const channel = { enabled: true, ...source('default'), ...imessage };
    const channels = {
      imessage: Object.keys(own).length > 0 ? { ...channel, accounts: own } : channel,
    };
    const started = merge(merge(template, surroundings), options.config ?? {});
    return merge(merge({ ...started, channels: {} }, { channels }), config);
  }
  writeConfig(compose(options));

  const env = { OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath, HOME: home };
  const url = `ws://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let callOffGuard = () => {};
  let admin: RawGatewayClient | null = null;

  const journal = (id: string): readonly ImsgEntry[] => accountOf(id).journal.all();
  const subscriptions = (id: string) => journal(id).filter((entry) => entry.type === 'subscribed').length;
  const log = () => readFileSync(logPath, 'utf8');
  /** How much there was when it was last furnished. */
  const forgotten = { sent: 0, prompts: 0 };
  const allSent = () =>
    [...accounts.keys()]
      .flatMap((id) => journal(id).filter((entry) => entry.type === 'outgoing'))
      .toSorted((a, b) => a.atMs - b.atMs);
  const outbox = () => allSent().slice(forgotten.sent);
  const prompts = () => model.prompts().slice(forgotten.prompts);

  /** The accounts that receive once the gateway is up. */
  function enabledAccounts(): readonly string[] {
    const channels = readConfig().channels;
    const imessage = isObject(channels) && isObject(channels.imessage) ? channels.imessage : null;
    if (imessage === null || imessage.enabled === false) return [];
    const others = isObject(imessage.accounts) ? imessage.accounts : {};
    return [...accounts.keys()].filter((id) => {
      const other = others[id];
      return isObject(other) ? other.enabled !== false : id === 'default';
    });
  }

  /** On a busy machine OpenClaw gives up its own start after 5 s without a heartbeat: that is tried again. */
  async function start(until: Until = 'receiving'): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startOnce(until === 'receiving' ? enabledAccounts() : [], until);
      } catch (error) {
        if (attempt === startAttempts || !String(error).includes('heartbeat did not become ready'))
          throw error;
        await kill('SIGKILL');
      }
    }
  }

  async function startOnce(receiving: readonly string[], until: Until): Promise<void> {
    const before = new Map(receiving.map((id) => [id, subscriptions(id)]));
    const output = openSync(logPath, 'a');
    const started = spawn(process.execPath, [install.entry, 'gateway', 'run'], {
      cwd: dir,
      detached: true,
      stdio: ['ignore', output, output],
      env: {
        ...env,
        PATH: pathWithNode(),
        // Saves 2 to 3 s of every start but the first.
        NODE_COMPILE_CACHE: install.compileCacheDir,
        TMPDIR: join(dir, 'tmp'),
        OPENCLAW_NO_AUTO_UPDATE: '1',
        OPENCLAW_NO_RESPAWN: '1',
        OPENCLAW_DISABLE_BONJOUR: '1',
        OPENCLAW_SKIP_GMAIL_WATCHER: '1',
        OPENCLAW_SKIP_BROWSER_CONTROL_SERVER: '1',
        OPENCLAW_SKIP_CANVAS_HOST: '1',
        OPENCLAW_SKIP_STARTUP_MODEL_PREWARM: '1',
      },
    });
    closeSync(output);
    child = started;
    callOffGuard = guardGroup(started.pid ?? 0);
    await waitFor(
      'the gateway to be ready and its plugin to receive',
      async () => {
        if (started.exitCode !== null || started.signalCode !== null) {
          throw new Error(`the gateway exited with ${started.exitCode ?? started.signalCode}:\n${log()}`);
        }
        const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ status }) => until === 'listening' || status === 200,
          () => false,
        );
        return ready && [...before].every(([id, count]) => subscriptions(id) > count);
      },
      readyTimeoutMs,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${log().slice(-8000)}`);
    });
  }

  async function rpc(method: string, params?: unknown): Promise<unknown> {
    if (admin === null) {
      const opened = await connectRaw(url, withToken(token));
      admin = opened;
      // For some changes of the config it restarts itself.
      void opened.closed.then(() => {
        if (admin === opened) admin = null;
      });
    }
    return admin.request(method, params);
  }

  /** Whether the config in the file is in force, and every account that it switches on receives; starts those that somebody stopped. */
  async function isSetUp(channels: unknown): Promise<boolean> {
    // It has one thread, and is busy with what is waited for.
    await delay(200);
    const answer = (await rpc('config.get', {})) as {
      readonly parsed: JsonObject;
      readonly configRevisionHash: string;
      readonly appliedConfigHash: string;
    };
    if (!isDeepStrictEqual(answer.parsed.channels, channels)) return false;
    if (answer.configRevisionHash !== answer.appliedConfigHash) return false;
    const status = (await rpc('channels.status', {})) as {
      readonly channelAccounts: {
        readonly imessage?: readonly {
          accountId: string;
          running: boolean;
          connected: boolean;
          lifecycle: string;
        }[];
      };
    };
    const told = status.channelAccounts.imessage ?? [];
    const wanted = told.filter(({ accountId }) => enabledAccounts().includes(accountId));
    // Whoever stopped one by hand does not say so when the config changes.
    for (const { accountId } of wanted.filter(({ running }) => !running))
      await rpc('channels.start', { channel: 'imessage', accountId });
    return (
      wanted.length === enabledAccounts().length &&
      wanted.every(({ connected, lifecycle }) => connected && lifecycle === 'ready')
    );
  }

  async function furnish(settings: Settings): Promise<void> {
    const { meta } = readConfig();
    const config: JsonObject = { ...compose(settings), ...(meta === undefined ? {} : { meta }) };
    writeConfig(config);
    const isDone = () => isSetUp(config.channels).catch(() => false);
    await waitFor('the gateway to be set up anew', isDone, setUpMs).catch(async () => {
      // OpenClaw does not start every account when it loads a config in place; a start of its own does (OC-93).
      await kill('SIGTERM');
      await start();
    });
    forgotten.sent = allSent().length;
    forgotten.prompts = model.prompts().length;
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (running === null) return;
    admin?.close();
    admin = null;
    const gone = running.exitCode === null && running.signalCode === null ? once(running, 'exit') : null;
    if (signal === 'SIGKILL') signalGroup(running.pid ?? 0, signal);
    else running.kill(signal);
    await gone;
    child = null;
    // What the gateway leaves behind (stand-ins, workers) ends with it.
    signalGroup(running.pid ?? 0, 'SIGKILL');
    callOffGuard();
  }

  const gateway: RealGateway = {
    url,
    port,
    token,
    stateDir,
    configPath,
    scratchDir: dir,
    env,
    get pid() {
      return child?.pid ?? null;
    },
    chatDbPath: accountOf('default').chatDbPath,
    chatDb: accountOf('default').chatDb,
    account: accountOf,
    outbox,
    async handed(rowId, accountId = 'default') {
      await waitFor(`row ${rowId} to be handed to the plugin`, () =>
        journal(accountId).some((entry) => entry.type === 'handed' && entry.rowId === rowId),
      );
    },
    agentMessages: prompts,
    reachedAgent: (text) =>
      waitFor(`"${text}" to reach the agent`, () => prompts().find((prompt) => prompt.includes(text))),
    sent: (to, text) =>
      waitFor(`"${text}" to be sent to ${to}`, () =>
        outbox().find((entry) => entry.method === 'send' && entry.to === to && entry.text?.includes(text)),
      ),
    holdAgent: model.hold,
    readConfig,
    furnish,
    editConfigFile(change) {
      const config = readConfig();
      change(config);
      writeConfig(config);
    },
    connect: () => connectRaw(url, withToken(token)),
    rpc,
    kill,
    start,
    async restart() {
      await kill('SIGTERM');
      await start();
    },
    log,
    async stop() {
      await kill('SIGKILL');
      await model.stop();
      for (const account of accounts.values()) account.chatDb.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  mkdirSync(join(dir, 'tmp'));
  try {
    await start(options.until);
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return gateway;
}
