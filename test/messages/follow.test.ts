import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isKnock } from '#core/message/knock.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { ReadMark } from '#core/ports/messages.ts';
import { macosVersions } from '../../src-main/simulator/chat-db-schema.ts';
import { waitFor } from '../support/wait.ts';
import { killWriter, listenInWorker, listenTo, messagesFolder, newChatDb } from './support.ts';

const dayMs = 86_400_000;
const texts = (rows: readonly MessageRow[]) => rows.map(({ text }) => text);

describe('what was there before', () => {
  it('is history: 30 days of it, and older rows are left alone', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'long ago', atMs: Date.now() - 31 * dayMs });
    await db.receive({ handle: '+12125550102', text: 'last month', atMs: Date.now() - 29 * dayMs });
    await db.receive({ handle: '+12125550103', text: 'today' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(texts(heard.rows('history'))).toEqual(['last month', 'today']);
    await db.receive({ handle: '+12125550104', text: 'now' });
    await heard.row('the live row', ({ text }) => text === 'now');
    expect(texts(heard.rows('live'))).toEqual(['now']);
  });

  it('comes in ROWID order, also where that is not the order of time', async () => {
    const db = await newChatDb();
    const at = (days: number) => Date.now() - days * dayMs;
    for (const [text, days] of [
      ['a', 1],
      ['b', 20],
      ['c', 3],
    ] as const) {
      await db.receive({ handle: '+12125550101', text, atMs: at(days) });
    }
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(texts(heard.rows())).toEqual(['a', 'b', 'c']);
  });
});

describe('what was written while nobody watched', () => {
  /** Somebody watches, and is told to stop. @returns how far it was read. */
  async function watchedOnce(path: string): Promise<ReadMark> {
    const before = listenTo(path);
    await before.caughtUp();
    await before.source.stop();
    const last = before.rows().at(-1);
    if (last === undefined) throw new Error('nothing was read');
    return { rowId: last.rowId, guid: last.guid };
  }
  const from = (handle: string, text: string, days: number) =>
    ({ handle, text, atMs: Date.now() - days * dayMs }) as const;

  it('is read whatever its date: the order of writing tells before from after', async () => {
    const db = await newChatDb();
    await db.receive(from('+12125550101', 'of long ago, and there before', 300));
    await db.receive(from('+12125550102', 'yesterday', 1));
    const readUpTo = await watchedOnce(db.path);
    await db.receive(from('+12125550103', 'from a phone that was off for months', 200));
    await db.burst(600, 'between');
    await db.receive(from('+12125550104', 'by a clock that was never set', 20_000));
    const heard = listenTo(db.path, { readUpTo });
    await heard.caughtUp();
    const read = texts(heard.rows('history'));
    expect(read).toContain('from a phone that was off for months');
    expect(read).toContain('by a clock that was never set');
    expect(read).toContain('yesterday');
    expect(read).not.toContain('of long ago, and there before');
    await db.receive(from('+12125550105', 'the next, after which all is read once more', 0));
    await heard.row('the next', ({ text }) => text?.startsWith('the next') === true);
    await db.receive(from('+12125550105', 'and one after it', 0));
    await heard.row('the last', ({ text }) => text === 'and one after it');
    expect(new Set(heard.rows().map(({ guid }) => guid)).size).toBe(heard.rows().length);
  });

  it.each<[string, (mark: ReadMark) => ReadMark]>([
    ['of another database', ({ rowId }) => ({ rowId, guid: 'ANOTHER-MESSAGE' })],
    ['beyond its end', ({ guid }) => ({ rowId: 1_000_000, guid })],
  ])('is told by date where the mark is %s', async (_, change) => {
    const db = await newChatDb();
    await db.receive(from('+12125550102', 'yesterday', 1));
    const mark = await watchedOnce(db.path);
    await db.receive(from('+12125550103', 'long ago', 200));
    await db.receive(from('+12125550104', 'today', 0));
    const heard = listenTo(db.path, { readUpTo: change(mark) });
    await heard.caughtUp();
    expect(texts(heard.rows())).toEqual(['yesterday', 'today']);
  });
});

