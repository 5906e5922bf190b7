import { expect, test } from 'vitest';
import { makeGuard } from '#core/guard.ts';
import { guardedClock } from '#core/ports/clock.ts';
import type { SharedState } from '#core/surface/app-state.ts';
import { SenderCounts } from '#core/surface/sender-counts.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { StatePublisher } from '../../../../src-main/gatekeeper/state/feed.ts';
import { RecentCount } from '../../../../src-main/gatekeeper/watch/recent-count.ts';
import { PushBacklog } from '../../../../src-main/ipc/push-backlog.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { madeDecision } from '../../../support/decisions.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeSender } from '../../../support/views.ts';

/** Cards that count how often they are looked at, one by one or all together. */
function countedCards(many: number) {
  const cards = new Map<string, SenderView>();
  const looks = { one: 0, all: 0 };
  const add = (key: string) => cards.set(key, fakeSender({ handle: key }));
  for (let index = 0; index < many; index += 1) add(`n${index}@example.com`);
  return {
    add,
    looks,
    keys() {
      looks.all += 1;
      return new Set(cards.keys());
    },
    view(key: string) {
      looks.one += 1;
      return cards.get(key) ?? null;
    },
  };
}

/** Ids of everybody, page by page. */
function allOf(feed: StatePublisher): readonly string[] {
  const ids: string[] = [];
  for (let page = feed.page(null, 300); ; page = feed.page(page.next, 300)) {
    ids.push(...page.ids);
    if (page.next === null) return ids;
  }
}

test.each([10, 1_000, 20_000])(
  'with %i senders a knock costs one card, and all are counted without being looked at',
  async (many) => {
    const cards = countedCards(many);
    const counted: number[] = [];
    const feed = new StatePublisher(cards, openSenderMemory(), fakeClock(0), (counts) => {
      counted.push(counts.waiting);
      return { counts } as unknown as SharedState;
    });
    await feed.settled();
    const before = { ...cards.looks };
    cards.add('+12125550101');
    feed.receive({
      type: 'rows',
      rows: [],
      origin: 'live',
      arrivals: [],
      knocks: [],
      withdrawn: [],
      changed: new Set(['+12125550101']),
    });
    await settle();
    expect(cards.looks).toEqual({ one: before.one + 1, all: before.all });
    expect(counted.at(-1)).toBe(many + 1);
  },
);

test('a push of one knock is as long with 20,000 senders as with ten', async () => {
  const lengths: number[][] = [];
  for (const many of [10, 20_000]) {
    const cards = countedCards(many);
    const feed = new StatePublisher(
      cards,
      openSenderMemory(),
      fakeClock(0),
      () => ({}) as unknown as SharedState,
    );
    const pushed: number[] = [];
    const backlog = new PushBacklog();
    feed.subscribe((change) => {
      backlog.add(change);
      for (let push = backlog.next(); push !== null; push = backlog.next())
        pushed.push(JSON.stringify(push).length);
    });
    await feed.settled();
    pushed.length = 0;
    cards.add('+12125550101');
    feed.receive({ type: 'senders', keys: ['+12125550101'] });
    await settle();
    lengths.push(pushed);
  }
  const [few = [], many = []] = lengths;
  expect(few).toHaveLength(1);
  expect(many).toHaveLength(1);
  // The revisions that it names have more digits.
  expect(Math.abs((many[0] ?? 0) - (few[0] ?? 0))).toBeLessThan(10);
  expect(many[0]).toBeLessThan(1_500);
});

test('whoever looks first is shown some at once, and everybody in turns', async () => {
  const cards = countedCards(20_000);
  const feed = new StatePublisher(
    cards,
    openSenderMemory(),
    fakeClock(0),
    () => ({}) as unknown as SharedState,
  );
  const told: number[] = [];
  let first: readonly string[] = [];
  feed.subscribe(({ base, changed, senders }) => {
    if (base === null) first = senders.page(null, 1_000).ids;
    told.push(changed.length);
  });
  expect(cards.looks.one).toBe(100);
  expect(first).toHaveLength(100);
  await feed.settled();
  expect(allOf(feed)).toHaveLength(20_000);
  expect(Math.max(...told)).toBe(100);
  expect(told.reduce((sum, count) => sum + count)).toBe(19_900);
  expect(cards.looks.one).toBe(20_000);
});

test('a settled state waits for who was touched before, not for who is touched meanwhile', async () => {
  const cards = countedCards(500);
  const feed = new StatePublisher(
    cards,
    openSenderMemory(),
    fakeClock(0),
    () => ({}) as unknown as SharedState,
  );
  let isTouching = true;
  const touch = (): void => {
    feed.receive({
      type: 'senders',
      keys: Array.from({ length: 200 }, (_, index) => `n${index}@example.com`),
    });
    if (isTouching) setImmediate(touch);
  };
  touch();
  await feed.settled();
  expect(allOf(feed)).toHaveLength(500);
  isTouching = false;
});

