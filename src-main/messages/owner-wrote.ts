import { clockSkewMs, soonMs } from '#core/leak/leak.ts';
import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { AccessSpan } from '#core/ports/messages.ts';
import type { AddressIndex } from './address-index.ts';
import { appleDate } from './apple-time.ts';
import { anyDate, type ChatRows, latest, type Place, placeOf } from './chat-rows.ts';
import { chunks, sendersAtOnce } from './chunks.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';

/** The newest of the owner's rows decide almost always, */
const newestRows = 2;
/** otherwise one of these many more, and so on. */
const moreRows = 8;

const tapbacks = { first: 2000, last: 3999 } as const;

export interface WroteQuery {
  readonly key: string;
  readonly spans: readonly AccessSpan[];
}

interface AskedWrote extends WroteQuery {
  readonly handles: readonly number[];
}

/** Whether the owner ever wrote to somebody by their own hand. */
export class OwnerWrote {
  readonly #database: MessagesDatabase;
  readonly #addresses: AddressIndex;
  readonly #chatRows: ChatRows;

  constructor(database: MessagesDatabase, addresses: AddressIndex, chatRows: ChatRows) {
    this.#database = database;
    this.#addresses = addresses;
    this.#chatRows = chatRows;
  }

  /**
   * See `MessagesSource.ownerWrote`. Tapbacks are not writing, and neither is what left so soon after something of theirs that
   * a program may have written it (RULE-8.2). @throws ReadTrouble
   */
  async answer(queries: readonly WroteQuery[]): Promise<ReadonlyMap<string, boolean>> {
    await Promise.all([this.#addresses.refresh(), this.#chatRows.refresh()]);
    const answers = new Map<string, boolean>();
    for (const together of chunks(queries, sendersAtOnce)) {
      const asked = together.map((query) => ({ ...query, ...this.#addresses.find(query.key) }));
      const starts = this.#chatRows.starts(
        asked.flatMap(({ chats }) => chats.map((id) => ({ id, since: anyDate }))),
      );
      const newest = new Map(
        this.#chatRows
          .rows(
            [...starts.values()].flatMap(({ ids }) => ids.slice(0, newestRows)),
            () => true,
          )
          .map((row) => [row.rowId, row]),
      );
      for (const one of asked) {
        const { key, chats } = one;
        const begun = chats.map((id) => ({ chat: id, start: starts.get(placeOf({ id, since: anyDate })) }));
        let wrote = begun.some(({ start }) =>
          start?.ids.slice(0, newestRows).some((id) => this.#isOwners(newest.get(id), one)),
        );
        for (const { chat, start } of begun) {
          const isMore = start !== undefined && (start.isCut || start.ids.length > newestRows);
          if (isMore) wrote ||= await this.#wroteIn(chat, one);
        }
        answers.set(key, wrote);
      }
      await breathe();
    }
    return answers;
  }

  async #wroteIn(chat: number, asked: AskedWrote): Promise<boolean> {
    for (let place: Place | null = latest; place !== null; ) {
      const { ids, next } = this.#chatRows.slice(chat, place, 'maybe-mine');
      for (let at = 0; at < ids.length; at += moreRows) {
        const rows = this.#chatRows.rows(ids.slice(at, at + moreRows), () => true);
        if (rows.some((row) => this.#isOwners(row, asked))) return true;
        await breathe();
      }
      place = next;
      await breathe();
    }
    return false;
  }

  /** The owner wrote it, as far as anybody can tell. */
  #isOwners(row: MessageRow | undefined, { key, spans, handles }: AskedWrote): boolean {
    return isWriting(row, key, spans) && row !== undefined && !this.#isSoon(row, handles);
  }

  /** It left soon after something that came from one of these handles, and was written later. */
  #isSoon({ rowId, atMs }: MessageRow, handles: readonly number[]): boolean {
    const found = this.#database.read((connection, shape) =>
      connection.all(
        `SELECT 1 FROM json_each(?) wanted CROSS JOIN message m ${shape.by('message', 'handle_id', 'date')} ON m.handle_id = wanted.value AND m.date BETWEEN ? AND ?
         WHERE +m.ROWID < ? AND m.is_from_me IS NOT 1 LIMIT 1`,
        JSON.stringify(handles),
        appleDate(atMs - soonMs),
        appleDate(atMs + clockSkewMs),
        rowId,
      ),
    );
    return found.length > 0;
  }
}

/** The owner's own words, and not what the assistant sent while it was let to. */
function isWriting(row: MessageRow | undefined, key: string, spans: readonly AccessSpan[]): boolean {
  return (
    row?.own === 'left' &&
    row.key === key &&
    isWritten(row) &&
    !spans.some(({ fromMs, toMs }) => row.atMs >= fromMs && (toMs === null || row.atMs <= toMs)) &&
    (row.text === null || isOpenClawText(row.text) === null)
  );
}

/** A message with words or content of its own, as opposed to a tapback or a group's event. */
export function isWritten({ itemType, associatedType }: MessageRow): boolean {
  return itemType === 0 && !(associatedType >= tapbacks.first && associatedType <= tapbacks.last);
}
