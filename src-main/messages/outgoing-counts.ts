import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { OwnState } from '#core/message/message.ts';
import type { AddressIndex } from './address-index.ts';
import { appleDate, appleMsSql, datedSql, unixMs } from './apple-time.ts';
import { codeSql, lastRowIdSql } from './cell-sql.ts';
import { type ChatRows, placeOf, type Since, sinceJson } from './chat-rows.ts';
import { chunks, sendersAtOnce } from './chunks.ts';
import type { HandleRows } from './handle-rows.ts';
import { readOwnState, readText } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { Cells } from './read-only-database.ts';
import { editedSql, newestRowId, ownStateSql, styles, wordsSql } from './row-query.ts';
import type { Shape } from './shape.ts';

/** Clocks of carriers, phones and Macs differ by less than this, ms. */
const clockSlackMs = 24 * 3_600_000;

export interface OutgoingQuery {
  readonly key: string;
  readonly sinceMs: number;
}

interface AskedOutgoing extends OutgoingQuery {
  readonly chats: readonly number[];
  readonly handles: readonly number[];
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
/** Rows of the owner's that are read together. */
const rowsAtOnce = 500;

type FoundRow = Omit<OwnRow, 'chat'>;

/** How many messages left this Mac to somebody since they first wrote, and how many were tried. */
export class OutgoingCounts {
  readonly #database: MessagesDatabase;
  readonly #addresses: AddressIndex;
  readonly #chatRows: ChatRows;
  readonly #handleRows: HandleRows;

  constructor(
    database: MessagesDatabase,
    addresses: AddressIndex,
    chatRows: ChatRows,
    handleRows: HandleRows,
  ) {
    this.#database = database;
    this.#addresses = addresses;
    this.#chatRows = chatRows;
    this.#handleRows = handleRows;
  }

  /**
   * See `MessagesSource.outgoing`: everything the other person could notice counts, tapbacks too. What was written after
   * their first knock is told by the ROWIDs, because clocks differ (DB-2.12). @throws ReadTrouble
   */
  async answer(queries: readonly OutgoingQuery[]): Promise<ReadonlyMap<string, OutgoingCount>> {
    await Promise.all([this.#addresses.refresh(), this.#chatRows.refresh()]);
    const to = this.#database.read(newestRowId);
    const counts = new Map<string, OutgoingCount>();
    for (const together of chunks(queries, sendersAtOnce)) {
      const asked = together.map((query) => ({ ...query, ...this.#addresses.find(query.key) }));
      const firsts = this.#handleRows.firstOfTheirs(
        asked.map(({ handles, sinceMs }) => ({ handles, since: appleDate(sinceMs) })),
      );
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

  /** The owner's rows, in chats with each sender and by their addresses, that may have been written since they knocked. */
  async #ownRowsTo(asked: readonly AskedOutgoing[]): Promise<readonly (readonly OwnRow[])[]> {
    const since = asked.map(({ sinceMs }) => appleDate(sinceMs - clockSlackMs));
    const dated = asked.flatMap(({ chats }, index) => chats.map((id) => ({ id, since: since[index] ?? 0n })));
    const starts = this.#chatRows.starts(dated);
    const undated = this.#undated(dated);
    const inChats: { readonly chat: number; readonly ids: ReadonlySet<number> }[][] = [];
    for (const [index, { chats }] of asked.entries()) {
      const found = [];
      for (const chat of chats) {
        const place = placeOf({ id: chat, since: since[index] ?? 0n });
        const start = starts.get(place);
        const ids = start?.isCut ? await this.#chatRows.idsIn(chat, since[index] ?? 0n) : (start?.ids ?? []);
        found.push({ chat, ids: new Set([...ids, ...(undated.get(place) ?? [])]) });
      }
      inChats.push(found);
    }
    const byHandle = this.#handleRows.mine(
      asked.map(({ handles }, index) => ({ handles, since: since[index] ?? 0n })),
    );
    const own = this.#own(new Set(inChats.flat().flatMap(({ ids }) => [...ids])));
    const direct = this.#ownInDirect(new Set(byHandle.flat()));
    return asked.map((_, index) => {
      const rows = new Map<number, OwnRow>();
      for (const id of byHandle[index] ?? []) {
        const row = direct.get(id);
        if (row !== undefined) rows.set(id, { ...row, chat: null });
      }
      for (const { chat, ids } of inChats[index] ?? []) {
        for (const id of ids) {
          const row = own.get(id);
          if (row !== undefined) rows.set(id, { ...row, chat });
        }
      }
      return [...rows.values()];
    });
  }

  /** Those of the rows that the owner, or the assistant, wrote. */
  #own(ids: ReadonlySet<number>): ReadonlyMap<number, FoundRow> {
    return this.#read(ids, () => '1');
  }

  /**
   * Those of them that lie in a direct chat, whichever: one that is named after another address than the row, or none yet
   * (RULE-4.5).
   */
  #ownInDirect(ids: ReadonlySet<number>): ReadonlyMap<number, FoundRow> {
    return this.#read(ids, (shape) => {
      const recoverable = shape.has('chat_recoverable_message_join', 'message_id')
        ? 'AND NOT EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID)'
        : '';
      const direct = shape.has('chat', 'style') ? `c.style IS NOT ${styles.group}` : 'c.room_name IS NULL';
      const rooms = shape.has('message', 'cache_roomnames') ? 'AND m.cache_roomnames IS NULL' : '';
      const event = shape.has('message', 'item_type') ? 'AND m.item_type = 0' : '';
      return `(EXISTS (SELECT 1 FROM chat_message_join j ${shape.by('chat_message_join', 'message_id')} CROSS JOIN chat c NOT INDEXED ON c.ROWID = j.chat_id
          WHERE j.message_id = m.ROWID AND ${direct})
        OR (NOT EXISTS (SELECT 1 FROM chat_message_join j ${shape.by('chat_message_join', 'message_id')} WHERE j.message_id = m.ROWID) ${rooms} ${event} ${recoverable}))`;
    });
  }

