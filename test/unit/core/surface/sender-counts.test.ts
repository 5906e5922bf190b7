import { expect, test } from 'vitest';
import { SenderCounts } from '#core/surface/sender-counts.ts';

const none = { waiting: 0, approved: 0, ignored: 0, blocked: 0, known: 0, automated: 0, new: 0 };

test('a card counts where it is now, and no longer where it was', () => {
  const counts = new SenderCounts();
  expect(counts.read()).toEqual(none);
  const stranger = { shelf: 'waiting', new: true } as const;
  counts.change(undefined, stranger);
  counts.change(undefined, stranger);
  expect(counts.read()).toEqual({ ...none, waiting: 2, new: 2 });
  counts.change(stranger, { shelf: 'waiting', new: false });
  expect(counts.read()).toEqual({ ...none, waiting: 2, new: 1 });
  counts.change(stranger, { shelf: 'approved', new: true });
  expect(counts.read()).toEqual({ ...none, waiting: 1, approved: 1 });
  counts.change({ shelf: 'waiting', new: false }, undefined);
  expect(counts.read()).toEqual({ ...none, approved: 1 });
});

test('new are only people who wait', () => {
  const counts = new SenderCounts();
  for (const shelf of ['known', 'automated', 'ignored', 'blocked'] as const)
    counts.change(undefined, { shelf, new: true });
  expect(counts.read()).toEqual({ ...none, known: 1, automated: 1, ignored: 1, blocked: 1 });
});

test('what was read is not changed by who comes after', () => {
  const counts = new SenderCounts();
  const before = counts.read();
  counts.change(undefined, { shelf: 'waiting', new: true });
  expect(before).toEqual(none);
});
