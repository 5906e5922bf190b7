import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { AccessSpan } from '#core/ports/messages.ts';
import type { AddressIndex } from './address-index.ts';
import { appleDate, appleMsSql, unixMs } from './apple-time.ts';
import { bodyPrefixBytes } from './imessage-parser.ts';
import { readText, settled, toMessageRow } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { OwnRows } from './own-rows.ts';
import { readCells, rowIds } from './row-query.ts';

/** Rows of one chat that are looked at in one go. */
const sliceOfChat = 1_000;
/** Rows of the whole table that are looked at in one go. */
const sliceOfTable = 1_000;

/** Senders whose usual answer is read in one go: a few milliseconds. */
const sendersAtOnce = 50;
/** The newest of the owner's rows decide almost always, */
const newestRows = 2;
/** otherwise one of these many more, and so on. */
const moreRows = 8;

/** Where a walk through one chat, newest first, goes on. */
interface Place {
  readonly date: bigint;
  readonly rowId: number;
}

/**
 * The join's own date: it equals the message's, and with it one index holds all three (DB-1.13). One
 * result for the whole slice, because making an object of each of a million rows costs more than reading them.
 */
const newestFirst = `
  SELECT json_group_array(id) AS ids, CAST(min(date) AS TEXT) AS oldest FROM (
    SELECT message_id AS id, message_date AS date FROM chat_message_join
    WHERE chat_id = ? AND (message_date, message_id) < (?, ?) AND message_date >= ?
    ORDER BY message_date DESC, message_id DESC LIMIT ${sliceOfChat})`;

/** The first slice of each of many chats, `[chat, since]`: what nearly every question ends with. */
const newestOfEach = `
  SELECT (
    SELECT json_group_array(id) FROM (
      SELECT message_id AS id FROM chat_message_join
      WHERE chat_id = json_extract(wanted.value, '$[0]') AND message_date >= json_extract(wanted.value, '$[1]')
      ORDER BY message_date DESC, message_id DESC LIMIT ${sliceOfChat})) AS ids
  FROM json_each(?) wanted ORDER BY wanted.key`;

const latest: Place = { date: 9_223_372_036_854_775_807n, rowId: Number.MAX_SAFE_INTEGER };
const anyDate = -9_223_372_036_854_775_808n;

const tapbacks = { first: 2000, last: 3999 } as const;

