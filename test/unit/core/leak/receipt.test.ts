import { describe, expect, test } from 'vitest';
import { blindSpots, receiptItem, receiptSummary } from '#core/leak/receipt.ts';
import type { SenderRecord } from '#core/sender/sender-record.ts';

const november = Date.UTC(2026, 10, 24);

function record(handle: string, knocks: number, firstSeenAtMs: number): SenderRecord {
  return {
    key: handle,
    handle,
    kind: 'phone',
    approvable: true,
    service: 'iMessage',
    services: ['iMessage'],
    knocks,
    firstSeenAtMs,
    lastSeenAtMs: november,
    isNew: true,
    filterBucket: 0,
    notifiedAtMs: null,
    notifications: 0,
  };
}

const count = (sent: number, tried = 0) => ({ sent, tried, rowIds: { from: 3, to: 99 } });

describe('a sender’s receipt', () => {
  test('says how many left since the first knock, and on which rows it stands', () => {
    expect(receiptItem(record('+12125550101', 4, november), count(0))).toEqual({
      handle: '+12125550101',
      knocks: 4,
      since: '2026-11-24T00:00:00.000Z',
      sent: 0,
      tried: 0,
      rowIds: { from: 3, to: 99 },
    });
  });

  test('withheld is not zero', () => {
    expect(receiptItem(record('+12125550101', 4, november), null)).toMatchObject({
      sent: null,
      tried: null,
      rowIds: null,
    });
  });
});

test('what was tried and has not left is no part of what left', () => {
  expect(receiptItem(record('+12125550101', 4, november), count(1, 3))).toMatchObject({ sent: 1, tried: 3 });
  const month = receiptSummary([receiptItem(record('+12125550101', 4, november), count(0, 3))], november);
  expect(month.replies).toBe(0);
});

describe('the month', () => {
  const strangers = [
    receiptItem(record('+12125550101', 4, november), count(0)),
    receiptItem(record('+12125550102', 1, Date.UTC(2026, 10, 1)), count(0)),
  ];

  test('counts those who first knocked in it', () => {
    const earlier = receiptItem(record('+12125550103', 9, Date.UTC(2026, 9, 31, 23, 59)), count(5));
    expect(receiptSummary([...strangers, earlier], november)).toEqual({
      month: '2026-11',
      senders: 2,
      knocks: 5,
      replies: 0,
      blindSpots,
    });
  });

  test('leaves out people who are let in: they are answered', () => {
    const friend = receiptItem(record('+12125550104', 7, november), count(12));
    expect(receiptSummary([...strangers, friend], november).replies).toBe(12);
    expect(receiptSummary([...strangers, friend], november, (handle) => handle.endsWith('4'))).toMatchObject({
      senders: 2,
      replies: 0,
    });
  });

  test('one count that is missing makes the sum unknown, never smaller', () => {
    const missing = receiptItem(record('+12125550105', 1, november), null);
    expect(receiptSummary([...strangers, missing], november).replies).toBeNull();
    expect(receiptSummary([], november)).toMatchObject({ senders: 0, replies: 0 });
  });
});
