import { describe, expect, test } from 'vitest';
import { readHandle } from '#core/message/handle.ts';
import { storedReadMark } from '../../../../src-main/gatekeeper/senders/read-up-to.ts';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const firstRunMs = Date.UTC(2026, 10, 23);

function roster(ledger = testLedger()) {
  return {
    ledger,
    roster: new SenderRoster(ledger, openSenderMemory(), firstRunMs, { now: () => Date.UTC(2026, 11, 1) }),
  };
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
    one.learnSent(alice, { sent: 2, tried: 0 });
    one.learn(alice, { ownerWrote: true, contact: 'Alice' });
    expect(one.contacts()).toBe(contacts);
  });
});

describe('a card', () => {
  const nothingKnown = {
    texts: [],
    signs: [],
    preview: null,
    contact: null,
    ownerWrote: null,
    outgoing: null,
  };

  test('of somebody who wrote before a restart says nothing that is not known again yet', () => {
    const { roster: one, ledger } = roster();
    one.absorb([row('one')]);
    const { roster: next } = roster(ledger);
    expect(next.entry(alice)).toEqual({ record: one.record(alice), ...nothingKnown });
    expect([next.lastText(alice), next.knockBefore(alice, 99)]).toEqual([null, null]);
  });

  test('of somebody who never wrote says so, and when the owner named them', () => {
    expect(SenderRoster.stranger(readHandle(alice), firstRunMs)).toEqual({
      record: {
        key: alice,
        handle: alice,
        kind: 'phone',
        approvable: true,
        service: 'iMessage',
        knocks: 0,
        firstSeenAtMs: firstRunMs,
        lastSeenAtMs: firstRunMs,
        isNew: false,
        filterBucket: 0,
        services: [],
        notifiedAtMs: null,
        notifications: 0,
      },
      ...nothingKnown,
    });
    expect(roster().roster.entry(alice)).toBeNull();
  });

  test('says what the ledger was told since', () => {
    const { roster: one, ledger } = roster();
    one.absorb([row('one')]);
    one.update(ledger.noteNotified([alice], firstRunMs));
    expect(one.record(alice)).toMatchObject({ notifiedAtMs: firstRunMs, notifications: 1 });
  });

  test('masks a code in its preview, and not where the text itself is asked for', () => {
    const { roster: one } = roster();
    one.absorb([row('one', { text: 'Your code is\n482915' })]);
    expect(one.lastText(alice)).toBe('Your code is 482915');
    expect(one.entry(alice)?.preview).not.toContain('482915');
  });
});

