import { describe, expect, test } from 'vitest';
import { ReadUpTo, storedReadMark } from '../../../../src-main/gatekeeper/senders/read-up-to.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const hourMs = 3_600_000;

function remembering(ledger = testLedger()) {
  const clock = { nowMs: Date.UTC(2026, 10, 29) };
  const one = new ReadUpTo(ledger, { now: () => clock.nowMs });
  const saw = (...rowIds: readonly number[]) =>
    one.saw(rowIds.map((rowId) => messageRow({ rowId, guid: `guid-${rowId}` })));
  const stored = () => storedReadMark(ledger)?.rowId ?? null;
  return { one, saw, stored, clock, ledger };
}

describe('how far Messages was read', () => {
  test('is noted when everything was read, and when nothing more will be', () => {
    const { one, saw, stored, ledger } = remembering();
    saw(3, 1, 2);
    expect(stored()).toBeNull();
    one.caughtUp();
    expect(storedReadMark(ledger)).toEqual({ rowId: 3, guid: 'guid-3' });
    saw(4);
    expect(stored()).toBe(3);
    one.note();
    expect(stored()).toBe(4);
  });

  test('stays as it was where a run ends before everything was read: what lies between is not lost', () => {
    const { one, saw, stored, ledger } = remembering();
    saw(3);
    one.caughtUp();
    const next = remembering(ledger);
    next.saw(900);
    next.one.note();
    expect(stored()).toBe(3);
  });

  test('is noted once an hour at most while messages come, whichever way the clock goes', () => {
    const { one, saw, stored, clock } = remembering();
    one.caughtUp();
    saw(1);
    expect(stored()).toBeNull();
    clock.nowMs += hourMs;
    saw(2);
    expect(stored()).toBe(2);
    saw(3);
    expect(stored()).toBe(2);
    clock.nowMs -= 24 * hourMs;
    saw(4);
    expect(stored()).toBe(4);
  });

  test('is that of the database that is there, also where its ROWIDs begin again', () => {
    const { one, saw, ledger } = remembering();
    saw(5_000);
    one.caughtUp();
    const next = remembering(ledger);
    next.saw(7);
    next.one.caughtUp();
    expect(next.stored()).toBe(7);
  });

  test.each(['', 'null', '7', '{}', '{"rowId":"7","guid":"x"}', '{"rowId":7}', '{"rowId":1.5,"guid":"x"}'])(
    'a note that says %j says nothing',
    (written) => {
      const ledger = testLedger();
      ledger.setSetting('read-up-to', written);
      expect(storedReadMark(ledger)).toBeNull();
    },
  );
});
