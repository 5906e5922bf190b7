import type { DatabaseSync } from 'node:sqlite';
import { sentence } from '#core/words/sentence.ts';
import { ReadTrouble } from './read-trouble.ts';

/** Tables we read, with the columns that every version has and nothing works without. */
const required = {
  message: ['guid', 'text', 'handle_id', 'date', 'is_from_me'],
  handle: ['id', 'service'],
  chat: ['guid', 'chat_identifier'],
  chat_message_join: ['chat_id', 'message_id', 'message_date'],
  chat_handle_join: ['chat_id', 'handle_id'],
} as const;

/** Tables that came with a version. */
const optional = ['chat_recoverable_message_join', 'chat_lookup'] as const;

type Table = keyof typeof required | (typeof optional)[number];

/** Which tables and columns this database has: they differ by version, and their order by history. */
export interface Shape {
  has(table: Table, column: string): boolean;
  /**
   * `INDEXED BY …` for the index of a table that begins with these columns, to stand behind its name in a query; empty where
   * there is none. Without it SQLite goes through the whole table when it was counted while it was small (DB-1.19).
   */
  by(table: Table, ...columns: readonly string[]): string;
}

/** @throws ReadTrouble when this is no Messages database that we know how to read. */
export function readShape(database: DatabaseSync, path: string): Shape {
  const info = database.prepare('SELECT name FROM pragma_table_info(?)');
  const columns = new Map<string, ReadonlySet<string>>();
  for (const table of [...Object.keys(required), ...optional]) {
    columns.set(table, new Set(info.all(table).map(({ name }) => String(name))));
  }
  const has = (table: string, column: string) => columns.get(table)?.has(column) ?? false;
  const missing = Object.entries(required).flatMap(([table, names]) =>
    names.filter((name) => !has(table, name)).map((name) => `${table}.${name}`),
  );
  if (missing.length > 0) {
    const named = missing.slice(0, 3).join(', ');
    throw new ReadTrouble('error', sentence('messages.other-database', { path, missing: named }));
  }
  return { has, by: indexes(database, [...columns.keys()]) };
}

/** Indexes of whole tables, by what they begin with. */
function indexes(database: DatabaseSync, tables: readonly string[]): Shape['by'] {
  const list = database.prepare('SELECT name FROM pragma_index_list(?) WHERE partial = 0');
  const info = database.prepare('SELECT name FROM pragma_index_info(?) ORDER BY seqno');
  const known = tables.flatMap((table) =>
    list.all(table).map(({ name }) => ({
      table,
      name: String(name),
      columns: info.all(String(name)).map((column) => String(column.name)),
    })),
  );
  return (table, ...columns) => {
    const fits = known.filter(
      (one) => one.table === table && columns.every((column, at) => one.columns[at] === column),
    );
    const [shortest] = fits.toSorted((one, other) => one.columns.length - other.columns.length);
    return shortest === undefined ? '' : `INDEXED BY "${shortest.name.replaceAll('"', '""')}"`;
  };
}
