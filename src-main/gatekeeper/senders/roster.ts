import { type Handle, handleKey, readHandle } from '#core/message/handle.ts';
import { type Compared, contentMark, isKnock } from '#core/message/knock.ts';
import type { MessageRow } from '#core/message/message.ts';
import { oneLine } from '#core/message/text.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { SenderMemory } from '#core/ports/sender-memory.ts';
import { RecentlyUsed } from '#core/recently-used.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import type { KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
import type { WarningId } from '#core/sender/warnings.ts';
import { FirstRows } from './first-rows.ts';
import { KnownSenders, type SentTo } from './known-senders.ts';
import { ReadUpTo } from './read-up-to.ts';

/** What we know of a sender while we run; the durable part is the ledger's. */
export interface RosterEntry {
  readonly record: SenderRecord;
  /** The beginnings of what they wrote lately, newest last, not sanitised. */
  readonly texts: readonly string[];
  /** Warning signs in them. */
  readonly signs: readonly WarningId[];
  readonly preview: string | null;
  readonly contact: string | null;
  /** null: Messages has not been asked yet. */
  readonly ownerWrote: boolean | null;
  /** What left this Mac to them since their first knock, and what was tried; null: not counted. */
  readonly outgoing: SentTo | null;
}

interface Unrecorded {
  readonly guid: string;
  /** Whose knock it counts as so far; null: nobody's. */
  readonly of: string | null;
  /** null: it was read before, and is only to be taken back. */
  readonly row: MessageRow | null;
  readonly knock: KnockRecord | null;
}

/** Records at hand: whoever writes now, and whoever is looked at now. All others are read from the ledger. */
const recordsAtHand = 2_000;

/** What a batch of rows changed. */
export interface Absorbed {
  /** One for every sender with a new knock: the newest. */
  readonly arrivals: readonly Arrival[];
  /** The knocks among the rows, new or not: each message once. */
  readonly knocks: readonly MessageRow[];
  /** Guids of rows that are no knock, or no longer one. */
  readonly withdrawn: readonly string[];
  /** Senders whose card may look different. */
  readonly changed: ReadonlySet<string>;
  /** Senders of whom Messages must be asked (again) whether the owner wrote to them, and their name. */
  readonly ask: ReadonlySet<string>;
}

/** Who has written, from rows of Messages: knocks go to the ledger, texts stay here in memory. */
export class SenderRoster {
  readonly #ledger: Ledger;
  readonly #firstRows: FirstRows;
  readonly #readUpTo: ReadUpTo;
  /** null: nobody of that key wrote. */
  readonly #records = new RecentlyUsed<{ readonly record: SenderRecord | null }>(recordsAtHand);
  readonly #known: KnownSenders;
  /** What each row that was read comes to, by guid, until it is on our disk: null is no knock. */
  readonly #unrecorded = new Map<string, Unrecorded>();
  /**
   * Under which sender a row is remembered that does not count as a knock, for the ledger does not know it: Messages may say
   * somebody else's of it later.
   */
  readonly #keyOf = new Map<string, string>();
  /** Handles of senders who are in the owner's address book, by key. */
  readonly #inAddressBook = new Map<string, string>();
  /** null: to be gathered again. */
  #contacts: readonly string[] | null = null;

  constructor(ledger: Ledger, memory: SenderMemory, firstRunMs: number, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#known = new KnownSenders(memory);
    this.#firstRows = new FirstRows(ledger, firstRunMs, clock);
    this.#readUpTo = new ReadUpTo(ledger, clock);
  }

  /** Everything that was there is read. @throws PeepholeError `ledger-full` */
  caughtUp(): void {
    this.#firstRows.caughtUp();
    this.#readUpTo.caughtUp();
  }

  /** What was absorbed has been told of. @throws PeepholeError `ledger-full` */
  told(): void {
    this.#readUpTo.noteNowAndThen();
  }

  /** Nothing more will be read. @throws PeepholeError `ledger-full` */
  end(): void {
    this.#readUpTo.note();
  }

  /** Newest first. */
  keys(): readonly string[] {
    return this.#ledger.senderKeys();
  }

