import { expect, test } from 'vitest';
import { newestFirst } from '#core/surface/shelf.ts';

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
