import { renameSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MessageRow } from '#core/message/message.ts';
import { MessagesDatabase } from '../../src-main/messages/messages-database.ts';
import { OwnAddresses } from '../../src-main/messages/own-addresses.ts';
import { RowFollower } from '../../src-main/messages/row-follower.ts';
import { newChatDb } from './support.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The follower by itself, on a clock of the test's own. The writer is another process all the same. */
function follow(path: string) {
  const database = new MessagesDatabase(path);
  onTestFinished(() => database.close());
  const clock = { wallMs: Date.now(), runningMs: 1_000 };
  const told: { readonly origin: string; readonly row: MessageRow }[] = [];
  const together: number[] = [];
  let begun = 0;
  let sweeps = 0;
  let windows = 0;
  const follower = new RowFollower({
    database,
    own: new OwnAddresses(),
    readUpTo: null,
    clock: { now: () => clock.wallMs, monotonic: () => clock.runningMs },
    emit: async (origin, rows) => {
      together.push(rows.length);
      told.push(...rows.map((row) => ({ origin, row })));
    },
    begins: () => {
      begun += 1;
    },
    caughtUp: async () => {
      windows += 1;
    },
    swept: () => {
      sweeps += 1;
    },
  });
  return {
    follower,
    look: () => follower.look(),
    /** Time goes on while the Mac is awake. */
    pass: (ms: number) => {
      clock.wallMs += ms;
      clock.runningMs += ms;
    },
    sleep: (ms: number) => {
      clock.wallMs += ms;
    },
    /** How many were told of together since the last call. */
    together: () => together.splice(0),
    /** What was told since the last call: when each was written, ms. */
    dates: () => told.splice(0).map(({ row }) => row.atMs),
    nowMs: () => clock.wallMs,
    /** What was told since the last call, as `origin chat text`. */
    news: () => told.splice(0).map(({ origin, row }) => `${origin} ${row.chat} ${row.text}`),
    begun: () => begun,
    sweeps: () => sweeps,
    windows: () => windows,
  };
}

describe('a row without a chat', () => {
  it('waits 10 s, then counts as direct, and as a group when it names a room', async () => {
    const db = await newChatDb();
    const { follower, look, pass, news } = follow(db.path);
    await look();
    await db.receive({ handle: '+12125550101', text: 'direct', join: 'late' });
    await db.receive({
      handle: '+12125550101',
      text: 'group',
      join: 'late',
      columns: { cache_roomnames: 'chat1' },
    });
    await look();
    expect(news()).toEqual(['live pending direct', 'live pending group']);
    expect(follower.againInMs).toBe(125);
    pass(9_900);
    await look();
    expect(news()).toEqual([]);
    expect(follower.againInMs).toBe(100);
    pass(100);
    await look();
    expect(news()).toEqual(['live direct direct', 'live group group']);
    expect(follower.againInMs).toBeNull();
    pass(20_000);
    await db.receive({ handle: '+12125550102', text: 'next' });
    await look();
    expect(news()).toEqual(['live direct next']);
  });

  it('counts as direct after thousands of rows too, and only once', async () => {
    const db = await newChatDb();
    const { look, pass, news } = follow(db.path);
    await look();
    await db.receive({ handle: '+12125550199', text: 'direct', join: 'late' });
    await look();
    await db.burst(600, 'between');
    await look();
    news();
    pass(10_000);
    await look();
    expect(news()).toEqual(['live direct direct']);
    await db.receive({ handle: '+12125550102', text: 'next' });
    await look();
    expect(news()).toEqual(['live direct next']);
  });

  it('never counts as direct when it sits in Recently Deleted', async () => {
    const db = await newChatDb();
    const { look, pass, news } = follow(db.path);
    await look();
    const late = await db.receive({ handle: '+12125550101', text: 'late', join: 'late' });
    await look();
    await db.delete(late);
    await look();
    pass(11_000);
    await look();
    expect(news()).toEqual(['live pending late', 'live deleted late']);
  });

  it('in history has waited since its own date', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'old', join: 'late', atMs: Date.now() - hourMs });
    await db.receive({ handle: '+12125550102', text: 'new', join: 'late', atMs: Date.now() + 60_000 });
    const { look, news } = follow(db.path);
    await look();
    expect(news()).toEqual(['history direct old', 'history pending new']);
  });
});

