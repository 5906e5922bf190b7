/** `openclaw.json` as the gateway reads, hashes, shows and writes it (OC-83). */
import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import JSON5 from 'json5';
import { type ConfigIssue, checkConfig } from './config-check.ts';
import { canonical, isObject, type JsonObject, objectAt } from './json.ts';
import { mergePatch } from './merge-patch.ts';

export const redacted = '__OPENCLAW_REDACTED__';

const secretKey = /^(?:token|password|secret|apiKey|api_key|clientSecret)$/i;

/** One reading of the file. `source` is what is written there, `config` the same with the schema's defaults. */
export interface ConfigSnapshot {
  readonly text: string;
  readonly valid: boolean;
  readonly issues: readonly ConfigIssue[];
  readonly source: JsonObject;
  readonly config: JsonObject;
  /** Stands for the file's bytes: what `baseHash` is compared with. */
  readonly hash: string;
  /** Stands for what the config means: compared with the applied one. */
  readonly revision: string;
}

/** Secrets replaced by OpenClaw's sentinel, everywhere. */
export function redact(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return secretKey.test(key) && value !== '' ? redacted : value;
  if (Array.isArray(value)) return value.map((entry) => redact(entry, key));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, redact(child, name)]));
}

/** A submitted config in which a sentinel means: leave the secret as it is. */
export function restoreSecrets(submitted: unknown, current: unknown): unknown {
  if (submitted === redacted && typeof current === 'string') return current;
  if (!isObject(submitted)) return submitted;
  const known = isObject(current) ? current : {};
  return Object.fromEntries(
    Object.entries(submitted).map(([key, value]) => [key, restoreSecrets(value, known[key])]),
  );
}

/** The schema's defaults for what is not written (OC-12: a missing `dmPolicy` means `pairing`). */
function withDefaults(source: JsonObject): JsonObject {
  const defaults: JsonObject = { commands: { native: 'auto', nativeSkills: 'auto', restart: true } };
  if (isObject(objectAt(source, 'channels').imessage)) {
    defaults.channels = { imessage: { dmPolicy: 'pairing', groupPolicy: 'allowlist' } };
  }
  return mergePatch(defaults, source) as JsonObject;
}

/** Invented, stable per installation: the real one keeps its key in the state database, too. */
function project(key: Uint8Array, domain: string, text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return `hmac-sha256:v1:${createHmac('sha256', key).update(`${domain}:${digest}`).digest('base64url')}`;
}

function parse(text: string): { source: JsonObject; issues: readonly ConfigIssue[] } {
  try {
    const parsed: unknown = JSON5.parse(text);
    if (isObject(parsed)) return { source: parsed, issues: checkConfig(parsed) };
    return { source: {}, issues: [{ path: '', message: 'config must be an object' }] };
  } catch (error) {
    return { source: {}, issues: [{ path: '', message: String(error) }] };
  }
}

export function configFile(path: string, key: Uint8Array) {
  function read(): ConfigSnapshot {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}';
    const { source, issues } = parse(text);
    const config = withDefaults(source);
    return {
      text,
      valid: issues.length === 0,
      issues,
      source,
      config,
      hash: project(key, 'raw', text),
      revision: project(key, 'resolved', canonical(config)),
    };
  }

  let seen = read();

  return {
    path,
    /** As it is written there now: what a write is judged by. */
    read,
    /** As it was written or looked at by last, which is what `config.get` answers with (OC-126). */
    seen: () => seen,
    /** Atomically, as OpenClaw does: comments of a JSON5 file are lost (OC-40). */
    write(source: JsonObject): ConfigSnapshot {
      writeFileSync(`${path}.new`, `${JSON.stringify(source, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
      seen = read();
      return seen;
    },
    /** The file as somebody else left it since the last look or write; null: nobody did. */
    edited(): ConfigSnapshot | null {
      const found = read();
      if (found.hash === seen.hash) return null;
      seen = found;
      return found;
    },
    exists: () => existsSync(path),
  };
}

export type ConfigFile = ReturnType<typeof configFile>;
