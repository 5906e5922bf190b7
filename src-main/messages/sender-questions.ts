import { clockSkewMs, soonMs } from '#core/leak/leak.ts';
import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessageRow, OwnState } from '#core/message/message.ts';
import type { AccessSpan } from '#core/ports/messages.ts';
import type { AddressIndex } from './address-index.ts';
import { appleDate, appleMsSql, datedSql, unixMs } from './apple-time.ts';
import { codeSql, lastRowIdSql } from './cell-sql.ts';
import { readOwnState, readText, settled, toMessageRow } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { OwnRows } from './own-rows.ts';
import type { Cells } from './read-only-database.ts';
import { editedSql, newestRowId, ownStateSql, readCells, rowIds, styles, wordsSql } from './row-query.ts';
import type { Shape } from './shape.ts';

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

/** Clocks of carriers, phones and Macs differ by less than this, ms. */
const clockSlackMs = 24 * 3_600_000;

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

  /**
   * See `MessagesSource.ownerWrote`. Tapbacks are not writing, and neither is what left so soon after something of theirs that
   * a program may have written it (RULE-8.2). @throws ReadTrouble
   */
  async ownerWrote(queries: readonly WroteQuery[]): Promise<ReadonlyMap<string, boolean>> {
    await Promise.all([this.#addresses.refresh(), this.#ownRows.refresh()]);
    const answers = new Map<string, boolean>();
    for (const together of chunks(queries, sendersAtOnce)) {
      const asked = together.map((query) => ({ ...query, ...this.#addresses.find(query.key) }));
      const starts = this.#starts(asked.flatMap(({ chats }) => chats.map((id) => ({ id, since: anyDate }))));
      const newest = new Map(
        this.#rows(
          [...starts.values()].flatMap(({ ids }) => ids.slice(0, newestRows)),
          () => true,
        ).map((row) => [row.rowId, row]),
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

  /**
   * See `MessagesSource.outgoing`: everything the other person could notice counts, tapbacks too. What was written after
   * their first knock is told by the ROWIDs, because clocks differ (DB-2.12). @throws ReadTrouble
   */
  async outgoing(queries: readonly OutgoingQuery[]): Promise<ReadonlyMap<string, OutgoingCount>> {
    await Promise.all([this.#addresses.refresh(), this.#ownRows.refresh()]);
    const to = this.#database.read(newestRowId);
    const counts = new Map<string, OutgoingCount>();
    for (const together of chunks(queries, sendersAtOnce)) {
      const asked = together.map((query) => ({ ...query, ...this.#addresses.find(query.key) }));
      const firsts = await this.#firstKnocks(asked);
      const rows = await this.#ownRowsTo(asked);
      const dated = this.#firstRowIds(asked.map(({ sinceMs }) => appleDate(sinceMs)));
      for (const [index, { key, handles }] of asked.entries()) {
        const first = firsts[index] ?? null;
        const written = (rows[index] ?? []).filter(
          ({ handle, chat }) => handles.includes(handle) || (handle === noHandle && chat !== null),
        );
        const since = withoutCopies(written).filter(({ rowId, atMs }) =>
          first === null ? atMs >= (asked[index]?.sinceMs ?? 0) : rowId > first,
        );
        const ids = since.filter(({ own }) => own === 'left').map(({ rowId }) => rowId);
        const from = Math.min(first ?? dated[index] ?? to, ...ids);
        counts.set(key, {
          sent: ids.length,
          tried: since.length - ids.length,
          rowIds: { from, to: Math.max(to, ...ids) },
        });
      }
      await breathe();
    }
    return counts;
  }

  /** The row with which each sender first knocked, by ROWID, among what is dated since then; null: it is no longer there. */
  async #firstKnocks(asked: readonly AskedOutgoing[]): Promise<readonly (number | null)[]> {
    const since = asked.map(({ sinceMs }) => appleDate(sinceMs));
    const byHandle = this.#database.read((connection, shape) => {
      const group = shape.has('chat', 'style') ? `c.style = ${styles.group}` : 'c.room_name IS NOT NULL';
      return connection.all(
        `SELECT json_extract(wanted.value, '$[2]') AS place, min(m.ROWID) AS first
         FROM json_each(?) wanted CROSS JOIN message m ON m.handle_id = json_extract(wanted.value, '$[0]')
           AND m.date >= json_extract(wanted.value, '$[1]')
         WHERE m.is_from_me IS NOT 1 AND m.ROWID <= ${lastRowIdSql} AND NOT EXISTS (
           SELECT 1 FROM chat_message_join j CROSS JOIN chat c ON c.ROWID = j.chat_id
           WHERE j.message_id = m.ROWID AND ${group})
         GROUP BY 1`,
        `[${asked.flatMap(({ handles }, index) => handles.map((id) => `[${id},${since[index]},${index}]`))}]`,
      );
    });
    const firsts = new Map(byHandle.map(({ place, first }) => [Number(place), Number(first)]));
    return asked.map((_, index) => firsts.get(index) ?? null);
  }

  /** The owner's rows, in chats with each sender and by their addresses, that may have been written since they knocked. */
  async #ownRowsTo(asked: readonly AskedOutgoing[]): Promise<readonly (readonly OwnRow[])[]> {
    const since = asked.map(({ sinceMs }) => appleDate(sinceMs - clockSlackMs));
    const dated = asked.flatMap(({ chats }, index) => chats.map((id) => ({ id, since: since[index] ?? 0n })));
    const starts = this.#starts(dated);
    const undated = this.#undated(dated);
    const found: OwnRow[][] = [];
    for (const [index, { chats, handles }] of asked.entries()) {
      const rows = new Map<number, OwnRow>();
      for (const chat of chats) {
        const place = placeOf({ id: chat, since: since[index] ?? 0n });
        const start = starts.get(place);
        const ids = start?.isCut ? await this.#idsIn(chat, since[index] ?? 0n) : (start?.ids ?? []);
        for (const row of this.#ownIn(new Set([...ids, ...(undated.get(place) ?? [])]), chat))
          rows.set(row.rowId, row);
      }
      for (const row of this.#byHandle(handles, since[index] ?? 0n))
        if (!rows.has(row.rowId)) rows.set(row.rowId, row);
      found.push([...rows.values()]);
    }
    return found;
  }

  /** See `MessagesSource.recentRows`. @throws ReadTrouble */
  async recentRows(key: string, limit: number): Promise<readonly MessageRow[]> {
    await this.#addresses.refresh();
    const { chats, handles } = this.#addresses.find(key);
    const rows = this.#rows(this.#unlinked(handles).slice(-limit), (row) => row.chat === 'direct');
    for (const chat of chats) {
      const found: MessageRow[] = [];
      for (let place: Place | null = latest; place !== null && found.length < limit; ) {
        const slice = this.#slice(chat, place);
        found.push(
          ...this.#rows(
            slice.ids,
            (row) => isWritten(row) && row.own === null && row.key === key,
          ).toReversed(),
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
      found.push(...this.#rows(ids, (row) => row.own === 'left'));
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

  async #wroteIn(chat: number, asked: AskedWrote): Promise<boolean> {
    for (let place: Place | null = latest; place !== null; ) {
      const { ids, next } = this.#slice(chat, place, 'maybe-mine');
      for (let at = 0; at < ids.length; at += moreRows) {
        const rows = this.#rows(ids.slice(at, at + moreRows), () => true);
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
    const found = this.#database.read((connection) =>
      connection.all(
        `SELECT 1 FROM json_each(?) wanted CROSS JOIN message m ON m.handle_id = wanted.value AND m.date BETWEEN ? AND ?
         WHERE m.ROWID < ? AND m.is_from_me IS NOT 1 LIMIT 1`,
        JSON.stringify(handles),
        appleDate(atMs - soonMs),
        appleDate(atMs + clockSkewMs),
        rowId,
      ),
    );
    return found.length > 0;
  }

  /** Every row of a chat since then that may be the owner's. */
  async #idsIn(chat: number, since: bigint): Promise<readonly number[]> {
    const ids: number[] = [];
    for (let place: Place | null = latest; place !== null; ) {
      const slice = this.#slice(chat, place, 'maybe-mine', since);
      ids.push(...slice.ids);
      place = slice.next;
      await breathe();
    }
    return ids;
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

  /** Those of the rows that the owner, or the assistant, wrote in this chat. */
  #ownIn(ids: ReadonlySet<number>, chat: number): readonly OwnRow[] {
    if (ids.size === 0) return [];
    return this.#database.read((connection, shape) =>
      connection
        .all(
          `SELECT ${ownRowSql(shape)} FROM json_each(?) s CROSS JOIN message m ON m.ROWID = s.value
             LEFT JOIN handle h ON h.ROWID = m.handle_id
           WHERE m.is_from_me = 1 AND m.ROWID <= ${lastRowIdSql}`,
          JSON.stringify([...ids]),
        )
        .map((cells) => ownRow(cells, chat)),
    );
  }

  /**
   * The owner's rows to these handles since then, in whatever direct chat they lie: one that is named after another address,
   * or none yet (RULE-4.5).
   */
  #byHandle(handles: readonly number[], since: bigint): readonly OwnRow[] {
    if (handles.length === 0) return [];
    return this.#database.read((connection, shape) => {
      const recoverable = shape.has('chat_recoverable_message_join', 'message_id')
        ? 'AND NOT EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID)'
        : '';
      const direct = shape.has('chat', 'style') ? `c.style IS NOT ${styles.group}` : 'c.room_name IS NULL';
      const rooms = shape.has('message', 'cache_roomnames') ? 'AND m.cache_roomnames IS NULL' : '';
      const event = shape.has('message', 'item_type') ? 'AND m.item_type = 0' : '';
      return connection
        .all(
          `SELECT ${ownRowSql(shape)} FROM json_each(?) wanted
             CROSS JOIN message m ON m.handle_id = wanted.value AND m.date >= ?
             LEFT JOIN handle h ON h.ROWID = m.handle_id
           WHERE m.is_from_me = 1 AND m.ROWID <= ${lastRowIdSql} AND (
             EXISTS (SELECT 1 FROM chat_message_join j CROSS JOIN chat c ON c.ROWID = j.chat_id
               WHERE j.message_id = m.ROWID AND ${direct})
             OR (NOT EXISTS (SELECT 1 FROM chat_message_join j WHERE j.message_id = m.ROWID) ${rooms} ${event} ${recoverable}))`,
          JSON.stringify(handles),
          since,
        )
        .map((cells) => ownRow(cells, null));
    });
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
         WHERE m.is_from_me = 1 AND (m.date >= json_extract(wanted.value, '$[1]') OR NOT ${datedSql('m.date')})
         GROUP BY wanted.key`,
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

  /** What others wrote by these handles that was never linked to a chat of its own, nor deleted, by date. */
  #unlinked(handles: readonly number[]): readonly number[] {
    return this.#database.read((connection, shape) => {
      const recoverable = shape.has('chat_recoverable_message_join', 'message_id')
        ? 'AND NOT EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID)'
        : '';
      return rowIds(
        connection,
        `SELECT m.ROWID AS rowId FROM json_each(?) wanted CROSS JOIN message m ON m.handle_id = wanted.value
         WHERE m.is_from_me = 0 AND m.ROWID <= ${lastRowIdSql}
           ${shape.has('message', 'item_type') ? 'AND m.item_type = 0' : ''}
           ${shape.has('message', 'cache_roomnames') ? 'AND m.cache_roomnames IS NULL' : ''}
           AND NOT EXISTS (SELECT 1 FROM chat_message_join j WHERE j.message_id = m.ROWID) ${recoverable}
         ORDER BY m.date`,
        JSON.stringify(handles),
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

  /** For each time the row that was written first since then, by date. */
  #firstRowIds(times: readonly bigint[]): readonly (number | undefined)[] {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT (SELECT ROWID FROM message WHERE date >= wanted.value AND ROWID <= ${lastRowIdSql}
           ORDER BY date, ROWID LIMIT 1) AS rowId
         FROM json_each(?) wanted ORDER BY wanted.key`,
        `[${times}]`,
      ),
    );
    return rows.map(({ rowId }) => (rowId === null ? undefined : Number(rowId)));
  }
}

/** A row of the owner's that may have gone to somebody, and what makes it another row than the next. */
interface OwnRow {
  readonly rowId: number;
  /** `handle.ROWID`; `noHandle`: the chat says whom it went to. */
  readonly handle: number;
  /** The chat with the sender that it lies in; null: it was found by its handle. */
  readonly chat: number | null;
  readonly own: OwnState | null;
  readonly atMs: number;
  /** Date and kind, which the same message that Messages wrote again has as well (DB-2.13), */
  readonly print: string;
  /** and so its text, unless one of the two was changed meanwhile: null. */
  readonly text: string | null;
}

const noHandle = 0;

interface AskedWrote extends WroteQuery {
  readonly handles: readonly number[];
}

interface AskedOutgoing extends OutgoingQuery {
  readonly chats: readonly number[];
  readonly handles: readonly number[];
}

function ownRowSql(shape: Shape): string {
  return `m.ROWID AS rowId, CASE WHEN h.ROWID IS NULL THEN ${noHandle} ELSE h.ROWID END AS handle,
    ${ownStateSql(shape, 'm')}, ${editedSql(shape, 'm')} AS edited, ${appleMsSql('m.date')} AS appleMs,
    CASE WHEN ${datedSql('m.date')} THEN CAST(m.date AS TEXT) ELSE 'row ' || m.ROWID END AS date, ${wordsSql(shape, 'm')},
    ${shape.has('message', 'associated_message_type') ? codeSql('m.associated_message_type') : '0'} AS associatedType`;
}

function ownRow(cells: Cells, chat: number | null): OwnRow {
  return {
    rowId: Number(cells.rowId),
    handle: Number(cells.handle),
    chat,
    own: readOwnState(cells),
    atMs: typeof cells.appleMs === 'number' ? unixMs(cells.appleMs) : 0,
    print: `${cells.date} ${cells.associatedType}`,
    text: cells.edited === 1 ? null : (readText(cells) ?? ''),
  };
}

/** Of a message that Messages wrote more than once, the row that came first; one that left counts before one that did not. */
function withoutCopies(rows: readonly OwnRow[]): readonly OwnRow[] {
  const firsts = new Map<string, OwnRow[]>();
  for (const row of rows.toSorted((a, b) => a.rowId - b.rowId)) {
    const alike = firsts.get(row.print) ?? [];
    const at = alike.findIndex(({ text }) => text === row.text || text === null || row.text === null);
    const before = alike[at];
    if (before === undefined) alike.push(row);
    else if (before.own !== 'left' && row.own === 'left') alike[at] = row;
    firsts.set(row.print, alike);
  }
  return [...firsts.values()].flat();
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
function isWritten({ itemType, associatedType }: MessageRow): boolean {
  return itemType === 0 && !(associatedType >= tapbacks.first && associatedType <= tapbacks.last);
}
