import type { TrackedDecision, Verdict } from './decision.ts';
import type { Standing } from './standing.ts';

/** The owner's last verdict, whatever surface it was given on, while it can be undone. */
export interface LastVerdict {
  /** Whom it is about. */
  readonly handle: string;
  /** What was decided. */
  readonly verdict: Exclude<Verdict, 'undo'>;
  /** When it was given, ISO time. */
  readonly at: string;
  /** When it ends by itself, ISO time: from then on there is nothing to undo. null: it does not. */
  readonly until: string | null;
}

/** The owner says it; the others come to pass (RULE-3.1). */
export function isOwners({ verdict }: Pick<TrackedDecision, 'verdict'>): boolean {
  return verdict !== 'expire' && verdict !== 'taken-away';
}

/**
 * What Undo would take back.
 * @param last the newest decision of the owner's, on whomever.
 * @param standing of the sender it is about.
 * @returns null when it was an undo itself, failed, or something else was decided on that sender since.
 */
export function lastVerdict(last: TrackedDecision, standing: Standing): LastVerdict | null {
  const { verdict, handle, issuedAtMs, untilMs, progress } = last;
  if (verdict === 'undo' || verdict === 'expire' || verdict === 'taken-away') return null;
  if (progress === 'failed' || standing.decision?.id !== last.id || standing.before === null) return null;
  return {
    handle,
    verdict,
    at: new Date(issuedAtMs).toISOString(),
    until: untilMs === null ? null : new Date(untilMs).toISOString(),
  };
}
