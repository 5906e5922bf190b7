import { describe, expect, test } from 'vitest';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessagesHealth } from '#core/message/message.ts';
import { type MessagesSource, MessagesUnavailable } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { Enquiry } from '../../../../src-main/gatekeeper/senders/enquiry.ts';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { madeDecision } from '../../../support/decisions.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';

const reading: MessagesHealth = {
  state: 'reading',
  detail: null,
  path: '/chat.db',
  lastRowId: 0,
  lastReadAtMs: null,
};

function enquiry(change: Partial<MessagesSource> = {}, isReading = true) {
  const messages = {
    ...fakeMessages({ contacts: { [alice]: 'Alice' }, ownKeys: ['+12125550100'] }),
    ...change,
  };
  const ledger = testLedger();
  const roster = new SenderRoster(ledger, openSenderMemory(), 0, { now: () => 0 });
  roster.absorb([messageRow({ handle: alice })]);
  const gateway = new GatewayView(() => {});
  const decisions = new DecisionStore(ledger, () => {});
  const events: GatekeeperEvent[] = [];
  const emit = (event: GatekeeperEvent) => void events.push(event);
  const one = new Enquiry({ messages, decisions, roster, gateway, clock: fakeClock(0), emit });
  if (isReading) one.receive({ type: 'messages-health', health: reading });
  return { roster, gateway, messages, events, decisions, enquiry: one };
}

