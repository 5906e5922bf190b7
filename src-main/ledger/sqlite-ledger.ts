import { lstatSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ZodError, z } from 'zod';
import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Decision, DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import { PeepholeError } from '#core/errors.ts';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { rememberedEvent, writtenEvent } from '#core/log/event-catalogue.schema.ts';
import type { LedgerEvent, RememberedEvent, RememberedKind } from '#core/log/event-catalogue.ts';
import { journalBody } from '#core/log/log-body.schema.ts';
import type { LogLine } from '#core/log/log-line.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import type { CountedKnock, KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
import { sentence } from '#core/words/sentence.ts';
import { DecisionTable } from './decision-table.ts';
import { withFailures } from './failures.ts';
import { installIdOf } from './install-id.ts';
import { LogTable, lineColumns, newestLines, soundBody } from './log-table.ts';
import { textOf } from './rows.ts';
import { SenderTable } from './sender-table.ts';
import type { SigningKey } from './signing-key.ts';
import { inTransaction } from './transaction.ts';

/** How often knocks that can't come again are forgotten. */
const pruneEveryMs = 6 * 3_600_000;

/**
 * Durable writes after which the -wal is written back, in a turn of its own. Left to itself SQLite does so within the write
 * that fills a thousand pages, a hundred or so of these, and whoever gave that verdict waits for it.
 */
const writesBetweenCheckpoints = 50;
/** When it last was, ms since 1970: for nobody to read. */
const writtenBackSetting = 'written-back-at';

export type LedgerClock = Pick<Clock, 'now' | 'soon'>;

const emptyJournal: WriterJournal = { stopped: [], held: null, groupIsOurs: false };

/** The ledger on an open database of the newest schema. */
export class SqliteLedger implements Ledger {
  readonly installId: string;
  readonly #db: DatabaseSync;
  readonly #file: string;
  /** Which file we opened, so that we notice when it is no longer the one in its place. */
  readonly #inode: number;
  readonly #clock: LedgerClock;
  readonly #log: LogTable;
  readonly #decisions: DecisionTable;
  readonly #senders: SenderTable;
  readonly #events: StatementSync;
  readonly #lastJournal: StatementSync;
  readonly #setting: StatementSync;
  readonly #setSetting: StatementSync;
  #prunedAtMs = Number.NEGATIVE_INFINITY;
  #writesSinceCheckpoint = 0;

