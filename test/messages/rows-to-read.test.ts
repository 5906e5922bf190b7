import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MessagesDatabase } from '../../src-main/messages/messages-database.ts';
import { idsAfter, idsSince, withoutGroups } from '../../src-main/messages/rows-to-read.ts';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { set } from './cases.ts';
import { messagesFolder } from './support.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);
const dayMs = 86_400_000;

function made() {
  const path = join(messagesFolder(), 'chat.db');
  const db = createChatDb(path);
  const database = new MessagesDatabase(path);
  onTestFinished(() => {
    database.close();
    db.close();
  });
  return { db, database };
}

describe('which rows are to be read', () => {
  it('by date: wherever their ROWID is, with those without a date that lie among them', () => {
    const { db, database } = made();
    const receive = (atMs: number) => db.receive({ handle: '+12125550101', text: 'hi', atMs });
    const [early, old, recent, undated, newest] = [
      receive(nowMs - 40 * dayMs),
      receive(nowMs - 31 * dayMs),
      receive(nowMs - 20 * dayMs),
      receive(nowMs),
      receive(nowMs - dayMs),
    ];
    set(db, undated, 'date = 0');
    set(db, early, 'date = NULL');
    const ids = database.read((connection) => idsSince(connection, nowMs - 30 * dayMs, newest?.rowId ?? 0));
    expect(ids).toEqual([recent?.rowId, undated?.rowId, newest?.rowId]);
    expect(ids).not.toContain(old?.rowId);
  });

  it('by ROWID: the next ones, as many as are wanted', () => {
    const { db, database } = made();
    for (let n = 0; n < 5; n += 1) db.receive({ handle: '+12125550101', text: `${n}`, atMs: nowMs });
    expect(database.read((connection) => idsAfter(connection, 2, 2))).toEqual([3, 4]);
    expect(database.read((connection) => idsAfter(connection, 5, 2))).toEqual([]);
  });

  it('without what others say in groups', () => {
    const { db, database } = made();
    const chatId = db.group(['+12125550101', '+12125550102']);
    const theirs = db.post({ chatId, from: '+12125550101', text: 'hello all', atMs: nowMs });
    const ours = db.post({ chatId, from: null, text: 'hello', atMs: nowMs });
    const direct = db.receive({ handle: '+12125550101', text: 'hi', atMs: nowMs });
    const ids = [theirs, ours, direct].map(({ rowId }) => rowId);
    const kept = database.read((connection, shape) => withoutGroups(connection, shape, ids));
    expect(kept).toEqual([ours.rowId, direct.rowId]);
  });
});
