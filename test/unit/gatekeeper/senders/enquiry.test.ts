import { describe, expect, test } from 'vitest';
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

function enquiry(change: Partial<MessagesSource> = {}) {
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
  one.receive({
    type: 'messages-health',
    health: { state: 'reading', detail: null, path: '/chat.db', lastRowId: 0, lastReadAtMs: null },
  });
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
});
