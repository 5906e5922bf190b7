import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { anyDate, ChatRows, latest, type Place, placeOf } from '../../src-main/messages/chat-rows.ts';
import { MessagesDatabase } from '../../src-main/messages/messages-database.ts';
import { OwnAddresses } from '../../src-main/messages/own-addresses.ts';
import { OwnRows } from '../../src-main/messages/own-rows.ts';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { messagesFolder } from './support.ts';

const handle = '+12125550101';
const nowMs = Date.UTC(2026, 10, 24, 12);

it('walks a chat newest first, in slices, and says what of it may be the owner’s', async () => {
  const path = join(messagesFolder(), 'chat.db');
  const db = createChatDb(path);
  const database = new MessagesDatabase(path);
  onTestFinished(() => {
    database.close();
    db.close();
  });
  const total = 2_300;
  db.transaction(() => {
    for (let n = 1; n <= total; n += 1) {
      const message = { text: `${n}`, atMs: nowMs + n * 1_000 };
      if (n % 100 === 0) db.send({ to: handle, ...message });
      else db.receive({ handle, ...message });
    }
  });
  const chatRows = new ChatRows(database, new OwnRows(database), new OwnAddresses());
  await chatRows.refresh();
  const chat = { id: db.directChat(handle, 'iMessage'), since: anyDate };
  const ids: number[] = [];
  let slices = 0;
  for (let place: Place | null = latest; place !== null; slices += 1) {
    const slice = chatRows.slice(chat.id, place);
    ids.push(...slice.ids);
    place = slice.next;
  }
  expect(ids).toEqual(Array.from({ length: total }, (_, n) => total - n));
  expect(slices).toBe(3);
  const start = chatRows.starts([chat]).get(placeOf(chat));
  expect(start?.isCut).toBe(true);
  // Of the newest thousand nothing is known yet; of what lies before it is.
  expect((await chatRows.idsIn(chat.id, anyDate)).filter((id) => id <= 1_300)).toEqual(
    Array.from({ length: 13 }, (_, n) => (13 - n) * 100),
  );
  expect(chatRows.rows([100, 101], ({ own }) => own === 'left').map(({ text }) => text)).toEqual(['100']);
});
