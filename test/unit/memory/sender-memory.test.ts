import { describe, expect, test } from 'vitest';
import type { ShownSender } from '#core/ports/sender-memory.ts';
import { openSenderMemory } from '../../../src-main/memory/sender-memory.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);
const sender = (id: string, more: Partial<ShownSender> = {}): ShownSender => ({
  id,
  list: 0,
  lastSeenMs: nowMs,
  firstSeenMs: nowMs,
  isNew: true,
  textMark: null,
  paintedPrint: 2 ** 32 - 1,
  print: 2 ** 48 - 1,
  ...more,
});

function memoryOf(...senders: readonly ShownSender[]) {
  const memory = openSenderMemory();
  for (const one of senders) memory.show(one);
  return memory;
}

describe('what is remembered while we run', () => {
  test('is given back as it was put, and is newer when it is put again', () => {
    const memory = openSenderMemory();
    expect(memory.known('a')).toBeNull();
    memory.putKnown('a', 'un café 🐧');
    memory.putKnown('a', '\u0000”');
    memory.putKnown('b', '');
    expect([memory.known('a'), memory.known('b')]).toEqual(['\u0000”', '']);
  });

  test('is of each who is shown one row, until they are hidden', () => {
    const one = sender('a', { list: 3, isNew: false, textMark: 'm', firstSeenMs: -5 });
    const memory = memoryOf(sender('a'), one);
    expect(memory.shown('a')).toEqual(one);
    expect(memory.ids()).toEqual(['a']);
    memory.hide('a');
    expect([memory.shown('a'), memory.ids()]).toEqual([null, []]);
  });

  test('is read list by list, newest first, from behind anybody', () => {
    const memory = memoryOf(
      sender('old', { lastSeenMs: nowMs - 9 }),
      sender('b'),
      sender('a'),
      sender('other', { list: 1, lastSeenMs: nowMs + 9 }),
      sender('last', { list: 2 }),
    );
    const ids = (...asked: Parameters<typeof memory.page>) => memory.page(...asked).map(({ id }) => id);
    expect(ids(null, null, 9, 0)).toEqual(['a', 'b', 'old', 'other', 'last']);
    expect(ids(0, null, 2, 0)).toEqual(['a', 'b']);
    expect(ids(0, { list: 0, lastSeenMs: nowMs, id: 'b' }, 9, 0)).toEqual(['old']);
    expect(ids(null, { list: 0, lastSeenMs: nowMs, id: 'b' }, 2, 0)).toEqual(['old', 'other']);
    // Somebody who is not there any more is a place all the same.
    expect(ids(0, { list: 0, lastSeenMs: nowMs, id: 'aa' }, 9, 0)).toEqual(['b', 'old']);
  });

  test('knows who wrote the same, how many did, and who is the newest of them', () => {
    const alike = (id: string, at: number, paintedPrint = 1) =>
      sender(id, { textMark: 'm', firstSeenMs: at, lastSeenMs: at, paintedPrint });
    const memory = memoryOf(alike('a', 3), alike('b', 1, 10), alike('c', 2, 100), sender('d'));
    expect(memory.alike('m', 0, 2)).toEqual(['b', 'c']);
    expect(memory.alike('m', 2, 2)).toEqual(['a']);
    expect([memory.countAlike('m'), memory.countAlike('n')]).toEqual([3, 0]);
    expect([1, 2, 3, 4].map((first) => memory.printOfAlike('m', first))).toEqual([10, 110, 111, 111]);
    const listed = memory.page(0, null, 9, 2).map((one) => [one.id, one.alike, one.isNewestAlike]);
    expect(listed).toEqual([
      ['d', 0, true],
      ['a', 2, true],
      ['c', 2, false],
      ['b', 2, false],
    ]);
  });

  test('adds up the prints of more people than there are', () => {
    const memory = memoryOf(
      ...Array.from({ length: 50 }, (_, index) => sender(`${index}`, { textMark: 'm' })),
    );
    expect(memory.printOfAlike('m', 50)).toBe(50 * (2 ** 32 - 1));
  });
});

describe('whom a summary is to count', () => {
  const alike = (id: string) => sender(id, { textMark: 'm' });

  test('is told once: how many, the best first, and how many of them wrote the same', () => {
    const memory = memoryOf(sender('a'), alike('b'), alike('c'), sender('d', { list: 2 }), sender('e'));
    for (const [id, signs] of Object.entries({ a: 3, b: 9, c: 8, d: 31, e: 5 })) memory.gather(id, signs);
    memory.gather('nobody', 9);
    expect(memory.hasGathered()).toBe(true);
    expect(memory.takeGathered([0, 1], 9)).toEqual({
      count: 4,
      best: ['b', 'c', 'e', 'a'],
      alike: { textMark: 'm', count: 2, bestOfOthers: ['e', 'a'] },
    });
    expect([memory.hasGathered(), memory.takeGathered([0, 1], 9).count]).toEqual([false, 0]);
  });

  test('is nobody who was decided about or is gone, and whoever looks otherwise by now still', () => {
    const memory = memoryOf(sender('a'), sender('b'), sender('c'));
    for (const id of ['a', 'b', 'c']) memory.gather(id, 1);
    memory.ungather('a');
    memory.hide('b');
    memory.show(sender('c', { lastSeenMs: nowMs + 1, print: 5 }));
    expect(memory.takeGathered([0], 9)).toEqual({ count: 1, best: ['c'], alike: null });
  });
});
