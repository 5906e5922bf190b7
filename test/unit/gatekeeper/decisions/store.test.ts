import { describe, expect, test } from 'vitest';
import { problem } from '#core/decision/decision-error.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { startMs, testLedger } from '../../../support/ledger.ts';

const alice = '+12125550101';
const bob = '+12125550102';

function store(ledger = testLedger()) {
  const events: GatekeeperEvent[] = [];
  return { ledger, events, decisions: new DecisionStore(ledger, (event) => events.push(event)) };
}

const verdict = (verdict: 'approve' | 'block' | 'revoke', issuedAtMs = startMs) =>
  ({
    key: alice,
    handle: alice,
    verdict,
    untilMs: null,
    issuedAtMs,
    source: 'window',
    painted: null,
  }) as const;
const queued = { progress: 'queued', error: null, atMs: startMs } as const;
const entry = { accountId: null, list: 'direct', groupName: null, raw: alice, index: 0 } as const;

describe('the decisions', () => {
  test('are on disk before anybody is told, and read back', () => {
    const { ledger, events, decisions } = store();
    const made = decisions.append(verdict('approve'), queued);
    expect(ledger.decisions()).toMatchObject([{ id: made.id, verdict: 'approve' }]);
    expect(events).toEqual([{ type: 'decision', decision: made, isNew: true }]);
    expect(store(ledger).decisions.standing(alice)).toMatchObject({
      state: 'approved',
      decision: { id: made.id },
    });
  });

  test('that come further are told of once', () => {
    const { ledger, events, decisions } = store();
    const { id } = decisions.append(verdict('approve'), queued);
    const saved = { progress: 'saved', error: null, atMs: startMs + 1 } as const;
    decisions.progress(id, saved);
    decisions.progress(id, { ...saved, atMs: startMs + 2 });
    expect(events.slice(1)).toMatchObject([
      { type: 'decision', isNew: false, decision: { progress: 'saved' } },
    ]);
    expect(ledger.decisions()).toMatchObject([{ progress: 'saved', atMs: startMs + 1 }]);
  });

  test('remember each entry that a block takes once', () => {
    const { ledger, decisions } = store();
    const { id } = decisions.append(verdict('block'), queued);
    decisions.taken(id, [entry]);
    decisions.taken(id, [
      { ...entry, index: 4 },
      { ...entry, list: 'group' },
    ]);
    expect(decisions.find(id)?.taken).toEqual([entry, { ...entry, list: 'group' }]);
    expect(ledger.decisions()[0]?.taken).toHaveLength(2);
  });

  test('give the same list of people until one of them changes', () => {
    const { decisions } = store();
    const { id } = decisions.append(verdict('approve'), queued);
    const people = decisions.people();
    expect(decisions.people()).toBe(people);
    decisions.progress(id, { ...queued, progress: 'confirmed' });
    expect(decisions.people()).not.toBe(people);
    expect(decisions.people()).toMatchObject([
      { key: alice, standing: { decision: { progress: 'confirmed' } } },
    ]);
  });

  test('say what Undo takes back: the newest verdict of the owner’s, on whomever', () => {
    const { ledger, decisions } = store();
    expect(decisions.lastVerdict()).toBeNull();
    decisions.append(verdict('approve', 1_000), queued);
    decisions.append({ ...verdict('block', 2_000), key: bob, handle: bob }, queued);
    const last = { handle: bob, verdict: 'block', at: '1970-01-01T00:00:02.000Z', until: null };
    expect(decisions.lastVerdict()).toEqual(last);
    // That an approval ended is not the owner's.
    decisions.append({ ...verdict('approve', 3_000), verdict: 'expire', source: 'clock' }, queued);
    expect(decisions.lastVerdict()).toEqual(last);
    expect(store(ledger).decisions.lastVerdict()).toEqual(last);
  });

  test('know nothing of a decision that was never made', () => {
    const { ledger, events, decisions } = store();
    decisions.progress('unknown', { ...queued, progress: 'saved' });
    decisions.taken('unknown', [entry]);
    expect([decisions.find('unknown'), events, ledger.decisions()]).toEqual([null, [], []]);
  });

  test('name each by the handle of the newest decision', () => {
    const { decisions } = store();
    decisions.append({ ...verdict('approve'), handle: 'tel:+12125550101' }, queued);
    decisions.append(verdict('block'), queued);
    expect(decisions.people()).toMatchObject([{ key: alice, handle: alice }]);
  });

  test('say when somebody had access through us', () => {
    const { decisions } = store();
    decisions.append(verdict('approve', 1_000), queued);
    decisions.append(verdict('revoke', 2_000), queued);
    decisions.append(verdict('approve', 3_000), queued);
    expect(decisions.accessSpans(alice)).toEqual([
      { fromMs: 1_000, toMs: 2_000 },
      { fromMs: 3_000, toMs: null },
    ]);
    expect(decisions.accessSpans('+12125550102')).toEqual([]);
  });

  test('write nothing and tell nobody when a block takes nothing that is not known', () => {
    const { ledger, events, decisions } = store();
    const { id } = decisions.append(verdict('block'), queued);
    decisions.taken(id, [entry]);
    const before = [events.length, ledger.log(100).length];
    decisions.taken(id, [entry]);
    decisions.taken(id, []);
    expect([events.length, ledger.log(100).length]).toEqual(before);
  });

  test.each([
    ['of another spelling', { raw: 'tel:+12125550101' }],
    ['of another account', { accountId: 'work' }],
    ['of another list', { list: 'other-group' as const }],
    ['of another group', { groupName: 'friends' }],
  ])('remember an entry %s besides', (_, other) => {
    const { ledger, decisions, events } = store();
    const { id } = decisions.append(verdict('block'), queued);
    decisions.taken(id, [entry]);
    decisions.taken(id, [{ ...entry, ...other }]);
    expect(decisions.find(id)?.taken).toEqual([entry, { ...entry, ...other }]);
    expect(ledger.decisions()[0]?.taken).toEqual([entry, { ...entry, ...other }]);
    expect(events).toHaveLength(3);
  });

  test('know who was ever let in, however that ended', () => {
    const { decisions, ledger } = store();
    const about = (handle: string) => ({ key: handle, handle });
    decisions.append(verdict('approve'), queued);
    decisions.append(verdict('revoke'), queued);
    decisions.append({ ...verdict('block'), ...about(bob) }, queued);
    for (const { decisions: known } of [{ decisions }, store(ledger)])
      expect([alice, bob, '+12125550103'].map((key) => known.wasLetIn(key))).toEqual([true, false, false]);
  });

  test('are of nobody else when one of them comes further', () => {
    const { decisions } = store();
    const first = decisions.append(verdict('approve', 1_000), queued);
    const second = decisions.append(verdict('block', 2_000), queued);
    const other = decisions.append({ ...verdict('approve'), key: bob, handle: bob }, queued);
    const confirmed = { progress: 'confirmed', error: null, atMs: startMs } as const;
    decisions.progress(second.id, confirmed);
    expect([first, second, other].map(({ id }) => decisions.find(id)?.progress)).toEqual([
      'queued',
      'confirmed',
      'queued',
    ]);
    expect([...decisions.keys()]).toEqual([alice, bob]);
    expect(decisions.standing(alice)).toMatchObject({ state: 'blocked', decision: { id: second.id } });
  });

  test('tell of a decision that waits for something else now', () => {
    const { decisions, events } = store();
    const { id } = decisions.append(verdict('block'), queued);
    decisions.progress(id, queued);
    expect(events).toHaveLength(1);
    decisions.progress(id, { ...queued, error: problem('gateway-away') });
    expect(events).toHaveLength(2);
    expect(decisions.find(id)?.error).toEqual(problem('gateway-away'));
  });

  test('give access from the first approval on, to whatever ends it, and not by what never let in', () => {
    const { decisions } = store();
    decisions.append(verdict('block', 1_000), queued);
    decisions.append(verdict('revoke', 2_000), queued);
    expect(decisions.accessSpans(alice)).toEqual([]);
    decisions.append(verdict('approve', 3_000), queued);
    decisions.append(verdict('approve', 4_000), queued);
    decisions.append(verdict('block', 5_000), queued);
    decisions.append(verdict('revoke', 6_000), queued);
    expect(decisions.accessSpans(alice)).toEqual([{ fromMs: 3_000, toMs: 5_000 }]);
  });
});