  /**
   * @param db opened by `openForWriting`; closed by `close`.
   * @param key the one that the log names last (`nameKey`).
   */
  constructor(db: DatabaseSync, file: string, clock: LedgerClock, key: SigningKey) {
    this.#db = db;
    this.#file = file;
    this.#inode = lstatSync(file).ino;
    this.#clock = clock;
    this.#log = new LogTable(db, key);
    this.#decisions = new DecisionTable(db, this.#log);
    this.#senders = new SenderTable(db);
    this.#events = db.prepare(
      `SELECT ${lineColumns()} FROM log WHERE type = 'event' AND json_extract(body, '$.kind') IN (SELECT value FROM json_each(?))
       ORDER BY seq`,
    );
    this.#lastJournal = db.prepare(
      `SELECT ${lineColumns()} FROM log WHERE type = 'journal' ORDER BY seq DESC LIMIT 1`,
    );
    this.#setting = db.prepare('SELECT value FROM setting WHERE name = ?');
    this.#setSetting = db.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
    this.installId = installIdOf(db);
  }

  recordKnocks(knocks: readonly KnockRecord[], withdrawn: readonly string[] = []): readonly SenderRecord[] {
    const counted = this.#saying(() => withdrawn.filter((guid) => this.#senders.counted(guid) !== null));
    if (knocks.length + counted.length === 0) return [];
    return this.#writeCheaply(() => {
      const changed = this.#senders.record(knocks, counted);
      const nowMs = this.#clock.now();
      if (Math.abs(nowMs - this.#prunedAtMs) >= pruneEveryMs) {
        this.#senders.prune(nowMs);
        this.#prunedAtMs = nowMs;
      }
      return changed;
    });
  }

  counted(guid: string): CountedKnock | null {
    return this.#saying(() => this.#senders.counted(guid));
  }

  sender(key: string): SenderRecord | null {
    return this.#saying(() => this.#senders.find(key));
  }

  senderKeys(): readonly string[] {
    return this.#saying(() => this.#senders.keys());
  }

  /** Reads every sender once. @throws PeepholeError what is wrong with one. */
  checkSenders(): void {
    this.#saying(() => this.#senders.check());
  }

  noteNotified(keys: readonly string[], atMs: number): readonly SenderRecord[] {
    if (keys.length === 0) return [];
    return this.#writeCheaply(() => this.#senders.noteNotified(keys, atMs));
  }

  appendDecision(decision: Decision, progress: DecisionProgress, journal?: WriterJournal): void {
    this.#write(() => {
      this.#decisions.append(decision, progress, this.#clock.now());
      if (journal) this.#appendJournal(journal);
    });
  }

  appendProgress(decisionId: string, progress: DecisionProgress): void {
    this.#write(() => this.#decisions.progress(decisionId, progress, this.#clock.now()));
  }

  appendTaken(decisionId: string, taken: readonly TakenEntry[]): void {
    if (taken.length > 0) this.#write(() => this.#decisions.taken(decisionId, taken, this.#clock.now()));
  }

  decisionsOf(key: string): readonly TrackedDecision[] {
    return this.#saying(() => this.#decisions.ofSender(key));
  }

  decisions(): readonly TrackedDecision[] {
    return this.#saying(() => this.#decisions.all());
  }

  appendEvent(event: LedgerEvent): void {
    this.#write(() => this.#log.append('event', writtenEvent(event), this.#clock.now()));
  }

  events<K extends RememberedKind>(kinds: readonly K[]): readonly RememberedEvent<K>[] {
    return this.#saying(() =>
      this.#events
        .all(JSON.stringify(kinds))
        .flatMap((row) => rememberedEvent(kinds, soundBody(row, z.unknown())) ?? []),
    );
  }

  journal(): WriterJournal {
    return this.#saying(() => this.#journal());
  }

  setJournal(journal: WriterJournal): void {
    this.#write(() => this.#appendJournal(journal));
  }

  setting(name: string): string | null {
    return this.#saying(() => {
      const row = this.#setting.get(name);
      return row ? textOf(row, 'value') : null;
    });
  }

  setSetting(name: string, value: string): void {
    if (this.setting(name) !== value) this.#write(() => this.#setSetting.run(name, value));
  }

  log(limit: number): readonly LogLine[] {
    return this.#saying(() => newestLines(this.#db, Math.max(0, Math.trunc(limit))));
  }

  /** The disk itself owes nothing. */
  catchUp(): void {}

  close(): void {
    if (this.#db.isOpen) withFailures(this.#file, () => this.#db.close());
  }

  #journal(): WriterJournal {
    const row = this.#lastJournal.get();
    return row ? soundBody(row, journalBody) : emptyJournal;
  }

  #appendJournal(journal: WriterJournal): void {
    const body = journalBody.parse(journal);
    if (canonicalJson(body) === canonicalJson(this.#journal())) return;
    this.#log.append('journal', body, this.#clock.now());
  }

  /** Lets failures out in words for the owner; what is damaged is told with its file and what to do about it. */
  #saying<T>(work: () => T): T {
    try {
      return withFailures(this.#file, work);
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): unknown {
    const isUnreadable = error instanceof ZodError || error instanceof SyntaxError;
    if (!isUnreadable && !(error instanceof PeepholeError && error.code === 'ledger-corrupt')) return error;
    const isColumn = error instanceof PeepholeError && error.sentence.key === 'ledger.column';
    const isToldWhole = error instanceof PeepholeError && error.sentence.key === 'ledger.damaged-in-use';
    if (isToldWhole) return error;
    // A line may be older than what is checked at every start: only `verify` sees it before it is needed.
    const key = isColumn ? 'ledger.damaged-in-use' : 'ledger.line-changed';
    return new PeepholeError('ledger-corrupt', sentence(key, { path: this.#file }), { cause: error });
  }

  /** All or nothing, and on the disk itself when this returns. */
  #write<T>(change: () => T): T {
    try {
      return withFailures(this.#file, () => {
        this.#mustBeInPlace();
        const result = inTransaction(this.#db, change);
        this.#writesSinceCheckpoint += 1;
        if (this.#writesSinceCheckpoint === writesBetweenCheckpoints)
          this.#clock.soon(() => this.#checkpoint());
        return result;
      });
    } catch (error) {
      // What we are about to write must fit as well: a defect of ours damages nothing.
      throw error instanceof ZodError ? error : this.#told(error);
    }
  }

  #checkpoint(): void {
    this.#writesSinceCheckpoint = 0;
    if (!this.#db.isOpen) return;
    try {
      this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
      // Whatever is written next begins the -wal anew, and waits for the disk twice: it is not to be a verdict.
      inTransaction(this.#db, () => this.#setSetting.run(writtenBackSetting, String(this.#clock.now())));
    } catch {
      // What is in the -wal stays there, and is as safe: the next write says what is wrong with the disk.
    }
  }

  /**
   * All or nothing, and there after `kill -9`; a power cut may take the last of it, which is no loss: Messages still has
   * it. Never mixed up in order with what is written durably.
   */
  #writeCheaply<T>(change: () => T): T {
    return this.#saying(() => {
      this.#db.exec('PRAGMA synchronous = NORMAL');
      try {
        return inTransaction(this.#db, change);
      } finally {
        this.#db.exec('PRAGMA synchronous = FULL');
      }
    });
  }

  /** A ledger that was moved or deleted would take decisions that no later start finds. */
  #mustBeInPlace(): void {
    if (lstatSync(this.#file, { throwIfNoEntry: false })?.ino === this.#inode) return;
    throw new PeepholeError('state-unusable', sentence('ledger.moved', { path: this.#file }));
  }
}
