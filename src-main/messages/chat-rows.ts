import type { MessageRow } from '#core/message/message.ts';
import { settled, toMessageRow } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { OwnRows } from './own-rows.ts';
import { readCells } from './row-query.ts';

/** Rows of one chat that are looked at in one go. */
const sliceOfChat = 1_000;

/** Where a walk through one chat, newest first, goes on. */
export interface Place {
  readonly date: bigint;
  readonly rowId: number;
}

/**
 * The join's own date: it equals the message's, and with it one index holds all three (DB-1.13). One
 * result for the whole slice, because making an object of each of a million rows costs more than reading them.
 */
const newestFirst = `
  SELECT json_group_array(id) AS ids, CAST(CAST(min(date) AS INTEGER) AS TEXT) AS oldest FROM (
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

export const latest: Place = { date: 9_223_372_036_854_775_807n, rowId: Number.MAX_SAFE_INTEGER };
/** From the beginning of time. */
export const anyDate = -9_223_372_036_854_775_808n;

/** A chat or a handle by its ROWID, and from when on, in Apple's time. */
export interface Since {
  readonly id: number;
  readonly since: bigint;
}

/**
 * The rows of direct chats, newest first, in slices: most chats end with the first one, and of many chats the first are read
 * together.
 */
export class ChatRows {
  readonly #database: MessagesDatabase;
  readonly #ownRows: OwnRows;
  readonly #own: OwnAddresses;

  constructor(database: MessagesDatabase, ownRows: OwnRows, own: OwnAddresses) {
    this.#database = database;
    this.#ownRows = ownRows;
    this.#own = own;
  }

  /** Takes in what is new of whose rows are whose. @throws ReadTrouble */
  refresh(): Promise<void> {
    return this.#ownRows.refresh();
  }

  /** The rows that may be the owner's among the newest `sliceOfChat` of each chat; `isCut`: there are older ones. */
  starts(chats: readonly Since[]): ReadonlyMap<string, { ids: readonly number[]; isCut: boolean }> {
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

  /** The ROWIDs of up to `sliceOfChat` rows of a chat, newest first, and where to go on; null at the end. */
  slice(
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

  /** Every row of a chat since then that may be the owner's. */
  async idsIn(chat: number, since: bigint): Promise<readonly number[]> {
    const ids: number[] = [];
    for (let place: Place | null = latest; place !== null; ) {
      const slice = this.slice(chat, place, 'maybe-mine', since);
      ids.push(...slice.ids);
      place = slice.next;
      await breathe();
    }
    return ids;
  }

  /** These rows, in our words, as far as they are wanted. @throws ReadTrouble */
  rows(ids: readonly number[], wanted: (row: MessageRow) => boolean): MessageRow[] {
    return this.#database.read((connection, shape) =>
      readCells(connection, shape, ids)
        .map((cells) => settled(toMessageRow(cells, this.#own.includes), cells))
        .filter(wanted),
    );
  }
}

/** Numbers as they are: a double would not hold a date. */
export const sinceJson = (wanted: readonly Since[]) =>
  `[${wanted.map(({ id, since }) => `[${id},${since}]`)}]`;

/** Tells apart two senders' looks at one chat, which a chat with two addresses can have. */
export const placeOf = ({ id, since }: Since): string => `${id} since ${since}`;
