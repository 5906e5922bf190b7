import type { OutgoingCount } from '#core/leak/receipt.ts';
import { type Handle, handleKey, readHandle } from '#core/message/handle.ts';
import { type Compared, contentMark, isKnock } from '#core/message/knock.ts';
import type { MessageRow } from '#core/message/message.ts';
import { oneLine } from '#core/message/text.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import type { KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
import { FirstRows } from './first-rows.ts';
import { ReadUpTo } from './read-up-to.ts';
import { RecentRows } from './recent-rows.ts';

/** What we know of a sender while we run; the durable part is the ledger's. */
export interface RosterEntry {
  readonly record: SenderRecord;
  /** Newest last, not sanitised: for warning signs only. */
  readonly texts: readonly string[];
  readonly preview: string | null;
  readonly contact: string | null;
  /** null: Messages has not been asked yet. */
  readonly ownerWrote: boolean | null;
  /** What left this Mac to them since their first knock, and what was tried; null: not counted. */
  readonly outgoing: OutgoingCount | null;
}

interface Unrecorded {
  readonly guid: string;
  /** null: it was read before, and is only to be taken back. */
  readonly row: MessageRow | null;
  readonly knock: KnockRecord | null;
}

interface Known {
  readonly rows: RecentRows;
  contact: string | null;
  ownerWrote: boolean | null;
  outgoing: OutgoingCount | null;
}

const nothingKnown = (): Known => ({
  rows: new RecentRows(),
  contact: null,
  ownerWrote: null,
  outgoing: null,
});

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
  readonly #records = new Map<string, SenderRecord>();
  readonly #known = new Map<string, Known>();
  /** What each row that was read comes to, by guid, until it is on our disk: null is no knock. */
  readonly #unrecorded = new Map<string, Unrecorded>();
  /** Under which sender a row is remembered: Messages may say somebody else's of it later. */
  readonly #keyOf = new Map<string, string>();
  /** null: to be gathered again. */
  #contacts: readonly string[] | null = null;

  constructor(ledger: Ledger, firstRunMs: number, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#firstRows = new FirstRows(ledger, firstRunMs, clock);
    this.#readUpTo = new ReadUpTo(ledger, clock);
    for (const record of ledger.senders()) this.#records.set(record.key, record);
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

  keys(): Iterable<string> {
    return this.#records.keys();
  }

  entry(key: string): RosterEntry | null {
    const record = this.#records.get(key);
    if (!record) return null;
    const known = this.#known.get(key);
    return {
      record,
      texts: known?.rows.texts ?? [],
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
    const withdrawn = pending.flatMap(({ guid, knock }) => (knock === null ? guid : []));
    const records = this.#ledger.recordKnocks(
      pending.flatMap(({ knock }) => knock ?? []),
      withdrawn,
    );
    this.#unrecorded.clear();
    this.#readUpTo.saw(rows);
    const arrivals: Arrival[] = [];
    for (const record of records) {
      const before = this.#records.get(record.key);
      const row = pending.findLast(({ knock }) => knock?.key === record.key)?.row;
      changed.add(record.key);
      if (record.knocks === 0) {
        this.#records.delete(record.key);
        this.#know(record.key).ownerWrote = null;
        continue;
      }
      if (row && record.knocks > (before?.knocks ?? 0)) {
        arrivals.push({ record, row, previousAtMs: before?.lastSeenAtMs ?? null });
      }
      // What left since they first knocked is another number when that was another row.
      const isAsBefore = before?.firstSeenAtMs === record.firstSeenAtMs && before.knocks <= record.knocks;
      if (!isAsBefore) ask.add(record.key);
      this.#records.set(record.key, record);
    }
    for (const { knock } of pending) if (knock !== null) changed.add(knock.key);
    return {
      changed,
      ask,
      arrivals,
      knocks: pending.flatMap(({ row, knock }) =>
        row !== null && knock !== null && this.#ledger.isCounted(row.guid) ? row : [],
      ),
      withdrawn,
    };
  }

  /** What one row comes to. */
  #take(row: MessageRow, changed: Set<string>, ask: Set<string>): void {
    const { guid, key } = row;
    const before = this.#keyOf.get(guid);
    if (before !== undefined && (before !== key || row.own !== null || !isKnock(row))) {
      // Whom it was of until now: it may be the only thing that they ever wrote, or were sent.
      this.#known.get(before)?.rows.drop(guid);
      this.#keyOf.delete(guid);
      changed.add(before);
      if (this.#records.has(before)) ask.add(before);
    }
    if (row.own !== null) {
      this.#set(row, null);
      for (const one of row.key === null ? row.oneOf.map(handleKey) : [row.key]) {
        if (this.#records.has(one) && row.chat === 'direct' && !row.selfChat) ask.add(one);
      }
      if (key !== null && row.chat === 'direct') this.#compare(row, key, changed);
      return;
    }
    if (key === null || row.handle === null || !isKnock(row)) {
      this.#set(row, null);
      return;
    }
    const known = this.#know(key);
    if (known.ownerWrote === null) ask.add(key);
    this.#compare(row, key, changed);
    changed.add(key);
    this.#set(row, known.rows.isPartOfAnother(row) ? null : this.#knock(row, key, row.handle));
  }

  /** Remembers a row, and takes back what turns out to be part of it. */
  #compare(row: MessageRow, key: string, changed: Set<string>): void {
    const { rows } = this.#know(key);
    for (const guid of rows.partsOf(row)) {
      this.#unrecorded.set(guid, { guid, row: null, knock: null });
      if (row.own !== null) rows.drop(guid);
      changed.add(key);
    }
    if (row.own === null && rows.isPartOfAnother(row) && !row.linkPreview) return;
    rows.put(row);
    this.#keyOf.set(row.guid, key);
  }

  #set(row: MessageRow, knock: KnockRecord | null): void {
    // In the order in which it was said last.
    this.#unrecorded.delete(row.guid);
    this.#unrecorded.set(row.guid, { guid: row.guid, row, knock });
  }

  /** The newest thing they wrote before this ROWID; null: nothing that we remember. */
  knockBefore(key: string, rowId: number): Compared | null {
    return this.#known.get(key)?.rows.before(rowId) ?? null;
  }

  /** The ledger changed these. */
  update(records: readonly SenderRecord[]): void {
    for (const record of records) this.#records.set(record.key, record);
  }

  /** What Messages and the address book said of a sender. */
  learn(key: string, facts: Pick<RosterEntry, 'ownerWrote' | 'contact'>): void {
    const known = this.#know(key);
    if (known.contact !== facts.contact) this.#contacts = null;
    Object.assign(known, facts);
  }

  /** What left this Mac to a sender, as Messages said last; null: nobody can tell. */
  learnSent(key: string, outgoing: OutgoingCount | null): void {
    this.#know(key).outgoing = outgoing;
  }

  /** The newest text of a sender in one line, nothing masked. */
  lastText(key: string): string | null {
    const text = this.#known.get(key)?.rows.texts.at(-1);
    return text === undefined ? null : oneLine(text);
  }

  /** Handles of senders who are in the owner's address book; the same array until one more or less is. */
  contacts(): readonly string[] {
    this.#contacts ??= [...this.#known].flatMap(([key, { contact }]) =>
      contact === null ? [] : (this.#records.get(key)?.handle ?? []),
    );
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

  #know(key: string): Known {
    const known = this.#known.get(key) ?? nothingKnown();
    this.#known.set(key, known);
    return known;
  }
}
