import { X509Certificate } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import {
  type ConfigObject,
  ConfigUnreadable,
  type Environment,
  isObject,
  isUnresolved,
  objectAt,
  readConfigFile,
  substitute,
} from './config-file.ts';
import { findLock, type GatewayLock } from './lock-file.ts';
import { readIfThere } from './private-file.ts';

/** OpenClaw's own port when nothing says otherwise. */
const defaultPort = 18_789;

/** The gateway's shared secret, for first contact only; never stored, never logged. */
interface SharedSecret {
  readonly kind: 'token' | 'password';
  readonly value: string;
}

/** Where the gateway is and how to be let in, as far as OpenClaw's own files say. */
export interface Discovery {
  /** Names this gateway among others: our device token belongs to it. */
  readonly place: string;
  /** OpenClaw's config file, whether it is there or not. */
  readonly configPath: string;
  /** Where this gateway may keep its state, likeliest first. */
  readonly stateDirs: readonly string[];
  /** Of the gateway that runs on this config; null: none runs, or it can't be told. */
  readonly lock: GatewayLock | null;
  /** The owner named the address: it may be that of a program in between. */
  readonly isNamed: boolean;
  /** WebSocket address, without user name, password or path. */
  readonly url: string;
  /** `remote`: its config says so (`gateway.mode`), wherever the address leads: a tunnel ends on loopback, too. */
  readonly where: 'this-mac' | 'remote' | 'elsewhere';
  /** Of the certificate this gateway made for itself, SHA-256; null: plain, or trusted as any other. */
  readonly tlsFingerprint: string | null;
  readonly secret: SharedSecret | null;
  /** Why there is no secret, or what else could not be read, and what to do; null: nothing. */
  readonly trouble: Sentence | null;
  /** There is no config file: OpenClaw is probably not installed. */
  readonly isAbsent: boolean;
}

export interface DiscoveryOptions {
  /** OpenClaw's config file; null: where OpenClaw itself would look. */
  readonly configPath: string | null;
  /** OpenClaw's state directory; null: where OpenClaw itself would look. */
  readonly openclawStateDir?: string | null;
  /** The gateway's address; null: found by lock file and config. */
  readonly url: string | null;
  readonly env: Environment;
}

function expandHome(path: string, home: string): string {
  return resolve(path.replace(/^~(?=$|\/)/, () => home));
}

/** Where OpenClaw keeps things, by its own rules (OC-65 to OC-68). */
function places(options: DiscoveryOptions): {
  readonly configPath: string;
  readonly stateDirs: readonly string[];
} {
  const { env } = options;
  const named = (name: string): string | null => env[name]?.trim() || null;
  const home = env.HOME?.trim() || homedir();
  const openclawHome = named('OPENCLAW_HOME');
  const base = openclawHome === null ? home : expandHome(openclawHome, home);
  const path = (given: string | null): string | null => (given === null ? null : expandHome(given, base));
  const profile = named('OPENCLAW_PROFILE');
  const standard = join(
    base,
    profile === null || profile === 'default' ? '.openclaw' : `.openclaw-${profile}`,
  );
  const given = path(options.openclawStateDir ?? null);
  const stateDir = given ?? path(named('OPENCLAW_STATE_DIR')) ?? standard;
  const configPath =
    path(options.configPath) ?? path(named('OPENCLAW_CONFIG_PATH')) ?? join(stateDir, 'openclaw.json');
  // Who names it means that one; else a config that is named alone may lie where its state is, or not.
  const stateDirs = given === null ? [stateDir, dirname(configPath), standard] : [given];
  return { configPath, stateDirs: [...new Set(stateDirs)] };
}

/** The environment as OpenClaw sees it: the process's own first, then its `.env`, then `env.vars` of the config. */
function openclawEnvironment(env: Environment, stateDir: string, config: ConfigObject): Environment {
  const vars = objectAt(config, 'env', 'vars');
  const fromConfig = Object.entries(vars).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  let fromFile: Environment = {};
  try {
    fromFile = parseEnv(readIfThere(join(stateDir, '.env')) ?? '') as Environment;
  } catch {
    // A `.env` that can't be read sets nothing, for OpenClaw too.
  }
  const set = (variables: Environment): Environment =>
    Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  return { ...Object.fromEntries(fromConfig), ...set(fromFile), ...set(env) };
}

type Found = { readonly value: string } | { readonly trouble: Sentence } | null;

/** A secret as it stands in the config: a text, a text with `${VAR}`, or a reference to somewhere else. */
function readSecret(setting: string, written: unknown, env: Environment): Found {
  if (typeof written === 'string' && written.trim() !== '') {
    if (!isUnresolved(written, env)) return { value: substitute(written, env).trim() };
    return { trouble: sentence('gateway.secret-unset', { setting }) };
  }
  if (!isObject(written) || typeof written.source !== 'string') return null;
  const value = written.source === 'env' ? env[String(written.id)]?.trim() : undefined;
  if (value) return { value };
  return { trouble: sentence('gateway.secret-stored', { setting }) };
}

function readVariable(value: string | undefined): Found {
  const text = value?.trim() ?? '';
  return text === '' ? null : { value: text };
}