/** A chat or a handle by its ROWID, and from when on, in Apple's time. */
interface Since {
  readonly id: number;
  readonly since: bigint;
}

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
  readonly #ownRows: OwnRows;
  readonly #own: OwnAddresses;

  constructor(database: MessagesDatabase, addresses: AddressIndex, ownRows: OwnRows, own: OwnAddresses) {
    this.#database = database;
    this.#addresses = addresses;
    this.#ownRows = ownRows;
    this.#own = own;
  }

  /** See `MessagesSource.ownerWrote`. Tapbacks are not writing. @throws ReadTrouble */
  async ownerWrote(queries: readonly WroteQuery[]): Promise<ReadonlyMap<string, boolean>> {
    await Promise.all([this.#addresses.refresh(), this.#ownRows.refresh()]);
    const answers = new Map<string, boolean>();
    for (const together of chunks(queries, sendersAtOnce)) {
      const asked = together.map((query) => ({ ...query, chats: this.#addresses.find(query.key).chats }));
      const starts = this.#starts(asked.flatMap(({ chats }) => chats.map((id) => ({ id, since: anyDate }))));
      const newest = new Map(
        this.#rows(
          [...starts.values()].flatMap(({ ids }) => ids.slice(0, newestRows)),
          () => true,
        ).map((row) => [row.rowId, row]),
      );
      for (const { key, spans, chats } of asked) {
        const begun = chats.map((id) => ({ chat: id, start: starts.get(placeOf({ id, since: anyDate })) }));
        let wrote = begun.some(({ start }) =>
          start?.ids.slice(0, newestRows).some((id) => isWriting(newest.get(id), spans)),
        );
        for (const { chat, start } of begun) {
          const isMore = start !== undefined && (start.isCut || start.ids.length > newestRows);
          if (isMore) wrote ||= await this.#wroteIn(chat, spans);
        }
        answers.set(key, wrote);
      }
      await breathe();
    }
    return answers;
  }

  /** See `MessagesSource.outgoing`: everything the other person could notice counts, tapbacks too. @throws ReadTrouble */
  async outgoing(queries: readonly OutgoingQuery[]): Promise<ReadonlyMap<string, OutgoingCount>> {
    await Promise.all([this.#addresses.refresh(), this.#ownRows.refresh()]);
    const to = this.#lastRowId();
    const counts = new Map<string, OutgoingCount>();
    for (const together of chunks(queries, sendersAtOnce)) {
      const asked = together.map((query) => ({
        ...query,
        ...this.#addresses.find(query.key),
        since: appleDate(query.sinceMs),
      }));
      const dated = asked.flatMap(({ chats, since }) => chats.map((id) => ({ id, since })));
      const starts = this.#starts(dated);
      const undated = this.#undated(dated);
      const own = new Set(this.#fromMe([...starts.values()].flatMap(({ ids }) => ids)));
      const unlinked = this.#unlinked(
        asked.flatMap(({ handles, since }) => handles.map((id) => ({ id, since }))),
        1,
      );
      const firsts = this.#firstRowIds(asked.map(({ since }) => since));
      for (const [index, { key, sinceMs, since, chats, handles }] of asked.entries()) {
        const sent = new Set<number>();
        for (const chat of chats) {
          const place = placeOf({ id: chat, since });
          const start = starts.get(place);
          if (start?.isCut) await this.#sentIn(chat, sinceMs, sent);
          else for (const id of start?.ids ?? []) if (own.has(id)) sent.add(id);
          for (const id of undated.get(place) ?? []) sent.add(id);
        }
        for (const { handle, rowId } of unlinked) if (handles.includes(handle)) sent.add(rowId);
        const ids = [...sent];
        const from = Math.min(firsts[index] ?? to, ...ids);
        counts.set(key, { sent: ids.length, rowIds: { from, to: Math.max(to, ...ids) } });
      }
      await breathe();
    }
    return counts;
  }

  /** See `MessagesSource.recentRows`. @throws ReadTrouble */
  async recentRows(key: string, limit: number): Promise<readonly MessageRow[]> {
    await this.#addresses.refresh();
    const { chats, handles } = this.#addresses.find(key);
    const unlinked = this.#unlinked(
      handles.map((id) => ({ id, since: 0n })),
      0,
    ).map(({ rowId }) => rowId);
    const rows = this.#rows(unlinked.slice(-limit), (row) => row.chat === 'direct');
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
    for (let after: number | null = 0; after !== null; ) {
      const { last, ids } = this.#openClawSlice(after, sinceMs);
      found.push(...this.#rows(ids, () => true));
      after = last;
      await breathe();
    }
    return found;
  }

  /** Looks at the texts of the next rows of the table. @returns hits, and where to go on; null at the end. */
  #openClawSlice(
    after: number,
    sinceMs: number,
  ): { readonly last: number | null; readonly ids: readonly number[] } {
    return this.#database.read((connection, shape) => {
      const body = shape.has('message', 'attributedBody') ? 'attributedBody' : 'NULL';
      const [end] = connection.all(
        `SELECT max(id) AS last FROM (SELECT ROWID AS id FROM message WHERE ROWID > ? ORDER BY ROWID LIMIT ${sliceOfTable})`,
        after,
      );
      if (end === undefined || end.last === null) return { last: null, ids: [] };
      const last = Number(end.last);
      const own = connection.all(
        `SELECT ROWID AS rowId, text, substr(${body}, 1, ${bodyPrefixBytes}) AS body, length(${body}) AS bodyBytes
         FROM message WHERE ROWID > ? AND ROWID <= ? AND is_from_me = 1 AND ${appleMsSql('date')} >= ?`,
        after,
        last,
        sinceMs - unixMs(0),
      );
      const hits = own.filter((cells) => isOpenClawText(readText(cells) ?? '') !== null);
      return { last, ids: hits.map(({ rowId }) => Number(rowId)) };
    });
  }

  async #wroteIn(chat: number, spans: readonly AccessSpan[]): Promise<boolean> {
    for (let place: Place | null = latest; place !== null; ) {
      const { ids, next } = this.#slice(chat, place, 'maybe-mine');
      for (let at = 0; at < ids.length; at += moreRows) {
        if (this.#rows(ids.slice(at, at + moreRows), (row) => isWriting(row, spans)).length > 0) return true;
        await breathe();
      }
      place = next;
      await breathe();
    }
    return false;
  }

  async #sentIn(chat: number, sinceMs: number, sent: Set<number>): Promise<void> {
    const since = appleDate(sinceMs);
    for (let place: Place | null = latest; place !== null; ) {
      const slice = this.#slice(chat, place, 'maybe-mine', since);
      for (const id of this.#fromMe(slice.ids)) sent.add(id);
      place = slice.next;
      await breathe();
    }
  }

  /** The rows that may be the owner's among the newest `sliceOfChat` of each chat; `isCut`: there are older ones. */
  #starts(chats: readonly Since[]): ReadonlyMap<string, { ids: readonly number[]; isCut: boolean }> {
    const rows = this.#database.read((connection) => connection.all(newestOfEach, sinceJson(chats)));
    return new Map(
      chats.map((chat, index) => {
        const all = JSON.parse(String(rows[index]?.ids ?? '[]')) as number[];
        return [
          placeOf(chat),
          { ids: all.filter((id) => this.#ownRows.mayBeOwn(id)), isCut: all.length === sliceOfChat },
        ];
      }),
    );
  }

  /** Those of the rows that the owner, or the assistant, wrote. */
  #fromMe(ids: readonly number[]): readonly number[] {
    if (ids.length === 0) return ids;
    return this.#database.read((connection) =>
      rowIds(
        connection,
        `SELECT m.ROWID AS rowId FROM json_each(?) s CROSS JOIN message m ON m.ROWID = s.value
         WHERE m.is_from_me = 1`,
        JSON.stringify(ids),
      ),
    );
  }

  /** The owner's rows, by chat, whose link carries no date, which an upgrade can leave behind. */
  #undated(chats: readonly Since[]): ReadonlyMap<string, readonly number[]> {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT wanted.key AS place, json_group_array(m.ROWID) AS ids
         FROM json_each(?) wanted
           CROSS JOIN chat_message_join j ON j.chat_id = json_extract(wanted.value, '$[0]')
             AND (j.message_date = 0 OR j.message_date IS NULL)
           CROSS JOIN message m ON m.ROWID = j.message_id
         WHERE m.is_from_me = 1 AND m.date >= json_extract(wanted.value, '$[1]') GROUP BY wanted.key`,
        sinceJson(chats),
      ),
    );
    return new Map(
      rows.flatMap(({ place, ids }) => {
        const chat = chats[Number(place)];
        return chat === undefined ? [] : [[placeOf(chat), JSON.parse(String(ids)) as number[]]];
      }),
    );
  }

  /** The ROWIDs of up to `sliceOfChat` rows of a chat, newest first, and where to go on; null at the end. */
  #slice(
    chat: number,
    place: Place,
    whose: 'anyone' | 'maybe-mine' = 'anyone',
    since: bigint = anyDate,
  ): { readonly ids: readonly number[]; readonly next: Place | null } {
    const [slice] = this.#database.read((connection) =>
      connection.all(newestFirst, chat, place.date, place.rowId, since),
    );
    const all = JSON.parse(String(slice?.ids ?? '[]')) as number[];
    const last = all.at(-1);
    const isLast = last === undefined || all.length < sliceOfChat;
    return {
      ids: whose === 'anyone' ? all : all.filter((id) => this.#ownRows.mayBeOwn(id)),
      next: isLast ? null : { date: BigInt(String(slice?.oldest)), rowId: last },
    };
  }

  /** Rows of these handles that were never linked to a chat, nor deleted, by date: they count as direct. */
  #unlinked(handles: readonly Since[], fromMe: 0 | 1): readonly { handle: number; rowId: number }[] {
    const rows = this.#database.read((connection, shape) => {
      const recoverable = shape.has('chat_recoverable_message_join', 'message_id')
        ? 'AND NOT EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID)'
        : '';
      return connection.all(
        `SELECT m.handle_id AS handle, m.ROWID AS rowId FROM json_each(?) wanted
           CROSS JOIN message m ON m.handle_id = json_extract(wanted.value, '$[0]')
         WHERE m.date >= json_extract(wanted.value, '$[1]') AND m.is_from_me = ?
           ${shape.has('message', 'item_type') ? 'AND m.item_type = 0' : ''}
           ${shape.has('message', 'cache_roomnames') ? 'AND m.cache_roomnames IS NULL' : ''}
           AND NOT EXISTS (SELECT 1 FROM chat_message_join j WHERE j.message_id = m.ROWID) ${recoverable}
         ORDER BY m.date`,
        sinceJson(handles),
        fromMe,
      );
    });
    return rows.map(({ handle, rowId }) => ({ handle: Number(handle), rowId: Number(rowId) }));
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

  /** For each time the row that was written first since then, by date. */
  #firstRowIds(times: readonly bigint[]): readonly (number | undefined)[] {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT (SELECT ROWID FROM message WHERE date >= wanted.value ORDER BY date, ROWID LIMIT 1) AS rowId
         FROM json_each(?) wanted ORDER BY wanted.key`,
        `[${times}]`,
      ),
    );
    return rows.map(({ rowId }) => (rowId === null ? undefined : Number(rowId)));
  }
}

/** Numbers as they are: a double would not hold a date. */
const sinceJson = (wanted: readonly Since[]) => `[${wanted.map(({ id, since }) => `[${id},${since}]`)}]`;

/** Tells apart two senders' looks at one chat, which a chat with two addresses can have. */
const placeOf = ({ id, since }: Since): string => `${id} since ${since}`;

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** The owner's own words, and not what the assistant sent while it was let to. */
function isWriting(row: MessageRow | undefined, spans: readonly AccessSpan[]): boolean {
  return (
    row?.fromMe === true &&
    isWritten(row) &&
    !spans.some(({ fromMs, toMs }) => row.atMs >= fromMs && (toMs === null || row.atMs <= toMs)) &&
    (row.text === null || isOpenClawText(row.text) === null)
  );
}

/** A message with words or content of its own, as opposed to a tapback or a group's event. */
function isWritten({ itemType, associatedType }: MessageRow): boolean {
  return itemType === 0 && !(associatedType >= tapbacks.first && associatedType <= tapbacks.last);
}
