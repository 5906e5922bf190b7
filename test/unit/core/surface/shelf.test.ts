import { expect, test } from 'vitest';
import { newestFirst, shelfOf, shelves } from '#core/surface/shelf.ts';

test('newest first; of equal times the order is by id, whatever it was before', () => {
  const at = '2026-11-24T12:00:00.000Z';
  const [a, b, c] = [
    { id: 'a', lastSeenAt: at },
    { id: 'b', lastSeenAt: at },
    { id: 'c', lastSeenAt: '2026-11-24T12:00:01.000Z' },
  ];
  expect([b, a, c].sort(newestFirst)).toEqual([c, a, b]);
  expect([c, a, b, a].sort(newestFirst)).toEqual([c, a, a, b]);
});

test('a sender is equal to itself', () => {
  const sender = { id: 'a', lastSeenAt: '2026-11-24T12:00:00.000Z' };
  expect(newestFirst(sender, { ...sender })).toBe(0);
});

test('the shelves are in the order in which an owner looks at them', () => {
  expect(shelves).toEqual(['waiting', 'known', 'approved', 'ignored', 'blocked', 'automated']);
});

test.each([
  ['waiting', 'person', 'waiting'],
  ['waiting', 'known', 'known'],
  ['waiting', 'automated', 'automated'],
  ['approved', 'person', 'approved'],
  ['ignored', 'known', 'ignored'],
  ['blocked', 'automated', 'blocked'],
] as const)('somebody %s (%s) is on the shelf %s', (state, group, shelf) => {
  expect(shelfOf({ state, group })).toBe(shelf);
});
