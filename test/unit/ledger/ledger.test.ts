import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TakenEntry } from '#core/access/access-facts.ts';
import type { DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import { type DecisionError, problem } from '#core/decision/decision-error.ts';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { verifyLines } from '#core/log/log-chain.node.ts';
import type { LogLine } from '#core/log/log-line.ts';
import { openForReading, openForWriting } from '../../../src-main/ledger/database.ts';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { readLog } from '../../../src-main/ledger/read-log.ts';
import { openSigningKey } from '../../../src-main/ledger/signing-key.ts';
import { SqliteLedger } from '../../../src-main/ledger/sqlite-ledger.ts';
import {
  decision,
  knock,
  progress,
  recordsOf,
  startMs,
  temporaryStateDir,
  testLedger,
} from '../../support/ledger.ts';

const everyLine = 1_000_000;
const oldestFirst = (lines: readonly LogLine[]) => lines.toReversed();

const entry: TakenEntry = { accountId: null, list: 'direct', groupName: null, raw: '+12125550101', index: 2 };

const refused = (message: string): DecisionError => ({ code: 'gateway-refused', params: { message } });

describe('decisions', () => {
  it('gives back what was written down, after a restart too', () => {
    const dir = temporaryStateDir();
    const first = testLedger(dir);
    first.appendDecision(decision('a'), progress());
    first.appendDecision(decision('b', { key: 'alice@example.com', painted: null }), progress());
    first.appendDecision(decision('c', { verdict: 'block', untilMs: null }), progress());
    first.appendProgress('a', progress({ progress: 'saved', error: problem('deferred'), atMs: startMs + 5 }));
    first.appendTaken('c', [entry]);
    first.appendTaken('c', [{ ...entry, index: 7, raw: 12 }]);
    const wanted: readonly TrackedDecision[] = [
      {
        ...decision('a'),
        progress: 'saved',
        error: problem('deferred'),
        atMs: startMs + 5,
        taken: [],
      },
      { ...decision('b', { key: 'alice@example.com', painted: null }), ...progress(), taken: [] },
      {
        ...decision('c', { verdict: 'block' }),
        ...progress(),
        taken: [entry, { ...entry, index: 7, raw: 12 }],
      },
    ];
    expect(first.decisions()).toEqual(wanted);
    first.close();
    const second = testLedger(dir);
    expect(second.decisions()).toEqual(wanted);
    expect(second.decisionsOf('+12125550101')).toEqual([wanted[0], wanted[2]]);
    expect(second.decisionsOf('nobody@example.com')).toEqual([]);
    expect(second.installId).toBe(first.installId);
  });

  it('writes a decision and its journal in one, and refuses what it does not know', () => {
    const ledger = testLedger();
    const journal = { stopped: ['default'], held: null, groupIsOurs: true };
    ledger.appendDecision(decision('a'), progress(), journal);
    expect(ledger.journal()).toEqual(journal);
    const before = ledger.log(everyLine);
    expect(() =>
      ledger.appendDecision(decision('a'), progress(), { ...journal, held: problem('deferred') }),
    ).toThrow();
    expect(() => ledger.appendProgress('z', progress())).toThrow(/knows no decision z/);
    expect(() => ledger.appendTaken('z', [entry])).toThrow(/knows no decision z/);
    expect(ledger.log(everyLine)).toEqual(before);
    expect(ledger.journal()).toEqual(journal);
  });

  it('is the fold of its log, whatever is done in whatever order', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const action = fc.record({
      what: fc.constantFrom('decide', 'progress', 'taken', 'event', 'journal'),
      id: fc.constantFrom(...ids),
      key: fc.constantFrom('+12125550101', 'alice@example.com'),
      to: fc.constantFrom<DecisionProgress['progress']>('queued', 'saved', 'confirmed', 'failed'),
      text: fc.option(fc.string({ unit: 'binary' })),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const ledger = openLedger(temporaryStateDir(), { now: () => startMs, soon: setImmediate });
        try {
          const known = new Set<string>();
          for (const { what, id, key, to, text } of actions) {
            const error = text === null ? null : refused(text);
            if (what === 'event')
              ledger.appendEvent({ kind: 'code-guess', handle: text, atMs: 1, data: { key, guid: id } });
            else if (what === 'journal') ledger.setJournal({ stopped: [id], held: error, groupIsOurs: true });
            else if (what === 'decide' && !known.has(id)) {
              ledger.appendDecision(decision(id, { key }), progress({ progress: to, error }));
              known.add(id);
            } else if (!known.has(id)) continue;
            else if (what === 'taken') ledger.appendTaken(id, [{ ...entry, raw: key }]);
            else ledger.appendProgress(id, progress({ progress: to, error }));
          }
          const lines = oldestFirst(ledger.log(everyLine));
          expect(verifyLines(lines)).toMatchObject({ lines: lines.length, firstBad: null, problem: null });
          expect(ledger.decisions()).toEqual(fold(lines));
        } finally {
          ledger.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Decisions as the log alone tells them. */
function fold(lines: readonly LogLine[]): readonly TrackedDecision[] {
  const decisions = new Map<string, TrackedDecision>();
  for (const { type, body } of lines.map(readLine)) {
    if (type === 'decision') decisions.set(body.id, { ...body, taken: [] });
    if (type !== 'progress' && type !== 'taken') continue;
    const before = decisions.get(body.decisionId);
    if (!before) throw new Error('a line about an unknown decision');
    if (type === 'taken') decisions.set(before.id, { ...before, taken: [...before.taken, ...body.taken] });
    else {
      const { progress, error, atMs } = body;
      decisions.set(before.id, { ...before, progress, error, atMs });
    }
  }
  return [...decisions.values()];
}

describe('knocks', () => {
  it('counts each once, however often it comes', () => {
    const dir = temporaryStateDir();
    const ledger = testLedger(dir);
    const first = ledger.recordKnocks([knock('1'), knock('2', { atMs: startMs + 10, service: 'SMS' })]);
    expect(first).toEqual([
      {
        key: '+12125550101',
        handle: '+12125550101',
        kind: 'phone',
        approvable: true,
        service: 'SMS',
        services: ['iMessage', 'SMS'],
        knocks: 2,
        firstSeenAtMs: startMs,
        lastSeenAtMs: startMs + 10,
        isNew: true,
        filterBucket: 0,
        notifiedAtMs: null,
        notifications: 0,
      },
    ]);
    const second = knock('2', { atMs: startMs + 10, service: 'SMS' });
    expect(ledger.recordKnocks([second, knock('1')])).toEqual([]);
    ledger.close();
    const again = testLedger(dir);
    expect(again.recordKnocks([knock('1'), second])).toEqual([]);
    expect(recordsOf(again)).toEqual(first);
    expect(again.sender('+12125550101')).toEqual(first[0]);
    expect(again.sender('nobody')).toBeNull();
  });

  it('shows what is newest by date, not by arrival', () => {
    const ledger = testLedger();
    ledger.recordKnocks([knock('1', { service: 'RCS', filterBucket: 2 })]);
    const [record] = ledger.recordKnocks([knock('2', { atMs: startMs - 99, isNew: false })]);
    expect(record).toMatchObject({
      service: 'RCS',
      filterBucket: 2,
      isNew: true,
      firstSeenAtMs: startMs - 99,
      lastSeenAtMs: startMs,
    });
  });

  it('counts a message that Messages wrote again under other guids once, and two of one second twice', () => {
    const ledger = testLedger();
    ledger.recordKnocks([knock('1', { mark: 7 })]);
    expect(ledger.recordKnocks([knock('2', { mark: 7 }), knock('3', { mark: 7 })])).toEqual([]);
    expect(ledger.recordKnocks([knock('4', { mark: 8 })])).toMatchObject([{ knocks: 2 }]);
    expect(['1', '2', '3', '4'].map((guid) => ledger.counted(guid) !== null)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    // One that says nothing (yet, or any more) is the same message, until it says something else.
    expect(ledger.recordKnocks([knock('5', { mark: 0 })])).toEqual([]);
    expect(ledger.recordKnocks([knock('5', { mark: 7 })])).toEqual([]);
    expect(ledger.recordKnocks([knock('5', { mark: 9 })])).toMatchObject([{ knocks: 3 }]);
  });

  it('takes back what turns out to be none, to the last one, and gives it to whom it belongs', () => {
    const ledger = testLedger();
    const bob = { key: 'bob@example.com', handle: 'bob@example.com', kind: 'email' } as const;
    ledger.recordKnocks([knock('1'), knock('2', { atMs: startMs + 10 }), knock('3', { atMs: startMs - 10 })]);
    expect(ledger.recordKnocks([], ['3', 'never there'])).toMatchObject([
      { knocks: 2, firstSeenAtMs: startMs, lastSeenAtMs: startMs + 10 },
    ]);
    expect(ledger.recordKnocks([knock('2', { ...bob, atMs: startMs + 10 })])).toMatchObject([
      { key: '+12125550101', knocks: 1, lastSeenAtMs: startMs },
      { key: bob.key, knocks: 1 },
    ]);
    expect(ledger.recordKnocks([], ['1'])).toMatchObject([{ key: '+12125550101', knocks: 0 }]);
    expect(recordsOf(ledger)).toMatchObject([{ key: bob.key, knocks: 1 }]);
    expect(ledger.recordKnocks([knock('1')])).toMatchObject([{ knocks: 1, firstSeenAtMs: startMs }]);
  });

  it('says what Messages makes of the newest now, in both directions', () => {
    const ledger = testLedger();
    ledger.recordKnocks([knock('1'), knock('2', { atMs: startMs + 1 })]);
    expect(ledger.recordKnocks([knock('2', { atMs: startMs + 1, filterBucket: 2 })])).toMatchObject([
      { filterBucket: 2, knocks: 2 },
    ]);
    expect(ledger.recordKnocks([knock('1', { filterBucket: 3 })])).toEqual([]);
    expect(ledger.recordKnocks([knock('2', { atMs: startMs + 1 })])).toMatchObject([{ filterBucket: 0 }]);
  });

  it('lets the same number without its plus lock nobody out', () => {
    const ledger = testLedger();
    const bare = { handle: '447700900164', kind: 'phone', approvable: false } as const;
    const strict = { handle: '+447700900164', kind: 'phone', approvable: true } as const;
    const key = '+447700900164';
    expect(ledger.recordKnocks([knock('1', { key, ...bare })])).toMatchObject([bare]);
    expect(ledger.recordKnocks([knock('2', { key, ...strict, atMs: startMs - 1 })])).toMatchObject([strict]);
    expect(ledger.recordKnocks([knock('3', { key, ...bare, atMs: startMs + 1 })])).toMatchObject([strict]);
  });

  it('keeps a spelling that can not be approved, once seen', () => {
    const ledger = testLedger();
    const shortCode = { handle: '1234567', kind: 'short-code', approvable: false } as const;
    const strict = { handle: '+1234567', kind: 'phone', approvable: true } as const;
    const key = '+1234567';
    ledger.recordKnocks([knock('1', { key, ...strict })]);
    expect(ledger.recordKnocks([knock('2', { key, ...shortCode, atMs: startMs - 1 })])[0]).toMatchObject(
      shortCode,
    );
    expect(ledger.recordKnocks([knock('3', { key, ...strict, atMs: startMs + 1 })])[0]).toMatchObject(
      shortCode,
    );
  });

  it('forgets old guids and never counts a forgotten knock again', () => {
    let nowMs = startMs;
    const dir = temporaryStateDir();
    const ledger = testLedger(dir, () => nowMs);
    const day = 86_400_000;
    const old = knock('old', { atMs: startMs - 59 * day });
    const older = knock('older', { atMs: startMs - 59 * day - 1 });
    ledger.recordKnocks([older, old]);
    nowMs += 30 * day;
    // Forgets both: they are 89 days old.
    ledger.recordKnocks([knock('now', { atMs: nowMs })]);
    const db = openForReading(join(dir, 'ledger.sqlite'));
    expect(db.prepare('SELECT guid FROM knock').all()).toEqual([{ guid: 'now' }]);
    db.close();
    expect(ledger.recordKnocks([older, old])).toEqual([]);
    expect(ledger.sender('+12125550101')?.knocks).toBe(3);
    // A sender nobody knows yet was never counted, however old the message is.
    const stranger = { key: 'bob@example.com', handle: 'bob@example.com', kind: 'email' } as const;
    expect(ledger.recordKnocks([knock('bob', { ...stranger, atMs: startMs - 400 * day })])).toHaveLength(1);
    // What a sweep of 30 days brings again is still remembered, and what it brings late still counted.
    expect(ledger.recordKnocks([knock('now', { atMs: nowMs })])).toEqual([]);
    expect(ledger.recordKnocks([knock('late', { atMs: nowMs - 30 * day })])).toHaveLength(1);
  });

  it('is not fooled by a clock that is years ahead for a while', () => {
    let nowMs = startMs;
    const ledger = testLedger(temporaryStateDir(), () => nowMs);
    ledger.recordKnocks([knock('1')]);
    nowMs += 9e10;
    ledger.recordKnocks([knock('2', { atMs: startMs + 1 })]);
    nowMs = startMs + 2;
    expect(ledger.recordKnocks([knock('1'), knock('2', { atMs: startMs + 1 })])).toEqual([]);
    expect(ledger.recordKnocks([knock('3', { atMs: startMs + 2 })])[0]?.knocks).toBe(3);
    expect(ledger.recordKnocks([knock('late', { atMs: startMs - 5 })])[0]?.knocks).toBe(4);
  });

  it('nor by a clock and a message that are both years ahead', () => {
    let nowMs = startMs;
    const ledger = testLedger(temporaryStateDir(), () => nowMs);
    ledger.recordKnocks([knock('1')]);
    nowMs += 9e10;
    ledger.recordKnocks([knock('ahead', { key: 'bob@example.com', atMs: nowMs })]);
    nowMs = startMs + 2;
    expect(ledger.recordKnocks([knock('1')])).toEqual([]);
    expect(ledger.recordKnocks([knock('2', { atMs: startMs + 1 })])[0]?.knocks).toBe(2);
  });

  it('remembers who is new and what the owner was told', () => {
    const ledger = testLedger();
    expect(ledger.recordKnocks([knock('1', { isNew: false })])[0]?.isNew).toBe(false);
    expect(ledger.recordKnocks([knock('3')])[0]?.isNew).toBe(true);
    expect(ledger.noteNotified(['+12125550101', '+12125550101', 'nobody'], startMs + 3)).toEqual([
      { ...ledger.sender('+12125550101'), notifiedAtMs: startMs + 3, notifications: 1 },
    ]);
    expect(ledger.noteNotified(['+12125550101'], startMs + 4)[0]?.notifications).toBe(2);
  });
});

describe('events, journal, settings, log', () => {
  it('finds events by kind, oldest first', () => {
    const ledger = testLedger();
    const cleared = (id: string, atMs: number) =>
      ({ kind: 'leak-cleared', handle: null, atMs, data: { id } }) as const;
    const guess = { key: '+12125550102', guid: 'g1' };
    const made: readonly LedgerEvent<'leak-cleared' | 'code-guess'>[] = [
      cleared('one', startMs),
      { kind: 'code-guess', handle: '+12125550102', atMs: startMs + 1, data: guess },
      cleared('two', startMs + 2),
    ];
    for (const event of made) ledger.appendEvent(event);
    expect(ledger.events(['leak-cleared'])).toEqual([made[0], made[2]]);
    expect(ledger.events(['leak-cleared', 'code-guess'])).toEqual(made);
    expect(ledger.events([])).toEqual([]);
    expect(ledger.events(['ledger-begun'])).toEqual([
      expect.objectContaining({
        data: { installId: ledger.installId, publicKey: expect.stringMatching(/^[\w-]{43}$/) },
      }),
    ]);
  });

  it('writes a journal or a setting only when it changes', () => {
    const ledger = testLedger();
    expect(ledger.journal()).toEqual({ stopped: [], held: null, groupIsOurs: false });
    ledger.setJournal({ stopped: [], held: null, groupIsOurs: false });
    expect(ledger.log(everyLine)).toHaveLength(1);
    ledger.setJournal({ stopped: ['a', 'b'], held: refused('No.'), groupIsOurs: true });
    ledger.setJournal({ groupIsOurs: true, held: refused('No.'), stopped: ['a', 'b'] });
    expect(ledger.log(everyLine)).toHaveLength(2);
    expect(ledger.setting('apple-id')).toBeNull();
    ledger.setSetting('apple-id', 'own');
    ledger.setSetting('apple-id', 'assistant');
    expect(ledger.setting('apple-id')).toBe('assistant');
    expect(ledger.log(everyLine)).toHaveLength(2);
  });

  it('shows the newest lines first', () => {
    const ledger = testLedger();
    for (const guid of ['one', 'two', 'three']) {
      ledger.appendEvent({ kind: 'was-this-you', handle: null, atMs: startMs, data: { guid } });
    }
    expect(ledger.log(2).map(({ seq, atMs, type }) => ({ seq, atMs, type }))).toEqual([
      { seq: 4, atMs: startMs, type: 'event' },
      { seq: 3, atMs: startMs, type: 'event' },
    ]);
    expect(ledger.log(0)).toEqual([]);
    expect(ledger.log(-1)).toEqual([]);
  });
});

describe('the file', () => {
  it('is the owner’s alone', () => {
    const dir = temporaryStateDir();
    const ledger = testLedger(dir);
    ledger.appendDecision(decision('a'), progress());
    ledger.recordKnocks([knock('1')]);
    const modes = readdirSync(dir).map((name) => [
      name,
      (statSync(join(dir, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'ledger.sqlite': '600',
      'ledger.sqlite-wal': '600',
      'ledger.sqlite-shm': '600',
      'log-key.json': '600',
    });
    ledger.close();
    ledger.close();
    expect(readdirSync(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });

  it('never holds what is not named, a message text above all', () => {
    const dir = temporaryStateDir();
    const ledger = testLedger(dir);
    const text = 'What they wrote, word by word';
    const withText = { text, preview: text };
    ledger.recordKnocks([{ ...knock('1'), ...withText }]);
    ledger.appendDecision({ ...decision('a'), ...withText }, { ...progress(), ...withText });
    const painted = decision('b').painted;
    if (painted)
      ledger.appendDecision({ ...decision('b'), painted: { ...painted, ...withText } }, progress());
    const data = { guid: 'g', ...withText };
    ledger.appendEvent({ kind: 'was-this-you', handle: null, atMs: startMs, data, ...withText });
    ledger.appendTaken('a', [{ ...entry, ...withText }]);
    ledger.setJournal({ stopped: [], held: null, groupIsOurs: true, ...withText });
    for (const name of readdirSync(dir)) {
      expect(readFileSync(join(dir, name)).includes('word by word'), name).toBe(false);
    }
    expect(readFileSync(join(dir, 'ledger.sqlite-wal')).includes('+12125550101')).toBe(true);
  });

  it('reaches the disk itself before anything is acknowledged, also after knocks, which need not', () => {
    const dir = temporaryStateDir();
    testLedger(dir).close();
    const file = join(dir, 'ledger.sqlite');
    const db = openForWriting(file);
    onTestFinished(() => db.close());
    const ledger = new SqliteLedger(
      db,
      file,
      { now: () => startMs, soon: setImmediate },
      openSigningKey(dir),
    );
    const durability = () =>
      ['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync'].map(
        (name) => db.prepare(`PRAGMA ${name}`).get()?.[name],
      );
    expect(durability()).toEqual(['wal', 2, 1, 1]);
    ledger.recordKnocks([knock('1')]);
    expect(durability()).toEqual(['wal', 2, 1, 1]);
    expect(() => ledger.recordKnocks([{ ...knock('2'), atMs: Number.NaN }])).toThrow();
    expect(durability()).toEqual(['wal', 2, 1, 1]);
    expect(ledger.sender('+12125550101')?.knocks).toBe(1);
  });

  it('can be open twice: both append to one chain', () => {
    const dir = temporaryStateDir();
    const [one, two] = [testLedger(dir), testLedger(dir)];
    for (let n = 0; n < 20; n += 1) {
      one.appendDecision(decision(`one-${n}`), progress());
      two.appendDecision(decision(`two-${n}`), progress());
    }
    expect(one.decisions()).toHaveLength(40);
    expect(verifyLines(oldestFirst(two.log(everyLine)))).toMatchObject({ lines: 41, firstBad: null });
    const stored = readLog(dir);
    expect(stored?.verify()).toMatchObject({ lines: 41, firstBad: null });
    stored?.close();
  });
});
