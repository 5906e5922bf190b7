import { describe, expect, test } from 'vitest';
import {
  type Activity,
  floodKnocks,
  floodMs,
  floodStrangers,
  isQuiet,
  manyStrangers,
  quietMs,
  suspicionsOf,
} from '#core/sender/suspicion.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 24, 12);
const calm: Activity = {
  isApproved: false,
  knocksAtMs: [],
  blockedAtMs: null,
  codeGuesses: 0,
  resembles: null,
};
const kinds = (activity: Partial<Activity>, told: Parameters<typeof suspicionsOf>[1] = [], at = now) =>
  suspicionsOf({ ...calm, ...activity }, told, at).map(({ kind }) => kind);
const times = (count: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) => now - (count - 1 - index) * everyMs);

describe('a flood', () => {
  test('is many messages in ten minutes', () => {
    expect(kinds({ knocksAtMs: times(floodKnocks, 1000) })).toEqual(['flood']);
    expect(kinds({ knocksAtMs: times(floodKnocks - 1, 1000) })).toEqual([]);
    expect(kinds({ knocksAtMs: times(floodKnocks, floodMs / (floodKnocks - 1)) })).toEqual([]);
  });

  test('is none by somebody who is let in', () => {
    expect(kinds({ isApproved: true, knocksAtMs: times(50, 1000) })).toEqual([]);
  });

  test('may also be many strangers with one message each', () => {
    expect(manyStrangers(floodStrangers, [], now)?.kind).toBe('many-strangers');
    expect(manyStrangers(floodStrangers - 1, [], now)).toBeNull();
    expect(manyStrangers(floodStrangers, [now - 1], now)).toBeNull();
  });
});

describe('the others', () => {
  test('somebody blocked who goes on writing', () => {
    const blockedAtMs = now - hour;
    expect(kinds({ blockedAtMs, knocksAtMs: times(3, 60_000) })).toEqual(['knocks-after-block']);
    expect(kinds({ blockedAtMs, knocksAtMs: times(2, 60_000) })).toEqual([]);
    // What they wrote before does not count.
    expect(kinds({ blockedAtMs: now, knocksAtMs: times(9, 60_000) })).toEqual([]);
  });

  test('somebody who guesses invite codes; one wrong code is a slip', () => {
    expect(kinds({ codeGuesses: 1 })).toEqual([]);
    expect(kinds({ codeGuesses: 3 })).toEqual(['code-guesses']);
  });

  test('somebody who looks like somebody else: once', () => {
    const resembles = 'alice@example.com';
    expect(suspicionsOf({ ...calm, resembles }, [], now)).toEqual([{ kind: 'look-alike', resembles }]);
    expect(kinds({ resembles }, [{ kind: 'look-alike', atMs: 0 }])).toEqual([]);
    expect(kinds({ resembles, isApproved: true })).toEqual([]);
  });
});

describe('what is shown backs off', () => {
  test('1 h, 4 h, a day, a week, and stays at a week', () => {
    expect(quietMs).toEqual([hour, 4 * hour, 24 * hour, 168 * hour]);
    expect(isQuiet([], now)).toBe(false);
    const told: number[] = [];
    let at = now;
    for (const wait of [...quietMs, 168 * hour]) {
      told.push(at);
      expect(isQuiet(told, at + wait - 1)).toBe(true);
      expect(isQuiet(told, at + wait)).toBe(false);
      at += wait;
    }
  });

  test('a kind that was told does not silence another, and a month later all is forgotten', () => {
    const knocksAtMs = times(floodKnocks, 1000);
    const told = [{ kind: 'flood', atMs: now - 1000 }] as const;
    expect(kinds({ knocksAtMs, codeGuesses: 3 }, told)).toEqual(['code-guesses']);
    expect(isQuiet([now - 31 * 24 * hour, now - 2 * hour], now)).toBe(false);
  });
});
