import type { DecisionVerdict, Progress } from './decision.ts';
import type { DecisionError } from './decision-error.ts';

/** A decision as every surface shows it. */
export interface DecisionView {
  /** Names this decision in the ledger and its history. */
  readonly id: string;
  /** Whom it is about, as written to the gateway. */
  readonly handle: string;
  /** What was decided; `expire` and `taken-away` end an approval without the owner. */
  readonly verdict: DecisionVerdict;
  /** When the approval ends, ISO time; null: for good, or no approval. */
  readonly until: string | null;
  /** How far it has come. */
  readonly progress: Progress;
  /** Why it waits or came to nothing; null: nothing to say. */
  readonly error: DecisionError | null;
}
