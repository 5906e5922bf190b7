import { describe, expect, test, vi } from 'vitest';
import type { SenderView } from '#core/surface/sender-view.ts';
import { CardPrints } from '../../../../src-main/gatekeeper/state/card-prints.ts';
import { SenderList } from '../../../../src-main/gatekeeper/state/sender-list.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { fakeSender } from '../../../support/views.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);
const iso = (ms: number) => new Date(ms).toISOString();

/** A list of these, in which cards are counted as they are made. */
function listOf(senders: readonly SenderView[]) {
  const memory = openSenderMemory();
  const prints = new CardPrints();
  const cards = new Map<string, SenderView>();
  const made: string[] = [];
  const show = (...some: readonly SenderView[]) => {
    for (const one of some) {
      cards.set(one.id, one);
      memory.show(prints.of(one));
    }
  };
  show(...senders);
  const card = (id: string) => {
    made.push(id);
    return cards.get(id) ?? null;
  };
  return {
    cards,
    made,
    memory,
    show,
    hide: (id: string) => memory.hide(id),
    list: new SenderList({ memory, cards: { card }, clock: fakeClock(0) }),
  };
}

const person = (index: number, more: Partial<SenderView> = {}): SenderView =>
  fakeSender({
    id: `p${index}`,
    handle: `p${index}@example.com`,
    firstSeenAt: iso(nowMs - index * 1_000),
    lastSeenAt: iso(nowMs - index * 1_000),
    ...more,
  });
const member = (index: number, more: Partial<SenderView> = {}): SenderView =>
  person(index, { shelf: 'waiting', textMark: '-mark', ...more });
const idsOf = (senders: readonly SenderView[]) => senders.map(({ id }) => id);

