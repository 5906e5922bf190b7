import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Decision, DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import type { LedgerEvent, RememberedEvent, RememberedKind } from '#core/log/event-catalogue.ts';
import type { LogLine } from '#core/log/log-line.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import type { CountedKnock, KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
/**
 * What the owner decided, on our own disk. Synchronous; whatever must survive `kill -9` is fsynced before the call
 * returns. @throws PeepholeError `ledger-full` when the disk is full: nothing was changed.
 */
export interface Ledger {
  readonly installId: string;
  /**
   * Remembers knocks, each message once, and takes back what is none (any more). Not fsynced: Messages still has them.
   * @param withdrawn guids of rows that are no knock. @returns the senders that changed; `knocks` 0: they never wrote.
   */
  recordKnocks(knocks: readonly KnockRecord[], withdrawn?: readonly string[]): readonly SenderRecord[];
  /** Whose knock the row of this guid counts as; null: nobody's, as when it is a copy of one that does. */
  counted(guid: string): CountedKnock | null;
  sender(key: string): SenderRecord | null;
  /** Keys of all senders, newest first. */
  senderKeys(): readonly string[];
  /** A banner about these was shown. @returns the senders that changed. */
  noteNotified(keys: readonly string[], atMs: number): readonly SenderRecord[];
  /** Appends and fsyncs, together with a journal change when one is given. */
  appendDecision(decision: Decision, progress: DecisionProgress, journal?: WriterJournal): void;
  appendProgress(decisionId: string, progress: DecisionProgress): void;
  /** Remembers which of the owner's entries a block took out, before the write that does it. Fsynced. */
  appendTaken(decisionId: string, taken: readonly TakenEntry[]): void;
  /** Every decision of one sender, oldest first. */
  decisionsOf(key: string): readonly TrackedDecision[];
  /** Every decision, oldest first. */
  decisions(): readonly TrackedDecision[];
  appendEvent(event: LedgerEvent): void;
  /** What programs need of the events of these kinds, oldest first. Lines that do not hold it are left out. */
  events<K extends RememberedKind>(kinds: readonly K[]): readonly RememberedEvent<K>[];
  journal(): WriterJournal;
  setJournal(journal: WriterJournal): void;
  setting(name: string): string | null;
  setSetting(name: string, value: string): void;
  /** Newest first. */
  log(limit: number): readonly LogLine[];
  /** Writes what the disk refused before. @throws PeepholeError it still does. */
  catchUp(): void;
  close(): void;
}
