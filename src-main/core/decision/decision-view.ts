import type { DecisionVerdict, Progress } from './decision.ts';
import type { DecisionError } from './decision-error.ts';

/** A decision as every surface shows it. */
export interface DecisionView {
  readonly id: string;
  readonly handle: string;
  readonly verdict: DecisionVerdict;
  readonly until: string | null;
  readonly progress: Progress;
  readonly error: DecisionError | null;
}