// DB-2.4 to DB-2.9; DB-2.1 to DB-2.3 stand in no-trace.test.ts.
describe('pitfalls', () => {
  it('1: rows that are only in the -wal are seen', async () => {
    const db = await newChatDb();
    await db.checkpoint();
    await db.sql('PRAGMA wal_autocheckpoint = 0');
    for (let n = 1; n <= 10; n += 1) await db.receive({ handle: '+12125550101', text: `wal ${n}` });
    const size = statSync(db.path).size;
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(heard.rows()).toHaveLength(10);
    expect(statSync(db.path).size).toBe(size);
  });

  it('1: without a -wal it is read too, and read normally once there is one', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'before' });
    await db.close();
    expect(existsSync(`${db.path}-wal`)).toBe(false);
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(texts(heard.rows())).toEqual(['before']);
    expect(await heard.source.outgoing([{ key: '+12125550101', sinceMs: 0 }])).toEqual(
      new Map([['+12125550101', { sent: 0, tried: 0, rowIds: { from: 1, to: 1 } }]]),
    );
    await db.open();
    await db.receive({ handle: '+12125550101', text: 'after' });
    await heard.row('the row in the new -wal', ({ text }) => text === 'after');
    await db.receive({ handle: '+12125550101', text: 'and again' });
    await heard.row('the next one', ({ text }) => text === 'and again');
    expect(texts(heard.rows('live'))).toEqual(['after', 'and again']);
  });

  it('3: reading never keeps the writer from emptying its -wal', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    for (let n = 0; n < 20; n += 1) await db.burst(100, `round ${n}`);
    await heard.row('the last row', ({ text }) => text === 'round 19 99');
    const [checkpoint] = await db.sql('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(checkpoint?.busy).toBe(0);
    expect(statSync(`${db.path}-wal`).size).toBe(0);
    expect(heard.rows()).toHaveLength(2_000);
    await db.receive({ handle: '+12125550101', text: 'after the checkpoint' });
    await heard.row('the row after the checkpoint', ({ text }) => text === 'after the checkpoint');
  });

  it('5: dates in nanoseconds are read to the millisecond, dates in seconds too', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const atMs = Date.now() - 123_457;
    await db.receive({ handle: '+12125550101', text: 'nanoseconds', atMs });
    const seconds = Math.floor((atMs - Date.UTC(2001, 0, 1)) / 1000);
    await db.receive({ handle: '+12125550101', text: 'seconds', columns: { date: seconds } });
    expect((await heard.row('ns', ({ text }) => text === 'nanoseconds')).atMs).toBe(atMs);
    expect((await heard.row('s', ({ text }) => text === 'seconds')).atMs).toBe(
      Math.floor(atMs / 1000) * 1000,
    );
  });

  it('6: a -wal that is made anew is followed', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    await db.receive({ handle: '+12125550101', text: 'one' });
    await heard.row('the first row', ({ text }) => text === 'one');
    await db.checkpoint();
    await db.close();
    // What the last connection on a Mac does when Messages is killed; here our own reading connection is still open.
    rmSync(`${db.path}-wal`, { force: true });
    rmSync(`${db.path}-shm`, { force: true });
    await db.open();
    await db.receive({ handle: '+12125550101', text: 'two' });
    await heard.row('the row in the new -wal', ({ text }) => text === 'two');
    expect(texts(heard.rows())).toEqual(['one', 'two']);
  });

  it('6: a writer that was killed leaves a -wal that is read, and followed again', async () => {
    const db = await newChatDb();
    await db.sql('PRAGMA wal_autocheckpoint = 0');
    await db.receive({ handle: '+12125550101', text: 'one' });
    await killWriter();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(texts(heard.rows())).toEqual(['one']);
    await db.open();
    await db.receive({ handle: '+12125550101', text: 'two' });
    await heard.row('the row of the new writer', ({ text }) => text === 'two');
    expect(texts(heard.rows())).toEqual(['one', 'two']);
  });

  it('7: another database under the same path is read from its beginning', async () => {
    const db = await newChatDb();
    for (const text of ['a', 'b', 'c']) await db.receive({ handle: '+12125550101', text });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const other = await newChatDb({}, join(messagesFolder(), 'chat.db'));
    await other.receive({ handle: '+12125550102', text: 'restored' });
    await other.close();
    await db.close();
    for (const end of ['-wal', '-shm']) rmSync(`${db.path}${end}`, { force: true });
    renameSync(other.path, db.path);
    await heard.caughtUp(2);
    expect(texts(heard.rows())).toEqual(['a', 'b', 'c', 'restored']);
    await db.open();
    await db.receive({ handle: '+12125550103', text: 'live again' });
    await heard.row('a live row', ({ text }) => text === 'live again');
    expect(texts(heard.rows('live'))).toEqual(['live again']);
  });

  it('8: a row whose chat link lands later is told as pending, then as it is', async () => {
    const db = await newChatDb();
    const chatId = await db.group(['+12125550101'], 'chat100000000000000001');
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const direct = await db.receive({ handle: '+12125550101', text: 'direct', join: 'late' });
    await heard.row('the pending row', ({ chat, rowId }) => chat === 'pending' && rowId === direct.rowId);
    await db.link(direct);
    await heard.row('the linked row', ({ chat, rowId }) => chat === 'direct' && rowId === direct.rowId);
    const group = await db.post({ chatId, from: '+12125550101', text: 'group', join: 'late' });
    await heard.row('the pending row', ({ chat, rowId }) => chat === 'pending' && rowId === group.rowId);
    await db.link(group);
    const linked = await heard.row(
      'the linked row',
      ({ chat, rowId }) => chat === 'group' && rowId === group.rowId,
    );
    expect(linked.chatIdentifier).toBe('chat100000000000000001');
    expect(heard.rows().filter(isKnock)).toHaveLength(1);
    expect(heard.rows().map(({ chat }) => chat)).toEqual(['pending', 'direct', 'pending', 'group']);
  });

  it('8: links that land after thousands of rows are not missed', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const late = await db.receive({ handle: '+12125550199', text: 'late', join: 'late' });
    await heard.row('the pending row', ({ chat }) => chat === 'pending');
    await db.burst(600, 'between');
    await heard.row('the rows between', ({ text }) => text === 'between 599');
    await db.link(late);
    await heard.row('the linked row', ({ chat, rowId }) => chat === 'direct' && rowId === late.rowId);
  });

  it('8: a text that lands later comes again, and nothing else does', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    await db.receive({ handle: '+12125550101', text: 'whole' });
    const empty = await db.receive({ handle: '+12125550101', text: null });
    await heard.row('the empty row', ({ rowId }) => rowId === empty.rowId);
    await db.edit(empty, 'now with words');
    const again = await heard.row('the text', ({ text }) => text === 'now with words');
    expect(again.guid).toBe(empty.guid);
    expect(texts(heard.rows())).toEqual(['whole', null, 'now with words']);
  });

  it('9: a backfilled old message is live, with its own date and a fresh guid', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const atMs = Date.now() - 700 * dayMs;
    await db.receive({ handle: '+12125550101', text: 'from the cloud', atMs });
    const row = await heard.row('the backfilled row', ({ text }) => text === 'from the cloud');
    expect(row.atMs).toBe(atMs);
    expect(texts(heard.rows('live'))).toEqual(['from the cloud']);
  });

  it('9: a database rebuilt with lower ROWIDs is read anew', async () => {
    const db = await newChatDb();
    await db.burst(300, 'old');
    const heard = listenTo(db.path);
    await heard.caughtUp();
    await db.sql('DELETE FROM chat_message_join');
    await db.sql("DELETE FROM sqlite_sequence WHERE name = 'message'");
    await db.receive({ handle: '+12125550150', text: 'below the cursor' });
    const row = await heard.row('the low row', ({ text }) => text === 'below the cursor');
    expect(row.rowId).toBe(1);
    await heard.caughtUp(2);
    await db.receive({ handle: '+12125550150', text: 'and on' });
    await heard.row('the next row', ({ text }) => text === 'and on');
  });

  it('9: that the owner deletes the newest message is no rebuild', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'stays' });
    const gone = await db.receive({ handle: '+12125550101', text: 'goes' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    await db.sql(`DELETE FROM chat_message_join WHERE message_id = ${gone.rowId}`);
    await db.receive({ handle: '+12125550101', text: 'next' });
    await heard.row('the next row', ({ text }) => text === 'next');
    expect(texts(heard.rows())).toEqual(['stays', 'goes', 'next']);
    await heard.caughtUp(1);
    expect(heard.events.filter(({ type }) => type === 'caught-up')).toHaveLength(1);
  });

  it('10: what is no message says so: events, tapbacks, own rows, Recently Deleted, self-chat', async () => {
    const db = await newChatDb();
    // The owner's addresses are known from what is there.
    await db.send({ to: '+12125550101', text: 'hi' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const chatId = await db.group(['+12125550101'], 'chat100000000000000002');
    const knock = await db.receive({ handle: '+12125550101', text: 'knock' });
    await db.tapback({ on: knock, from: '+12125550101', type: 2003 });
    await db.tapback({ on: knock, from: '+12125550101', type: 3007 });
    await db.groupEvent(chatId, 2);
    await db.post({ chatId: knock.chatId, from: null, text: 'mine, without a handle' });
    await db.post({ chatId, from: '+12125550101', text: 'in a group' });
    await db.selfChat('note to self');
    await db.receive({ handle: '+12125550102', text: 'an app', columns: { associated_message_type: 2 } });
    await heard.row('the last row', ({ text }) => text === 'an app');
    const live = heard.rows('live');
    expect(texts(live.filter(isKnock))).toEqual(['knock', 'an app']);
    const mine = live.find(({ text }) => text === 'mine, without a handle');
    expect(mine).toMatchObject({ own: 'left', key: '+12125550101', chat: 'direct', selfChat: false });
    expect(live.filter(({ selfChat }) => selfChat)).toHaveLength(2);
    expect(live.find(({ itemType }) => itemType === 2)?.chat).toBe('group');

    await db.delete(knock);
    const deleted = await heard.row('the deleted row', ({ chat }) => chat === 'deleted');
    expect(deleted.guid).toBe(knock.guid);
    expect(isKnock(deleted)).toBe(false);
  });

  it.each(macosVersions.flatMap((macos) => [[macos, 0] as const, [macos, macos * 31] as const]))(
    '11: macOS %i, column order %i',
    async (macos, columnOrder) => {
      const db = await newChatDb({ macos, columnOrder });
      const carrier = macos >= 13 ? 'body' : 'both';
      await db.receive({ handle: '+12125550101', text: 'one', carrier, filterBucket: 1, service: 'SMS' });
      const heard = listenTo(db.path);
      await heard.caughtUp();
      const written = await db.receive({
        handle: 'someone@example.com',
        text: 'two',
        carrier,
        columns: { cache_has_attachments: 1, balloon_bundle_id: 'com.apple.messages.URLBalloonProvider' },
      });
      await heard.row('the live row', ({ text }) => text === 'two');
      const common = { own: null, chat: 'direct', selfChat: false, itemType: 0, associatedType: 0 };
      expect(heard.rows()).toMatchObject([
        { ...common, key: '+12125550101', service: 'SMS', text: 'one', filterBucket: 1, linkPreview: false },
        {
          ...common,
          guid: written.guid,
          rowId: written.rowId,
          key: 'someone@example.com',
          chatIdentifier: 'someone@example.com',
          service: 'iMessage',
          linkPreview: true,
          hasAttachments: true,
          destination: '+12125550199',
        },
      ]);
      const wrote = await heard.source.ownerWrote([{ key: 'someone@example.com', spans: [] }]);
      expect(wrote.get('someone@example.com')).toBe(false);
    },
  );

  it('12: a filter suffix is no part of the handle, and no spelling is lost', async () => {
    const db = await newChatDb();
    const literals = ['+12125550101', '+12125550101(smsfp)', '+12125550101(smsft)(filtered)'];
    for (const [at, handle] of literals.entries()) {
      await db.receive({ handle, text: `spelling ${at}`, service: 'SMS', filterBucket: at });
    }
    const heard = listenTo(db.path);
    await heard.caughtUp();
    for (const row of heard.rows()) {
      expect(row).toMatchObject({
        key: '+12125550101',
        handle: '+12125550101',
        chatIdentifier: '+12125550101',
      });
    }
    const recent = await heard.source.recentRows('+12125550101', 10);
    expect(texts(recent)).toEqual(['spelling 0', 'spelling 1', 'spelling 2']);
  });
});

describe('a burst', () => {
  it('of 5,000 rows in one commit is told in order, whole and once', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'before' });
    const heard = listenInWorker(db.path);
    await heard.caughtUp();
    const written = await db.burst(5_000, 'burst');
    await waitFor('all rows', () => heard.rows('live').length >= 5_000);
    await db.receive({ handle: '+12125550101', text: 'after' });
    await heard.row('the row after', ({ text }) => text === 'after');
    expect(heard.rows('live').map(({ rowId }) => rowId)).toEqual([
      ...written.map(({ rowId }) => rowId),
      written.length + 2,
    ]);
  });

  it('in many commits, while links land late, loses and doubles nothing', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    for (let round = 0; round < 30; round += 1) {
      const late = await db.receive({ handle: '+12125550101', text: `late ${round}`, join: 'late' });
      await db.burst(40, `round ${round}`);
      await db.link(late);
    }
    await waitFor('every knock', () => heard.rows().filter(isKnock).length >= 30 * 41);
    await heard.source.poke();
    const knocks = heard.rows().filter(isKnock);
    expect(new Set(knocks.map(({ guid }) => guid)).size).toBe(30 * 41);
    expect(knocks).toHaveLength(30 * 41);
  });
});
