import { describe, expect, test } from 'vitest';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const firstRunMs = Date.UTC(2026, 10, 23);

function roster(ledger = testLedger()) {
  return { ledger, roster: new SenderRoster(ledger, firstRunMs, { now: () => Date.UTC(2026, 11, 1) }) };
}

const row = (guid: string, change: Parameters<typeof messageRow>[0] = {}) => messageRow({ guid, ...change });

describe('who has written', () => {
  test('is known after a knock, and still after a restart', () => {
    const { roster: one, ledger } = roster();
    const { arrivals, changed, ask } = one.absorb([row('one')]);
    expect(arrivals).toMatchObject([{ record: { key: alice, knocks: 1, isNew: true }, previousAtMs: null }]);
    expect([[...changed], [...ask]]).toEqual([[alice], [alice]]);
    expect(roster(ledger).roster.entry(alice)).toMatchObject({ record: { knocks: 1 }, preview: null });
  });

  test('is nothing new when a row comes again', () => {
    const { roster: one } = roster();
    one.absorb([row('one')]);
    const again = one.absorb([row('one')]);
    expect(again.arrivals).toEqual([]);
    expect([...again.changed]).toEqual([alice]);
  });

  test('is one knock with its link preview', () => {
    const { roster: one } = roster();
    one.absorb([row('one'), row('two', { linkPreview: true, text: null })]);
    expect(one.entry(alice)?.record.knocks).toBe(1);
  });

  test('is history when it was there before the first run', () => {
    const { roster: one } = roster();
    const { arrivals } = one.absorb([row('one', { atMs: firstRunMs - 1 })]);
    expect(arrivals).toMatchObject([{ record: { isNew: false } }]);
  });

  test('says what came last, and keeps few texts', () => {
    const { roster: one } = roster();
    one.absorb(
      Array.from({ length: 8 }, (_, index) =>
        row(`guid-${index}`, { rowId: index, text: `text ${index}`, atMs: firstRunMs + index * 200_000 }),
      ),
    );
    expect(one.entry(alice)).toMatchObject({ preview: 'text 7', texts: { length: 5 } });
    expect(one.lastText(alice)).toBe('text 7');
  });

  test('is asked about again when the owner wrote to somebody known', () => {
    const { roster: one } = roster();
    expect([...one.absorb([row('mine', { own: 'left', text: 'Yes' })]).ask]).toEqual([]);
    one.absorb([row('one')]);
    one.learn(alice, { ownerWrote: false, contact: null });
    expect([...one.absorb([row('other')]).ask]).toEqual([]);
    expect([...one.absorb([row('mine', { own: 'left', text: 'Yes' })]).ask]).toEqual([alice]);
  });

  test('names its contacts, by the same list until one more or less is one', () => {
    const { roster: one } = roster();
    one.absorb([row('one')]);
    expect(one.contacts()).toEqual([]);
    one.learn(alice, { ownerWrote: true, contact: 'Alice' });
    const contacts = one.contacts();
    expect(contacts).toEqual([alice]);
    one.learnSent(alice, { sent: 2, tried: 0, rowIds: { from: 1, to: 9 } });
    one.learn(alice, { ownerWrote: true, contact: 'Alice' });
    expect(one.contacts()).toBe(contacts);
  });
});