describe('a further row of somebody who is known', () => {
  /** Alice wrote, and Messages was asked about her. */
  function known() {
    const { roster: one, ledger } = roster();
    one.absorb([row('one', { atMs: firstRunMs + 1_000 })]);
    one.learn(alice, { ownerWrote: false, contact: 'Alice' });
    return { one, ledger };
  }
  const further = row('two', { rowId: 2, text: 'Are you there?', atMs: firstRunMs + 600_000 });

  test('is an arrival that says when they wrote before, and nothing to ask about', () => {
    const { one } = known();
    const { arrivals, knocks, withdrawn, changed, ask } = one.absorb([further]);
    expect(arrivals).toEqual([{ record: one.record(alice), row: further, previousAtMs: firstRunMs + 1_000 }]);
    expect(knocks).toEqual([further]);
    expect([withdrawn, [...changed], [...ask]]).toEqual([[], [alice], []]);
  });

  test('is to be asked about after a restart: nobody knows whether the owner wrote', () => {
    const { ledger } = known();
    expect([...roster(ledger).roster.absorb([further]).ask]).toEqual([alice]);
  });

  test('is no arrival when it was counted before, even if Messages sorts it elsewhere now', () => {
    const { one } = known();
    one.absorb([further]);
    const again = one.absorb([{ ...further, filterBucket: 2 }]);
    expect([again.arrivals, [...again.ask]]).toEqual([[], []]);
    expect(again.knocks).toEqual([{ ...further, filterBucket: 2 }]);
  });

  test('is no knock where Messages wrote the same message a second time', () => {
    const { one } = known();
    one.absorb([further]);
    const { arrivals, knocks } = one.absorb([{ ...further, guid: 'copy', rowId: 3 }]);
    expect([arrivals, knocks]).toEqual([[], []]);
    expect(one.record(alice)?.knocks).toBe(2);
  });

  test('is told of where it was said last', () => {
    const { one } = known();
    const third = row('three', { rowId: 3, text: 'Hello again', atMs: firstRunMs + 900_000 });
    const edited = { ...further, text: 'Are you still there?', isEdited: true };
    const { arrivals, knocks } = one.absorb([further, third, edited]);
    expect(knocks).toEqual([third, edited]);
    expect(arrivals.map((arrival) => arrival.row)).toEqual([edited]);
  });

  test.each([
    ['from nobody', { handle: null, key: null }],
    ['a tapback', { associatedType: 2_000 }],
    ['in a group', { chat: 'group' }],
    ['of which no address is told', { handle: null, key: alice }],
  ] as const)('is no knock when it is %s', (_name, change) => {
    const { one } = known();
    const { arrivals, knocks, withdrawn, changed } = one.absorb([{ ...further, ...change }]);
    expect([arrivals, knocks, withdrawn, [...changed]]).toEqual([[], [], ['two'], []]);
    expect(one.entry(alice)).toMatchObject({ record: { knocks: 1 }, texts: { length: 1 } });
  });

  test('is found by what was written before it', () => {
    const { one } = known();
    one.absorb([further]);
    expect(one.knockBefore(alice, 2)).toMatchObject({ guid: 'one', rowId: 1 });
    expect(one.knockBefore(alice, 1)).toBeNull();
    expect(one.knockBefore(bob, 9)).toBeNull();
  });
});

describe('a row that Messages says something else of later', () => {
  const first = row('one', { atMs: firstRunMs + 1_000 });
  const second = row('two', { rowId: 2, text: 'Are you there?', atMs: firstRunMs + 600_000 });

  function twice() {
    const { roster: one, ledger } = roster();
    one.absorb([first, second]);
    for (const key of [alice, bob]) one.learn(key, { ownerWrote: false, contact: null });
    return { one, ledger };
  }

  test.each([
    ['somebody else’s', { handle: bob, key: bob }, [alice, bob], [alice, bob]],
    ['the owner’s own', { own: 'left' }, [alice], [alice]],
    ['in a group', { chat: 'group' }, [alice], [alice]],
    ['taken away', { chat: 'deleted' }, [alice], [alice]],
  ] as const)('is %s: its text goes with it, and they are asked about', (_name, change, changed, asked) => {
    const { one } = twice();
    const absorbed = one.absorb([{ ...second, ...change }]);
    expect(one.entry(alice)).toMatchObject({ record: { knocks: 1 }, texts: [first.text] });
    expect([...absorbed.changed].toSorted()).toEqual(changed);
    expect([...absorbed.ask].toSorted()).toEqual(asked);
    expect(absorbed.withdrawn).toEqual('handle' in change ? [] : ['two']);
  });

  test('is taken back after a restart, too', () => {
    const { ledger } = twice();
    const { roster: next } = roster(ledger);
    const { changed, ask } = next.absorb([{ ...second, chat: 'group' }]);
    expect([[...changed], [...ask]]).toEqual([[alice], [alice]]);
    expect(next.record(alice)?.knocks).toBe(1);
  });

  test('leaves nobody in the list, or among the contacts, who then never wrote', () => {
    const { roster: one } = roster();
    one.absorb([first]);
    one.learn(alice, { ownerWrote: true, contact: 'Alice' });
    expect(one.contacts()).toEqual([alice]);
    one.absorb([{ ...first, own: 'left' }]);
    expect([one.contacts(), one.keys(), one.entry(alice)]).toEqual([[], [], null]);
  });

  test('makes their card another one where it was the preview of a link, which counts for nothing', () => {
    const { one } = twice();
    const preview = row('preview', { rowId: 3, text: null, linkPreview: true, atMs: second.atMs + 1_000 });
    one.absorb([preview]);
    const { changed, ask } = one.absorb([{ ...preview, own: 'left' }]);
    expect([[...changed], [...ask]]).toEqual([[alice], [alice]]);
  });
});

