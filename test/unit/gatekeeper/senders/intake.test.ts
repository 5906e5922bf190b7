import { describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { Enquiry } from '../../../../src-main/gatekeeper/senders/enquiry.ts';
import { Intake } from '../../../../src-main/gatekeeper/senders/intake.ts';
import { storedReadMark } from '../../../../src-main/gatekeeper/senders/read-up-to.ts';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { recordsOf, testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const handles = ['+12125550101', '+12125550102', '+12125550103'] as const;

function intake(change: Partial<MessagesSource> = {}) {
  const messages = { ...fakeMessages({ ownKeys: ['+12125550100'] }), ...change };
  const clock = fakeClock(Date.UTC(2026, 10, 23, 12));
  const ledger = testLedger();
  const roster = new SenderRoster(ledger, openSenderMemory(), 0, { now: () => 0 });
  const decisions = new DecisionStore(ledger, () => {});
  const enquiry = new Enquiry({
    messages,
    decisions,
    roster,
    gateway: new GatewayView(() => {}),
    clock,
    emit: () => {},
  });
  const events: GatekeeperEvent[] = [];
  return {
    clock,
    ledger,
    roster,
    enquiry,
    events,
    intake: new Intake(roster, enquiry, clock, (event) => events.push(event)),
  };
}

const rows = (...some: readonly MessageRow[]) =>
  ({ type: 'rows', origin: 'live', rows: some, senders: new Map() }) as const;
const knock = (index: 0 | 1 | 2) =>
  messageRow({ handle: handles[index], guid: `guid-${index}`, rowId: index + 1 });

describe('what Messages tells', () => {
  test('is told of in the order it came, when it is known who wrote', async () => {
    const asked: (readonly string[])[] = [];
    const answers = [0, 1].map(() => Promise.withResolvers<ReadonlyMap<string, string>>());
    const { intake: one, events } = intake({
      contacts: (keys) => {
        asked.push(keys);
        return answers[asked.length - 1]?.promise ?? Promise.resolve(new Map());
      },
    });
    void one.take(rows(knock(0)));
    void one.take(rows(knock(1)));
    await settle();
    // The second ones are asked about while the first are not told of yet.
    expect(asked).toEqual([[handles[0]], [handles[1]]]);
    answers[1]?.resolve(new Map());
    await settle();
    expect(events).toEqual([]);
    answers[0]?.resolve(new Map());
    await one.done();
    expect(events).toMatchObject([
      { type: 'rows', origin: 'live', arrivals: [{ row: { guid: 'guid-0' } }] },
      { type: 'rows', arrivals: [{ row: { guid: 'guid-1' } }] },
    ]);
  });

  test('is told of before anything is counted that only adds to it', async () => {
    const order: string[] = [];
    const made = intake({
      outgoing: async () => {
        order.push('counted');
        return new Map();
      },
    });
    made.enquiry.receive({
      type: 'messages-health',
      health: { state: 'reading', detail: null, path: '/chat.db', lastRowId: 0, lastReadAtMs: null },
    });
    made.events.push = (...events) => order.push(...events.map(({ type }) => type));
    await made.intake.take(rows(knock(0)));
    await made.intake.done();
    await settle();
    expect(order.slice(0, 2)).toEqual(['rows', 'counted']);
  });

  test('comes no faster than it can be told of', async () => {
    const answer = Promise.withResolvers<ReadonlyMap<string, string>>();
    const { intake: one } = intake({ contacts: () => answer.promise });
    const room: number[] = [];
    void one.take(rows(knock(0))).then(() => room.push(1));
    void one.take(rows(knock(1))).then(() => room.push(2));
    await settle();
    expect(room).toEqual([1]);
    answer.resolve(new Map());
    await one.done();
    expect(room).toEqual([1, 2]);
  });

  test('is not lost on a full disk: that is said, and it is told of by itself when there is room again', async () => {
    const { intake: one, events, ledger, clock } = intake();
    const record = ledger.recordKnocks.bind(ledger);
    ledger.recordKnocks = () => {
      throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
    };
    await one.take(rows(knock(0)));
    await one.done();
    expect(events).toMatchObject([{ type: 'trouble', error: { code: 'ledger-full' } }]);
    await clock.pass(6_000);
    expect(events).toMatchObject([{ type: 'trouble' }, { type: 'trouble' }]);
    ledger.recordKnocks = record;
    await clock.pass(6_000);
    await one.done();
    expect(events.slice(2)).toMatchObject([
      {
        type: 'rows',
        origin: 'live',
        arrivals: [{ row: { guid: 'guid-0' } }],
        changed: new Set([handles[0]]),
      },
    ]);
    expect(recordsOf(ledger)).toMatchObject([{ key: handles[0], knocks: 1 }]);
  });

  test('waits on a full disk with whoever comes next, and both are new', async () => {
    const { intake: one, events, ledger } = intake();
    const record = ledger.recordKnocks.bind(ledger);
    ledger.recordKnocks = () => {
      throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
    };
    await one.take(rows(knock(0)));
    await one.done();
    ledger.recordKnocks = record;
    await one.take(rows(knock(1)));
    await one.done();
    expect(events[1]).toMatchObject({
      arrivals: [{ row: { guid: 'guid-0' } }, { row: { guid: 'guid-1' } }],
      changed: new Set([handles[0], handles[1]]),
    });
  });

  test('says who the owner is, how Messages is, and that names may differ', async () => {
    const { intake: one, events } = intake();
    const health = {
      state: 'reading',
      detail: null,
      path: '/chat.db',
      lastRowId: 0,
      lastReadAtMs: null,
    } as const;
    await one.take({ type: 'health', health });
    const own = { now: new Set(['+12125550100']), before: new Map() };
    await one.take({ type: 'own-addresses', own });
    await one.take({ type: 'caught-up' });
    await one.take(rows(knock(0)));
    await one.take({ type: 'contacts' });
    await one.done();
    expect(events.map(({ type }) => type)).toEqual(['messages-health', 'own-addresses', 'rows', 'senders']);
    expect(events[1]).toEqual({ type: 'own-addresses', own });
    expect(events[3]).toEqual({ type: 'senders', keys: [handles[0]] });
  });

  test('comes with everything that is known of it', async () => {
    const { intake: one, events, ledger } = intake();
    const row = knock(0);
    const tapback = messageRow({ guid: 'tapback', rowId: 9, associatedType: 2_000 });
    await one.take({ type: 'rows', origin: 'history', rows: [row, tapback], senders: new Map() });
    await one.done();
    const [record] = recordsOf(ledger);
    expect(events).toEqual([
      {
        type: 'rows',
        origin: 'history',
        rows: [row, tapback],
        arrivals: [{ record, row, previousAtMs: null }],
        knocks: [row],
        withdrawn: ['tapback'],
        changed: new Set([handles[0]]),
      },
    ]);
  });

  test('names who is asked about, too, where nothing else of them changed', async () => {
    const { intake: one, events } = intake();
    await one.take(rows(knock(0)));
    await one.take(rows(messageRow({ guid: 'mine', rowId: 8, own: 'left', text: 'Yes' })));
    await one.done();
    expect(events[1]).toMatchObject({ arrivals: [], knocks: [], changed: new Set([handles[0]]) });
  });

  /** Whether what left is counted before so many at once are told of. */
  test.each([
    [9, ['rows', 'counted']],
    [10, ['counted', 'rows']],
  ])('of %i new senders at once comes in this order: %s', async (count, expected) => {
    const order: string[] = [];
    const {
      intake: one,
      enquiry,
      events,
    } = intake({
      outgoing: async () => {
        order.push('counted');
        return new Map();
      },
    });
    enquiry.receive({
      type: 'messages-health',
      health: { state: 'reading', detail: null, path: '/chat.db', lastRowId: 0, lastReadAtMs: null },
    });
    events.push = (...more) => order.push(...more.map(({ type }) => type));
    const crowd = Array.from({ length: count }, (_, index) =>
      messageRow({ guid: `p${index}`, rowId: index + 1, handle: `p${index}@example.com` }),
    );
    await one.take(rows(...crowd));
    await one.done();
    await settle();
    expect(order).toEqual(expected);
  });
});

describe('what waits for room on the disk', () => {
  function full() {
    const made = intake();
    const { ledger } = made;
    const record = ledger.recordKnocks.bind(ledger);
    let tries = 0;
    ledger.recordKnocks = () => {
      tries += 1;
      throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
    };
    const free = () => {
      ledger.recordKnocks = record;
    };
    return { ...made, free, tries: () => tries };
  }
  const history = (...some: readonly MessageRow[]) => ({ ...rows(...some), origin: 'history' }) as const;

  test('is tried every five seconds, however much comes meanwhile', async () => {
    const { intake: one, clock, tries } = full();
    await one.take(rows(knock(0)));
    await clock.pass(4_999);
    expect(tries()).toBe(1);
    await clock.pass(1);
    expect(tries()).toBe(2);
    await clock.pass(3_000);
    await one.take(rows(knock(1)));
    expect(tries()).toBe(3);
    await clock.pass(4_999);
    expect(tries()).toBe(3);
    await clock.pass(1);
    expect(tries()).toBe(4);
  });

  test('is told of once, each row as it was read last, and as live if any of it was', async () => {
    const { intake: one, clock, events, free } = full();
    const edited = { ...knock(0), text: 'Hello again' };
    await one.take(rows(knock(0)));
    await one.take(history(knock(1)));
    free();
    await one.take(history(edited));
    await clock.pass(60_000);
    await one.done();
    const told = events.filter(({ type }) => type === 'rows');
    expect(told).toMatchObject([{ origin: 'live', rows: [edited, knock(1)] }]);
  });

  test('stays history where none of it is live', async () => {
    const { intake: one, clock, events, free } = full();
    await one.take(history(knock(0)));
    free();
    await clock.pass(5_000);
    await one.take(history(knock(1)));
    await one.done();
    expect(events.slice(1)).toMatchObject([
      { origin: 'history', rows: [knock(0)] },
      { origin: 'history', rows: [knock(1)] },
    ]);
  });

  test('is not tried any more after the end', async () => {
    const { intake: one, clock, tries } = full();
    await one.take(rows(knock(0)));
    one.stop();
    await clock.pass(60_000);
    expect(tries()).toBe(1);
  });

  test('leaves a note of how far was read at the end', async () => {
    const { intake: one, ledger } = intake();
    await one.take({ type: 'caught-up' });
    await one.take(rows(knock(1)));
    await one.done();
    expect(storedReadMark(ledger)).toBeNull();
    one.stop();
    await one.done();
    expect(storedReadMark(ledger)).toEqual({ rowId: 2, guid: 'guid-1' });
  });
});
