import { describe, expect, test } from 'vitest';
import { listsPrint } from '#core/access/lists-print.ts';
import {
  afterChange,
  afterGreeting,
  afterParting,
  afterReading,
  type Belief,
  nothingKnown,
} from '#core/reconcile/belief.ts';
import { agreeMs, showsMs } from '#core/reconcile/pace.ts';
import { facts } from '../../../support/facts.ts';

const startMs = 1_000_000;
/** @param lives what the gateway lives by; not given: the same saved config as ever. */
const read = (baseHash: string, lives = 'revision-1') => ({
  ...facts({ direct: ['+12125550101'], group: [] }),
  baseHash,
  revision: lives,
  appliedRevision: lives,
});
/** Read so long after the start. */
const reading = (belief: Belief, hash: string, atMs = 0, expected: string | null = null): Belief =>
  afterReading(belief, read(hash), expected, startMs + atMs);
/** Of a gateway that lives by something else. */
const ofAnother = (belief: Belief, hash: string, atMs = 0): Belief =>
  afterReading(belief, read(hash, 'another'), null, startMs + atMs);
const said = (belief: Belief, hash: string | null, atMs = 0): Belief =>
  afterChange(belief, hash, startMs + atMs);
const isBelieved = ({ doubted }: Belief): boolean => doubted === null;

const known = reading(nothingKnown, 'one');

describe('a reading is believed', () => {
  test('when it is the first of a gateway that did not say what it lives by', () => {
    expect(known).toEqual({
      hashes: ['one'],
      revisions: ['revision-1', 'revision-1'],
      openUntilMs: 0,
      doubted: null,
    });
  });

  test('when it is the first on its connection, and of what the gateway said that it lives by when it was reached', () => {
    const reached = afterGreeting(known, 'revision-7', startMs);
    expect(reached).toEqual({ ...nothingKnown, revisions: ['revision-7'], openUntilMs: startMs + showsMs });
    // A change that is told before anything was read.
    const changed = said(reached, 'eight');
    expect(isBelieved(afterReading(changed, read('eight', 'revision-8'), null, startMs))).toBe(true);
    expect(isBelieved(afterReading(changed, read('seven', 'revision-7'), null, startMs))).toBe(true);
    expect(isBelieved(afterReading(reached, read('seven', 'revision-7'), null, startMs))).toBe(true);
    // Saved, and not applied yet.
    const saved = { ...read('eight', 'revision-8'), applied: false, appliedRevision: 'revision-7' };
    expect(isBelieved(afterReading(reached, saved, null, startMs))).toBe(true);
    expect(isBelieved(ofAnother(reached, 'other'))).toBe(false);
    expect(isBelieved(ofAnother(afterChange(reached, null, startMs), 'other'))).toBe(false);
  });

  test('when it is of what was known before the connection was lost, by a gateway that says nothing of it', () => {
    const back = afterGreeting(afterParting(reading(known, 'two')), null, startMs);
    expect(back).toEqual(known);
    expect(isBelieved(reading(back, 'one'))).toBe(true);
    expect(isBelieved(reading(back, 'two'))).toBe(false);
  });

  test('when it is of the config that was read before, however long ago', () => {
    expect(reading(known, 'one', 10_000_000)).toEqual(known);
  });

  test('when the config was said to be that by now', () => {
    const after = reading(said(known, 'two'), 'two');
    expect(after).toEqual({ ...known, hashes: ['two'] });
  });

  test('when it was asked for before the config was said to be another one', () => {
    const late = reading(said(known, 'two'), 'one');
    expect(isBelieved(late)).toBe(true);
    expect(isBelieved(reading(late, 'two'))).toBe(true);
  });

  test('when nobody said into what the config changed, for as long as that can take to show', () => {
    const changed = said(known, null);
    expect(isBelieved(reading(changed, 'two', showsMs - 1))).toBe(true);
    expect(isBelieved(reading(changed, 'two', showsMs))).toBe(false);
    // What was last read may be what it has come to live by since.
    const saved = { ...read('two', 'revision-2'), applied: false, appliedRevision: 'revision-1' };
    const unapplied = said(afterReading(changed, saved, null, startMs), null);
    expect(isBelieved(afterReading(unapplied, read('three', 'revision-2'), null, startMs))).toBe(true);
    expect(isBelieved(ofAnother(changed, 'two'))).toBe(false);
  });

  test('when it shows what a write of ours makes of the lists, and not when it shows something else', () => {
    expect(isBelieved(reading(known, 'two', 0, listsPrint(read('any'))))).toBe(true);
    expect(isBelieved(reading(known, 'two', 0, listsPrint(facts({ direct: [], group: [] }))))).toBe(false);
  });
});

