import type { DecisionError } from '#core/decision/decision-error.ts';

/** What the writer must remember across a crash (RULE-6.6). */
export interface WriterJournal {
  /** Accounts whose channel we stopped to take access away, and must start again. */
  readonly stopped: readonly string[];
  /** Why a removal could not be written: the channel is held until this is solved; null: it is not. */
  readonly held: DecisionError | null;
  /** The mark: our access group at the gateway was made, or accepted, by this ledger's owner. */
  readonly groupIsOurs: boolean;
}
