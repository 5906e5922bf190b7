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
  return { has };
}
