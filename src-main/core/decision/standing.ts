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
  /** What that decision asks of the gateway's lists; one that was refused asks nothing any more. */
  readonly asks: 'let-in' | 'keep-out' | 'nothing';
  /** It asks otherwise than one before it that was not seen in force: a write of that one may still be with the gateway. */
  readonly overtakes: boolean;
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
  asks: 'nothing',
  overtakes: false,
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

/** The standing that a verdict leads to. */
function next(
  standing: Standing,
  decision: TrackedDecision,
  to: Pick<Standing, 'state' | 'asks'> & Partial<Pick<Standing, 'untilMs'>>,
): Standing {
  const { state, asks, untilMs = null } = to;
  // Said once more it changes nothing, so an undo takes both back: what the owner sees is what goes.
  const isSame = standing.state === state && standing.untilMs === untilMs && standing.decision !== null;
  return {
    state,
    untilMs,
    decision,
    asks,
    overtakes: false,
    before: isSame ? standing.before : { ...standing, restore: [] },
    taken: state === 'blocked' ? [...(isSame ? standing.taken : []), ...decision.taken] : [],
    restore: [],
  };
}

/** What an undo asks: to let somebody in again, to take back what an approval gave, or nothing. */
function undone(standing: Standing, target: Standing): Standing['asks'] {
  if (target.state === 'approved' || standing.taken.length > 0) return 'let-in';
  // What was to keep them out before, and was not done when the next verdict came, is still to be done.
  if (target.asks === 'keep-out' && isUnsettled(target.decision)) return 'keep-out';
  return standing.state === 'blocked' || standing.state === 'ignored' ? 'nothing' : 'keep-out';
}

/** @param ground where they stand without approvals that nobody has seen at the gateway. */
function step(standing: Standing, ground: Standing, decision: TrackedDecision): Standing {
  const after = decided(standing, ground, decision);
  const isAgainst = standing.asks !== 'nothing' && standing.asks !== after.asks;
  const isOpen = standing.decision !== null && standing.decision.progress !== 'confirmed';
  return { ...after, overtakes: isOpen && (isAgainst || standing.overtakes) };
}

function decided(standing: Standing, ground: Standing, decision: TrackedDecision): Standing {
  // Only letting in can be refused (RULE-3.9), and leaves the sender where they were; whatever else is decided stays wanted.
  const refused: Standing | null =
    decision.progress === 'failed' ? { ...ground, decision, asks: 'nothing' } : null;
  switch (decision.verdict) {
    case 'approve':
      return (
        refused ?? next(standing, decision, { state: 'approved', untilMs: decision.untilMs, asks: 'let-in' })
      );
    case 'ignore':
      return next(standing, decision, { state: 'ignored', asks: 'nothing' });
    case 'block':
      return next(standing, decision, { state: 'blocked', asks: 'keep-out' });
    case 'revoke':
      return next(standing, decision, { state: 'waiting', asks: 'keep-out' });
    case 'expire':
    case 'taken-away': {
      // Not the owner's verdict: an undo goes back to before the approval that ended.
      const { before } = standing;
      return { ...noStanding, decision, asks: 'keep-out', before };
    }
    case 'undo': {
      const target = undoTarget(standing, decision.issuedAtMs);
      if (target === null) return { ...standing, decision, asks: 'nothing' };
      const asks = undone(standing, target);
      if (asks === 'let-in' && refused !== null) return refused;
      return { ...target, decision, asks, before: null, restore: standing.taken };
    }
    default:
      return assertNever(decision.verdict);
  }
}

/** Folds one sender's decisions, oldest first. Order of issue decides, the last wins. */
export function standingOf(decisions: readonly TrackedDecision[]): Standing {
  let standing = noStanding;
  let ground = noStanding;
  for (const decision of decisions) {
    const isAskedOnly = standing.asks === 'let-in' && standing.decision?.progress === 'queued';
    if (!isAskedOnly) ground = standing;
    standing = step(standing, ground, decision);
  }
  return standing;
}

/** True while the running gateway has not yet given the decided answer and may still do so. */
export function isUnsettled(decision: TrackedDecision | null): decision is TrackedDecision {
  return decision !== null && (decision.progress === 'queued' || decision.progress === 'saved');
}
