import { describe, expect, it } from 'vitest';
import { listenTo, newChatDb } from './support.ts';

const key = '+12125550101';
const hourMs = 3_600_000;
const pairingReply =
  'OpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n```\nABCD2345\n```\n\nAsk the bot owner to approve with:\n```\nopenclaw pairing approve imessage ABCD2345\n```';

describe('how many messages left for somebody', () => {
  it('counts every direct chat since then, with the ROWIDs it stands on', async () => {
    const db = await newChatDb();
    const sinceMs = Date.now() - 5 * hourMs;
    await db.send({ to: key, text: 'before', atMs: sinceMs - hourMs });
    const first = await db.receive({ handle: key, text: 'knock', atMs: sinceMs });
    await db.send({ to: key, text: pairingReply, atMs: sinceMs + 1_000 });
    await db.send({ to: `${key}(filtered)`, text: 'text message', service: 'SMS' });
    await db.tapback({ on: first, from: null });
    const chatId = await db.group([key]);
    const last = await db.post({ chatId, from: null, text: 'not direct' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const counts = await heard.source.outgoing([
      { key, sinceMs },
      { key: '+12125550107', sinceMs },
    ]);
    const rowIds = { from: first.rowId, to: last.rowId };
    expect(counts).toEqual(
      new Map([
        [key, { sent: 3, tried: 0, rowIds }],
        ['+12125550107', { sent: 0, tried: 0, rowIds }],
      ]),
    );
  });

  it('counts rows that lie outside: a link without its date, a row without its link', async () => {
    const db = await newChatDb();
    const sinceMs = Date.now() - hourMs;
    const one = await db.send({ to: key, text: 'one' });
    await db.sql(`UPDATE chat_message_join SET message_date = 0 WHERE message_id = ${one.rowId}`);
    await db.send({ to: key, text: 'two', join: 'late' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const counts = await heard.source.outgoing([{ key, sinceMs }]);
    expect(counts.get(key)?.sent).toBe(2);
  });
});

describe('many senders asked about at once', () => {
  const people = Array.from({ length: 130 }, (_, n) => `+447700900${String(n).padStart(3, '0')}`);

  it('are each told apart, past the fifty that are read together', async () => {
    const db = await newChatDb();
    const sinceMs = Date.now() - hourMs;
    for (const handle of people) await db.receive({ handle, text: 'hi' });
    const answered = people.filter((_, n) => n % 3 === 0);
    const atMs = Date.now() + 60_000;
    for (const handle of answered) await db.send({ to: handle, text: 'hello back', atMs });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const wrote = await heard.source.ownerWrote(people.map((one) => ({ key: one, spans: [] })));
    expect(people.filter((one) => wrote.get(one))).toEqual(answered);
    const counts = await heard.source.outgoing(people.map((one) => ({ key: one, sinceMs })));
    expect(people.filter((one) => counts.get(one)?.sent === 1)).toEqual(answered);
    expect([...counts.values()].filter(({ sent }) => sent > 1)).toEqual([]);
  });

  it('with one chat between them are counted each by whom a row went to, and both by one that does not say', async () => {
    const db = await newChatDb();
    const [early, late] = ['+12125550101', 'alice@example.com'];
    await db.send({ to: early, text: 'long ago', atMs: Date.now() - 5 * hourMs });
    await db.send({ to: early, text: 'of no date', atMs: Date.now() - 4 * hourMs });
    await db.send({ to: early, text: 'just now' });
    await db.sql(`UPDATE chat_message_join SET message_date = 0 WHERE message_id =
      (SELECT ROWID FROM message WHERE text = 'of no date')`);
    // Messages moved the chat to the other address of the same person.
    await db.sql(`INSERT INTO handle (id, service) VALUES ('${late}', 'iMessage')`);
    await db.sql(`INSERT INTO chat_handle_join (chat_id, handle_id)
      SELECT c.ROWID, h.ROWID FROM chat c, handle h WHERE c.chat_identifier = '${early}' AND h.id = '${late}'`);
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const counts = await heard.source.outgoing([
      { key: early, sinceMs: Date.now() - 10 * hourMs },
      { key: late, sinceMs: Date.now() - hourMs },
    ]);
    expect([counts.get(early)?.sent, counts.get(late)?.sent]).toEqual([3, 0]);
    await db.sql(`UPDATE message SET handle_id = 0 WHERE text = 'just now'`);
    const unsaid = await heard.source.outgoing([
      { key: early, sinceMs: Date.now() - 10 * hourMs },
      { key: late, sinceMs: Date.now() - hourMs },
    ]);
    expect([unsaid.get(early)?.sent, unsaid.get(late)?.sent]).toEqual([3, 1]);
  });
});
