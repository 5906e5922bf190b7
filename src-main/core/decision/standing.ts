import type { TakenEntry } from '#core/access/access-facts.ts';
import { assertNever } from '#core/errors.ts';
import type { SenderState, TrackedDecision } from './decision.ts';

/** Where a sender stands after everything the owner decided; derived, never stored. */
export interface Standing {
  readonly state: SenderState;
  /** End of a temporary approval, ms; null: none. */
  readonly untilMs: number | null;
  /** The last decision on this sender, also when it failed. */
  readonly decision: TrackedDecision | null;
  /** What an undo would go back to; null: nothing to undo. */
  readonly before: Standing | null;
  /** Entries that the blocks in force took out of the owner's lists: one that was said twice is one block. */
  readonly taken: readonly TakenEntry[];
  /** Entries to put back into the owner's lists: set only by an undo of the block that took them out. */
  readonly restore: readonly TakenEntry[];
}

export const noStanding: Standing = {
  state: 'waiting',
  untilMs: null,
  decision: null,
  before: null,
  taken: [],
  restore: [],
};

/** Ended approvals are no state to go back to (RULE-3.4: undo skips them). */
function skipEnded(standing: Standing | null, nowMs: number): Standing | null {
  if (standing === null) return null;
  const ended = standing.state === 'approved' && standing.untilMs !== null && standing.untilMs <= nowMs;
  return ended ? skipEnded(standing.before, nowMs) : standing;
}

/** The standing an undo issued at `nowMs` leads to, or null when there is nothing to undo. */
export function undoTarget(standing: Standing, nowMs: number): Standing | null {
  const target = skipEnded(standing.before, nowMs);
  if (target === null) return null;
  const changesNothing =
    target.state === standing.state && standing.decision !== null && isEnding(standing.decision);
  return changesNothing ? null : target;
}

function isEnding(decision: TrackedDecision): boolean {
  return decision.verdict === 'expire' || decision.verdict === 'taken-away';
}

function step(standing: Standing, decision: TrackedDecision): Standing {
  const failed = decision.progress === 'failed';
  const next = (state: SenderState, untilMs: number | null = null): Standing => {
    // Said once more it changes nothing, so an undo takes both back: what the owner sees is what goes.
    const isSame = standing.state === state && standing.untilMs === untilMs && standing.decision !== null;
    return {
      state,
      untilMs,
      decision,
      before: isSame ? standing.before : { ...standing, restore: [] },
      taken: state === 'blocked' ? [...(isSame ? standing.taken : []), ...decision.taken] : [],
      restore: [],
    };
  };
  switch (decision.verdict) {
    case 'approve':
      // A refused approval leaves the sender where they were.
      return failed ? { ...standing, decision } : next('approved', decision.untilMs);
    case 'ignore':
      return next('ignored');
    case 'block':
      return next('blocked');
    case 'revoke':
      return next('waiting');
    case 'expire':
    case 'taken-away':
      // Not the owner's verdict: an undo goes back to before the approval that ended.
      return { state: 'waiting', untilMs: null, decision, before: standing.before, taken: [], restore: [] };
    case 'undo': {
      const target = undoTarget(standing, decision.issuedAtMs);
      if (failed || target === null) return { ...standing, decision };
      const restore = standing.taken;
      return { ...target, decision, before: null, restore };
    }
    default:
      return assertNever(decision.verdict);
  }
}

/** Folds one sender's decisions, oldest first. Order of issue decides, the last wins. */
export function standingOf(decisions: readonly TrackedDecision[]): Standing {
  return decisions.reduce(step, noStanding);
}

/** True while the running gateway has not yet given the decided answer and may still do so. */
export function isUnsettled(decision: TrackedDecision | null): decision is TrackedDecision {
  return decision !== null && (decision.progress === 'queued' || decision.progress === 'saved');
}
