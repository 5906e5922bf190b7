import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Decision, DecisionProgress } from '#core/decision/decision.ts';
import type { Decided } from '#core/reconcile/wanted.ts';

/** The owner's decisions, as far as the access runner needs them. Whatever writes throws PeepholeError `ledger-full`. */
export interface OwnersDecisions {
  /** Every sender the owner has decided about. */
  people(): readonly Decided[];
  append(decision: Omit<Decision, 'id'>, progress: DecisionProgress): unknown;
  progress(decisionId: string, progress: DecisionProgress): void;
  /** Entries of the owner's that this block is about to take out. */
  taken(decisionId: string, taken: readonly TakenEntry[]): void;
}
