import { randomUUID } from 'node:crypto';
import type { ChatDb, Written } from '../../src-main/simulator/chat-db.ts';

/** A row's place, which a merge of chats changes. */
export type Row = { -readonly [Name in keyof Written]: Written[Name] };

/** Messages in iCloud writes a message again: other guid, other ROWID, the rest as it stands now, in its chat. */
export function writeAgain(db: ChatDb, row: Row): Row {
  const columns = db.sqlite
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all('message')
    .map(({ name }) => `"${name}"`)
    .filter((name) => name !== '"ROWID"' && name !== '"guid"');
  const guid = randomUUID().toUpperCase();
  return db.transaction(() => {
    const copy = db.sqlite
      .prepare(`INSERT INTO message (guid, ${columns}) SELECT ?, ${columns} FROM message WHERE ROWID = ?`)
      .run(guid, row.rowId);
    const again = { ...row, guid, rowId: Number(copy.lastInsertRowid) };
    db.link(again);
    return again;
  });
}

/** A sync takes rows away, without a trace. */
export function remove(db: ChatDb, rows: readonly Row[]): void {
  const statement = db.sqlite.prepare('DELETE FROM message WHERE ROWID = ?');
  for (const { rowId } of rows) statement.run(rowId);
}

/**
 * Messages finds that chats are one conversation: rows and addresses of all go over to the first, and the others are gone.
 * @param addresses what the chats are named after.
 * @param rows every row that may lie in one of them.
 */
export function mergeChats(db: ChatDb, addresses: readonly string[], rows: readonly Row[]): void {
  const direct = db.sqlite
    .prepare(
      'SELECT ROWID AS id FROM chat WHERE style = 45 AND chat_identifier IN (SELECT value FROM json_each(?)) ORDER BY ROWID',
    )
    .all(JSON.stringify(addresses))
    .map(({ id }) => Number(id));
  const [kept, ...gone] = direct;
  if (kept === undefined) return;
  db.transaction(() => {
    for (const chat of gone) {
      for (const table of ['chat_message_join', 'chat_handle_join'])
        db.sqlite.prepare(`UPDATE OR IGNORE ${table} SET chat_id = ? WHERE chat_id = ?`).run(kept, chat);
      db.sqlite.prepare('DELETE FROM chat WHERE ROWID = ?').run(chat);
    }
  });
  for (const row of rows) if (gone.includes(row.chatId)) row.chatId = kept;
}
