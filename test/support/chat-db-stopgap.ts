import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { appleDate } from './imsg-journal.ts';

/** Stands in for practice/chat-db.ts until that lands. */
export function createChatDb(path: string) {
  const db = new DatabaseSync(path, { timeout: 5000 });
  db.exec(`PRAGMA journal_mode=WAL;
    CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id TEXT, UNIQUE (id, service));
    CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, chat_identifier TEXT, service_name TEXT, room_name TEXT, account_login TEXT, is_filtered INTEGER DEFAULT 0);
    CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0, attributedBody BLOB, service TEXT, account TEXT, date INTEGER, is_from_me INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, is_finished INTEGER DEFAULT 0, cache_roomnames TEXT, item_type INTEGER DEFAULT 0, associated_message_type INTEGER DEFAULT 0, destination_caller_id TEXT);
    CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));
    CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER, UNIQUE(chat_id, handle_id));`);
  const id = (row: Record<string, unknown> | undefined) => Number(row?.id);
  return {
    receive({
      handle,
      service = 'iMessage',
      text,
      atMs = Date.now(),
    }: {
      handle: string;
      service?: string;
      text: string;
      atMs?: number;
    }) {
      db.exec('BEGIN IMMEDIATE');
      db.prepare('INSERT OR IGNORE INTO handle (id, service) VALUES (?, ?)').run(handle, service);
      const handleId = id(
        db.prepare('SELECT ROWID AS id FROM handle WHERE id = ? AND service = ?').get(handle, service),
      );
      db.prepare(
        'INSERT OR IGNORE INTO chat (guid, style, chat_identifier, service_name) VALUES (?, 45, ?, ?)',
      ).run(`${service};-;${handle}`, handle, service);
      const chatId = id(
        db.prepare('SELECT ROWID AS id FROM chat WHERE guid = ?').get(`${service};-;${handle}`),
      );
      db.prepare('INSERT OR IGNORE INTO chat_handle_join (chat_id, handle_id) VALUES (?, ?)').run(
        chatId,
        handleId,
      );
      const guid = randomUUID().toUpperCase();
      const rowId = Number(
        db
          .prepare('INSERT INTO message (guid, text, handle_id, service, date) VALUES (?, ?, ?, ?, ?)')
          .run(guid, text, handleId, service, appleDate(atMs)).lastInsertRowid,
      );
      db.prepare('INSERT INTO chat_message_join (chat_id, message_id, message_date) VALUES (?, ?, ?)').run(
        chatId,
        rowId,
        appleDate(atMs),
      );
      db.exec('COMMIT');
      return { rowId, guid };
    },
    close: () => db.close(),
  };
}
