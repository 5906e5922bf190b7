import { describe, expect, it } from 'vitest';
import { listenTo, newChatDb } from './support.ts';

const key = '+12125550101';
const hourMs = 3_600_000;
const pairingReply =
  'OpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n```\nABCD2345\n```\n\nAsk the bot owner to approve with:\n```\nopenclaw pairing approve imessage ABCD2345\n```';

describe('what somebody wrote', () => {
  it('is given newest last, as it stands now, without what is no message of theirs', async () => {
    const db = await newChatDb();
    const at = (minutes: number) => Date.now() - minutes * 60_000;
    const first = await db.receive({ handle: key, text: 'first', atMs: at(50) });
    await db.receive({ handle: key, text: 'by SMS', service: 'SMS', atMs: at(40) });
    const deleted = await db.receive({ handle: key, text: 'deleted', atMs: at(35) });
    await db.send({ to: key, text: 'mine', atMs: at(30) });
    await db.tapback({ on: first, from: key, atMs: at(25) });
    const edited = await db.receive({ handle: key, text: 'typo', carrier: 'both', atMs: at(20) });
    await db.receive({ handle: key, text: 'never linked', join: 'late', atMs: at(10) });
    await db.receive({ handle: '+12125550102', text: 'another', atMs: at(5) });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    await db.edit(edited, 'fixed');
    await db.delete(deleted);
    const rows = await heard.source.recentRows(key, 10);
    expect(rows.map(({ text }) => text)).toEqual(['first', 'by SMS', 'fixed', 'never linked']);
    const newest = await heard.source.recentRows(key, 2);
    expect(newest.map(({ text }) => text)).toEqual(['fixed', 'never linked']);
    expect(await heard.source.recentRows('+12125550109', 5)).toEqual([]);
    expect(await heard.source.recentRows(key, 0)).toEqual([]);
  });
});

describe('OpenClaw’s own texts', () => {
  it('are found in any chat since then, in ROWID order, whichever column holds them', async () => {
    const db = await newChatDb();
    const atMs = Date.now() - 400 * 24 * hourMs;
    await db.send({ to: key, text: pairingReply, atMs, carrier: 'body' });
    const chatId = await db.group([key], 'chat100000000000000003');
    await db.post({ chatId, from: null, text: pairingReply });
    await db.receive({ handle: key, text: pairingReply });
    await db.send({ to: key, text: 'an ordinary reply' });
    await db.send({ to: 'someone@example.com', text: 'LLM request timed out.' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const all = await heard.source.openClawRows(0);
    expect(all.map(({ handle, chatIdentifier, chat }) => [handle ?? chatIdentifier, chat])).toEqual([
      [key, 'direct'],
      ['chat100000000000000003', 'group'],
      ['someone@example.com', 'direct'],
    ]);
    expect(await heard.source.openClawRows(atMs + hourMs)).toHaveLength(2);
  });

  it('are found among thousands of rows, past the first slice', async () => {
    const db = await newChatDb();
    await db.burst(4_100, 'noise');
    await db.send({ to: key, text: pairingReply });
    const heard = listenTo(db.path);
    expect(await heard.source.openClawRows(0)).toHaveLength(1);
  });
});

describe('whose a direct chat is', () => {
  const other = '+447700900102';

  it('is told with every chat of theirs, whichever service and spelling; a group is nobody’s, nor is what is not there', async () => {
    const db = await newChatDb({ macos: 15 });
    await db.receive({ handle: key, text: 'hello' });
    await db.receive({ handle: key, text: 'by SMS', service: 'SMS' });
    await db.receive({ handle: other, text: 'hello' });
    const group = await db.group([key, other]);
    const chats = await db.sql('SELECT ROWID AS id, chat_identifier AS address FROM chat ORDER BY ROWID');
    const of = (address: string) =>
      chats.filter((chat) => chat.address === address).map(({ id }) => Number(id));
    expect(of(key)).toHaveLength(2);
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const [first = 0] = of(key);
    expect(await heard.source.directChats([first, group, 9_999])).toEqual(new Map([[key, of(key)]]));
    expect(await heard.source.directChats([])).toEqual(new Map());
  });

  it('is known of a chat that came after the first look, and of one that two share', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(await heard.source.directChats([1])).toEqual(new Map());
    await db.receive({ handle: key, text: 'hello' });
    expect(await heard.source.directChats([1])).toEqual(new Map([[key, [1]]]));
    await db.receive({ handle: other, text: 'hello' });
    await db.sql(
      `INSERT INTO chat_handle_join (chat_id, handle_id) SELECT 1, ROWID FROM handle WHERE id = '${other}'`,
    );
    const both = await heard.source.directChats([1]);
    expect([...both.keys()].toSorted()).toEqual([key, other]);
  });
});
