/** Brings the saved config into force: one change at a time, never while the assistant works (OC-6). */
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentRuns } from './agent-runs.ts';
import type { PracticeBehaviour } from './behaviour.ts';
import type { ConfigSnapshot } from './config-file.ts';
import { changedPaths } from './merge-patch.ts';

/** Longest wait for an idle gateway, ms; then it is forced (`DEFAULT_RESTART_DEFERRAL_TIMEOUT_MS`). */
const maxDeferralMs = 300_000;

/** In the gateway's own words. */
export type ApplyOutcome = 'applied' | 'superseded' | 'failed';

export interface ApplierHost {
  readonly runs: AgentRuns;
  behaviour(): PracticeBehaviour;
  /** A saved config has come into force: restart what depends on the paths that changed. */
  onApplied(config: ConfigSnapshot, paths: readonly string[]): void;
}

export function applier(host: ApplierHost, first: ConfigSnapshot) {
  let applied = first;
  let newest = 0;
  let waiting: { readonly snapshot: ConfigSnapshot; readonly supersede: () => void } | null = null;
  let applying: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function bringIntoForce(snapshot: ConfigSnapshot): Promise<ApplyOutcome> {
    const { applyMs, applies } = host.behaviour();
    if (applyMs > 0) await delay(applyMs);
    if (closed || !applies) return 'failed';
    const paths = changedPaths(applied.config, snapshot.config);
    applied = snapshot;
    host.onApplied(snapshot, paths);
    return 'applied';
  }

  return {
    get applied() {
      return applied;
    },
    /** A saved change that waits for the assistant to finish, or is being applied. */
    get pending() {
      return waiting !== null;
    },
    /** Resolves when no change is being applied right now; one that waits for the assistant does not count. */
    settled: () => applying,
    /** Applies a saved config; one that was still waiting is superseded by it. */
    async apply(snapshot: ConfigSnapshot): Promise<ApplyOutcome> {
      newest += 1;
      const number = newest;
      waiting?.supersede();
      const superseded = Promise.withResolvers<void>();
      waiting = { snapshot, supersede: superseded.resolve };
      const deferral = new AbortController();
      const forced = delay(maxDeferralMs, undefined, { signal: deferral.signal, ref: false }).catch(() => {});
      await Promise.race([host.runs.idle(), superseded.promise, forced]);
      deferral.abort();
      await applying;
      if (number !== newest) return 'superseded';
      waiting = null;
      const work = bringIntoForce(snapshot);
      applying = work.catch(() => {});
      return work;
    },
    /** A restarted gateway runs what is saved. */
    startWith(snapshot: ConfigSnapshot): void {
      applied = snapshot;
      closed = false;
    },
    close(): void {
      closed = true;
      newest += 1;
      waiting?.supersede();
      waiting = null;
    },
  };
}

export type Applier = ReturnType<typeof applier>;