describe('what the owner sent', () => {
  const mine = (change: Parameters<typeof messageRow>[0] = {}) =>
    row('mine', { rowId: 9, own: 'left', text: 'Dinner at eight, as always?', ...change });

  function both() {
    const { roster: one } = roster();
    one.absorb([row('one', { text: 'Hi' }), row('two', { rowId: 2, handle: bob, text: 'Hello' })]);
    for (const key of [alice, bob]) one.learn(key, { ownerWrote: false, contact: null });
    return one;
  }

  test.each([
    ['to one of them', {}, [alice]],
    [
      'to one of several, nobody knows to whom',
      { handle: null, key: null, oneOf: [alice, bob] },
      [alice, bob],
    ],
    ['to somebody who never wrote', { handle: '+12125550103', key: '+12125550103' }, []],
    ['into a group', { chat: 'group' }, []],
    ['to themselves', { selfChat: true }, []],
  ] as const)('%s: asked about is who is known and may have got it', (_name, change, asked) => {
    expect([...both().absorb([mine(change)]).ask]).toEqual(asked);
  });

  test('is not theirs where it comes a second time as if they had said it', () => {
    const one = both();
    one.absorb([mine()]);
    const { arrivals, knocks } = one.absorb([{ ...mine(), guid: 'double', rowId: 10, own: null }]);
    expect([arrivals, knocks]).toEqual([[], []]);
    expect(one.entry(alice)).toMatchObject({ record: { knocks: 1 }, texts: ['Hi'] });
  });

  test('takes back what seemed to come from them before it', () => {
    const one = both();
    one.absorb([{ ...mine(), guid: 'double', rowId: 8, own: null }]);
    expect(one.entry(alice)).toMatchObject({ record: { knocks: 2 }, texts: { length: 2 } });
    const { changed, withdrawn } = one.absorb([mine()]);
    expect([[...changed], withdrawn]).toEqual([[alice], ['mine', 'double']]);
    expect(one.entry(alice)).toMatchObject({ record: { knocks: 1 }, texts: ['Hi'] });
  });

  test('takes nothing back where it went to a group', () => {
    const one = both();
    one.absorb([{ ...mine(), guid: 'said', rowId: 8, own: null }]);
    one.absorb([mine({ chat: 'group' })]);
    expect(one.record(alice)?.knocks).toBe(2);
  });
});

describe('the preview of a link', () => {
  const text = row('text', { rowId: 5, text: 'https://example.com', atMs: firstRunMs + 5_000 });
  const preview = row('preview', { rowId: 4, text: null, linkPreview: true, atMs: firstRunMs + 6_000 });

  test('that is read before its text is counted until the text is there, and they are asked about anew', () => {
    const { roster: one } = roster();
    expect(one.absorb([preview]).arrivals).toHaveLength(1);
    one.learn(alice, { ownerWrote: false, contact: null });
    const { changed, withdrawn, ask } = one.absorb([text]);
    expect([[...changed], withdrawn, [...ask]]).toEqual([[alice], ['preview'], [alice]]);
    expect(one.record(alice)).toMatchObject({ knocks: 1, firstSeenAtMs: text.atMs });
    // It stays where it is found before what they write next.
    expect(one.knockBefore(alice, 5)).toMatchObject({ guid: 'preview' });
  });
});

describe('what the roster notes', () => {
  test('is how far it read, when nothing more will be', () => {
    const { roster: one, ledger } = roster();
    one.caughtUp();
    one.absorb([row('one', { rowId: 7 })]);
    one.told();
    expect(storedReadMark(ledger)).toBeNull();
    one.end();
    expect(storedReadMark(ledger)).toEqual({ rowId: 7, guid: 'one' });
  });

  test('is who is no longer in the address book', () => {
    const { roster: one } = roster();
    one.absorb([row('one')]);
    one.learn(alice, { ownerWrote: null, contact: 'Alice' });
    one.learn(bob, { ownerWrote: null, contact: 'Bob, who never wrote' });
    expect(one.contacts()).toEqual([alice]);
    one.learn(alice, { ownerWrote: null, contact: null });
    expect(one.contacts()).toEqual([]);
  });
});

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
