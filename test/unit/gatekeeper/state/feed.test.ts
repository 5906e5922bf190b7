import { channel } from 'node:diagnostics_channel';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { StateFollower } from '#contract/state-follower.ts';
import { wholePush } from '#contract/whole-state.ts';
import { knockChannel } from '#core/message/knock-steps.ts';
import type { SenderRecord } from '#core/sender/sender-record.ts';
import type { AppState, StateChange } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { StatePublisher } from '../../../../src-main/gatekeeper/state/feed.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { decision } from '../../../support/decisions.ts';
import { facts } from '../../../support/facts.ts';
import { type FakeClock, fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { type InProcessApp, openApp, ownerHandle, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';
import { calmStatus, fakeSender } from '../../../support/views.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const silentFacts = () => facts({ direct: [ownerHandle], group: [] });

describe('what every surface shows', () => {
  let app: InProcessApp;
  const followed = (): AppState => {
    const follower = new StateFollower((listener) =>
      app.keeper.subscribe((change) => listener(wholePush(change))),
    );
    follower.subscribe(() => {});
    follower.stop();
    if (follower.state === null) throw new Error('no state');
    return follower.state;
  };

  beforeEach(async () => {
    const clock = fakeClock(startMs);
    app = openApp(temporaryStateDir(), clock, fakeGateway(silentFacts(), clock));
    app.gateway.connect();
    await clock.pass(100);
    await app.knock(alice);
    await app.knock(bob);
  });

  test('settings are pushed to everybody, whoever changed them', async () => {
    const pushed: boolean[] = [];
    app.keeper.subscribe(({ settings }) => pushed.push(settings.showCount));
    await app.keeper.commands['set-settings']({ showCount: false });
    await settle();
    expect(pushed.at(0)).toBe(true);
    expect(pushed.at(-1)).toBe(false);
  });

  test('the last verdict can be undone on every surface, also after a restart', async () => {
    expect(followed().lastVerdict).toBeNull();
    await app.give('ignore', alice, { source: 'cli' });
    await app.give('approve', bob, { for: '1h', source: 'menu' });
    const { gateway, clock, stateDir } = app;
    await clock.pass(5_000);
    const last = {
      handle: bob,
      verdict: 'approve',
      at: new Date(startMs + 100).toISOString(),
      until: new Date(startMs + 100 + 3_600_000).toISOString(),
    };
    expect(followed().lastVerdict).toEqual(last);
    await app.close();
    app = openApp(stateDir, clock, gateway);
    gateway.connect();
    await settle();
    expect(followed().lastVerdict).toEqual(last);
    await app.give('undo', bob);
    expect(followed().lastVerdict).toBeNull();
  });

  test('and no longer, once it ended by itself', async () => {
    await app.give('approve', bob, { for: '1h' });
    await app.clock.pass(5_000);
    expect(followed().lastVerdict).toMatchObject({ handle: bob });
    await app.clock.pass(3_600_000);
    expect(followed().lastVerdict).toBeNull();
  });
});

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `n${index}@example.com`);

/** A publisher of cards that a test puts there; `looked` is whose card was made, one after the other. */
function published(keys: readonly string[], clock: FakeClock = fakeClock(0)) {
  const cards = new Map<string, SenderView>();
  const looked: string[] = [];
  const counted: AppState['status']['counts'][] = [];
  const shared = { status: calmStatus, settings: defaultSettings, lastVerdict: null };
  let readings = 0;
  const put = (key: string, more: Partial<SenderView> = {}) =>
    cards.set(key, fakeSender({ handle: key, ...more }));
  for (const key of keys) put(key);
  const view = (key: string) => {
    looked.push(key);
    return cards.get(key) ?? null;
  };
  const feed = new StatePublisher(
    { keys: () => new Set(cards.keys()), view },
    openSenderMemory(),
    clock,
    (counts) => {
      readings += 1;
      counted.push({ ...counts, queued: 0 });
      return { ...shared };
    },
  );
  const changes: StateChange[] = [];
  /** From when everybody has been painted. */
  const atRest = async () => {
    await feed.settled();
    await settle();
    feed.subscribe((change) => changes.push(change));
    looked.length = 0;
    changes.length = 0;
    readings = 0;
  };
  return {
    cards,
    changes,
    clock,
    counted,
    feed,
    looked,
    put,
    shared,
    atRest,
    readings: () => readings,
    told: () => changes.map(({ changed }) => changed),
  };
}

const record = (key: string, isNew: boolean): SenderRecord => ({
  key,
  handle: key,
  kind: 'email',
  approvable: true,
  service: 'iMessage',
  knocks: 1,
  firstSeenAtMs: 1,
  lastSeenAtMs: 1,
  isNew,
  filterBucket: 0,
  services: ['iMessage'],
  notifiedAtMs: null,
  notifications: 0,
});

const rows = (
  changed: readonly string[],
  arrived: readonly SenderRecord[] = [],
  origin: 'history' | 'live' = 'live',
): GatekeeperEvent => ({
  type: 'rows',
  rows: [],
  origin,
  arrivals: arrived.map((one) => ({ record: one, row: messageRow({ handle: one.key }), previousAtMs: null })),
  knocks: [],
  withdrawn: [],
  changed: new Set(changed),
});

const factsEvent = (read: ReturnType<typeof facts> | null): GatekeeperEvent => ({
  type: 'facts',
  facts: read,
  isWriting: false,
});

describe('the publisher', () => {
  const a = 'a@example.com';
  const b = 'b@example.com';

  test('shows a new knock before anything else happens, and somebody of history when there is time', async () => {
    const { put, feed, atRest, told } = published([]);
    await atRest();
    put(a);
    put(b);
    feed.receive(rows([a, b], [record(a, true), record(b, false)]));
    expect(told()).toEqual([[a]]);
    await settle();
    expect(told()).toEqual([[a], [b]]);
  });

  test('makes no card for an arrival that changes nothing of it', async () => {
    const { feed, looked, atRest } = published([a]);
    await atRest();
    feed.receive(rows([], [record(a, true)]));
    await settle();
    expect(looked).toEqual([]);
  });

  test('shows in the next turn what somebody who is shown already goes on writing', async () => {
    const { put, feed, atRest, told } = published([a]);
    await atRest();
    put(a, { knocks: 2 });
    feed.receive(rows([a], [record(a, false)]));
    await settle();
    expect(told()).toEqual([[a]]);
  });

  test('tells nothing of a knock by whom there is no card', async () => {
    const { feed, atRest, told } = published([]);
    await atRest();
    feed.receive(rows([a], [record(a, true)]));
    expect(told()).toEqual([]);
  });

  test('shows a new knock of somebody whose history has not come to rest at once', async () => {
    const { put, feed, atRest, told } = published([a]);
    await atRest();
    put(a, { knocks: 2 });
    feed.receive(rows([a], [], 'history'));
    feed.receive(rows([], [record(a, true)]));
    expect(told()).toEqual([[a]]);
  });

  test.each([
    [10, 0],
    [11, 300],
  ])(
    'shows news of %i people after %i ms: of more than ten, when they have come to rest',
    async (many, afterMs) => {
      const { feed, clock, looked, atRest } = published(numbered(20));
      await atRest();
      feed.receive({ type: 'senders', keys: numbered(many) });
      await clock.pass(Math.max(0, afterMs - 1));
      expect(looked).toHaveLength(afterMs === 0 ? many : 0);
      await clock.pass(1);
      expect(looked).toEqual(numbered(many));
    },
  );

  test('paints everybody anew when who is let in may be somebody else, and only then', async () => {
    const { feed, looked, atRest } = published([a, b]);
    await atRest();
    const read = facts({ direct: [ownerHandle] });
    const looksAfter = async (next: ReturnType<typeof facts> | null) => {
      looked.length = 0;
      feed.receive(factsEvent(next));
      await settle();
      return looked.toSorted();
    };
    expect(await looksAfter(null)).toEqual([]);
    expect(await looksAfter(read)).toEqual([a, b]);
    expect(await looksAfter({ ...read, readAtMs: 5, baseHash: 'base-2' })).toEqual([]);
    expect(await looksAfter(facts({ direct: [ownerHandle], accounts: [{ running: false }] }))).toEqual([]);
    expect(await looksAfter(facts({ direct: [ownerHandle, a] }))).toEqual([a, b]);
    expect(await looksAfter(facts({ direct: [ownerHandle, a], groups: { peephole: [b] } }))).toEqual([a, b]);
    const own = { groups: { peephole: [b] }, accounts: [{ direct: [a] }] };
    expect(await looksAfter(facts({ direct: [ownerHandle, a], ...own }))).toEqual([a, b]);
    expect(await looksAfter(null)).toEqual([a, b]);
  });

  test('paints everybody anew when settings change: who is not there any more, and who has come', async () => {
    const { cards, put, feed, atRest, told } = published([a]);
    await atRest();
    cards.delete(a);
    put(b);
    feed.receive({ type: 'settings', settings: defaultSettings });
    await settle();
    expect(told().map((ids) => ids.toSorted())).toEqual([[a, b]]);
    expect(feed.page(null, 10).ids).toEqual([b]);
  });

  test('paints everybody anew once the owner’s own addresses have come to rest', async () => {
    const { clock, feed, looked, atRest } = published([a, b]);
    await atRest();
    feed.receive({ type: 'own-addresses', own: { now: new Set(), before: new Map() } });
    await clock.pass(299);
    expect(looked).toEqual([]);
    await clock.pass(1);
    expect(looked.toSorted()).toEqual([a, b]);
  });

  const health = { state: 'reading', detail: null, path: '/chat.db', lastRowId: 1, lastReadAtMs: 1 } as const;
  const connection = { state: 'connected', version: null, url: '', detail: null, notes: [] } as const;
  const leak = {
    id: 'l1',
    handle: a,
    place: 'direct',
    at: '2026-11-24T12:00:00.000Z',
    kind: 'reply',
  } as const;
  const aboutNobody: readonly GatekeeperEvent[] = [
    { type: 'messages-health', health },
    { type: 'connection', connection, appliedRevision: null },
    { type: 'channel-asked', on: true },
    { type: 'channel-ended' },
    { type: 'leak', leak },
    { type: 'leaks-cleared' },
    { type: 'trouble', error: new Error('made') },
    { type: 'ledger-health', health: { state: 'writing', detail: null } },
    factsEvent(null),
  ];
  test.each(aboutNobody.map((event) => [event.type, event] as const))(
    'pushes what is not about one sender after %s, and makes no card for it',
    async (_type, event) => {
      const { changes, feed, looked, shared, atRest } = published([a]);
      await atRest();
      shared.status = { ...calmStatus, version: '2' };
      feed.receive(event);
      await settle();
      expect(changes.map(({ status, changed }) => [status.version, changed])).toEqual([['2', []]]);
      expect(looked).toEqual([]);
    },
  );

  test('paints who was decided about, and nobody else', async () => {
    const { feed, looked, atRest } = published([a, b]);
    await atRest();
    feed.receive({ type: 'decision', decision: decision('ignore', { key: b, handle: b }), isNew: true });
    await settle();
    expect(looked).toEqual([b]);
  });

  test('says nothing when all looks as before', async () => {
    const { feed, looked, changes, atRest } = published([a]);
    await atRest();
    feed.receive({ type: 'senders', keys: [a, 'nobody@example.com'] });
    await settle();
    expect(looked).toEqual([a, 'nobody@example.com']);
    expect(changes).toEqual([]);
  });

  test('makes one change of several in one turn of the event loop, at the cost of one', async () => {
    const { feed, put, readings, atRest, told } = published([a, b]);
    await atRest();
    put(a, { knocks: 2 });
    feed.receive({ type: 'senders', keys: [a] });
    await settle();
    // One turn makes them, and the next finds that nobody is left.
    expect(readings()).toBe(2);
    put(a, { knocks: 3 });
    put(b, { knocks: 3 });
    for (const key of [a, b, a]) feed.receive({ type: 'senders', keys: [key] });
    await settle();
    expect(told()).toEqual([[a], [a, b]]);
    expect(readings()).toBe(4);
  });

  test('numbers what it tells: whoever comes gets what there is, then each change on the one before', async () => {
    const { feed, put } = published([]);
    const told: unknown[] = [];
    const end = feed.subscribe(({ revision, base, changed }) => told.push([revision, base, changed]));
    for (const knocks of [1, 2]) {
      put(a, { knocks });
      feed.receive({ type: 'senders', keys: [a] });
      await settle();
    }
    end();
    put(a, { knocks: 3 });
    feed.receive({ type: 'senders', keys: [a] });
    await settle();
    expect(told).toEqual([
      [1, null, []],
      [2, 1, [a]],
      [3, 2, [a]],
    ]);
    feed.subscribe(({ revision, base }) => told.push([revision, base]));
    expect(told.at(-1)).toEqual([4, null]);
  });

  test('counts whoever comes, moves and goes', async () => {
    const { cards, counted, feed, put, atRest } = published([a]);
    await atRest();
    const countsAfter = async () => {
      feed.receive({ type: 'senders', keys: [a, b] });
      await settle();
      return counted.at(-1);
    };
    expect(counted.at(-1)).toMatchObject({ waiting: 1, new: 1, blocked: 0 });
    put(b, { shelf: 'waiting', new: false });
    expect(await countsAfter()).toMatchObject({ waiting: 2, new: 1, blocked: 0 });
    put(a, { shelf: 'blocked' });
    expect(await countsAfter()).toMatchObject({ waiting: 1, new: 0, blocked: 1 });
    cards.delete(a);
    expect(await countsAfter()).toMatchObject({ waiting: 1, new: 0, blocked: 0 });
  });

  test('makes a hundred cards in a turn', async () => {
    const { feed, looked } = published(numbered(250));
    const told: number[] = [];
    feed.subscribe(({ changed }) => told.push(changed.length));
    expect(looked).toHaveLength(100);
    await settle();
    expect(told).toEqual([0, 100, 50]);
  });

  test('makes no more cards in a turn than five milliseconds are enough for', async () => {
    const clock = fakeClock(0);
    // Each look at the time finds it a millisecond later.
    let nowMs = 1_000;
    const slow: FakeClock = { ...clock, monotonic: () => nowMs++ };
    const { feed } = published(numbered(12), slow);
    const told: number[] = [];
    feed.subscribe(({ changed }) => told.push(changed.length));
    expect(feed.page(null, 100).ids).toHaveLength(5);
    await feed.settled();
    expect(told).toEqual([0, 5, 2]);
  });

  test('waits 300 ms for rest after each touch, and five seconds after the first at most', async () => {
    let nowMs = 0;
    const waits: number[] = [];
    const runs: (() => void)[] = [];
    const clock: FakeClock = {
      ...fakeClock(0),
      monotonic: () => nowMs,
      after: (ms, run) => {
        waits.push(ms);
        runs.push(run);
        return () => {};
      },
    };
    const { feed, atRest } = published([a, b], clock);
    await atRest();
    const touch = (atMs: number, key: string) => {
      nowMs = atMs;
      feed.receive(rows([key], [], 'history'));
    };
    // Whoever is not shown yet is made at once, and rests for nothing.
    touch(9_000, 'unseen@example.com');
    touch(10_000, a);
    touch(10_200, b);
    touch(14_900, a);
    // A timer that is late, as after a long turn.
    touch(15_100, b);
    expect(waits).toEqual([300, 300, 100, 0]);
    runs.at(-1)?.();
    await settle();
    touch(20_000, a);
    expect(waits.at(-1)).toBe(300);
  });

  test('tells whoever traces a knock when its card is made, and of nothing else', async () => {
    const { feed, put, shared, atRest } = published([a]);
    const steps: unknown[] = [];
    const hear = (step: unknown) => void steps.push(step);
    channel(knockChannel).subscribe(hear);
    onTestFinished(() => void channel(knockChannel).unsubscribe(hear));
    await atRest();
    steps.length = 0;
    shared.status = { ...calmStatus, version: '2' };
    feed.receive({ type: 'leaks-cleared' });
    await settle();
    expect(steps).toEqual([]);
    put(a, { knocks: 2 });
    feed.receive(rows([a], [record(a, true)]));
    expect(steps).toEqual(['made']);
  });
});

describe('a card that is asked for', () => {
  const a = 'a@example.com';

  test('is at hand for the two hundred who were asked for last, and made once for anybody else', async () => {
    const { feed, looked, atRest } = published(numbered(201));
    await atRest();
    const [longAgo = '', next = ''] = numbered(201);
    expect(feed.card(next)?.handle).toBe(next);
    expect(looked).toEqual([]);
    expect(feed.card(longAgo)?.handle).toBe(longAgo);
    expect(feed.card(longAgo)?.handle).toBe(longAgo);
    expect(looked).toEqual([longAgo]);
  });

  test('is nobody’s who is not shown yet', async () => {
    const { feed, put, looked, atRest } = published([]);
    await atRest();
    put(a);
    expect(feed.card(a)).toBeNull();
    expect(looked).toEqual([]);
  });

  test.each(['history', 'live'] as const)(
    'is as it is now, also before it was pushed: %s',
    async (origin) => {
      const { feed, put, atRest, told } = published([a]);
      await atRest();
      put(a, { knocks: 2 });
      feed.receive(rows([a], [], origin));
      expect(feed.card(a)?.knocks).toBe(2);
      expect(told()).toEqual([]);
    },
  );

  test('is theirs who just came, also before they were pushed', async () => {
    const { feed, put, atRest, told } = published([]);
    await atRest();
    put(a);
    feed.receive(rows([a]));
    expect(feed.card(a)?.handle).toBe(a);
    expect(told()).toEqual([]);
  });

  test('is null once they are gone', async () => {
    const { cards, feed, atRest, told } = published([a]);
    await atRest();
    cards.delete(a);
    feed.receive({ type: 'senders', keys: [a] });
    await settle();
    expect(feed.card(a)).toBeNull();
    expect(told()).toEqual([[a]]);
  });
});

test('whoever is shown is read in pages, and the last one says so', async () => {
  const { feed, atRest } = published(numbered(4));
  await atRest();
  const first = feed.page(null, 2);
  const second = feed.page(first.next, 2);
  expect([first.ids, second.ids]).toEqual([numbered(4).slice(0, 2), numbered(4).slice(2)]);
  expect(feed.page(second.next, 2)).toEqual({ ids: [], next: null });
  expect(feed.page(first.next, 3)).toEqual({ ids: second.ids, next: null });
  expect(feed.page(null, 0)).toEqual({ ids: [], next: null });
});

describe('a settled state', () => {
  test('waits for nobody whose card was made meanwhile', async () => {
    const { feed, put, atRest, told } = published([]);
    await atRest();
    put('a@example.com');
    feed.receive({ type: 'senders', keys: ['a@example.com'] });
    let isSettled = false;
    const settled = feed.settled().then(() => {
      isSettled = true;
    });
    feed.receive(rows([], [record('a@example.com', true)]));
    await settle();
    expect(isSettled).toBe(true);
    await settled;
    expect(told()).toEqual([['a@example.com']]);
  });

  test('waits for as many turns as those take who were touched before, whoever is touched in each of them', async () => {
    const { feed, looked, atRest } = published(numbered(400));
    await atRest();
    feed.receive(rows(numbered(200)));
    let looks = 0;
    const settled = feed.settled().then(() => {
      looks = looked.length;
    });
    for (let turn = 0; turn < 4; turn += 1) {
      feed.receive(rows(numbered(400)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await settled;
    expect(looks).toBe(200);
  });

  test('has what was to come to rest in it, and nothing is left for later', async () => {
    const { clock, feed, looked, put, atRest, told } = published(['a@example.com']);
    await atRest();
    put('a@example.com', { knocks: 2 });
    feed.receive(rows(['a@example.com'], [], 'history'));
    await feed.settled();
    expect(told()).toEqual([['a@example.com']]);
    await clock.pass(10_000);
    expect(looked).toEqual(['a@example.com']);
  });

  test('is what is shared by now, though no sender changed', async () => {
    const { feed, readings, shared, atRest } = published([]);
    await atRest();
    shared.status = { ...calmStatus, version: '2' };
    expect((await feed.settled()).status.version).toBe('2');
    await settle();
    expect(readings()).toBe(1);
  });

  test('keeps nobody waiting once it stops', async () => {
    const { feed, looked } = published(numbered(500));
    let isSettled = false;
    void feed.settled().then(() => {
      isSettled = true;
    });
    feed.stop();
    await settle();
    expect(isSettled).toBe(true);
    expect(looked).toEqual([]);
  });
});

test('what was touched before it stopped is not made any more', async () => {
  const { clock, feed, put, looked, atRest, told } = published(['a@example.com']);
  await atRest();
  put('a@example.com', { knocks: 2 });
  feed.receive({ type: 'senders', keys: ['a@example.com'] });
  feed.stop();
  feed.receive({ type: 'own-addresses', own: { now: new Set(), before: new Map() } });
  await clock.pass(10_000);
  expect(looked).toEqual([]);
  expect(told()).toEqual([]);
});
