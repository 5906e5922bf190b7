import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { AddressIndex } from './address-index.ts';
import { appleMsSql, unixMs } from './apple-time.ts';
import { lastRowIdSql } from './cell-sql.ts';
import { ChatRows, latest, type Place } from './chat-rows.ts';
import { HandleRows } from './handle-rows.ts';
import { readText } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import { OutgoingCounts, type OutgoingQuery } from './outgoing-counts.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { OwnRows } from './own-rows.ts';
import { isWritten, OwnerWrote, type WroteQuery } from './owner-wrote.ts';
import { rowIds, wordsSql } from './row-query.ts';

/** Rows of the whole table that are looked at in one go. */
const sliceOfTable = 1_000;

/** Questions about one sender at a time, answered from chat.db in slices: a poll never waits for a long one. */
export class SenderQuestions {
  readonly #database: MessagesDatabase;
  readonly #addresses: AddressIndex;
  readonly #chatRows: ChatRows;
  readonly #ownerWrote: OwnerWrote;
  readonly #outgoing: OutgoingCounts;

  constructor(database: MessagesDatabase, addresses: AddressIndex, ownRows: OwnRows, own: OwnAddresses) {
    this.#database = database;
    this.#addresses = addresses;
    this.#chatRows = new ChatRows(database, ownRows, own);
    this.#ownerWrote = new OwnerWrote(database, addresses, this.#chatRows);
    this.#outgoing = new OutgoingCounts(
      database,
      addresses,
      this.#chatRows,
      new HandleRows(database, ownRows),
    );
  }

  /** See `MessagesSource.ownerWrote`. @throws ReadTrouble */
  ownerWrote(queries: readonly WroteQuery[]) {
    return this.#ownerWrote.answer(queries);
  }

  /** See `MessagesSource.outgoing`. @throws ReadTrouble */
  outgoing(queries: readonly OutgoingQuery[]) {
    return this.#outgoing.answer(queries);
  }

  /** See `MessagesSource.recentRows`. @throws ReadTrouble */
  async recentRows(key: string, limit: number): Promise<readonly MessageRow[]> {
    await this.#addresses.refresh();
    const { chats, handles } = this.#addresses.find(key);
    const rows = this.#chatRows.rows(this.#unlinked(handles).slice(-limit), (row) => row.chat === 'direct');
    for (const chat of chats) {
      const found: MessageRow[] = [];
      for (let place: Place | null = latest; place !== null && found.length < limit; ) {
        const slice = this.#chatRows.slice(chat, place);
        found.push(
          ...this.#chatRows
            .rows(slice.ids, (row) => isWritten(row) && row.own === null && row.key === key)
            .toReversed(),
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

  /** See `MessagesSource.directChats`. @throws ReadTrouble */
  async directChats(chats: readonly number[]): Promise<ReadonlyMap<string, readonly number[]>> {
    await this.#addresses.refresh();
    const keys = chats.flatMap((chat) => this.#addresses.partners(chat));
    return new Map(keys.map((key) => [key, this.#addresses.find(key).chats]));
  }

  /** See `MessagesSource.openClawRows`. @throws ReadTrouble */
  async openClawRows(sinceMs: number): Promise<readonly MessageRow[]> {
    const found: MessageRow[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const { last, ids } = this.#openClawSlice(after, sinceMs);
      found.push(...this.#chatRows.rows(ids, (row) => row.own === 'left'));
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
      const [end] = connection.all(
        `SELECT max(id) AS last FROM (SELECT ROWID AS id FROM message WHERE ROWID > ? AND ROWID <= ${lastRowIdSql} ORDER BY ROWID LIMIT ${sliceOfTable})`,
        after,
      );
      if (end === undefined || end.last === null) return { last: null, ids: [] };
      const last = Number(end.last);
      const own = connection.all(
        `SELECT m.ROWID AS rowId, ${wordsSql(shape, 'm')} FROM message m
         WHERE m.ROWID > ? AND m.ROWID <= ? AND m.is_from_me = 1
           AND coalesce(${appleMsSql('m.date')} >= ?, 1)`,
        after,
        last,
        sinceMs - unixMs(0),
      );
      const hits = own.filter((cells) => isOpenClawText(readText(cells) ?? '') !== null);
      return { last, ids: hits.map(({ rowId }) => Number(rowId)) };
    });
  }

  /** What others wrote by these handles that was never linked to a chat of its own, nor deleted, by date. */
  #unlinked(handles: readonly number[]): readonly number[] {
    return this.#database.read((connection, shape) => {
      const recoverable = shape.has('chat_recoverable_message_join', 'message_id')
        ? 'AND NOT EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID)'
        : '';
      return rowIds(
        connection,
        `SELECT m.ROWID AS rowId FROM json_each(?) wanted CROSS JOIN message m ${shape.by('message', 'handle_id')} ON m.handle_id = wanted.value
         WHERE m.is_from_me = 0 AND +m.ROWID <= ${lastRowIdSql}
           ${shape.has('message', 'item_type') ? 'AND m.item_type = 0' : ''}
           ${shape.has('message', 'cache_roomnames') ? 'AND m.cache_roomnames IS NULL' : ''}
           AND NOT EXISTS (SELECT 1 FROM chat_message_join j ${shape.by('chat_message_join', 'message_id')} WHERE j.message_id = m.ROWID) ${recoverable}
         ORDER BY m.date`,
        JSON.stringify(handles),
      );
    });
  }
}
