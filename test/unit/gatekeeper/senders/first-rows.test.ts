import { describe, expect, test } from 'vitest';
import { FirstRows } from '../../../../src-main/gatekeeper/senders/first-rows.ts';
import { testLedger } from '../../../support/ledger.ts';

const firstRunMs = Date.UTC(2026, 10, 23);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const setting = 'first-run-row';

function firstRows(nowMs = firstRunMs + hourMs, ledger = testLedger()) {
  return { ledger, first: new FirstRows(ledger, firstRunMs, { now: () => nowMs }) };
}

/** As after a first start that found this. */
function marked(stored: string, nowMs?: number) {
  const ledger = testLedger();
  ledger.setSetting(setting, stored);
  return firstRows(nowMs, ledger).first;
}

describe('the row that was newest at the first start', () => {
  test('is the one with the highest ROWID, and is noted once', () => {
    const { first, ledger } = firstRows();
    for (const rowId of [3, 5, 4]) first.saw({ rowId, atMs: firstRunMs - rowId });
    expect(ledger.setting(setting)).toBeNull();
    first.caughtUp();
    const noted = `{"rowId":5,"atMs":${firstRunMs - 5}}`;
    expect(ledger.setting(setting)).toBe(noted);
    first.saw({ rowId: 9, atMs: firstRunMs });
    first.caughtUp();
    expect(ledger.setting(setting)).toBe(noted);
    const next = firstRows(undefined, ledger).first;
    next.saw({ rowId: 9, atMs: firstRunMs });
    next.caughtUp();
    expect(ledger.setting(setting)).toBe(noted);
  });

  test('may be the very first one of Messages, or none', () => {
    const one = firstRows();
    one.first.saw({ rowId: 1, atMs: firstRunMs - 1 });
    one.first.caughtUp();
    expect(one.ledger.setting(setting)).toBe(`{"rowId":1,"atMs":${firstRunMs - 1}}`);
    const none = firstRows();
    none.first.caughtUp();
    expect(none.ledger.setting(setting)).toBe('{"rowId":0,"atMs":null}');
  });

  test.each(['', 'null', '{}', '{"rowId":5}', '{"rowId":-5,"atMs":1}', '{"rowId":5,"atMs":1} '])(
    'is not known from a note that says %j',
    (stored) => {
      // As before everything was read: by the date.
      expect(marked(stored).isNews({ rowId: 1, atMs: firstRunMs })).toBe(true);
    },
  );
});

describe('a row is news', () => {
  test.each([
    ['before the first start', -1, false],
    ['at the first start', 0, true],
    ['now', hourMs, true],
    ['later than now', hourMs + 1, false],
  ])('while everything is being read, dated %s', (_name, afterMs, isNews) => {
    expect(firstRows().first.isNews({ rowId: 1, atMs: firstRunMs + afterMs })).toBe(isNews);
  });

  const mark = `{"rowId":100,"atMs":${firstRunMs + 0.5}}`;

  test.each([
    ['there before, dated within a day', 100, dayMs - 1, false],
    ['there before by its number, dated a day later: numbers began anew', 100, dayMs, true],
    ['written since', 101, 0, true],
    ['written since, dated less than a day before', 101, 1 - dayMs, true],
    ['written since, dated a day before: it came back', 101, -dayMs, false],
  ])('%s', (_name, rowId, afterMs, isNews) => {
    expect(marked(mark).isNews({ rowId, atMs: firstRunMs + afterMs })).toBe(isNews);
  });

  const old = firstRunMs - 30 * dayMs;

  test.each([
    ['after it: our clock was ahead at the first start', old + 1, true],
    ['as it is', old, false],
    ['before it', old - 1, false],
  ])('written after the newest of long ago, and dated %s', (_name, atMs, isNews) => {
    expect(marked(`{"rowId":100,"atMs":${old}}`).isNews({ rowId: 101, atMs })).toBe(isNews);
  });

  test('never for being later than nothing', () => {
    expect(marked('{"rowId":0,"atMs":null}').isNews({ rowId: 1, atMs: old })).toBe(false);
  });

  test.each([
    ['of the last day', 1 - dayMs, true],
    ['of a day ago', -dayMs, false],
  ])('where the clock was set back since, and it is %s', (_name, agoMs, isNews) => {
    const nowMs = old;
    const first = marked(mark, nowMs);
    expect(first.isNews({ rowId: 101, atMs: nowMs + agoMs })).toBe(isNews);
  });
});
