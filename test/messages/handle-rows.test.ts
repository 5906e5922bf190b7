import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appleDate } from '../../src-main/messages/apple-time.ts';
import { HandleRows } from '../../src-main/messages/handle-rows.ts';
import { MessagesDatabase } from '../../src-main/messages/messages-database.ts';
import { OwnRows } from '../../src-main/messages/own-rows.ts';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';

/** Rows of somebody that are no knock, before the one that is: around the ends of the slices, which hold 8, 16, 32 … rows. */
const before = [0, 1, 7, 8, 9, 23, 24, 25, 55, 56, 57, 300];
const atMs = Date.UTC(2026, 10, 28, 12);

interface Person {
  readonly handle: number;
  readonly first: number | null;
}

describe('the first row that somebody wrote to the owner alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-handle-rows-'));
  const database = new MessagesDatabase(join(dir, 'chat.db'));
  const rows = new HandleRows(database, new OwnRows(database));
  const people: Person[] = [];
  afterAll(() => {
    database.close();
    rmSync(dir, { recursive: true, force: true });
  });

  beforeAll(() => {
    const db = createChatDb(join(dir, 'chat.db'), {});
    const number = (at: number) => `+1212555${String(100 + at).padStart(4, '0')}`;
    const handleOf = (address: string): number =>
      Number(db.sqlite.prepare('SELECT min(ROWID) AS id FROM handle WHERE id = ?').get(address)?.id);
    db.transaction(() => {
      for (const [index, count] of before.entries()) {
        const handle = number(index);
        const chatId = db.group([handle, number(90)]);
        for (let post = 0; post < count; post += 1) {
          // Half of them the owner's own to the same address: neither is a knock.
          if (post % 2 === 0) db.post({ chatId, from: handle, text: 'to all', atMs: atMs + post });
          else db.send({ to: handle, text: 'mine', atMs: atMs + post });
        }
        // Dated before everything: the order of writing decides.
        const { rowId } = db.receive({ handle, text: 'hello', atMs: atMs + 1 });
        db.receive({ handle, text: 'are you there', atMs });
        people.push({ handle: handleOf(handle), first: rowId });
      }
      const silent = number(80);
      const chatId = db.group([silent, number(90)]);
      for (let post = 0; post < 100; post += 1) db.post({ chatId, from: silent, text: 'to all', atMs });
      people.push({ handle: handleOf(silent), first: null }, { handle: 99_999, first: null });
    });
    db.close();
  });

  const since = appleDate(atMs - 1_000);
  const ask = (asked: readonly Person[]) =>
    rows.firstOfTheirs(asked.map(({ handle }) => ({ handles: [handle], since })));

  it.each(before.map((count, index) => [count, index] as const))('is found behind %i others', (_, index) => {
    const one = people[index];
    expect(one && ask([one])).toEqual([one?.first]);
  });

  it('is none for who wrote in groups only, and for nobody', () => {
    expect(ask(people.slice(-2))).toEqual([null, null]);
    expect(rows.firstOfTheirs([])).toEqual([]);
    expect(rows.firstOfTheirs([{ handles: [], since }])).toEqual([null]);
  });

  it('is told of many at once, each by its own place, in a few reads', () => {
    const reads = vi.spyOn(database, 'read');
    expect(ask(people)).toEqual(people.map(({ first }) => first));
    // One for the rows, then slices of 8, 16, 32, 64, 128 and 256 for whoever is left.
    expect(reads.mock.calls.length).toBeLessThanOrEqual(7);
    reads.mockClear();
    const quick = people.filter((_, index) => (before[index] ?? 0) < 8 && index < before.length);
    ask(quick);
    expect(reads.mock.calls.length).toBe(2);
    reads.mockRestore();
  });

  it('is the lowest of several spellings of theirs, and none before the time that is asked for', () => {
    const [one, other] = [people[2], people[5]];
    if (one === undefined || other === undefined) throw new Error('nobody was made');
    expect(rows.firstOfTheirs([{ handles: [other.handle, one.handle], since }])).toEqual([one.first]);
    const later = appleDate(atMs + 3_600_000);
    expect(rows.firstOfTheirs([{ handles: [one.handle], since: later }])).toEqual([null]);
  });
});