test('who can’t be made keeps nobody else from being pushed', async () => {
  const cards = countedCards(3);
  const broken = { ...cards, view: (key: string) => (key === 'n1@example.com' ? fail() : cards.view(key)) };
  const errors: unknown[] = [];
  const clock = guardedClock(
    fakeClock(0),
    makeGuard((error) => errors.push(error)),
  );
  const pushed: string[] = [];
  const feed = new StatePublisher(broken, openSenderMemory(), clock, () => ({}) as unknown as SharedState);
  await settle();
  await settle();
  pushed.push(...allOf(feed));
  expect(pushed.toSorted()).toEqual(['n0@example.com', 'n2@example.com']);
  expect(errors).toHaveLength(1);
});

function fail(): never {
  throw new Error('can’t be made');
}

test('shelves are counted as cards come, change and go', () => {
  const counts = new SenderCounts();
  const waiting = fakeSender({ handle: '+12125550101', shelf: 'waiting', new: true });
  const blocked = fakeSender({ handle: '+12125550101', shelf: 'blocked', new: false });
  counts.change(undefined, waiting);
  expect(counts.read()).toMatchObject({ waiting: 1, new: 1, blocked: 0 });
  counts.change(waiting, blocked);
  expect(counts.read()).toMatchObject({ waiting: 0, new: 0, blocked: 1 });
  counts.change(blocked, undefined);
  expect(Object.values(counts.read()).every((count) => count === 0)).toBe(true);
});

test('how often something happened lately is known without a list of it', () => {
  const recent = new RecentCount(1_000);
  for (let at = 0; at < 100_000; at += 1) recent.add(at);
  expect(recent.read(99_999)).toBeGreaterThan(900);
  expect(recent.read(99_999)).toBeLessThanOrEqual(1_000);
  expect(recent.read(101_000)).toBe(0);
  expect(recent.read(50)).toBe(0);
});

/** A history that touches 500 senders ten times over. */
const historyOf = (keys: readonly string[]) =>
  ({
    type: 'rows',
    rows: [],
    origin: 'history',
    arrivals: [],
    knocks: [],
    withdrawn: [],
    changed: new Set(keys),
  }) as const;

function withHistory() {
  const cards = countedCards(500);
  const clock = fakeClock(0);
  const feed = new StatePublisher(cards, openSenderMemory(), clock, () => ({}) as unknown as SharedState);
  const keys = [...cards.keys()];
  const touchAll = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      for (let at = 0; at < keys.length; at += 100) {
        feed.receive(historyOf(keys.slice(at, at + 100)));
        await settle();
      }
      await clock.pass(50);
    }
  };
  return { cards, clock, feed, keys, touchAll };
}

test('a history makes each card when it is first met, and once more when it has come to rest', async () => {
  const { cards, clock, keys, feed, touchAll } = withHistory();
  await touchAll(10);
  feed.receive({ type: 'senders', keys });
  expect(cards.looks.one).toBe(500);
  await clock.pass(299);
  expect(cards.looks.one).toBe(500);
  await clock.pass(1);
  expect(cards.looks.one).toBe(1_000);
  await clock.pass(60_000);
  expect(cards.looks.one).toBe(1_000);
});

test('a history without end is shown every few seconds all the same', async () => {
  const { cards, touchAll } = withHistory();
  await touchAll(100);
  expect(cards.looks.one).toBe(1_000);
  await touchAll(100);
  expect(cards.looks.one).toBe(1_500);
});

test('whoever asks meanwhile is told what is so now, of one and of all', async () => {
  const { cards, clock, feed, keys, touchAll } = withHistory();
  await touchAll(2);
  const [key = ''] = keys;
  const before = cards.looks.one;
  expect(feed.card(key)?.handle).toBe(key);
  expect(cards.looks.one).toBe(before + 1);
  await feed.settled();
  expect(cards.looks.one).toBe(before + 1 + 500);
  await clock.pass(60_000);
  expect(cards.looks.one).toBe(before + 1 + 500);
});

test('a decision about somebody of a history is shown at once, and they not again for that', async () => {
  const { cards, clock, feed, keys, touchAll } = withHistory();
  await touchAll(2);
  const [key = ''] = keys;
  const decision = {
    ...madeDecision({ key, handle: key }),
    progress: 'queued',
    error: null,
    atMs: 1,
    taken: [],
  } as const;
  feed.receive({ type: 'decision', decision, isNew: true });
  await settle();
  expect(cards.looks.one).toBe(501);
  await clock.pass(60_000);
  expect(cards.looks.one).toBe(1_000);
});

test('nothing is made once it has been stopped', async () => {
  const { cards, clock, feed, touchAll } = withHistory();
  await touchAll(2);
  feed.stop();
  feed.receive(historyOf(['n0@example.com']));
  await clock.pass(60_000);
  expect(cards.looks.one).toBe(500);
});
