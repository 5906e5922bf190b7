import type { MessageRow } from '../core/message.ts';
import { isOpenClawText } from '../core/openclaw-texts.ts';
import type { AccessSpan, OutgoingCount } from '../core/ports.ts';
import type { AddressIndex } from './address-index.ts';
import { appleDate, appleMsSql, unixMs } from './apple-time.ts';
import { settled, toMessageRow } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { Cells } from './read-only-database.ts';
import { readCells, rowIds, sliceRows } from './row-query.ts';

/** Rows of one chat that are looked at in one go. */
const sliceOfChat = 500;

/** Where a walk through one chat, newest first, goes on. */
interface Place {
  readonly date: number | bigint;
  readonly rowId: number;
}

/** The join's own date: it equals the message's, and with it one index holds all three (messages.md, section 1.1). */
const newestFirst = `
  SELECT message_id AS rowId, CAST(message_date AS TEXT) AS date FROM chat_message_join
  WHERE chat_id = ? AND (message_date, message_id) < (?, ?)
  ORDER BY message_date DESC, message_id DESC LIMIT ${sliceOfChat}`;

const latest: Place = { date: 9_223_372_036_854_775_807n, rowId: Number.MAX_SAFE_INTEGER };

const tapbacks = { first: 2000, last: 3999 } as const;

export interface WroteQuery {
  readonly key: string;
  readonly spans: readonly AccessSpan[];
}

export interface OutgoingQuery {
  readonly key: string;
  readonly sinceMs: number;
}

/** Questions about one sender at a time, answered from chat.db in slices: a poll never waits for a long one. */
export class SenderQuestions {
  readonly #database: MessagesDatabase;
  readonly #addresses: AddressIndex;
  readonly #own: OwnAddresses;

  constructor(database: MessagesDatabase, addresses: AddressIndex, own: OwnAddresses) {
    this.#database = database;
    this.#addresses = addresses;
    this.#own = own;
  }

  /** See `MessagesSource.ownerWrote`. Tapbacks are not writing. @throws ReadTrouble */
  async ownerWrote(queries: readonly WroteQuery[]): Promise<ReadonlyMap<string, boolean>> {
    await this.#addresses.refresh();
    const answers = new Map<string, boolean>();
    for (const { key, spans } of queries) {
      let wrote = false;
      for (const chat of this.#addresses.find(key).chats) wrote ||= await this.#wroteIn(chat, spans);
      answers.set(key, wrote);
      await breathe();
    }
    return answers;
  }

  /** See `MessagesSource.outgoing`: everything the other person could notice counts, tapbacks too. @throws ReadTrouble */
  async outgoing(queries: readonly OutgoingQuery[]): Promise<ReadonlyMap<string, OutgoingCount>> {
    await this.#addresses.refresh();
    const to = this.#lastRowId();
    const counts = new Map<string, OutgoingCount>();
    for (const { key, sinceMs } of queries) {
      const { chats, handles } = this.#addresses.find(key);
      const sent = new Set<number>();
      for (const chat of chats) await this.#sentIn(chat, sinceMs, sent);
      for (const id of this.#unlinked(handles, 1, sinceMs)) sent.add(id);
      const ids = [...sent];
      const from = Math.min(this.#firstRowIdSince(sinceMs) ?? to, ...ids);
      counts.set(key, { sent: ids.length, rowIds: { from, to: Math.max(to, ...ids) } });
      await breathe();
    }
    return counts;
  }

  /** See `MessagesSource.recentRows`. @throws ReadTrouble */
  async recentRows(key: string, limit: number): Promise<readonly MessageRow[]> {
    await this.#addresses.refresh();
    const { chats, handles } = this.#addresses.find(key);
    const rows = this.#rows(this.#unlinked(handles, 0, 0).slice(-limit), (row) => row.chat === 'direct');
    for (const chat of chats) {
      const found: MessageRow[] = [];
      for (let place: Place | null = latest; place !== null && found.length < limit; ) {
        const slice = this.#slice(chat, place);
        found.push(
          ...this.#rows(slice.ids, (row) => isWritten(row) && !row.fromMe && row.key === key).toReversed(),
        );
        place = slice.next;
        await breathe();
      }
      rows.push(...found);
    }
    const unique = new Map(rows.map((row) => [row.rowId, row]));
    if (limit <= 0) return [];
    return [...unique.values()].toSorted((a, b) => a.atMs - b.atMs || a.rowId - b.rowId).slice(-limit);
  }

  /** See `MessagesSource.openClawRows`. @throws ReadTrouble */
  async openClawRows(sinceMs: number): Promise<readonly MessageRow[]> {
    const found: MessageRow[] = [];
    for (let after = 0; ; ) {
      const { ids, last } = this.#database.read((connection) => {
        const scanned = connection.all(
          `SELECT ROWID AS rowId, is_from_me = 1 AND ${appleMsSql('date')} >= ? AS wanted FROM message
           WHERE ROWID > ? ORDER BY ROWID LIMIT ${sliceOfChat * 4}`,
          sinceMs - unixMs(0),
          after,
        );
        const wanted = scanned.filter((row) => row.wanted === 1).map((row) => Number(row.rowId));
        return { ids: wanted, last: scanned.at(-1)?.rowId ?? null };
      });
      if (last === null) return found;
      for (let at = 0; at < ids.length; at += sliceRows) {
        found.push(
          ...this.#rows(
            ids.slice(at, at + sliceRows),
            (row) => row.fromMe && row.text !== null && isOpenClawText(row.text) !== null,
          ),
        );
        await breathe();
      }
      after = Number(last);
      await breathe();
    }
  }

