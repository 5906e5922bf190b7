import { describe, expect, test } from 'vitest';
import { approvalEnd, approvalLengths, menuLengths } from '#core/decision/approval-length.ts';
import { Words } from '#core/words/words.ts';

const words = new Words({ locale: 'en' });

test('the menu offers fewer of them than the window, in the same order', () => {
  expect(approvalLengths.filter((length) => menuLengths.includes(length))).toEqual(menuLengths);
  expect(menuLengths).toContain('24h');
});

test('each has words of its own', () => {
  const said = approvalLengths.flatMap((length) => [
    words.say(`length.${length}`),
    words.say(`action.approve-${length}`),
  ]);
  expect(new Set(said).size).toBe(2 * approvalLengths.length);
});

test('they are offered shortest first, in the morning', () => {
  const morning = new Date(2026, 10, 23, 9).getTime();
  const ends = approvalLengths.map((length) => approvalEnd(length, morning));
  expect(ends.toSorted((a, b) => a - b)).toEqual(ends);
});

describe('the end of an approval', () => {
  const now = new Date(2026, 10, 23, 21, 30).getTime();

  test.each([
    ['1h', 3_600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
  ] as const)('%s is %i ms', (length, ms) => {
    expect(approvalEnd(length, now)).toBe(now + ms);
  });

  test('tonight is the next local midnight', () => {
    expect(approvalEnd('tonight', now)).toBe(new Date(2026, 10, 24).getTime());
    expect(approvalEnd('tonight', new Date(2026, 10, 24).getTime())).toBe(new Date(2026, 10, 25).getTime());
    expect(approvalEnd('tonight', new Date(2026, 11, 31, 23, 59, 59, 999).getTime())).toBe(
      new Date(2027, 0, 1).getTime(),
    );
  });
});
