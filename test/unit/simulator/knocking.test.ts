import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  callers,
  earlierStrangers,
  friends,
  machines,
  troublemakers,
} from '../../../src-main/simulator/cast.ts';
import {
  createPracticeMessages,
  type PracticeMessages,
} from '../../../src-main/simulator/simulated-messages.ts';

let dir: string;
const open: PracticeMessages[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'practice-messages-'));
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 12) });
});

afterEach(() => {
  vi.useRealTimers();
  for (const messages of open.splice(0)) messages.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
});

function create(name: string, seed = 1): PracticeMessages {
  const messages = createPracticeMessages({ dir: join(dir, name), seed, speed: 1 });
  open.push(messages);
  return messages;
}

/** Messages of others since a ROWID: when, who, what. */
function knocks({ db }: PracticeMessages, since: number) {
  return db.sqlite
    .prepare(
      `SELECT m.ROWID AS rowId, m.date / 1000000 AS appleMs, h.id AS handle, m.text, j.chat_id AS chatId
         FROM message m JOIN handle h ON h.ROWID = m.handle_id
         LEFT JOIN chat_message_join j ON j.message_id = m.ROWID
        WHERE m.is_from_me = 0 AND m.ROWID > ? ORDER BY m.ROWID`,
    )
    .all(since) as unknown as {
    rowId: number;
    appleMs: number;
    handle: string;
    text: string;
    chatId: number;
  }[];
}

const lastRow = ({ db }: PracticeMessages) =>
  Number(db.sqlite.prepare('SELECT max(ROWID) AS last FROM message').get()?.last);

describe('the history', () => {
  test('is told in the order it happened, and nothing in it is from tomorrow', () => {
    const dates = create('a')
      .db.sqlite.prepare(
        'SELECT date / 1000000 + 978307200000 AS ms FROM message WHERE item_type = 0 ORDER BY ROWID',
      )
      .all()
      .map(({ ms }) => Number(ms));
    expect(dates.length).toBeGreaterThan(30);
    expect(dates.filter((ms) => ms > Date.now())).toEqual([]);
    expect(dates).toEqual(dates.toSorted((x, y) => x - y));
  });

  test('is the same for the same seed, and another for another', () => {
    const texts = (name: string, seed: number) =>
      knocks(create(name, seed), 0).map(({ text, appleMs }) => [text, appleMs]);
    expect(texts('a', 7)).toEqual(texts('b', 7));
    expect(texts('c', 8)).not.toEqual(texts('d', 7));
  });

  test('is kept when practice goes on in the same directory', () => {
    const first = create('a');
    const before = lastRow(first);
    first.close();
    open.length = 0;
    expect(lastRow(create('a'))).toBe(before);
  });
});

describe('the cast', () => {
  test('uses made-up addresses only', () => {
    const handles = [...friends, ...machines, ...earlierStrangers, ...callers, ...troublemakers].map(
      ({ handle }) => handle,
    );
    const invented =
      /^(?:\+?1?21255501\d\d|\+447700900\d{3})(?:\([a-z_]+\))?$|@example\.com$|^\d{5,6}(?:\([a-z_]+\))?$|^EXPRESSCO$|^urn:biz:|^accessGroup:|^\*$/;
    expect(handles.filter((handle) => !invented.test(handle))).toEqual([]);
    expect(new Set(handles).size).toBe(handles.length);
  });
});

describe('knocking', () => {
  test('begins after 3 s and goes on every 10 to 25 s, each time with a link to its chat', async () => {
    const messages = create('a');
    const before = lastRow(messages);
    const startMs = Date.now();
    messages.startKnocking(() => false);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(knocks(messages, before)).toEqual([]);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    const found = knocks(messages, before);
    const times = found.map(({ appleMs }) => appleMs + Date.UTC(2001, 0, 1) - startMs);
    const gaps = times.map((ms, index) => ms - (times[index - 1] ?? 0));
    expect(gaps[0]).toBe(3_000);
    for (const gap of gaps.slice(1)) {
      expect(gap).toBeGreaterThanOrEqual(9_999);
      expect(gap).toBeLessThanOrEqual(25_001);
    }
    expect(found.length).toBeGreaterThan(23);
    expect(found.filter(({ chatId }) => chatId === null)).toEqual([]);
    const senders = found.map(({ handle }) => handle);
    expect(new Set(senders).size).toBeLessThan(senders.length);
    expect(senders.some((handle) => troublemakers.some((one) => one.handle === handle))).toBe(true);
    expect(callers.map(({ handle }) => handle)).toContain(senders[0]);
  });

  test('is the same for the same seed', async () => {
    const both = [create('a', 3), create('b', 3)].map((messages) => ({
      messages,
      before: lastRow(messages),
    }));
    for (const { messages } of both) messages.startKnocking(() => false);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    const [one, two] = both.map(({ messages, before }) => knocks(messages, before).map(({ text }) => text));
    expect(one).toEqual(two);
  });

  test('goes on for hours', async () => {
    const messages = create('a');
    const before = lastRow(messages);
    messages.startKnocking(() => false);
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(knocks(messages, before).length).toBeGreaterThan(140);
  });

  test('whoever is let in stops knocking and says something new', async () => {
    const messages = create('a');
    const before = lastRow(messages);
    const letIn = new Set<string>();
    messages.startKnocking((handle) => letIn.has(handle));
    await vi.advanceTimersByTimeAsync(3_000);
    const [first] = knocks(messages, before);
    const caller = callers.find(({ handle }) => handle === first?.handle);
    letIn.add(caller?.handle ?? '');
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    const said = knocks(messages, before)
      .filter(({ handle }) => handle === caller?.handle)
      .map(({ text }) => text);
    expect(caller?.thanks).toBeTruthy();
    expect(said).toEqual([caller?.lines[0], caller?.thanks]);
  });
});