/** The secret OpenClaw's own clients would use, in their order. */
function findSecret(config: ConfigObject, env: Environment): Pick<Discovery, 'secret' | 'trouble'> {
  const auth = objectAt(config, 'gateway', 'auth');
  const remote = objectAt(config, 'gateway', 'remote');
  if (auth.mode === 'none') return { secret: null, trouble: null };
  const token = [
    readSecret('gateway.auth.token', auth.token, env),
    readVariable(env.OPENCLAW_GATEWAY_TOKEN),
    readSecret('gateway.remote.token', remote.token, env),
  ];
  const password = [
    readSecret('gateway.auth.password', auth.password, env),
    readVariable(env.OPENCLAW_GATEWAY_PASSWORD),
  ];
  const kinds = [
    { kind: 'token', found: token },
    { kind: 'password', found: password },
  ] as const;
  const isProxied = auth.mode === 'trusted-proxy';
  const ordered = isProxied ? [kinds[1]] : auth.mode === 'password' ? kinds.toReversed() : kinds;
  for (const { kind, found } of ordered) {
    const usable = found.find((one) => one !== null && 'value' in one);
    if (usable && 'value' in usable) return { secret: { kind, value: usable.value }, trouble: null };
  }
  const told = ordered.flatMap(({ found }) => found).find((one) => one !== null && 'trouble' in one);
  const trouble = told && 'trouble' in told ? told.trouble : null;
  return {
    secret: null,
    trouble: trouble ?? sentence(isProxied ? 'gateway.trusted-proxy' : 'gateway.no-secret'),
  };
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/.test(bare);
}

/** A WebSocket address without anything secret in it; null when it is none. */
function readUrl(text: string): { readonly url: string; readonly isLocal: boolean } | null {
  const url = URL.parse(text.trim().replace(/^http(?=s?:)/i, 'ws'));
  if (url === null || !/^wss?:$/.test(url.protocol)) return null;
  return { url: `${url.protocol}//${url.host}`, isLocal: isLoopback(url.hostname) };
}

/** The port of an address of ours. */
export function portOf(address: string): number {
  const url = URL.parse(address);
  return Number(url?.port) || (url?.protocol === 'wss:' ? 443 : 80);
}

function readPort(value: unknown): number | null {
  const port = Number(value);
  return value !== '' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

const isRemote = (config: ConfigObject): boolean => objectAt(config, 'gateway').mode === 'remote';

/** Where the gateway listens, were it not for the lock file and the address the owner gave. */
function configuredAddress(
  config: ConfigObject,
  env: Environment,
  port: number | null,
): ReturnType<typeof readUrl> {
  const gateway = objectAt(config, 'gateway');
  const remote = isRemote(config) ? objectAt(gateway, 'remote').url : null;
  if (typeof remote === 'string') {
    const address = readUrl(substitute(remote, env));
    if (address !== null) return address;
  }
  const scheme = objectAt(gateway, 'tls').enabled === true ? 'wss' : 'ws';
  const usable = port ?? readPort(env.OPENCLAW_GATEWAY_PORT) ?? readPort(gateway.port) ?? defaultPort;
  return { url: `${scheme}://127.0.0.1:${usable}`, isLocal: true };
}

/** The gateway's own certificate is self-signed: it is known by its fingerprint, as OpenClaw's own clients know it. */
function readFingerprint(
  config: ConfigObject,
  env: Environment,
  stateDirs: readonly string[],
  url: string,
): string | null {
  if (!url.startsWith('wss:')) return null;
  const { certPath } = objectAt(config, 'gateway', 'tls');
  if (typeof certPath === 'string') return fingerprintOf(substitute(certPath, env));
  const paths = stateDirs.map((dir) => join(dir, 'gateway/tls/gateway-cert.pem'));
  return paths.map(fingerprintOf).find((one) => one !== null) ?? null;
}

function fingerprintOf(path: string): string | null {
  try {
    const certificate = readIfThere(expandHome(path, homedir()));
    return certificate === null ? null : new X509Certificate(certificate).fingerprint256;
  } catch {
    return null;
  }
}

/**
 * Looks for the owner's gateway, anew for every attempt: port, secret and place may change while we wait. Reads
 * OpenClaw's files only. Never throws: what could not be read is `trouble`.
 */
export function discover(options: DiscoveryOptions): Discovery {
  const { configPath, stateDirs } = places(options);
  let config: ConfigObject = {};
  let configTrouble: Sentence | null = null;
  let isAbsent = false;
  try {
    isAbsent = readIfThere(configPath) === null;
    config = readConfigFile(configPath, options.env);
  } catch (error) {
    configTrouble =
      error instanceof ConfigUnreadable
        ? error.sentence
        : sentence('config.unreadable', { path: configPath });
  }
  const lock = findLock(stateDirs, configPath);
  const stateDir = lock?.stateDir ?? stateDirs[0] ?? dirname(configPath);
  const env = openclawEnvironment(options.env, stateDir, config);
  const address =
    options.url === null ? configuredAddress(config, env, lock?.port ?? null) : readUrl(options.url);
  const { secret, trouble } = findSecret(config, env);
  return {
    place: isAbsent ? (address?.url ?? configPath) : configPath,
    configPath,
    stateDirs:
      lock === null ? stateDirs : [lock.stateDir, ...stateDirs.filter((dir) => dir !== lock.stateDir)],
    lock,
    isNamed: options.url !== null,
    url: address?.url ?? '',
    where: isRemote(config) ? 'remote' : address?.isLocal ? 'this-mac' : 'elsewhere',
    tlsFingerprint: readFingerprint(config, env, stateDirs, address?.url ?? ''),
    secret,
    trouble: secret === null ? (configTrouble ?? trouble) : null,
    isAbsent,
  };
}