describe('asking Messages who somebody is', () => {
  test('takes note of the name, whether the owner wrote, and how much was sent', async () => {
    const { enquiry: one, roster } = enquiry();
    expect(roster.entry(alice)).toMatchObject({ contact: null, ownerWrote: null, outgoing: null });
    await one.ask(new Set([alice]));
    await settle();
    expect(roster.entry(alice)).toMatchObject({
      contact: 'Alice',
      ownerWrote: false,
      outgoing: { sent: 0, tried: 0 },
    });
  });

  test('believes the newest question’s answer, whichever comes first', async () => {
    const answers = [
      Promise.withResolvers<ReadonlyMap<string, boolean>>(),
      Promise.withResolvers<ReadonlyMap<string, boolean>>(),
    ];
    let asked = 0;
    const { enquiry: one, roster } = enquiry({
      ownerWrote: () => answers[asked++]?.promise ?? Promise.reject(new Error('asked too often')),
    });
    const older = one.ask(new Set([alice]));
    const newer = one.ask(new Set([alice]));
    answers[1]?.resolve(new Map([[alice, true]]));
    await newer;
    answers[0]?.resolve(new Map([[alice, false]]));
    await older;
    expect(roster.entry(alice)?.ownerWrote).toBe(true);
  });

  test('asks nothing about whom it was told', async () => {
    let asked = 0;
    const { enquiry: one, roster } = enquiry({
      ownerWrote: async () => {
        asked += 1;
        return new Map();
      },
    });
    await one.ask(new Set([alice]), {
      senders: new Map([[alice, { ownerWrote: true, contact: 'Alice' }]]),
    });
    expect(asked).toBe(0);
    expect(roster.entry(alice)).toMatchObject({ contact: 'Alice', ownerWrote: true });
  });

  test('asks once more about whom it was told while an answer was on its way, whichever was the newer', async () => {
    const answers = [true, false].map(() => Promise.withResolvers<ReadonlyMap<string, boolean>>());
    let asked = 0;
    const { enquiry: one, roster } = enquiry({
      ownerWrote: () => answers[asked++]?.promise ?? Promise.reject(new Error('asked too often')),
    });
    const first = one.ask(new Set([alice]));
    const senders = new Map([[alice, { ownerWrote: false, contact: null }]]);
    const second = one.ask(new Set([alice]), { senders });
    expect(asked).toBe(2);
    answers[0]?.resolve(new Map([[alice, false]]));
    await first;
    expect(roster.entry(alice)?.ownerWrote).toBeNull();
    answers[1]?.resolve(new Map([[alice, true]]));
    await second;
    expect(roster.entry(alice)).toMatchObject({ contact: 'Alice', ownerWrote: true });
  });

  test('asks all the same about whom the assistant may have written to', async () => {
    const asked: unknown[] = [];
    const {
      enquiry: one,
      roster,
      decisions,
    } = enquiry({
      ownerWrote: async (queries) => {
        asked.push(...queries);
        return new Map(queries.map(({ key }) => [key, false]));
      },
    });
    decisions.append(madeDecision({ issuedAtMs: 1_000 }), { progress: 'queued', error: null, atMs: 1_000 });
    await one.ask(new Set([alice]), { senders: new Map([[alice, { ownerWrote: true, contact: null }]]) });
    expect(asked).toEqual([{ key: alice, spans: [{ fromMs: 1_000, toMs: null }] }]);
    expect(roster.entry(alice)?.ownerWrote).toBe(false);
  });

  test('leaves unknown what Messages can’t say now', async () => {
    const unreadable = () =>
      Promise.reject(new MessagesUnavailable(sentence('said.foreign', { text: 'no access' })));
    const { enquiry: one, roster } = enquiry({ contacts: unreadable });
    await expect(one.ask(new Set([alice]))).resolves.toBeUndefined();
    expect(roster.entry(alice)).toMatchObject({ contact: null, ownerWrote: null });
  });

  test('passes on a defect', async () => {
    const { enquiry: one } = enquiry({ contacts: () => Promise.reject(new Error('a defect')) });
    await expect(one.ask(new Set([alice]))).rejects.toThrow('a defect');
  });

  test('claims nothing was sent when the gateway reads another database', async () => {
    const { enquiry: one, roster, gateway } = enquiry();
    gateway.take(facts({ accounts: [{ messages: { kind: 'another-file', path: '/other.db' } }] }));
    expect(one.readsOurDatabase).toBe(false);
    await one.ask(new Set([alice]));
    await settle();
    expect(roster.entry(alice)).toMatchObject({ contact: 'Alice', outgoing: null });
    gateway.take(facts({ accounts: [{}] }));
    expect(one.readsOurDatabase).toBe(true);
  });

  test('leaves open whether the owner wrote, while OpenClaw runs and who is let in can’t be read', async () => {
    const asked: (readonly { readonly fromMs: number }[])[] = [];
    const {
      enquiry: one,
      roster,
      gateway,
      events,
    } = enquiry({
      ownerWrote: async (queries) => {
        asked.push(...queries.map(({ spans }) => spans));
        return new Map(queries.map(({ key, spans }) => [key, spans.length === 0]));
      },
    });
    await one.ask(new Set([alice]));
    await settle();
    events.splice(0);
    expect(roster.entry(alice)?.ownerWrote).toBe(true);
    const connect = (state: 'incompatible' | 'unreachable') => {
      const detail = sentence('gateway.lost');
      const connection = { state, version: null, url: 'ws://127.0.0.1:1', detail, notes: [] };
      gateway.receive({ type: 'connection', connection, appliedRevision: null });
      one.receive({ type: 'connection', connection, appliedRevision: null });
    };
    // Nobody runs who could have answered.
    connect('unreachable');
    await settle();
    expect(roster.entry(alice)?.ownerWrote).toBe(true);
    connect('incompatible');
    await settle();
    expect(roster.entry(alice)?.ownerWrote).toBeNull();
    expect(asked.at(-1)).toMatchObject([{ fromMs: roster.entry(alice)?.record.firstSeenAtMs, toMs: null }]);
    connect('unreachable');
    await settle();
    expect(roster.entry(alice)?.ownerWrote).toBe(true);
    // Each time, and behind it what was sent.
    expect(events.map(({ type }) => type)).toEqual(['senders', 'senders', 'senders', 'senders']);
  });

  test('counts what was sent while others are still asked about: a flood leaves no old number standing', async () => {
    const never = new Promise<ReadonlyMap<string, boolean>>(() => {});
    const { enquiry: one, roster } = enquiry({
      ownerWrote: (queries) =>
        queries.some(({ key }) => key === alice) ? Promise.resolve(new Map([[alice, false]])) : never,
    });
    void one.ask(new Set(['+12125550102']));
    await one.ask(new Set([alice]));
    await settle();
    expect(roster.entry(alice)?.outgoing).toMatchObject({ sent: 0 });
  });

  test('knows the owner’s own addresses', async () => {
    const { enquiry: one } = enquiry();
    expect([...one.own.now]).toEqual([]);
    const own = { now: new Set(['+12125550100']), before: new Map() };
    one.receive({ type: 'own-addresses', own });
    expect(one.own).toBe(own);
  });

  test('has nothing to say before Messages was looked at', () => {
    const { enquiry: one } = enquiry({}, false);
    expect(one.health).toEqual({
      state: 'starting',
      detail: sentence('messages.opening'),
      path: '',
      lastRowId: 0,
      lastReadAtMs: null,
    });
    expect([one.own, one.readsOurDatabase, one.isInDoubt]).toEqual([
      { now: new Set(), before: new Map() },
      true,
      false,
    ]);
  });

  test('counts what was sent once Messages is read', async () => {
    const { enquiry: one, roster, events } = enquiry({}, false);
    await one.ask(new Set([alice]), { areCounted: true });
    await settle();
    one.receive({ type: 'messages-health', health: { ...reading, state: 'no-access' } });
    await settle();
    expect([roster.entry(alice)?.outgoing, events]).toEqual([null, []]);
    one.receive({ type: 'messages-health', health: reading });
    expect(one.health).toBe(reading);
    await settle();
    expect(roster.entry(alice)?.outgoing).toMatchObject({ sent: 0, tried: 0 });
    expect(events).toEqual([{ type: 'senders', keys: [alice] }]);
  });

  test('waits for what was sent only where it is told to', async () => {
    const counted = Promise.withResolvers<ReadonlyMap<string, OutgoingCount>>();
    const { enquiry: one, roster } = enquiry({ outgoing: () => counted.promise });
    await one.ask(new Set([alice]));
    expect(roster.entry(alice)?.contact).toBe('Alice');
    let isDone = false;
    void one.ask(new Set([alice]), { areCounted: true }).then(() => {
      isDone = true;
    });
    await settle();
    expect(isDone).toBe(false);
    counted.resolve(new Map());
    await settle();
    expect(isDone).toBe(true);
  });

  test('asks nothing about nobody', async () => {
    let asked = 0;
    const { enquiry: one } = enquiry({
      contacts: async () => {
        asked += 1;
        return new Map();
      },
    });
    await one.ask(new Set());
    expect(asked).toBe(0);
  });

  test('leaves open what Messages says nothing of', async () => {
    const { enquiry: one, roster } = enquiry({
      ownerWrote: async () => new Map(),
      contacts: async () => new Map(),
    });
    roster.learn(alice, { ownerWrote: true, contact: 'Alice' });
    await one.ask(new Set([alice]));
    expect(roster.entry(alice)).toMatchObject({ ownerWrote: null, contact: null });
  });

  test('asks about some of them, where it was told of the others', async () => {
    const bob = '+12125550102';
    const asked: (readonly string[])[] = [];
    const { enquiry: one, roster } = enquiry({
      contacts: async (keys) => {
        asked.push(keys);
        return new Map([[bob, 'Bob']]);
      },
    });
    roster.absorb([messageRow({ handle: bob, guid: 'bob', rowId: 2 })]);
    const senders = new Map([[alice, { ownerWrote: true, contact: 'Al' }]]);
    await one.ask(new Set([alice, bob]), { senders });
    expect(asked).toEqual([[bob]]);
    expect([alice, bob].map((key) => roster.entry(key)?.contact)).toEqual(['Al', 'Bob']);
  });

  describe('while OpenClaw can’t be read', () => {
    const connection = (state: 'incompatible' | 'connected') => ({
      type: 'connection' as const,
      connection: { state, version: null, url: '', detail: null, notes: [] },
      appliedRevision: null,
    });

    function inDoubt(change: Partial<MessagesSource> = {}) {
      const asked: unknown[] = [];
      const made = enquiry({
        ownerWrote: async (queries) => {
          asked.push(...queries);
          return new Map([[alice, true]]);
        },
        ...change,
      });
      const connect = async (state: 'incompatible' | 'connected') => {
        made.gateway.receive(connection(state));
        made.enquiry.receive(connection(state));
        await settle();
      };
      return { ...made, asked, connect };
    }

    test('what the owner wrote before anybody could answer is the owner’s', async () => {
      const { roster, connect, asked } = inDoubt();
      await connect('incompatible');
      expect(roster.entry(alice)?.ownerWrote).toBe(true);
      expect(asked).toEqual([{ key: alice, spans: [{ fromMs: messageRow().atMs, toMs: null }] }]);
    });

    test('everybody is asked about once, and once more when the lists are read', async () => {
      const { enquiry: one, gateway, connect, asked } = inDoubt();
      await connect('incompatible');
      await connect('incompatible');
      expect(one.isInDoubt).toBe(true);
      expect(asked).toHaveLength(1);
      await connect('connected');
      gateway.take(facts({ accounts: [{}] }));
      one.receive({ type: 'facts', facts: gateway.facts, isWriting: false });
      await settle();
      expect(one.isInDoubt).toBe(false);
      expect(asked.slice(1)).toEqual([{ key: alice, spans: [] }]);
    });

    test('what is told without a question is not believed', async () => {
      const { enquiry: one, roster, connect, asked } = inDoubt({ contacts: async () => new Map() });
      await connect('incompatible');
      await one.ask(new Set([alice]), {
        senders: new Map([[alice, { ownerWrote: false, contact: 'Told' }]]),
      });
      expect(asked).toHaveLength(2);
      expect(roster.entry(alice)).toMatchObject({ ownerWrote: true, contact: null });
    });

    test('a defect is told', async () => {
      const error = new Error('a defect');
      const { events, connect } = inDoubt({ contacts: () => Promise.reject(error) });
      await connect('incompatible');
      expect(events.filter(({ type }) => type === 'trouble')).toEqual([{ type: 'trouble', error }]);
    });
  });
});
