import { lastRowIdSql } from './cell-sql.ts';
import type { MessagesDatabase } from './messages-database.ts';
import type { OwnRows } from './own-rows.ts';
import { styles } from './row-query.ts';

/** How many rows of one sender are looked at first, to find the one they knocked with; twice as many each time after that. */
const knocksAtOnce = 8;

/** The rows of some handles since a time, as an index of Messages tells them. */
export interface SinceHandles {
  readonly handles: readonly number[];
  /** Apple's time. */
  readonly since: bigint;
}

/** The rows that name a handle (`message.handle_id`), by date, without reading any row that does not matter. */
export class HandleRows {
  readonly #database: MessagesDatabase;
  readonly #ownRows: OwnRows;

  constructor(database: MessagesDatabase, ownRows: OwnRows) {
    this.#database = database;
    this.#ownRows = ownRows;
  }

  /** ROWIDs that may be the owner's, for each of those asked for. @throws ReadTrouble */
  mine(asked: readonly SinceHandles[]): readonly (readonly number[])[] {
    return this.#ids(asked).map((ids) => ids.filter((id) => this.#ownRows.mayBeOwn(id)));
  }

  /**
   * The row by the lowest ROWID that is somebody else's and lies in no group, for each of those asked for; null: none.
   * @throws ReadTrouble
   */
  firstOfTheirs(asked: readonly SinceHandles[]): readonly (number | null)[] {
    const left = new Map(this.#ids(asked).map((ids, index) => [index, ids.toSorted((a, b) => a - b)]));
    const firsts = new Map<number, number>();
    for (let at = 0, size = knocksAtOnce; left.size > 0; at += size, size *= 2) {
      const looked = [...left].map(([index, ids]) => ({ index, ids: ids.slice(at, at + size) }));
      const theirs = this.#theirs(looked.flatMap(({ ids }) => ids));
      for (const { index, ids } of looked) {
        const first = ids.find((id) => theirs.has(id));
        if (first !== undefined) firsts.set(index, first);
        if (first !== undefined || ids.length < size) left.delete(index);
      }
    }
    return asked.map((_, index) => firsts.get(index) ?? null);
  }

  #ids(asked: readonly SinceHandles[]): readonly (readonly number[])[] {
    const wanted = asked.flatMap(({ handles, since }, index) =>
      handles.map((id) => `[${id},${since},${index}]`),
    );
    const rows = this.#database.read((connection, shape) =>
      connection.all(
        `SELECT json_extract(wanted.value, '$[2]') AS place, json_group_array(m.ROWID) AS ids
         FROM json_each(?) wanted CROSS JOIN message m ${shape.by('message', 'handle_id', 'date')}
           ON m.handle_id = json_extract(wanted.value, '$[0]')
           AND m.date >= json_extract(wanted.value, '$[1]')
         WHERE +m.ROWID <= ${lastRowIdSql} GROUP BY 1`,
        `[${wanted}]`,
      ),
    );
    const found = new Map(rows.map(({ place, ids }) => [Number(place), JSON.parse(String(ids)) as number[]]));
    return asked.map((_, index) => found.get(index) ?? []);
  }

  /** Those of the rows that somebody else wrote, and that lie in no group. */
  #theirs(ids: readonly number[]): ReadonlySet<number> {
    const rows = this.#database.read((connection, shape) => {
      const group = shape.has('chat', 'style') ? `c.style = ${styles.group}` : 'c.room_name IS NOT NULL';
      return connection.all(
        `SELECT m.ROWID AS rowId FROM json_each(?) wanted CROSS JOIN message m NOT INDEXED ON m.ROWID = wanted.value
         WHERE m.is_from_me IS NOT 1 AND NOT EXISTS (
           SELECT 1 FROM chat_message_join j ${shape.by('chat_message_join', 'message_id')} CROSS JOIN chat c NOT INDEXED ON c.ROWID = j.chat_id
           WHERE j.message_id = m.ROWID AND ${group})`,
        JSON.stringify(ids),
      );
    });
    return new Set(rows.map(({ rowId }) => Number(rowId)));
  }
}