  #read(ids: ReadonlySet<number>, condition: (shape: Shape) => string): ReadonlyMap<number, FoundRow> {
    const rows = new Map<number, FoundRow>();
    for (const some of chunks([...ids], rowsAtOnce)) {
      const cells = this.#database.read((connection, shape) =>
        connection.all(
          `SELECT ${ownRowSql(shape)} FROM json_each(?) s CROSS JOIN message m NOT INDEXED ON m.ROWID = s.value
             LEFT JOIN handle h ON h.ROWID = m.handle_id
           WHERE m.is_from_me = 1 AND +m.ROWID <= ${lastRowIdSql} AND ${condition(shape)}`,
          JSON.stringify(some),
        ),
      );
      for (const one of cells) rows.set(Number(one.rowId), ownRow(one));
    }
    return rows;
  }

  /** The owner's rows, by chat, whose link carries no date, which an upgrade can leave behind. */
  #undated(chats: readonly Since[]): ReadonlyMap<string, readonly number[]> {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT wanted.key AS place, json_group_array(m.ROWID) AS ids
         FROM json_each(?) wanted
           CROSS JOIN chat_message_join j ON j.chat_id = json_extract(wanted.value, '$[0]')
             AND (j.message_date = 0 OR j.message_date IS NULL)
           CROSS JOIN message m NOT INDEXED ON m.ROWID = j.message_id
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

  /** For each time the row that was written first since then, by date. */
  #firstRowIds(times: readonly bigint[]): readonly (number | undefined)[] {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT (SELECT ROWID FROM message WHERE date >= wanted.value AND +ROWID <= ${lastRowIdSql}
           ORDER BY date, ROWID LIMIT 1) AS rowId
         FROM json_each(?) wanted ORDER BY wanted.key`,
        `[${times}]`,
      ),
    );
    return rows.map(({ rowId }) => (rowId === null ? undefined : Number(rowId)));
  }
}

function ownRowSql(shape: Shape): string {
  return `m.ROWID AS rowId, CASE WHEN h.ROWID IS NULL THEN ${noHandle} ELSE h.ROWID END AS handle,
    ${ownStateSql(shape, 'm')}, ${editedSql(shape, 'm')} AS edited, ${appleMsSql('m.date')} AS appleMs,
    CASE WHEN ${datedSql('m.date')} THEN CAST(m.date AS TEXT) ELSE 'row ' || m.ROWID END AS date, ${wordsSql(shape, 'm')},
    ${shape.has('message', 'associated_message_type') ? codeSql('m.associated_message_type') : '0'} AS associatedType`;
}

function ownRow(cells: Cells): FoundRow {
  return {
    rowId: Number(cells.rowId),
    handle: Number(cells.handle),
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
