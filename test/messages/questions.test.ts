import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { listenTo, newChatDb } from './support.ts';

const key = '+12125550101';
const hourMs = 3_600_000;
const pairingReply =
  'OpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n```\nABCD2345\n```\n\nAsk the bot owner to approve with:\n```\nopenclaw pairing approve imessage ABCD2345\n```';

/** Whether the owner wrote to one key. */
async function wrote(
  heard: ReturnType<typeof listenTo>,
  spans: readonly { readonly fromMs: number; readonly toMs: number | null }[] = [],
  of = key,
): Promise<boolean | undefined> {
  return (await heard.source.ownerWrote([{ key: of, spans }])).get(of);
}

describe('whether the owner ever wrote to somebody', () => {
  it('looks in every chat of every spelling and service, however far back', async () => {
    const db = await newChatDb();
    await db.receive({ handle: key, text: 'hi' });
    await db.receive({ handle: `${key}(smsfp)`, text: 'hi', service: 'SMS' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(await wrote(heard)).toBe(false);
    await db.send({
      to: `${key}(filtered)`,
      text: 'who is this?',
      service: 'SMS',
      atMs: Date.UTC(2015, 0, 1),
    });
    expect(await wrote(heard)).toBe(true);
  });

  it('finds the one reply under thousands of messages', async () => {
    const db = await newChatDb();
    await db.send({ to: key, text: 'hello', atMs: Date.now() - 1_000 * hourMs });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const [chat] = await db.sql("SELECT ROWID AS id FROM chat WHERE chat_identifier = '+12125550101'");
    await db.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
      INSERT INTO message (guid, text, handle_id, service, date, is_from_me)
      SELECT 'fill-' || i, 'more', 1, 'iMessage', 800000000000000000 + i, 0 FROM n`);
    await db.sql(`INSERT INTO chat_message_join (chat_id, message_id, message_date)
      SELECT ${chat?.id}, ROWID, date FROM message WHERE guid LIKE 'fill-%'`);
    expect(await wrote(heard)).toBe(true);
  });

  it('does not count OpenClaw’s own texts, tapbacks, nor what was sent while they had access', async () => {
    const db = await newChatDb();
    const knock = await db.receive({ handle: key, text: 'hi' });
    await db.send({ to: key, text: pairingReply });
    await db.tapback({ on: knock, from: null });
    const atMs = Date.now() - 10 * hourMs;
    await db.send({ to: key, text: 'said by the assistant', atMs });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(await wrote(heard, [{ fromMs: atMs - hourMs, toMs: atMs + hourMs }])).toBe(false);
    expect(await wrote(heard, [{ fromMs: atMs - hourMs, toMs: null }])).toBe(false);
    expect(await wrote(heard, [{ fromMs: atMs + hourMs, toMs: null }])).toBe(true);
    expect(await wrote(heard)).toBe(true);
  });

  it('does not count what left so soon after something of theirs that a program may have written it', async () => {
    const db = await newChatDb();
    const atMs = Date.now() - 48 * hourMs;
    await db.receive({ handle: key, text: 'is the flat still free?', atMs });
    await db.send({ to: key, text: 'It is. When would you like to see it?', atMs: atMs + 14_000 });
    // The clocks differ: dated before what it answers, and written after it.
    await db.receive({ handle: key, text: 'on Monday', atMs: atMs + hourMs });
    await db.send({ to: key, text: 'Monday is fine', atMs: atMs + hourMs - 300_000 });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(await wrote(heard)).toBe(false);
    await db.send({ to: key, text: 'See you then', atMs: atMs + hourMs + 120_000 });
    expect(await wrote(heard)).toBe(true);
  });

  it('counts what the owner wrote first, however soon they answered', async () => {
    const db = await newChatDb();
    const atMs = Date.now() - 48 * hourMs;
    await db.send({ to: key, text: 'is this Tom?', atMs });
    await db.receive({ handle: key, text: 'yes', atMs: atMs + 2_000 });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(await wrote(heard)).toBe(true);
  });

  it('does not count what the owner said in a group they share, nor to somebody else', async () => {
    const db = await newChatDb();
    const chatId = await db.group([key, '+12125550102']);
    await db.post({ chatId, from: null, text: 'hello all' });
    await db.post({ chatId, from: key, text: 'hello' });
    await db.send({ to: '+12125550102', text: 'hello you' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(await wrote(heard)).toBe(false);
    expect(await wrote(heard, [], '+12125550102')).toBe(true);
    expect(await wrote(heard, [], '+12125550103')).toBe(false);
  });
});

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

describe('the owner’s own addresses', () => {
  it('come from accounts and destinations, never from short codes or from last_addressed_handle', async () => {
    const db = await newChatDb({ owner: { phone: '+447700900123', email: 'Owner@Example.com' } });
    await db.receive({ handle: key, text: 'hi', columns: { destination_caller_id: '+447700900124' } });
    await db.receive({ handle: '29234', text: 'code', columns: { destination_caller_id: '29234' } });
    await db.send({ to: key, text: 'hi', columns: { account: 'P:+447700900125' } });
    await db.send({ to: key, text: 'hi', columns: { account: 'E:' } });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect([...heard.own().now].toSorted()).toEqual(['+447700900124', '+447700900125', 'owner@example.com']);
  });

  it('are told anew when they change while it reads, the older ones as the owner’s of before', async () => {
    const dayMs = 24 * hourMs;
    const db = await newChatDb({ owner: { phone: '+447700900123', email: 'owner@example.com' } });
    for (const n of [1, 2, 3, 4])
      await db.receive({ handle: key, text: `hi ${n}`, atMs: Date.now() - (200 + n) * dayMs });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(heard.own()).toEqual({ now: new Set(['+447700900123', 'owner@example.com']), before: new Map() });
    for (const n of [1, 2, 3, 4])
      await db.receive({
        handle: key,
        text: `to another account ${n}`,
        columns: { account: 'E:new@example.com', destination_caller_id: 'new@example.com' },
      });
    const own = await waitFor('the new address', () => heard.own().now.has('new@example.com') && heard.own());
    await waitFor('the older ones', () => heard.own().before.size === 2);
    expect([...own.now]).toContain('new@example.com');
    expect([...heard.own().before.keys()].toSorted()).toEqual(['+447700900123', 'owner@example.com']);
    for (const untilMs of heard.own().before.values())
      expect(Math.abs((untilMs ?? 0) - (Date.now() - 201 * dayMs))).toBeLessThan(hourMs);
  });

  it('make a chat with them a self-chat', async () => {
    const db = await newChatDb({ owner: { phone: '+447700900123', email: 'owner@example.com' } });
    await db.selfChat('note');
    await db.receive({ handle: key, text: 'not self' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(heard.rows().map(({ selfChat }) => selfChat)).toEqual([true, true, false]);
  });
});
