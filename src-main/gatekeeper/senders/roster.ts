import { type Handle, readHandle } from '#core/message/handle.ts';
import { isKnock, isTwin } from '#core/message/knock.ts';
import type { MessageRow } from '#core/message/message.ts';
import { oneLine, preview } from '#core/message/text.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import type { KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';

/** Texts of one sender that warnings are read from; older ones are let go. */
const textsKept = 5;

/** What we know of a sender while we run; the durable part is the ledger's. */
export interface RosterEntry {
  readonly record: SenderRecord;
  /** Newest last, not sanitised: for warning signs only. */
  readonly texts: readonly string[];
  readonly preview: string | null;
  readonly contact: string | null;
  /** null: Messages has not been asked yet. */
  readonly ownerWrote: boolean | null;
  /** Messages that left this Mac to them since their first knock; null: not counted. */
  readonly sent: number | null;
}

interface Known {
  texts: string[];
  textAtMs: number;
  preview: string | null;
  contact: string | null;
  ownerWrote: boolean | null;
  sent: number | null;
  lastRow: MessageRow | null;
}

const nothingKnown = (): Known => ({
  texts: [],
  textAtMs: Number.NEGATIVE_INFINITY,
  preview: null,
  contact: null,
  ownerWrote: null,
  sent: null,
  lastRow: null,
});

/** What a batch of rows changed. */
export interface Absorbed {
  /** One for every sender with a new knock: the newest. */
  readonly arrivals: readonly Arrival[];
  /** The knocks among the rows, new or not. */
  readonly knocks: readonly MessageRow[];
  /** Senders whose card may look different. */
  readonly changed: ReadonlySet<string>;
  /** Senders of whom Messages must be asked (again) whether the owner wrote to them, and their name. */
  readonly ask: ReadonlySet<string>;
}

/** Who has written, from rows of Messages: knocks go to the ledger, texts stay here in memory. */
export class SenderRoster {
  readonly #ledger: Ledger;
  /** Rows older than this were there before Peephole: history, not news. */
  readonly #firstRunMs: number;
  readonly #records = new Map<string, SenderRecord>();
  readonly #known = new Map<string, Known>();
  #unrecorded: KnockRecord[] = [];
  /** null: to be gathered again. */
  #contacts: readonly string[] | null = null;

  constructor(ledger: Ledger, firstRunMs: number) {
    this.#ledger = ledger;
    this.#firstRunMs = firstRunMs;
    for (const record of ledger.senders()) this.#records.set(record.key, record);
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
      texts: known?.texts ?? [],
      preview: known?.preview ?? null,
      contact: known?.contact ?? null,
      ownerWrote: known?.ownerWrote ?? null,
      sent: known?.sent ?? null,
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
      sent: null,
    };
  }

  /** Takes in rows in the order they came; a row that comes again changes nothing but a text that has since arrived. */
  absorb(rows: readonly MessageRow[]): Absorbed {
    const changed = new Set<string>();
    const ask = new Set<string>();
    const knocks: MessageRow[] = [];
    const newest = new Map<string, MessageRow>();
    for (const row of rows) {
      if (row.key === null || row.handle === null) continue;
      if (row.fromMe) {
        if (this.#records.has(row.key) && row.chat === 'direct' && !row.selfChat) ask.add(row.key);
        continue;
      }
      if (!isKnock(row)) continue;
      const known = this.#know(row.key);
      if (known.ownerWrote === null) ask.add(row.key);
      this.#noteText(known, row);
      knocks.push(row);
      const twin = known.lastRow !== null && known.lastRow.guid !== row.guid && isTwin(known.lastRow, row);
      known.lastRow = row;
      if (!twin) {
        this.#unrecorded.push(this.#knock(row, row.key, row.handle));
        newest.set(row.key, row);
      }
      changed.add(row.key);
    }
    // Kept until they are on disk: with a full one they come again, and nobody is lost.
    const records = this.#ledger.recordKnocks(this.#unrecorded);
    this.#unrecorded = [];
    const arrivals: Arrival[] = [];
    for (const record of records) {
      const row = newest.get(record.key);
      const before = this.#records.get(record.key);
      if (row && record.knocks > (before?.knocks ?? 0)) {
        arrivals.push({ record, row, previousAtMs: before?.lastSeenAtMs ?? null });
      }
      this.#records.set(record.key, record);
    }
    return { changed, ask, arrivals, knocks };
  }

  /** The ledger changed these. */
  update(records: readonly SenderRecord[]): void {
    for (const record of records) this.#records.set(record.key, record);
  }

  /** What Messages and the address book said of a sender. */
  learn(key: string, facts: Pick<RosterEntry, 'ownerWrote' | 'contact' | 'sent'>): void {
    const known = this.#know(key);
    if (known.contact !== facts.contact) this.#contacts = null;
    Object.assign(known, facts);
  }

  /** The newest text of a sender in one line, nothing masked. */
  lastText(key: string): string | null {
    const text = this.#known.get(key)?.texts.at(-1);
    return text === undefined ? null : oneLine(text);
  }

  /** Handles of senders who are in the owner's address book; the same array until one more or less is. */
  contacts(): readonly string[] {
    this.#contacts ??= [...this.#known].flatMap(([key, { contact }]) =>
      contact === null ? [] : (this.#records.get(key)?.handle ?? []),
    );
    return this.#contacts;
  }

  #noteText(known: Known, row: MessageRow): void {
    if (row.text === null || row.text === '') return;
    // The same array as long as nothing is new: warning signs are remembered by it.
    if (!known.texts.includes(row.text)) known.texts = [...known.texts, row.text].slice(-textsKept);
    if (row.atMs < known.textAtMs) return;
    known.textAtMs = row.atMs;
    known.preview = preview(row.text);
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
      isNew: row.atMs >= this.#firstRunMs,
      filterBucket: row.filterBucket,
    };
  }

  #know(key: string): Known {
    const known = this.#known.get(key) ?? nothingKnown();
    this.#known.set(key, known);
    return known;
  }
}
