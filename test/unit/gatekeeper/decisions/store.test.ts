import { describe, expect, test } from 'vitest';
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
});
