import { type Handle, readHandle } from '../core/handle.ts';
import { isKnock, isTwin } from '../core/knock.ts';
import type { MessageRow, Service } from '../core/message.ts';
import { isOpenClawText } from '../core/openclaw-texts.ts';
import type { KnockRecord, Ledger, SenderRecord } from '../core/ports.ts';
import { preview } from '../core/text.ts';

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
}

interface Known {
  texts: string[];
  textAtMs: number;
  preview: string | null;
  contact: string | null;
  ownerWrote: boolean | null;
  lastRow: MessageRow | null;
}

const nothingKnown = (): Known => ({
  texts: [],
  textAtMs: Number.NEGATIVE_INFINITY,
  preview: null,
  contact: null,
  ownerWrote: null,
  lastRow: null,
});

/** What a batch of rows changed. */
export interface Absorbed {
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

  constructor(ledger: Ledger, firstRunMs: number) {
    this.#ledger = ledger;
    this.#firstRunMs = firstRunMs;
    for (const record of ledger.senders()) this.#records.set(record.key, record);
  }

  keys(): Iterable<string> {
    return this.#records.keys();
  }

  has(key: string): boolean {
    return this.#records.has(key);
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
      },
      texts: [],
      preview: null,
      contact: null,
      ownerWrote: null,
    };
  }

  /** Takes in rows in the order they came; a row that comes again changes nothing but a text that has since arrived. */
  absorb(rows: readonly MessageRow[]): Absorbed {
    const changed = new Set<string>();
    const ask = new Set<string>();
    const knocks: KnockRecord[] = [];
    for (const row of rows) {
      if (row.key === null || row.handle === null) continue;
      if (row.fromMe) {
        if (this.#mayBeOwnersAnswer(row, row.key)) ask.add(row.key);
        continue;
      }
      if (!isKnock(row)) continue;
      const known = this.#know(row.key);
      if (known.ownerWrote === null) ask.add(row.key);
      this.#noteText(known, row);
      const twin = known.lastRow !== null && known.lastRow.guid !== row.guid && isTwin(known.lastRow, row);
      known.lastRow = row;
      if (!twin) knocks.push(this.#knock(row, row.key, row.handle));
      changed.add(row.key);
    }
    for (const record of this.#ledger.recordKnocks(knocks)) this.#records.set(record.key, record);
    return { changed, ask };
  }

  setOwnerWrote(key: string, ownerWrote: boolean): void {
    this.#know(key).ownerWrote = ownerWrote;
  }

  setContact(key: string, contact: string | null): void {
    this.#know(key).contact = contact;
  }

  /** The service most recently used, for a handle whose card is painted. */
  service(key: string): Service | null {
    return this.#records.get(key)?.service ?? null;
  }

  /** Handles that the gateway cannot tell apart from this one, though they are other addresses. */
  collides(handle: Handle): boolean {
    const record = this.#records.get(handle.key);
    return record !== undefined && handle.approvable && !readHandle(record.handle).approvable;
  }

  #mayBeOwnersAnswer(row: MessageRow, key: string): boolean {
    if (row.chat !== 'direct' || row.selfChat || row.itemType !== 0) return false;
    if (row.text !== null && isOpenClawText(row.text) !== null) return false;
    return this.#known.has(key) && this.#known.get(key)?.ownerWrote !== true;
  }

  #noteText(known: Known, row: MessageRow): void {
    if (row.text === null || row.text === '') return;
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
