import { type Compared, isCompanion, isTwin } from '#core/message/knock.ts';
import type { MessageRow } from '#core/message/message.ts';
import { preview } from '#core/message/text.ts';
import { signsInText, type WarningId } from '#core/sender/warnings.ts';

/** Rows of one sender that a new one is compared with. */
const rowsKept = 40;
/** Texts of one sender that warnings are read from; older ones are let go. */
const textsKept = 5;
/** As much of each as is shown and compared, UTF-16 units: a hundred thousand strangers may write thousands each. */
const lengthKept = 400;

/** One of a sender's rows in as few words as it takes. */
export type PackedRow = readonly [
  guid: string,
  rowId: number,
  atMs: number,
  text: string | null,
  /** 1: the preview of a link; 2: ours. */
  kind: number,
  ...signs: WarningId[],
];

/** A row as it was last read, with the beginning of its text. */
interface Recent extends Compared {
  readonly isOurs: boolean;
  /** In all of its text. */
  readonly signs: readonly WarningId[];
}

/**
 * The newest rows between the owner and one sender, each as Messages says it is now: what was taken back, or turned out to be
 * somebody else's, is gone from here at once.
 */
export class RecentRows {
  readonly #key: string;
  /** In ROWID order. */
  #rows: readonly Recent[] = [];
  /** The same array as long as nothing is new: a mark of them is remembered by it. */
  #texts: readonly string[] = [];
  /** undefined: not asked for since there is a new text. */
  #preview: string | null | undefined;

  /** @param key of the sender. */
  constructor(key: string) {
    this.#key = key;
  }

  /** What `pack` made of those of this sender. */
  static unpack(key: string, packed: readonly PackedRow[]): RecentRows {
    const recent = new RecentRows(key);
    recent.#keep(
      packed.map(([guid, rowId, atMs, text, kind, ...signs]) => ({
        guid,
        rowId,
        key,
        atMs,
        text,
        linkPreview: (kind & 1) !== 0,
        isOurs: (kind & 2) !== 0,
        signs,
      })),
    );
    return recent;
  }

  pack(): readonly PackedRow[] {
    return this.#rows.map(({ guid, rowId, atMs, text, linkPreview, isOurs, signs }) => [
      guid,
      rowId,
      atMs,
      text,
      Number(linkPreview) + 2 * Number(isOurs),
      ...signs,
    ]);
  }

  /** What they wrote, newest last, by date. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Warning signs in them. */
  get signs(): readonly WarningId[] {
    const texts = new Set<string | null>(this.#texts);
    return this.#rows.flatMap((row) => (texts.has(row.text) ? row.signs : []));
  }

  /** The newest of them as a list or a banner shows it; null: there is nothing to show. Every card asks, and again. */
  get preview(): string | null {
    if (this.#preview === undefined) {
      const text = this.#texts.at(-1);
      this.#preview = text === undefined ? null : preview(text);
    }
    return this.#preview;
  }

  /** Takes a row in, or anew. */
  put({ guid, rowId, atMs, text, linkPreview, own }: MessageRow): void {
    const isOurs = own !== null;
    const signs = isOurs || text === null ? [] : signsInText(text);
    const row = { guid, rowId, key: this.#key, atMs, text: beginning(text), linkPreview, isOurs, signs };
    const others = this.#rows.filter((one) => one.guid !== guid);
    this.#keep([...others, row].toSorted((a, b) => a.rowId - b.rowId).slice(-rowsKept));
  }

  drop(guid: string): void {
    this.#keep(this.#rows.filter((row) => row.guid !== guid));
  }

  /** Whether a row of theirs is only part of another: the preview of a link in a text, or the double of what we sent. */
  isPartOfAnother(row: Compared): boolean {
    const kept = { ...row, text: beginning(row.text) };
    return this.#rows.some((one) => one.guid !== row.guid && isPart(kept, one));
  }

  /** Rows of theirs that turn out to be only part of this one. */
  partsOf(row: Compared & { readonly own: MessageRow['own'] }): readonly string[] {
    const whole = { ...row, text: beginning(row.text), isOurs: row.own !== null };
    return this.#rows.flatMap((one) =>
      !one.isOurs && one.guid !== row.guid && isPart(one, whole) ? one.guid : [],
    );
  }

  /** The newest row of theirs that was written before this ROWID; null: none that we remember. */
  before(rowId: number): Compared | null {
    return this.#rows.findLast((row) => !row.isOurs && row.rowId < rowId) ?? null;
  }

  #keep(rows: readonly Recent[]): void {
    this.#rows = rows;
    const texts = rows
      .toSorted((a, b) => a.atMs - b.atMs)
      .flatMap(({ isOurs, text }) => (isOurs || text === null || text === '' ? [] : text));
    // Each once: where it was said last.
    const newest = [...new Set(texts.toReversed())].toReversed().slice(-textsKept);
    const isAsBefore = newest.every((text, index) => text === this.#texts[index]);
    if (isAsBefore && newest.length === this.#texts.length) return;
    this.#texts = newest;
    this.#preview = undefined;
  }
}

/** Ends at no half of a character. */
function beginning(text: string | null): string | null {
  if (text === null || text.length <= lengthKept) return text;
  return text.slice(0, lengthKept).replace(/[\ud800-\udbff]$/, '');
}

/** Whether a row of theirs is part of another one. A preview is one of its text only. */
function isPart(row: Compared, whole: Compared & Pick<Recent, 'isOurs'>): boolean {
  return whole.isOurs ? isCompanion(row, whole) : row.linkPreview && isTwin(whole, row);
}
