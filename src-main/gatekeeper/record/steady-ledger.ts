import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Decision, DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import { isOwners } from '#core/decision/last-verdict.ts';
import { PeepholeError } from '#core/errors.ts';
import type { LedgerEvent, RememberedEvent, RememberedKind } from '#core/log/event-catalogue.ts';
import type { LogLine } from '#core/log/log-line.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import type { CountedKnock, KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
import type { LedgerHealth } from '#core/surface/app-state.ts';
import type { Emit } from '../events/gatekeeper-event.ts';

/** How long after a refusal the disk is asked again. */
const againMs = 5_000;
/** Events kept while the disk refuses; what decides anything is always kept. */
const maxEvents = 1_000;
/** What is written only to see whether the disk takes anything again. */
const probeSetting = 'disk-asked-at';

interface Unwritten {
  readonly isEvent: boolean;
  readonly write: () => void;
}

/**
 * The ledger for whatever runs by itself (PROMISE-11). What the owner asks for is written down or refused, as ever. What
 * follows from it (how far a decision has come, that an approval is over, what the access runner must remember) counts at
 * once: where the disk refuses it, that is said, it is kept here in its order, and written as soon as the disk takes it.
 * After a crash meanwhile it follows once more from what is on the disk, so nothing here waits for a disk.
 *
 * Whatever reads or writes goes through here, so this alone knows how the disk is, and says so. What is damaged stays so (RULE-9.4) until
 * the next start, which looks at all of it: nothing is put behind what can't be trusted, and no later write that happens to
 * go well takes the word back.
 */
export class SteadyLedger implements Ledger {
  readonly installId: string;
  readonly #disk: Ledger;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #unwritten: Unwritten[] = [];
  /** The newest journal, written or not; null: not asked yet. Only this process writes one. */
  #journal: WriterJournal | null = null;
  #cancelRetry: (() => void) | null = null;
  #health: LedgerHealth = { state: 'writing', detail: null };
  /** Null: none was met. */
  #damage: PeepholeError | null = null;
  #isClosed = false;

  constructor(disk: Ledger, clock: Clock, emit: Emit) {
    this.installId = disk.installId;
    this.#disk = disk;
    this.#clock = clock;
    this.#emit = emit;
  }

  /** @throws PeepholeError whatever the disk still says to what it refused before: nothing new was written either. */
  catchUp(): void {
    if (this.#unwritten.length === 0) return;
    for (let next = this.#unwritten[0]; next !== undefined; next = this.#unwritten[0]) {
      this.#write(next.write);
      this.#unwritten.shift();
    }
    this.#endRetries();
  }

  recordKnocks(knocks: readonly KnockRecord[], withdrawn?: readonly string[]): readonly SenderRecord[] {
    return this.#write(() => this.#disk.recordKnocks(knocks, withdrawn));
  }

  counted(guid: string): CountedKnock | null {
    return this.#read(() => this.#disk.counted(guid));
  }

  sender(key: string): SenderRecord | null {
    return this.#read(() => this.#disk.sender(key));
  }

  senderKeys(): readonly string[] {
    return this.#read(() => this.#disk.senderKeys());
  }

  noteNotified(keys: readonly string[], atMs: number): readonly SenderRecord[] {
    let changed: readonly SenderRecord[] | null = null;
    this.#keep('event', () => {
      changed = this.#disk.noteNotified(keys, atMs);
    });
    return changed ?? keys.flatMap((key) => this.#asIfNotified(key, atMs));
  }

  appendDecision(decision: Decision, progress: DecisionProgress, journal?: WriterJournal): void {
    const write = () => this.#disk.appendDecision(decision, progress, journal);
    if (isOwners(decision)) this.#now(write);
    else this.#keep('decision', write);
    if (journal !== undefined) this.#journal = journal;
  }

  appendProgress(decisionId: string, progress: DecisionProgress): void {
    this.#keep('decision', () => this.#disk.appendProgress(decisionId, progress));
  }

  appendTaken(decisionId: string, taken: readonly TakenEntry[]): void {
    this.#keep('decision', () => this.#disk.appendTaken(decisionId, taken));
  }

  decisionsOf(key: string): readonly TrackedDecision[] {
    return this.#read(() => this.#disk.decisionsOf(key));
  }

  decisions(): readonly TrackedDecision[] {
    return this.#read(() => this.#disk.decisions());
  }