  async #wroteIn(chat: number, spans: readonly AccessSpan[]): Promise<boolean> {
    const counts = (row: MessageRow) =>
      row.fromMe &&
      isWritten(row) &&
      !spans.some(({ fromMs, toMs }) => row.atMs >= fromMs && (toMs === null || row.atMs <= toMs)) &&
      (row.text === null || isOpenClawText(row.text) === null);
    for (let place: Place | null = latest; place !== null; ) {
      const { ids, next } = this.#slice(chat, place, 'from-me');
      for (let at = 0; at < ids.length; at += sliceRows) {
        if (this.#rows(ids.slice(at, at + sliceRows), counts).length > 0) return true;
        await breathe();
      }
      place = next;
      await breathe();
    }
    return false;
  }

  async #sentIn(chat: number, sinceMs: number, sent: Set<number>): Promise<void> {
    const since = appleDate(sinceMs);
    for (const id of this.#undated(chat, since)) sent.add(id);
    for (let place: Place | null = latest; place !== null; ) {
      const slice = this.#slice(chat, place, 'from-me', since);
      for (const id of slice.ids) sent.add(id);
      place = slice.next;
      await breathe();
    }
  }

  /** The owner's rows whose link carries no date, which an upgrade can leave behind. */
  #undated(chat: number, since: bigint): readonly number[] {
    return this.#database.read((connection) =>
      rowIds(
        connection,
        `SELECT m.ROWID AS rowId FROM chat_message_join j CROSS JOIN message m ON m.ROWID = j.message_id
         WHERE j.chat_id = ? AND (j.message_date = 0 OR j.message_date IS NULL)
           AND m.is_from_me = 1 AND m.date >= ?`,
        chat,
        since,
      ),
    );
  }

  /** The ROWIDs of up to `sliceOfChat` rows of a chat, newest first, and where to go on; null at the end. */
  #slice(
    chat: number,
    place: Place,
    whose: 'anyone' | 'from-me' = 'anyone',
    since: bigint | null = null,
  ): { readonly ids: readonly number[]; readonly next: Place | null } {
    return this.#database.read((connection) => {
      const scanned = connection.all(newestFirst, chat, place.date, place.rowId);
      const inTime = scanned.filter(({ date }) => since === null || BigInt(String(date ?? 0)) >= since);
      const all = inTime.map(({ rowId }) => Number(rowId));
      const ids =
        whose === 'anyone'
          ? all
          : rowIds(
              connection,
              `SELECT m.ROWID AS rowId FROM json_each(?) s CROSS JOIN message m ON m.ROWID = s.value
               WHERE m.is_from_me = 1`,
              JSON.stringify(all),
            );
      const isLast = scanned.length < sliceOfChat || inTime.length < scanned.length;
      return { ids, next: isLast ? null : placeOf(scanned.at(-1)) };
    });
  }

  /** Rows of these handles that were never linked to a chat, nor deleted: they count as direct. */
  #unlinked(handles: readonly number[], fromMe: 0 | 1, sinceMs: number): readonly number[] {
    return this.#database.read((connection, shape) => {
      const recoverable = shape.has('chat_recoverable_message_join', 'message_id')
        ? 'AND NOT EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID)'
        : '';
      return rowIds(
        connection,
        `SELECT m.ROWID AS rowId FROM json_each(?) s CROSS JOIN message m ON m.handle_id = s.value
         WHERE m.date >= ? AND m.is_from_me = ? ${shape.has('message', 'item_type') ? 'AND m.item_type = 0' : ''}
           ${shape.has('message', 'cache_roomnames') ? 'AND m.cache_roomnames IS NULL' : ''}
           AND NOT EXISTS (SELECT 1 FROM chat_message_join j WHERE j.message_id = m.ROWID) ${recoverable}
         ORDER BY m.date`,
        JSON.stringify(handles),
        sinceMs <= 0 ? 0 : appleDate(sinceMs),
        fromMe,
      );
    });
  }

  #rows(ids: readonly number[], wanted: (row: MessageRow) => boolean): MessageRow[] {
    return this.#database.read((connection, shape) =>
      readCells(connection, shape, ids)
        .map((cells) => settled(toMessageRow(cells, this.#own.includes), cells))
        .filter(wanted),
    );
  }

  #lastRowId(): number {
    return this.#database.read(
      (connection) => rowIds(connection, 'SELECT max(ROWID) AS rowId FROM message')[0] ?? 0,
    );
  }

  /** The row that was written first since then, by date. */
  #firstRowIdSince(sinceMs: number): number | undefined {
    return this.#database.read(
      (connection) =>
        rowIds(
          connection,
          'SELECT ROWID AS rowId FROM message WHERE date >= ? ORDER BY date, ROWID LIMIT 1',
          appleDate(sinceMs),
        )[0],
    );
  }
}

/** A message with words or content of its own, as opposed to a tapback or a group's event. */
function isWritten({ itemType, associatedType }: MessageRow): boolean {
  return itemType === 0 && !(associatedType >= tapbacks.first && associatedType <= tapbacks.last);
}

function placeOf(cells: Cells | undefined): Place | null {
  if (cells === undefined || cells.date === null) return null;
  return { date: BigInt(String(cells.date)), rowId: Number(cells.rowId) };
}
