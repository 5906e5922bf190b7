import { lastRowIdSql } from './cell-sql.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { ReadConnection } from './read-only-database.ts';
import { Renewed } from './renewed.ts';
import { newestRowId } from './row-query.ts';

/** Messages' own index that tells the owner's rows without reading the rows (DB-1.13). */
const indexName = 'message_idx_is_read';
/** Index entries, or new rows, that one read takes in: a few milliseconds. */
const sliceEntries = 20_000;
const sliceNew = 1_000;
/** The newest rows may still become the owner's, or cease to be (DB-2.9): nothing is kept of them. */
const unsettledRows = 1_000;
/** ROWIDs that one part of the set covers. */
const partRows = 65_536;

/** The ranges of the index that hold the owner's rows. */
const ranges = [0, 1].flatMap((isRead) => [0, 1].map((isFinished) => ({ isRead, isFinished })));

/** Which rows are the owner's as far as they were read, as one bit for each ROWID. */
class OwnBits {
  readonly #database: MessagesDatabase;
  readonly #parts = new Map<number, Uint8Array>();
  /** Rows up to here are told, and change no more; null: not read yet. */
  #upTo: number | null = null;
  /** Without the index any row may be the owner's. */
  #hasIndex = true;

  constructor(database: MessagesDatabase) {
    this.#database = database;
  }

  mayBeOwn(rowId: number): boolean {
    if (!this.#hasIndex || rowId > (this.#upTo ?? 0)) return true;
    const bit = rowId % partRows;
    return (((this.#parts.get(Math.floor(rowId / partRows))?.[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  }

  /** Takes in new rows; all of them the first time. @throws ReadTrouble */
  async readOn(): Promise<void> {
    if (this.#upTo === null) {
      const upTo = this.#database.read((connection) => {
        this.#hasIndex = indexTellsAll(connection);
        return Math.max(0, newestRowId(connection) - unsettledRows);
      });
      if (this.#hasIndex) for (const range of ranges) await this.#readRange(range);
      this.#upTo = upTo;
    }
    while (this.#hasIndex && this.#readNew()) await breathe();
  }

  async #readRange({ isRead, isFinished }: (typeof ranges)[number]): Promise<void> {
    for (let after = 0; ; ) {
      const [slice] = this.#database.read((connection) =>
        connection.all(
          `SELECT json_group_array(id) AS ids, max(id) AS last FROM (
             SELECT ROWID AS id FROM message INDEXED BY ${indexName}
             WHERE is_read = ? AND is_from_me = 1 AND is_finished = ? AND ROWID > ? AND ROWID <= ${lastRowIdSql}
             ORDER BY ROWID LIMIT ${sliceEntries})`,
          isRead,
          isFinished,
          after,
        ),
      );
      if (slice === undefined || slice.last === null) return;
      for (const id of JSON.parse(String(slice.ids)) as number[]) this.#add(id);
      after = Number(slice.last);
      await breathe();
    }
  }

  /** @returns whether there may be more. */
  #readNew(): boolean {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT ROWID AS id, is_from_me IS NOT 0 AS mayBeOwn FROM message WHERE ROWID > ? AND ROWID <= ?
         ORDER BY ROWID LIMIT ${sliceNew}`,
        this.#upTo ?? 0,
        newestRowId(connection) - unsettledRows,
      ),
    );
    for (const { id, mayBeOwn } of rows) {
      if (mayBeOwn === 1) this.#add(Number(id));
      this.#upTo = Number(id);
    }
    return rows.length === sliceNew;
  }

  #add(rowId: number): void {
    const index = Math.floor(rowId / partRows);
    const part = this.#parts.get(index) ?? new Uint8Array(partRows / 8);
    this.#parts.set(index, part);
    const bit = rowId % partRows;
    part[bit >> 3] = (part[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
}

/**
 * Which rows are the owner's. No index of chat.db holds both the chat and who wrote, so without this, "did I ever reply" would
 * read every row of a chat from the disk. Read once from an index, then kept up to date.
 */
export class OwnRows extends Renewed<OwnBits> {
  constructor(database: MessagesDatabase) {
    super(database, () => new OwnBits(database));
  }

  /** False only for rows that surely are somebody else's. */
  mayBeOwn(rowId: number): boolean {
    return this.current.mayBeOwn(rowId);
  }
}

/** Whether the index is there, and no row of the owner's is outside the ranges. */
function indexTellsAll(connection: ReadConnection): boolean {
  const found = connection.all("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", indexName);
  if (found.length === 0) return false;
  const outside = (column: string) => [`${column} IS NULL`, `${column} < 0`, `${column} > 1`];
  const conditions = [
    ...outside('is_read'),
    ...[0, 1].flatMap((isRead) =>
      outside('is_finished').map((finished) => `is_read = ${isRead} AND is_from_me = 1 AND ${finished}`),
    ),
  ];
  return conditions.every(
    (condition) =>
      connection.all(`SELECT 1 FROM message INDEXED BY ${indexName} WHERE ${condition} LIMIT 1`).length === 0,
  );
}
