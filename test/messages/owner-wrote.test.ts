import { describe, expect, it } from 'vitest';
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