describe('the list', () => {
  test('is newest first whichever shelf they stand on, page by page, and makes no card of another page', async () => {
    const shelves = ['waiting', 'known', 'approved', 'ignored', 'blocked', 'automated'] as const;
    const people = Array.from({ length: 23 }, (_, index) =>
      person(index, { shelf: shelves[(index * 5) % shelves.length] ?? 'known' }),
    );
    const { list, made } = listOf(people.toReversed());
    const first = await list.read({ limit: 10 });
    expect(idsOf(first.senders)).toEqual(idsOf(people.slice(0, 10)));
    expect(made).toHaveLength(10);
    const second = await list.read({ limit: 10, after: first.next ?? '' });
    const third = await list.read({ limit: 10, after: second.next ?? '' });
    expect(idsOf([...second.senders, ...third.senders])).toEqual(idsOf(people.slice(10)));
    expect(third.next).toBeNull();
  });

  test('goes on behind people of one moment, and ends where a page is just full', async () => {
    const people = ['a', 'b', 'c', 'd'].map((id) =>
      person(0, { id, handle: `${id}@example.com`, shelf: 'known' }),
    );
    const { list } = listOf(people);
    const first = await list.read({ limit: 2, state: 'known' });
    const second = await list.read({ limit: 2, state: 'known', after: first.next ?? '' });
    expect([idsOf(first.senders), idsOf(second.senders), second.next]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      null,
    ]);
  });

  test('is of one shelf when that is asked for', async () => {
    const { list } = listOf([
      person(1, { shelf: 'waiting' }),
      person(2, { shelf: 'known' }),
      person(3, { shelf: 'blocked' }),
    ]);
    expect(idsOf((await list.read({ state: 'known' })).senders)).toEqual(['p2']);
    expect(idsOf((await list.read({ state: 'all' })).senders)).toEqual(['p1', 'p2', 'p3']);
  });

  test('has people of one moment in the order of their ids, on whichever shelf they stand', async () => {
    const at = (id: string, shelf: SenderView['shelf']) => person(0, { id, shelf });
    const { list } = listOf([at('b', 'waiting'), at('d', 'waiting'), at('a', 'known'), at('c', 'blocked')]);
    expect(idsOf((await list.read({})).senders)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('has five hundred on a page unless fewer are asked for, and says where the next begins', async () => {
    const people = Array.from({ length: 501 }, (_, index) => person(index, { shelf: 'known' }));
    const { list } = listOf(people);
    const first = await list.read({});
    expect(first.senders).toHaveLength(500);
    expect(first.next).toBe(`${nowMs - 499_000}.p499`);
    expect(await list.read({ after: first.next ?? '' })).toEqual({
      senders: [people[500]],
      crowds: [],
      next: null,
    });
  });

  test('reads no more rows than a page needs, two hundred at once', async () => {
    const { list, memory } = listOf(
      Array.from({ length: 401 }, (_, index) => person(index, { shelf: 'known' })),
    );
    const page = vi.spyOn(memory, 'page');
    await list.read({ limit: 10, state: 'known' });
    expect(page.mock.calls).toEqual([[1, null, 200, 3]]);
    page.mockClear();
    await list.read({ limit: 401, state: 'known' });
    expect(page.mock.calls.map(([, after]) => after?.id ?? null)).toEqual([null, 'p199', 'p399']);
  });

  test('leaves out whoever is gone by the time their card is made', async () => {
    const { cards, list } = listOf([person(1), person(2)]);
    cards.delete('p1');
    expect(idsOf((await list.read({})).senders)).toEqual(['p2']);
  });

  test('gives two who wrote the same a place each: they are no crowd', async () => {
    const { list } = listOf([member(1), member(2), person(3, { textMark: null })]);
    const { senders, crowds } = await list.read({ together: true });
    expect([idsOf(senders), crowds]).toEqual([['p1', 'p2', 'p3'], []]);
  });

  test.each([[''], ['x'], ['1'], ['.a'], ['1.']])('refuses to go on behind “%s”', async (after) => {
    const { list } = listOf([person(1)]);
    await expect(list.read({ after })).rejects.toMatchObject({ code: 'usage' });
  });

  test('gives a crowd one place when that is asked for: whoever stands behind ten thousand is on the first page', async () => {
    const crowd = Array.from({ length: 10_000 }, (_, index) => member(index));
    const { list, made } = listOf([
      ...crowd,
      person(20_000, { shelf: 'waiting' }),
      member(30_000, { textMark: 'two' }),
    ]);
    const { senders, crowds, next } = await list.read({ together: true, limit: 5 });
    expect(idsOf(senders)).toEqual(['p0', 'p20000', 'p30000']);
    expect(crowds).toMatchObject([{ textMark: '-mark', count: 10_000 }]);
    expect([next, made.length]).toEqual([null, 3]);
  });

  test('says of those who are listed by themselves which of them are a crowd', async () => {
    const { list } = listOf([member(1), member(2), member(3), member(4, { textMark: 'two' }), person(5)]);
    const { senders, crowds } = await list.read({});
    expect(idsOf(senders)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    expect(crowds).toMatchObject([{ textMark: '-mark', count: 3 }]);
  });
});

describe('a crowd', () => {
  const crowd = [4, 3, 2, 1].map((index) => member(index));
  async function named() {
    const listed = listOf([...crowd, person(9)]);
    const [found] = (await listed.list.read({})).crowds;
    if (found === undefined) throw new Error('there is no crowd');
    return { ...listed, name: found.id };
  }

  test('is told by its name, whoever came first first, and page by page', async () => {
    const { list, name } = await named();
    const first = await list.read({ crowd: name, limit: 3 });
    expect(idsOf(first.senders)).toEqual(['p4', 'p3', 'p2']);
    const second = await list.read({ crowd: name, limit: 3, after: first.next ?? '' });
    expect([idsOf(second.senders), second.next]).toEqual([['p1'], null]);
    expect(second.crowds).toEqual([{ id: name, textMark: '-mark', count: 4 }]);
  });

  test('is who was listed: whoever joins since is not in it, but in the next', async () => {
    const { list, name, show } = await named();
    show(member(0));
    expect(idsOf((await list.read({ crowd: name })).senders)).toEqual(['p4', 'p3', 'p2', 'p1']);
    expect((await list.read({})).crowds).toMatchObject([{ count: 5 }]);
  });

  test.each<[string, (of: Awaited<ReturnType<typeof named>>) => void]>([
    ['one of them changed', ({ show }) => show(member(2, { revision: 'other' }))],
    ['one of them is gone', ({ hide }) => hide('p3')],
    ['one of them is of it no more', ({ show }) => show(member(2, { textMark: null }))],
    ['one came between that is older', ({ show }) => show(member(9))],
  ])('is refused when %s', async (_, change) => {
    const of = await named();
    change(of);
    await expect(of.list.read({ crowd: of.name })).rejects.toMatchObject({ code: 'stale-revision' });
  });

  test.each([['x'], ['-1'], ['1.5'], ['1e400'], ['5']])('refuses to go on behind “%s”', async (after) => {
    const { list, name, show } = await named();
    for (const index of [100, 101, 102]) show(member(-index));
    await expect(list.read({ crowd: name, after })).rejects.toMatchObject({ code: 'usage' });
  });

  test.each([
    [1, ['p4']],
    [2, ['p4', 'p3']],
  ] as const)(
    'is known by the name of its first %i, too, as it was when it was so many',
    async (count, ids) => {
      const { list, memory } = await named();
      const name = `${count}.-mark.${memory.printOfAlike('-mark', count).toString(36)}`;
      const { senders, crowds, next } = await list.read({ crowd: name });
      expect([idsOf(senders), next]).toEqual([ids, null]);
      expect(crowds).toEqual([{ id: name, textMark: '-mark', count }]);
    },
  );

  test('ends where it ends: nobody stands behind its last', async () => {
    const { list, name } = await named();
    const { senders, next } = await list.read({ crowd: name, after: '4' });
    expect([senders, next]).toEqual([[], null]);
  });

  test('is refused by any other name', async () => {
    const { list } = await named();
    for (const crowd of ['', '4', '4.-mark', '4.-mark.0', '3.-mark.k3x', 'x.y.z', '-1.-mark.0', '0.-mark.0'])
      await expect(list.read({ crowd }), crowd).rejects.toMatchObject({ code: 'stale-revision' });
  });
});
