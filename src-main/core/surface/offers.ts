import type { SenderState, Verdict } from '#core/decision/decision.ts';
import { interned } from '#core/interned.ts';

/** What is looked at to say which verdicts a surface offers. */
export interface OfferFacts {
  readonly state: SenderState;
  readonly approvable: boolean;
  /** In our group at the gateway without a decision of this ledger: approve keeps them, revoke drops them. */
  readonly adopted: boolean;
  /** Let in by us alone, or it is not known by whom: an approval that revoke can end. */
  readonly isOurs: boolean;
  /** A decision that the gateway has not yet given its answer to. */
  readonly isUnderWay: boolean;
  /** There is a verdict to go back behind. */
  readonly canUndo: boolean;
}

/**
 * Which verdicts every surface offers on a sender, the most welcoming first. Fewer than are allowed (RULE-3.7):
 * one that leads nowhere from here is left out, and so is approving whom OpenClaw has no way to let in.
 */
export function offersOf(facts: OfferFacts): readonly Verdict[] {
  const offers = offered(facts).filter((verdict) => {
    if (verdict === 'approve') return facts.approvable;
    return verdict !== 'undo' || facts.canUndo;
  });
  return interned(offers);
}

function offered({ state, adopted, isOurs, isUnderWay }: OfferFacts): readonly Verdict[] {
  if (isUnderWay) return ['undo'];
  switch (state) {
    case 'waiting':
      return ['approve', 'ignore', 'block'];
    case 'ignored':
      return ['approve', 'undo', 'block'];
    case 'blocked':
      return ['undo'];
    case 'approved':
      if (adopted) return ['approve', 'revoke', 'block'];
      return isOurs ? ['revoke', 'block'] : ['block'];
  }
}