  /** What the ledger has of a sender; null: nobody of that key wrote. */
  record(key: string): SenderRecord | null {
    const atHand = this.#records.get(key) ?? { record: this.#ledger.sender(key) };
    this.#records.set(key, atHand);
    return atHand.record;
  }

  entry(key: string): RosterEntry | null {
    const record = this.record(key);
    if (record === null) return null;
    const known = this.#known.find(key);
    return {
      record,
      texts: known?.rows.texts ?? [],
      signs: known?.rows.signs ?? [],
      preview: known?.rows.preview ?? null,
      contact: known?.contact ?? null,
      ownerWrote: known?.ownerWrote ?? null,
      outgoing: known?.outgoing ?? null,
    };
  }

  /** A card for someone who never wrote: added by the owner, or found in our group at the gateway. */
  static stranger(handle: Handle, atMs: number): RosterEntry {
    return {
      record: {
        key: handle.key,
        handle: handle.handle,
        kind: handle.kind,
        approvable: handle.approvable,
        service: 'iMessage',
        knocks: 0,
        firstSeenAtMs: atMs,
        lastSeenAtMs: atMs,
        isNew: false,
        filterBucket: 0,
        services: [],
        notifiedAtMs: null,
        notifications: 0,
      },
      texts: [],
      signs: [],
      preview: null,
      contact: null,
      ownerWrote: null,
      outgoing: null,
    };
  }

  /**
   * Takes in rows in the order they came. A row counts as what Messages says of it now: one that comes again and became the
   * owner's, or somebody else's, is taken back from whom it was counted for.
   * @throws PeepholeError `ledger-full`: nothing is lost, `absorb` of further rows, or of none, goes on with these.
   */
  absorb(rows: readonly MessageRow[]): Absorbed {
    for (const row of rows) this.#firstRows.saw(row);
    const changed = new Set<string>();
    const ask = new Set<string>();
    for (const row of rows) this.#take(row, changed, ask);
    const pending = [...this.#unrecorded.values()];
    const before = new Map<string, SenderRecord | null>();
    for (const { of, knock } of pending) {
      for (const key of [of, knock?.key ?? null]) if (key !== null) before.set(key, this.record(key));
    }
    const withdrawn = pending.flatMap(({ guid, knock }) => (knock === null ? guid : []));
    const records = this.#ledger.recordKnocks(
      pending.flatMap(({ knock }) => knock ?? []),
      withdrawn,
    );
    this.#unrecorded.clear();
    this.#readUpTo.saw(rows);
    const arrivals: Arrival[] = [];
    const arrived = new Map(pending.flatMap(({ knock, row }) => (knock === null ? [] : [[knock.key, row]])));
    for (const record of records) {
      const earlier = before.get(record.key) ?? null;
      const row = arrived.get(record.key);
      changed.add(record.key);
      this.update([record]);
      if (record.knocks === 0) {
        this.learn(record.key, { ownerWrote: null, contact: null });
        continue;
      }
      if (row && record.knocks > (earlier?.knocks ?? 0)) {
        arrivals.push({ record, row, previousAtMs: earlier?.lastSeenAtMs ?? null });
      }
      // What left since they first knocked is another number when that was another row.
      const isAsBefore = earlier?.firstSeenAtMs === record.firstSeenAtMs && earlier.knocks <= record.knocks;
      if (!isAsBefore) ask.add(record.key);
    }
    const knocks: MessageRow[] = [];
    for (const { guid, row, knock } of pending) {
      if (knock === null) continue;
      changed.add(knock.key);
      if (this.#ledger.counted(guid) === null) continue;
      // Whose it is stands in the ledger now.
      this.#keyOf.delete(guid);
      if (row !== null) knocks.push(row);
    }
    return {
      changed,
      ask,
      arrivals,
      knocks,
      withdrawn,
    };
  }

  /** What one row comes to. */
  #take(row: MessageRow, changed: Set<string>, ask: Set<string>): void {
    const { guid, key } = row;
    const of = this.#ledger.counted(guid)?.key ?? null;
    const before = this.#keyOf.get(guid) ?? of;
    if (before !== null && (before !== key || row.own !== null || !isKnock(row))) {
      // Whom it was of until now: it may be the only thing that they ever wrote, or were sent.
      this.#known.find(before)?.rows.drop(guid);
      this.#keyOf.delete(guid);
      changed.add(before);
      if (this.#wrote(before)) ask.add(before);
    }
    if (row.own !== null) {
      this.#set(row, of, null);
      for (const one of row.key === null ? row.oneOf.map(handleKey) : [row.key]) {
        if (this.#wrote(one) && row.chat === 'direct' && !row.selfChat) ask.add(one);
      }
      if (key !== null && row.chat === 'direct') this.#compare(row, key, changed);
      return;
    }
    if (key === null || row.handle === null || !isKnock(row)) {
      this.#set(row, of, null);
      return;
    }
    const known = this.#known.of(key);
    if (known.ownerWrote === null) ask.add(key);
    this.#compare(row, key, changed);
    changed.add(key);
    this.#set(row, of, known.rows.isPartOfAnother(row) ? null : this.#knock(row, key, row.handle));
  }

  /** Remembers a row, and takes back what turns out to be part of it. */
  #compare(row: MessageRow, key: string, changed: Set<string>): void {
    const { rows } = this.#known.of(key);
    for (const guid of rows.partsOf(row)) {
      this.#unrecorded.set(guid, { guid, of: key, row: null, knock: null });
      if (row.own !== null) rows.drop(guid);
      changed.add(key);
    }
    if (row.own === null && rows.isPartOfAnother(row) && !row.linkPreview) return;
    rows.put(row);
    this.#keyOf.set(row.guid, key);
  }

  #set(row: MessageRow, of: string | null, knock: KnockRecord | null): void {
    // In the order in which it was said last.
    this.#unrecorded.delete(row.guid);
    this.#unrecorded.set(row.guid, { guid: row.guid, of, row, knock });
  }

