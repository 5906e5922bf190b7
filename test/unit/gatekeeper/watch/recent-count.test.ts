import { describe, expect, test } from 'vitest';
import { RecentCount } from '../../../../src-main/gatekeeper/watch/recent-count.ts';

const startMs = Date.UTC(2026, 10, 24, 12);

/** Counts over ten seconds, in parts of one: each of these times. */
function counted(...timesMs: readonly number[]): RecentCount {
  const count = new RecentCount(10_000);
  for (const atMs of timesMs) count.add(startMs + atMs);
  return count;
}

describe('how often something happened lately', () => {
  test('is never, at first', () => {
    expect(counted().read(startMs)).toBe(0);
  });

  test('counts everything of one part and of several', () => {
    expect(counted(0, 1, 999, 1_000, 5_000).read(startMs + 5_000)).toBe(5);
  });

  test.each([
    { afterMs: 9_999, count: 4 },
    { afterMs: 10_000, count: 2 },
    { afterMs: 10_999, count: 2 },
    { afterMs: 11_000, count: 1 },
    { afterMs: 12_000, count: 0 },
  ])('forgets a part at a time: $count are left after $afterMs ms', ({ afterMs, count }) => {
    expect(counted(0, 999, 1_000, 2_999).read(startMs + afterMs)).toBe(count);
  });

  test('forgets what is of a clock that was set back since', () => {
    const count = counted(0, 60_000);
    expect(count.read(startMs + 5_000)).toBe(0);
    count.add(startMs + 5_000);
    expect(count.read(startMs + 5_000)).toBe(1);
  });
});