describe('a sweep', () => {
  it('comes hourly and finds rows below the cursor, once', async () => {
    const db = await newChatDb();
    await db.burst(300, 'row');
    await db.receive({ handle: '+12125550101', text: 'high', rowId: 5_000 });
    const { look, pass, news, sweeps } = follow(db.path);
    await look();
    expect(news()).toHaveLength(301);
    await db.receive({ handle: '+12125550102', text: 'low', rowId: 3_000 });
    await look();
    expect(news()).toEqual([]);
    pass(hourMs - 1);
    await look();
    expect(sweeps()).toBe(0);
    pass(1);
    await look();
    expect(sweeps()).toBe(1);
    expect(news()).toEqual(['history direct low']);
    pass(hourMs);
    await look();
    expect(news()).toEqual([]);
  });

  it('tells the newest of a group once, for what may have been moved there, and no row of the overlap as news', async () => {
    const db = await newChatDb();
    const chatId = await db.group(['+12125550101']);
    await db.receive({ handle: '+12125550101', text: 'too old', atMs: Date.now() - 40 * dayMs });
    await db.post({ chatId, from: '+12125550101', text: 'group talk' });
    await db.post({ chatId, from: null, text: 'mine' });
    const { look, pass, news } = follow(db.path);
    await look();
    expect(news()).toEqual(['history group group talk', 'history group mine']);
    await db.receive({ handle: '+12125550102', text: 'live' });
    await look();
    expect(news()).toEqual(['live direct live']);
    pass(hourMs);
    await look();
    expect(news()).toEqual([]);
  });
});

describe('a row without a date', () => {
  it.each(['NULL', '0', '-911260800000000000'])(
    '(%s) was written when it came, if we watched',
    async (date) => {
      const db = await newChatDb();
      const beforeMs = Date.now() - dayMs;
      await db.receive({ handle: '+12125550101', text: 'dated', atMs: beforeMs });
      await db.receive({ handle: '+12125550102', text: 'there before' });
      await db.sql(`UPDATE message SET date = ${date} WHERE text = 'there before'`);
      const { look, pass, nowMs, dates, news } = follow(db.path);
      await look();
      expect(dates()).toEqual([beforeMs, beforeMs]);
      pass(5_000);
      await db.receive({ handle: '+12125550103', text: 'came' });
      await db.sql(`UPDATE message SET date = ${date} WHERE text = 'came'`);
      await look();
      expect(dates()).toEqual([nowMs()]);
      // Read again with the overlap, and by the sweep: the same still.
      pass(hourMs);
      await look();
      pass(hourMs);
      await db.receive({ handle: '+12125550104', text: 'next' });
      await look();
      expect(news()).toEqual(['live direct next']);
    },
  );

  it('is told once where nothing before it is of this month', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'old', atMs: Date.now() - 40 * dayMs });
    await db.receive({ handle: '+12125550102', text: 'undated' });
    await db.sql("UPDATE message SET date = NULL WHERE text = 'undated'");
    const { look, pass, news } = follow(db.path);
    await look();
    pass(hourMs);
    await look();
    pass(1);
    await db.receive({ handle: '+12125550104', text: 'next' });
    await look();
    expect(news()).toEqual(['history direct undated', 'live direct next']);
  });
});

describe('the origin', () => {
  it('is history for what came while the Mac slept, live again after', async () => {
    const db = await newChatDb();
    const { look, pass, sleep, news } = follow(db.path);
    await look();
    pass(2_000);
    await db.receive({ handle: '+12125550101', text: 'asleep' });
    sleep(10 * 60_000);
    await look();
    pass(40_000);
    await db.receive({ handle: '+12125550101', text: 'awake' });
    await look();
    expect(news()).toEqual(['history direct asleep', 'live direct awake']);
  });
});