  appendEvent(event: LedgerEvent): void {
    this.#keep('event', () => this.#disk.appendEvent(event));
  }

  events<K extends RememberedKind>(kinds: readonly K[]): readonly RememberedEvent<K>[] {
    return this.#read(() => this.#disk.events(kinds));
  }

  journal(): WriterJournal {
    this.#journal ??= this.#read(() => this.#disk.journal());
    return this.#journal;
  }

  setJournal(journal: WriterJournal): void {
    this.#journal = journal;
    this.#keep('decision', () => this.#disk.setJournal(journal));
  }

  setting(name: string): string | null {
    return this.#read(() => this.#disk.setting(name));
  }

  setSetting(name: string, value: string): void {
    this.#now(() => this.#disk.setSetting(name, value));
  }

  /** The same for what is in force whether or not it is written. @returns what the disk says instead; null: it is written. */
  keepSetting(name: string, value: string): PeepholeError | null {
    return this.#keep('decision', () => this.#disk.setSetting(name, value));
  }

  log(limit: number): readonly LogLine[] {
    return this.#read(() => this.#disk.log(limit));
  }

  /** Writes what the disk takes by now. The ledger itself is its opener's to close. */
  close(): void {
    this.#isClosed = true;
    this.#endRetries();
    this.#try(() => this.catchUp());
  }

  #asIfNotified(key: string, atMs: number): readonly SenderRecord[] {
    const record = this.sender(key);
    return record === null
      ? []
      : [{ ...record, notifiedAtMs: atMs, notifications: record.notifications + 1 }];
  }

  /** What was refused before comes first: the log tells in the order in which things happened. */
  #now(write: () => void): void {
    this.catchUp();
    this.#write(write);
  }

  /** One write: what comes of it is how the disk is. */
  #write<T>(work: () => T): T {
    if (this.#damage !== null) throw this.#damage;
    const answer = this.#read(work);
    this.#say({ state: 'writing', detail: null });
    return answer;
  }

  /** One look at it: that it could be read says nothing of whether it takes what is written. */
  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof PeepholeError) {
        this.#say({ state: error.code === 'ledger-full' ? 'full' : 'error', detail: error.sentence });
        if (error.code === 'ledger-corrupt') this.#meet(error);
        // Whoever was refused may never come again: the disk is asked until it takes something.
        this.#retryLater();
      }
      throw error;
    }
  }

  #meet(damage: PeepholeError): void {
    if (this.#damage !== null) return;
    this.#damage = damage;
    // Once: whatever is refused from now on is refused with this.
    this.#emit({ type: 'trouble', error: damage });
  }

  #say(health: LedgerHealth): void {
    const isSaid = health.state === this.#health.state && health.detail?.key === this.#health.detail?.key;
    if (isSaid || this.#damage !== null) return;
    this.#health = health;
    this.#emit({ type: 'ledger-health', health });
  }

  /** @returns what the disk says, which is tried again; null: it is written. */
  #keep(kind: 'decision' | 'event', write: () => void): PeepholeError | null {
    const refused = this.#try(() => this.#now(write));
    if (refused === null || this.#damage !== null) return refused;
    const isEvent = kind === 'event';
    if (isEvent && this.#unwritten.filter((one) => one.isEvent).length >= maxEvents) return refused;
    this.#unwritten.push({ isEvent, write });
    this.#retryLater();
    return refused;
  }

  #retryLater(): void {
    if (!this.#isClosed && this.#damage === null)
      this.#cancelRetry ??= this.#clock.after(againMs, () => this.#again());
  }

  #endRetries(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  #again(): void {
    this.#cancelRetry = null;
    this.#retryLater();
    const refused = this.#try(() => {
      this.catchUp();
      if (this.#health.state !== 'writing')
        this.#write(() => this.#disk.setSetting(probeSetting, String(this.#clock.now())));
    });
    if (refused === null) this.#endRetries();
  }

  /** @returns what the disk refuses it with, which is said; null: it is done. @throws whatever is a defect of ours. */
  #try(work: () => void): PeepholeError | null {
    try {
      work();
      return null;
    } catch (error) {
      if (!(error instanceof PeepholeError)) throw error;
      if (error !== this.#damage) this.#emit({ type: 'trouble', error });
      return error;
    }
  }
}
