import type { Progress } from './decision.ts';
export interface DecisionView {
  readonly id: string;
  readonly handle: string;
  readonly verdict: string;
  readonly until: string | null;
  readonly progress: Progress;
  readonly error: string | null;
}