describe('a look', () => {
  it('that fails loses nothing', async () => {
    const db = await newChatDb();
    const { look, news, begun, windows } = follow(db.path);
    await look();
    await db.receive({ handle: '+12125550101', text: 'meanwhile' });
    renameSync(db.path, `${db.path}.away`);
    await expect(look()).rejects.toThrow('messages.absent');
    renameSync(`${db.path}.away`, db.path);
    await look();
    await db.receive({ handle: '+12125550101', text: 'after' });
    await look();
    expect(news()).toEqual(['live direct meanwhile', 'live direct after']);
    expect([begun(), windows()]).toEqual([1, 1]);
  });
});

describe('what a look costs', () => {
  /** Questions asked and rows read while `work` runs. */
  async function costs(work: () => Promise<unknown>) {
    const all = vi.spyOn(StatementSync.prototype, 'all');
    await work();
    const rows = all.mock.results.flatMap(({ value }) => (Array.isArray(value) ? value : []));
    const counted = { questions: all.mock.calls.length, rows: rows.length };
    all.mockRestore();
    return counted;
  }

  it('for what is new is what is new: what only may have changed is read a moment later', async () => {
    const db = await newChatDb();
    await db.burst(300, 'before');
    const { follower, look, pass, news } = follow(db.path);
    await look();
    const edited = await db.receive({ handle: '+12125550102', text: 'as it was' });
    await look();
    pass(10);
    await look();
    expect(follower.againInMs).toBeNull();
    news();
    await db.edit(edited, 'as it is');
    await db.receive({ handle: '+12125550101', text: 'new' });
    const one = await costs(look);
    expect(news()).toEqual(['live direct new']);
    expect(one.rows).toBeLessThanOrEqual(10);
    expect(follower.againInMs).toBe(10);
    // What comes meanwhile does not put it off further.
    pass(6);
    await db.receive({ handle: '+12125550101', text: 'newer' });
    await look();
    expect(news()).toEqual(['live direct newer']);
    expect(follower.againInMs).toBe(4);
    pass(4);
    await look();
    expect(news()).toEqual(['live direct as it is']);
    expect(follower.againInMs).toBeNull();
  });

  it('for what only changed is no more than that, and nothing is put off', async () => {
    const db = await newChatDb();
    const { follower, look, pass, news } = follow(db.path);
    await look();
    const edited = await db.receive({ handle: '+12125550102', text: 'as it was' });
    await look();
    pass(10);
    await look();
    news();
    await db.edit(edited, 'as it is');
    await look();
    expect(news()).toEqual(['live direct as it is']);
    expect(follower.againInMs).toBeNull();
  });

  it.each([600, 6_000])('is a few questions and rows, with %i messages as with any', async (many) => {
    const db = await newChatDb();
    await db.burst(many, 'before');
    const { look, pass, news } = follow(db.path);
    await look();
    await db.receive({ handle: '+12125550102', text: 'first' });
    await look();
    pass(10);
    await look();
    news();
    await db.receive({ handle: '+12125550102', text: 'second' });
    const one = await costs(async () => {
      await look();
      pass(10);
      await look();
    });
    expect(news()).toEqual(['live direct second']);
    // With the overlap, whatever came before it.
    expect(one.questions).toBeLessThanOrEqual(10);
    expect(one.rows).toBeLessThanOrEqual(505);
    const none = await costs(look);
    expect(none.questions).toBeLessThanOrEqual(1);
    expect(none.rows).toBeLessThanOrEqual(1);
  });

  it('is told of forty at a time, so that whoever takes them in stays quick to answer', async () => {
    const db = await newChatDb();
    const { look, together } = follow(db.path);
    await look();
    await db.burst(95, 'at once');
    await look();
    expect(together()).toEqual([40, 40, 15]);
  });
});
