/** `config.get` and `config.patch`, as measured (OC-34 to OC-37, OC-83, OC-84). */
import JSON5 from 'json5';
import type { Applier } from './applier.ts';
import type { PatchFault } from './behaviour.ts';
import { checkConfig, invalidConfigMessage } from './config-check.ts';
import { type ConfigFile, type ConfigSnapshot, redact, restoreSecrets } from './config-file.ts';
import { isObject, type JsonObject } from './json.ts';
import { changedPaths, mergePatch, removedFrom } from './merge-patch.ts';
import { rateLimited } from './rate-limit.ts';
import { GatewayRefusal, invalidRequest } from './wire.ts';

/** Thrown instead of an answer: the connection goes away, or the answer never comes. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly drop: boolean;

  constructor(drop: boolean) {
    super(drop ? 'connection lost' : 'no answer');
    this.drop = drop;
  }
}

export interface ConfigHost {
  readonly file: ConfigFile;
  readonly applier: Applier;
  /** What goes wrong with this call, once; null: nothing. */
  takeFault(): PatchFault | null;
}

interface PatchParams {
  readonly raw: string;
  readonly baseHash?: string;
  readonly replacePaths?: readonly string[];
}

/** How long a client waits that has just used up its calls. */
const fullWaitMs = 59_000;

const stale = 'config changed since last load; re-run config.get and retry';

export function configGet({ file, applier }: ConfigHost): JsonObject {
  const snapshot = file.seen();
  const source = redact(snapshot.source);
  const config = redact(snapshot.config);
  return {
    path: file.path,
    includedPaths: [],
    includeProvenance: [],
    agentRosterIncludeOwned: false,
    bindingsIncludeOwned: false,
    exists: file.exists(),
    // The real one gives no text either once there is a secret in it.
    raw: null,
    parsed: source,
    sourceConfig: source,
    resolved: source,
    valid: snapshot.valid,
    runtimeConfig: config,
    config,
    hash: snapshot.hash,
    issues: snapshot.issues,
    warnings: [],
    legacyIssues: [],
    configRevisionHash: snapshot.revision,
    appliedConfigHash: applier.applied.revision,
  };
}

function parsePatch(raw: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON5.parse(raw);
  } catch (error) {
    throw invalidRequest(String(error));
  }
  if (!isObject(parsed)) throw invalidRequest('config.patch raw must be an object');
  return parsed;
}

/** The merged source, or the refusal that the real gateway gives first. */
function mergeOrRefuse(snapshot: ConfigSnapshot, params: PatchParams): JsonObject {
  const patch = parsePatch(params.raw);
  const replacePaths = new Set(params.replacePaths ?? []);
  const merged = restoreSecrets(
    mergePatch(snapshot.source, patch, replacePaths),
    snapshot.source,
  ) as JsonObject;
  const removed = removedFrom(
    snapshot.config,
    patch,
    mergePatch(snapshot.config, patch, replacePaths),
  ).filter((path) => !replacePaths.has(path));
  if (removed.length > 0) {
    throw invalidRequest(
      `config.patch would remove entries from array path(s): ${removed.join(', ')}. Pass replacePaths with the exact path(s) when this is intentional, or use config.apply for full-config replacement.`,
    );
  }
  const changed = changedPaths(snapshot.source, merged);
  if (params.baseHash === undefined && changed.length > 0) {
    throw invalidRequest(
      `config base hash required for ${changed.join(', ')}; re-run config.get and retry with baseHash`,
    );
  }
  return merged;
}

function notApplied(outcome: string): GatewayRefusal {
  return new GatewayRefusal({
    code: 'UNAVAILABLE',
    message: `config.patch persisted but was not applied to the active Gateway (${outcome}); run config.get, then use config.apply to reapply the saved config or restart the Gateway`,
  });
}

const refusedByFault = [
  { path: 'channels.imessage', message: 'invalid config for plugin imessage: practice refusal' },
];

/** Answers once the change is in force, however long that takes. @throws GatewayRefusal, NoAnswer */
export async function configPatch(host: ConfigHost, params: PatchParams): Promise<JsonObject> {
  const { file, applier } = host;
  const fault = host.takeFault();
  if (fault === 'drop-before') throw new NoAnswer(true);
  if (fault === 'rate-limited') throw rateLimited('config.patch', fullWaitMs);
  // Somebody else was first: another text, as every conflict of the real one is.
  if (fault === 'conflict') {
    await applier.apply(
      file.write({ ...file.read().source, meta: { lastTouchedAt: new Date().toISOString() } }),
    );
  }
  const before = file.read();
  if (params.baseHash !== undefined && params.baseHash !== before.hash) {
    throw invalidRequest(stale);
  }
  if (!before.valid) {
    const message = `${invalidConfigMessage(before.issues)}; fix (openclaw doctor) before patching`;
    throw invalidRequest(message, { issues: before.issues });
  }
  const merged = mergeOrRefuse(before, params);
  if (changedPaths(before.source, merged).length === 0) {
    return { ok: true, noop: true, changedPaths: [], path: file.path, config: redact(before.config) };
  }
  const issues = fault === 'refuse' ? refusedByFault : checkConfig(merged);
  if (issues.length > 0) throw invalidRequest(invalidConfigMessage(issues), { issues });

  const after = file.write(merged);
  if (fault === 'persist-only') throw notApplied('failed');
  const outcome = applier.apply(after);
  if (fault === 'drop-after') {
    outcome.catch(() => {});
    throw new NoAnswer(true);
  }
  const applied = await outcome;
  if (fault === 'no-answer') throw new NoAnswer(false);
  if (applied !== 'applied') throw notApplied(applied);
  return {
    ok: true,
    path: file.path,
    hash: after.hash,
    config: redact(after.source),
    changedPaths: changedPaths(before.config, after.config),
    sentinel: {
      persisted: true,
      payload: {
        kind: 'config-patch',
        status: 'ok',
        ts: Date.now(),
        message: null,
        doctorHint:
          'Recommended follow-up: run openclaw doctor --non-interactive in a terminal or approvals-capable OpenClaw surface.',
        stats: { mode: 'config.patch', root: file.path, requiresRestart: false },
      },
    },
  };
}
