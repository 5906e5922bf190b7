import { describe, expect, test, vi } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { ReadUpTo, storedReadMark } from '../../../../src-main/gatekeeper/senders/read-up-to.ts';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const hourMs = 3_600_000;

function remembering(ledger = testLedger()) {
  const clock = { nowMs: Date.UTC(2026, 10, 29) };
  const one = new ReadUpTo(ledger, { now: () => clock.nowMs });
  const saw = (...rowIds: readonly number[]) => {
    one.saw(rowIds.map((rowId) => messageRow({ rowId, guid: `guid-${rowId}` })));
    one.noteNowAndThen();
  };
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

  test('keeps nobody from being told of when the disk is full just then', () => {
    const ledger = testLedger();
    let nowMs = Date.UTC(2026, 10, 29);
    const isFull = () => {
      throw new PeepholeError('ledger-full', sentence('socket.no-answer'));
    };
    const roster = new SenderRoster(ledger, openSenderMemory(), nowMs - hourMs, { now: () => nowMs });
    roster.caughtUp();
    nowMs += 2 * hourMs;
    vi.spyOn(ledger, 'setSetting').mockImplementation(isFull);
    const { arrivals } = roster.absorb([messageRow({ rowId: 1, guid: 'one', atMs: nowMs })]);
    expect(arrivals).toHaveLength(1);
    expect(() => roster.told()).toThrow(PeepholeError);
    expect([...roster.keys()]).toHaveLength(1);
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