  /** The newest thing they wrote before this ROWID; null: nothing that we remember. */
  knockBefore(key: string, rowId: number): Compared | null {
    return this.#known.find(key)?.rows.before(rowId) ?? null;
  }

  /** The ledger changed these. */
  update(records: readonly SenderRecord[]): void {
    for (const record of records) {
      this.#records.set(record.key, { record: record.knocks === 0 ? null : record });
    }
  }

  /** What Messages and the address book said of a sender. */
  learn(key: string, facts: Pick<RosterEntry, 'ownerWrote' | 'contact'>): void {
    Object.assign(this.#known.of(key), facts);
    const handle = facts.contact === null ? undefined : this.record(key)?.handle;
    if (this.#inAddressBook.get(key) === handle) return;
    this.#contacts = null;
    if (handle === undefined) this.#inAddressBook.delete(key);
    else this.#inAddressBook.set(key, handle);
  }

  /** What left this Mac to a sender, as Messages said last; null: nobody can tell. */
  learnSent(key: string, outgoing: SentTo | null): void {
    this.#known.of(key).outgoing = outgoing;
  }

  /** The newest text of a sender in one line, nothing masked. */
  lastText(key: string): string | null {
    const text = this.#known.find(key)?.rows.texts.at(-1);
    return text === undefined ? null : oneLine(text);
  }

  /** Handles of senders who are in the owner's address book; the same array until one more or less is. */
  contacts(): readonly string[] {
    this.#contacts ??= [...this.#inAddressBook.values()];
    return this.#contacts;
  }

  #knock(row: MessageRow, key: string, handle: string): KnockRecord {
    const read = readHandle(handle);
    return {
      guid: row.guid,
      rowId: row.rowId,
      key,
      handle: read.handle,
      kind: read.kind,
      approvable: read.approvable,
      service: row.service,
      atMs: row.atMs,
      isNew: this.#firstRows.isNews(row),
      filterBucket: row.filterBucket,
      mark: contentMark(row),
    };
  }

  #wrote(key: string): boolean {
    return this.record(key) !== null;
  }
}
