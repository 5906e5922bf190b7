import { describe, expect, test } from 'vitest';
import { approvalEnd, approvalLengths, menuLengths } from '#core/decision/approval-length.ts';
import { Words } from '#core/words/words.ts';

const words = new Words({ locale: 'en' });

test('every length is offered, shortest first, and so is the choice of the menu', () => {
  expect(approvalLengths).toEqual(['1h', 'tonight', '24h', '7d']);
  expect(menuLengths).toEqual(['24h']);
});

test('each has words of its own', () => {
  const said = approvalLengths.map((length) => [
    words.say(`length.${length}`),
    words.say(`action.approve-${length}`),
  ]);
  expect(said).toEqual([
    ['1 Hour', 'Approve for 1 Hour'],
    ['Until Tonight', 'Approve until Tonight'],
    ['24 Hours', 'Approve for 24 Hours'],
    ['7 Days', 'Approve for 7 Days'],
  ]);
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