describe('a reading that nobody announced', () => {
  test('is doubted until readings have agreed with it for a while', () => {
    let belief = known;
    for (let atMs = 0; atMs < agreeMs; atMs += 500) {
      belief = reading(belief, 'other', atMs);
      expect(belief).toEqual({ ...known, doubted: { hash: 'other', sinceMs: startMs } });
    }
    expect(reading(belief, 'other', agreeMs)).toEqual({ ...known, hashes: ['other'] });
  });

  test('is doubted for five seconds, and believed for five after a change that was seen in the files', () => {
    const doubted = reading(known, 'other');
    expect(isBelieved(reading(doubted, 'other', 4_999))).toBe(false);
    expect(isBelieved(reading(doubted, 'other', 5_000))).toBe(true);
    expect(isBelieved(reading(said(known, null), 'other', 4_999))).toBe(true);
    expect(isBelieved(reading(said(known, null), 'other', 5_000))).toBe(false);
  });

  test('tells what its gateway lives by once it is believed', () => {
    const believed = ofAnother(ofAnother(known, 'other'), 'other', agreeMs);
    expect(believed.revisions).toEqual(['another', 'another']);
    expect(isBelieved(ofAnother(said(believed, null, agreeMs), 'next', agreeMs))).toBe(true);
  });

  test('is doubted anew when it is yet another one', () => {
    const changing = reading(reading(known, 'two'), 'three', agreeMs);
    expect(changing.doubted).toEqual({ hash: 'three', sinceMs: startMs + agreeMs });
  });

  test('is forgotten by one of the config that is known', () => {
    const back = reading(reading(known, 'two'), 'one');
    expect(back).toEqual(known);
    expect(reading(back, 'two', agreeMs).doubted).toEqual({ hash: 'two', sinceMs: startMs + agreeMs });
  });

  test('is believed as soon as it is said after all', () => {
    const doubted = reading(known, 'two');
    expect(isBelieved(reading(said(doubted, 'two'), 'two'))).toBe(true);
    expect(isBelieved(reading(said(doubted, null), 'two'))).toBe(true);
  });

  test('of a config that was overtaken long ago is doubted as any other', () => {
    const moved = reading(said(known, 'two'), 'two');
    expect(isBelieved(reading(moved, 'one'))).toBe(false);
  });
});

describe('what is said of a config', () => {
  test('before anything was read says nothing: the first reading is believed whatever it is', () => {
    expect(said(nothingKnown, 'two')).toEqual(nothingKnown);
  });

  test('that is known changes nothing, said as often as one likes', () => {
    const once = said(known, 'two');
    expect(said(once, 'two')).toEqual(once);
    expect(said(known, 'one')).toEqual(known);
  });

  test('of several in a row lets each be read, and none before it again', () => {
    const belief = said(said(known, 'two'), 'three');
    expect(isBelieved(reading(belief, 'three'))).toBe(true);
    expect(isBelieved(reading(reading(belief, 'two'), 'three'))).toBe(true);
    expect(isBelieved(reading(reading(belief, 'three'), 'two'))).toBe(false);
  });
});
