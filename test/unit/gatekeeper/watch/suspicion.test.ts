import { describe, expect, test } from 'vitest';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import { handleKey } from '#core/message/handle.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import type { SenderRecord } from '#core/sender/sender-record.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import { StrangerEvents } from '../../../../src-main/gatekeeper/record/stranger-events.ts';
import { SuspicionWatch } from '../../../../src-main/gatekeeper/watch/suspicion.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { type InProcessApp, openConnected, reopen } from '../../../support/in-process-app.ts';
import { decision, progress, startMs, testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';
import { fakeSender } from '../../../support/views.ts';

const alice = '+12125550101';

const kindsOf = async (app: InProcessApp): Promise<readonly string[]> => {
  const { items } = await app.keeper.commands.history({});
  return items.map(({ kind }) => kind);
};

describe('what is suspicious about who knocks', () => {
  test('is written down once: a flood', async () => {
    const app = await openConnected();
    for (let index = 0; index < 30; index += 1) await app.knock(alice, `message ${index}`);
    const floods = (await kindsOf(app)).filter((kind) => kind === 'flood');
    expect(floods).toHaveLength(1);
  });

  test('is not written down again after a restart', async () => {
    const app = await openConnected();
    for (let index = 0; index < 30; index += 1) await app.knock(alice, `message ${index}`);
    const next = await reopen(app);
    for (let index = 0; index < 30; index += 1) await next.knock(alice, `again ${index}`);
    expect((await kindsOf(next)).filter((kind) => kind === 'flood')).toHaveLength(1);
  });

  test('is written down: knocks after a block', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('block', alice);
    await app.clock.pass(5_000);
    for (let index = 0; index < 5; index += 1) {
      await app.clock.pass(1_000);
      await app.knock(alice, `let me in ${index}`);
    }
    expect(await kindsOf(app)).toContain('knocks-after-block');
  });

  test('is nothing for an ordinary knock', async () => {
    const app = await openConnected();
    await app.knock(alice);
    expect((await kindsOf(app)).filter((kind) => kind !== 'ledger-begun')).toEqual([]);
  });
});

const minuteMs = 60_000;

/** The watch by itself, with whatever senders are painted as; who is `null` has no card. */
function alone(painted: Readonly<Record<string, Partial<SenderView> | null>> = {}, disk?: Ledger) {
  const clock = fakeClock(startMs);
  const ledger = disk ?? testLedger();
  const written: LedgerEvent[] = [];
  ledger.appendEvent = (event) => void written.push(event);
  const watch = new SuspicionWatch({
    ledger,
    events: new StrangerEvents(ledger, clock),
    clock,
    decisions: new DecisionStore(ledger, () => {}),
    painted: (key) => (painted[key] === null ? null : fakeSender({ handle: key, ...painted[key] })),
  });
  /** They write now, one after the other. */
  const knock = (
    handles: readonly string[],
    more: Partial<SenderRecord> = {},
    previousAtMs: number | null = 0,
  ) => {
    const arrivals = handles.map((handle): Arrival => {
      const record = {
        key: handleKey(handle),
        handle,
        kind: 'phone',
        approvable: true,
        service: 'iMessage',
        knocks: 1,
        firstSeenAtMs: clock.now(),
        lastSeenAtMs: clock.now(),
        isNew: true,
        filterBucket: 0,
        services: ['iMessage'],
        notifiedAtMs: null,
        notifications: 0,
        ...more,
      } as const;
      return { record, row: messageRow({ handle, atMs: clock.now() }), previousAtMs };
    });
    watch.receive({
      type: 'rows',
      rows: [],
      origin: 'live',
      arrivals,
      knocks: [],
      withdrawn: [],
      changed: new Set(),
    });
  };
  return { clock, written, knock, told: () => written.map(({ kind, data }) => ({ kind, data })) };
}

const times = (count: number, handle = alice): readonly string[] => Array(count).fill(handle);
const strangers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `stranger-${at}@example.com`);

