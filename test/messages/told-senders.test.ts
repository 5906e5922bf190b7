import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAddressBook } from './address-book.ts';
import { listenTo, newChatDb, scratchDir } from './support.ts';

const [alice, bob, carol] = ['+12125550101', '+12125550102', '+12125550103'] as const;

describe('who wrote a row', () => {
  it('is told with it, as it would be answered, but for history and groups', async () => {
    const dir = scratchDir();
    createAddressBook(join(dir, 'AddressBook-v22.abcddb'), [{ first: 'Alice', phones: [alice] }]);
    const db = await newChatDb();
    await db.receive({ handle: alice, text: 'before', atMs: Date.now() - 60_000_000 });
    await db.send({ to: alice, text: 'mine', atMs: Date.now() - 30_000_000 });
    const heard = listenTo(db.path, { contactsDir: dir });
    await heard.caughtUp();
    await db.receive({ handle: alice, text: 'again' });
    await db.receive({ handle: bob, text: 'first' });
    const chatId = await db.group([carol], 'chat100000000000000009');
    await db.post({ chatId, from: carol, text: 'to all' });
    await heard.row('the last', ({ text }) => text === 'to all');
    const told = heard.events.filter((event) => event.type === 'rows');
    const senders = new Map(told.flatMap((event) => [...event.senders]));
    expect(senders).toEqual(
      new Map([
        [alice, { ownerWrote: true, contact: 'Alice' }],
        [bob, { ownerWrote: false, contact: null }],
      ]),
    );
    const history = told.filter(({ origin }) => origin === 'history');
    expect(history.length).toBeGreaterThan(0);
    expect(history.flatMap((event) => [...event.senders])).toEqual([]);
    const wrote = await heard.source.ownerWrote([alice, bob].map((key) => ({ key, spans: [] })));
    expect([...wrote]).toEqual([...senders].map(([key, { ownerWrote }]) => [key, ownerWrote]));
  });
});
