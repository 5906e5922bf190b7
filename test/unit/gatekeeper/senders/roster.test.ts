import { describe, expect, test } from 'vitest';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const firstRunMs = Date.UTC(2026, 10, 23);

function roster(ledger = testLedger()) {
  return {
    ledger,
    roster: new SenderRoster(ledger, openSenderMemory(), firstRunMs, { now: () => Date.UTC(2026, 11, 1) }),
  };
}

const row = (guid: string, change: Parameters<typeof messageRow>[0] = {}) => messageRow({ guid, ...change });

describe('of very many', () => {
  const many = 6_000;
  const handle = (index: number) => `+1212555${String(index).padStart(4, '0')}`;
  /** In letters: digits would be masked as a code. */
  const textOf = (index: number) =>
    `It is ${[...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
  const one = (index: number, change: Parameters<typeof messageRow>[0] = {}) =>
    row(`guid-${index}`, {
      rowId: index + 1,
      handle: handle(index),
      key: handle(index),
      text: textOf(index),
      atMs: firstRunMs + index * 1_000,
      ...change,
    });

  /** More than are kept at hand, each asked about. */
  function crowded() {
    const { roster: people } = roster();
    for (let from = 0; from < many; from += 100) {
      people.absorb(Array.from({ length: 100 }, (_, index) => one(from + index)));
      for (let index = from; index < from + 100; index += 1) {
        people.learn(handle(index), {
          ownerWrote: index % 2 === 0,
          contact: index % 1_000 === 0 ? `No. ${index}` : null,
        });
        people.learnSent(handle(index), { sent: index, tried: 1 });
      }
    }
    return people;
  }

  test('everything is known of whoever wrote first, as of whoever wrote last', () => {
    const people = crowded();
    for (const index of [0, 1, 1_000, 3_001, many - 1]) {
      expect(people.entry(handle(index))).toMatchObject({
        record: { key: handle(index), knocks: 1 },
        texts: [textOf(index)],
        preview: textOf(index),
        ownerWrote: index % 2 === 0,
        contact: index % 1_000 === 0 ? `No. ${index}` : null,
        outgoing: { sent: index, tried: 1 },
      });
    }
    expect(people.contacts()).toEqual([0, 1, 2, 3, 4, 5].map((thousands) => handle(thousands * 1_000)));
    expect(people.keys()).toHaveLength(many);
  });

  test('a row of long ago is taken back from whom it was, or given to whom it is', () => {
    const people = crowded();
    const taken = people.absorb([one(0, { own: 'left' })]);
    expect(people.entry(handle(0))).toBeNull();
    expect([...taken.changed]).toContain(handle(0));
    const given = people.absorb([one(1, { handle: handle(2), key: handle(2) })]);
    expect(given.changed).toEqual(new Set([handle(1), handle(2)]));
    expect(people.entry(handle(1))).toBeNull();
    expect(people.entry(handle(2))).toMatchObject({ record: { knocks: 2 }, texts: { length: 2 } });
  });

  test('a warning sign far behind in a long text of long ago stands, and of the text no more than is shown', () => {
    const { roster: people } = roster();
    const long = `${'Good evening to all of you. '.repeat(200)}send me the code`;
    people.absorb([one(0, { text: long })]);
    for (let from = 1; from < many; from += 100) {
      people.absorb(Array.from({ length: 100 }, (_, index) => one(from + index)));
    }
    const entry = people.entry(handle(0));
    expect(entry?.signs).toEqual(['asks-for-code']);
    expect(entry?.texts).toEqual([long.slice(0, 400)]);
    // The next one that they write takes nothing back.
    people.absorb([one(0, { guid: 'more', rowId: many + 9, text: 'Hello?', atMs: firstRunMs + 9_000_000 })]);
    expect(people.entry(handle(0))).toMatchObject({ signs: ['asks-for-code'], texts: { length: 2 } });
    people.absorb([one(0, { own: 'left' })]);
    expect(people.entry(handle(0))?.signs).toEqual([]);
  });

  test('a preview of a link is part of a text of long ago', () => {
    const people = crowded();
    people.absorb([one(0, { guid: 'preview', rowId: many + 1, linkPreview: true, text: null })]);
    expect(people.entry(handle(0))?.record.knocks).toBe(1);
  });
});

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
    one.learnSent(alice, { sent: 2, tried: 0 });
    one.learn(alice, { ownerWrote: true, contact: 'Alice' });
    expect(one.contacts()).toBe(contacts);
  });
});