describe('the line that is written', () => {
  test('of a flood: who, when and how many, from the tenth message on', () => {
    const one = alone();
    one.knock(times(9));
    expect(one.written).toEqual([]);
    one.knock(times(1));
    const data = { key: alice, count: 10 };
    expect(one.written).toEqual([{ kind: 'flood', handle: alice, atMs: startMs, data }]);
  });

  test('of a look-alike: whom they could be taken for, once', () => {
    const one = alone({ [alice]: { resembles: 'Anna' } });
    one.knock(times(2));
    const data = { key: alice, resembles: 'Anna' };
    expect(one.written).toEqual([{ kind: 'look-alike', handle: alice, atMs: startMs, data }]);
  });

  test('of guessed codes', () => {
    const one = alone({ [alice]: { codeGuesses: 3 } });
    one.knock(times(1));
    expect(one.told()).toEqual([{ kind: 'code-guesses', data: { key: alice, count: 3 } }]);
  });

  test('of many strangers: nobody’s in particular, from the twentieth new sender on', () => {
    const one = alone();
    one.knock(strangers(19), {}, null);
    expect(one.written).toEqual([]);
    one.knock([alice]);
    expect(one.written).toEqual([]);
    one.knock([alice], {}, null);
    const data = { key: '', count: 20 };
    expect(one.written).toEqual([{ kind: 'many-strangers', handle: null, atMs: startMs, data }]);
    one.knock([alice], {}, null);
    expect(one.written).toHaveLength(1);
  });

  test('is none for who is approved, for history, and for who has no card', () => {
    const one = alone({
      [alice]: { state: 'approved', resembles: 'Anna' },
      'gone@example.com': null,
    });
    one.knock(times(20));
    one.knock(times(20, 'gone@example.com'));
    one.knock(strangers(20), { isNew: false }, null);
    expect(one.written).toEqual([]);
  });

  test('of knocks after a block counts those since the block, also slow ones, and the last hundred at most', async () => {
    const disk = testLedger();
    disk.appendDecision(decision('block', { verdict: 'block', issuedAtMs: startMs }), progress());
    const one = alone({ [alice]: { state: 'blocked' } }, disk);
    one.knock(times(1));
    for (let at = 0; at < 3; at += 1) {
      expect(one.written).toEqual([]);
      await one.clock.pass(20 * minuteMs);
      one.knock(times(1));
    }
    expect(one.told()).toEqual([{ kind: 'knocks-after-block', data: { key: alice, count: 3 } }]);
    for (let at = 0; at < 12; at += 1) {
      await one.clock.pass(10 * minuteMs);
      one.knock(times(9));
    }
    expect(one.told().filter(({ kind }) => kind === 'knocks-after-block')).toEqual([
      { kind: 'knocks-after-block', data: { key: alice, count: 3 } },
      { kind: 'knocks-after-block', data: { key: alice, count: 49 } },
    ]);
    await one.clock.pass(10 * minuteMs);
    for (let at = 0; at < 30; at += 1) {
      await one.clock.pass(10 * minuteMs);
      one.knock(times(9));
    }
    expect(one.told().at(-1)).toEqual({ kind: 'knocks-after-block', data: { key: alice, count: 100 } });
  });

  test.each([
    { others: 9_999, what: 'is remembered beside 9,999 others', floods: 1 },
    { others: 10_000, what: 'is forgotten when 10,000 others wrote since', floods: 0 },
  ])('who knocked nine times $what', ({ others, floods }) => {
    const one = alone();
    one.knock([...times(9), ...strangers(others), ...times(1)]);
    expect(one.told().filter(({ kind }) => kind === 'flood')).toHaveLength(floods);
  });

  test('whoever has not knocked for longest is forgotten first', () => {
    const one = alone();
    const bob = '+12125550102';
    one.knock([...times(8), ...times(9, bob), ...times(1), ...strangers(9_999), ...times(1)]);
    one.knock(times(1, bob));
    expect(one.told().filter(({ kind }) => kind === 'flood')).toEqual([
      { kind: 'flood', data: { key: alice, count: 10 } },
    ]);
  });

  test.each([
    { kind: 'flood', key: alice, knocks: times(10), painted: {} },
    { kind: 'knocks-after-block', key: alice, knocks: times(3), painted: { state: 'blocked' } },
    { kind: 'code-guesses', key: alice, knocks: times(1), painted: { codeGuesses: 3 } },
    { kind: 'look-alike', key: alice, knocks: times(1), painted: { resembles: 'Anna' } },
    { kind: 'many-strangers', key: '', knocks: strangers(20), painted: {} },
  ] as const)('of $kind is not written again after a restart', async ({ kind, key, knocks, painted }) => {
    const fill = async (told: boolean) => {
      const disk = testLedger();
      disk.appendDecision(
        decision('block', { verdict: 'block', issuedAtMs: startMs - minuteMs }),
        progress(),
      );
      const handle = key === '' ? null : key;
      const at = { handle, atMs: startMs - minuteMs };
      if (told && kind === 'look-alike') disk.appendEvent({ kind, ...at, data: { key, resembles: 'Anna' } });
      else if (told && kind !== 'look-alike') disk.appendEvent({ kind, ...at, data: { key, count: 9 } });
      const one = alone({ [alice]: painted }, disk);
      one.knock(knocks, {}, null);
      return one.told().filter((line) => line.kind === kind);
    };
    expect(await fill(false)).toHaveLength(1);
    expect(await fill(true)).toEqual([]);
  });
});
