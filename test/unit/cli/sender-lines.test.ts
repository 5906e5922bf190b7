import { describe, expect, test } from 'vitest';
import { Words } from '#core/words/words.ts';
import { listLines } from '../../../src-main/cli/commands/list.ts';
import { receiptSentence } from '../../../src-main/cli/commands/records.ts';
import { Screen } from '../../../src-main/cli/kit/screen.ts';
import { fakeSender } from '../../support/views.ts';

const words = new Words({ locale: 'en-GB', timeZone: 'UTC' });
const nowMs = Date.UTC(2026, 10, 24, 12);
const screen = new Screen({ width: 100, colour: false, words, nowMs });

describe('a sender on the command line', () => {
  test('whose address was the owner’s is said to be so', () => {
    const list = (until: string | null) =>
      listLines([fakeSender({ handle: '+12125550188', wasYours: { until } })], [], screen).join('\n');
    expect(list('2025-03-01T12:00:00.000Z')).toContain('! Was yours until 1 Mar 2025');
    expect(list('2026-03-01T12:00:00.000Z')).toMatch(/! Was yours until 1 Mar$/m);
    expect(list(null)).toContain('! Was yours before; until when is not known');
    expect(listLines([fakeSender({ handle: '+12125550188' })], [], screen).join('\n')).not.toContain('yours');
  });

  test('to whom a message was tried has a receipt that says so, and none that says it left', () => {
    const receipt = (sent: number, tried: number) =>
      receiptSentence(
        {
          handle: '+12125550101',
          knocks: 2,
          since: new Date(nowMs).toISOString(),
          sent,
          tried,
          rowIds: null,
        },
        screen,
      );
    expect(receipt(0, 1)).toBe(
      '0 messages have left this Mac to this address since 12:00. 1 message to this address was tried and has not left.',
    );
    expect(receipt(1, 2)).toContain('2 messages to this address were tried and have not left.');
    expect(receipt(1, 0)).not.toContain('tried');
    const lines = listLines([fakeSender({ handle: '+12125550101', tried: 1 })], [], screen).join('\n');
    expect(lines).toContain('! 1 message to this address was tried and has not left');
  });
});
