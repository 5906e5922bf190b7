import { describe, expect, test } from 'vitest';
import { noChatsAsked } from '#core/access/named-chats.ts';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import { loadingMs } from '#core/reconcile/pace.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { facts } from '../../../support/facts.ts';
import { settle } from '../../../support/fake-clock.ts';

const connection = (state: GatewayConnectionState, detail: Sentence | null = null) =>
  ({
    type: 'connection',
    connection: { state, version: null, url: '', detail, notes: [] },
    appliedRevision: null,
  }) as const;
const read: GatekeeperEvent = { type: 'facts', facts: null, isWriting: false };

function view() {
  const emitted: string[] = [];
  return { emitted, view: new GatewayView(({ type }) => emitted.push(type)) };
}

/** Whether `promise` has resolved by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await settle();
  return done;
}

describe('what was read from the gateway', () => {
  test('is not known any more when the connection is lost, nor on the next one', () => {
    const { view: one } = view();
    one.receive(connection('connected'));
    one.take(facts());
    expect(one.readState).toMatchObject({ connection: 'connected', facts: { baseHash: 'base-1' } });
    one.receive(connection('unreachable'));
    expect(one.readState).toEqual({
      connection: 'lost',
      facts: null,
      inEffect: null,
      chats: noChatsAsked,
      unusable: null,
    });
    one.receive(connection('connected'));
    expect(one.facts).toBeNull();
  });

  test('is fresh when a reading that began after the question is done, not an earlier one', async () => {
    const { view: one, emitted } = view();
    one.receive(connection('connected'));
    one.reading();
    const fresh = one.fresh();
    expect(emitted).toEqual(['read-asked']);
    one.take(facts());
    // The next reading begins before everybody has been told of this one.
    one.reading();
    one.receive(read);
    expect(await isDone(fresh)).toBe(false);
    one.take(facts());
    expect(await isDone(fresh)).toBe(false);
    one.receive(read);
    expect(await isDone(fresh)).toBe(true);
  });

  test('keeps nobody waiting without a gateway', async () => {
    const { view: one } = view();
    expect(await isDone(one.fresh())).toBe(true);
    one.receive(connection('connected'));
    const fresh = one.fresh();
    one.receive(connection('unreachable'));
    one.receive(read);
    expect(await isDone(fresh)).toBe(true);
  });
});

describe('the lists in effect', () => {
  function connected() {
    const { view: one } = view();
    one.receive(connection('connected'));
    return one;
  }

  test('are those that were read, once they are applied', () => {
    const one = connected();
    one.take(facts());
    expect(one.readState.inEffect).toEqual(facts());
  });

  test('are the ones before, while others are saved and not applied', () => {
    const one = connected();
    const before = { ...facts({ direct: ['+12125550101'] }), revision: 'revision-0' };
    one.take(before);
    one.take(facts({ applied: false }));
    expect(one.readState.facts).toMatchObject({ applied: false });
    expect(one.readState.inEffect).toMatchObject({ revision: 'revision-0' });
  });

  test.each([
    ['nothing was read before', null],
    ['what was read before is not what is applied', { ...facts(), revision: 'revision-9' }],
  ])('are not known when %s', (_, before) => {
    const one = connected();
    if (before !== null) one.take(before);
    one.take(facts({ applied: false }));
    expect(one.readState.inEffect).toBeNull();
  });
});

describe('a reading', () => {
  test('is early for as long as the gateway may still load its plugin, on each connection anew', () => {
    const { view: one } = view();
    const at = (readAtMs: number) => {
      one.take({ ...facts(), readAtMs });
      return one.facts?.isEarly === true;
    };
    for (const beganMs of [1_000, 5_000_000]) {
      one.receive(connection('connected'));
      expect(at(beganMs)).toBe(true);
      expect(at(beganMs + loadingMs - 1)).toBe(true);
      expect(at(beganMs + loadingMs)).toBe(false);
      one.take(null);
      expect(one.facts).toBeNull();
      expect(at(beganMs + loadingMs)).toBe(false);
      one.receive(connection('unreachable'));
    }
  });

  test('that came to nothing says why until one comes to something, or the connection is another', () => {
    const { view: one } = view();
    const why = sentence('gateway.lost');
    one.receive(connection('connected'));
    expect(one.unread).toBeNull();
    one.fail(why);
    one.take(null);
    expect(one.unread).toEqual(why);
    one.take(facts());
    expect(one.unread).toBeNull();
    one.fail(why);
    // What is known is known.
    expect(one.unread).toBeNull();
    one.take(null);
    one.receive(connection('unreachable'));
    expect(one.unread).toBeNull();
  });

  test('is asked for by nobody any more once it has been stopped, and nobody waits for it', async () => {
    const { view: one, emitted } = view();
    one.receive(connection('connected'));
    const asked = one.fresh();
    one.reading();
    const later = one.fresh();
    one.stop();
    expect([await isDone(asked), await isDone(later)]).toEqual([true, true]);
    expect(one.facts).toBeNull();
    emitted.length = 0;
    expect(await isDone(one.fresh())).toBe(true);
    expect(emitted).toEqual([]);
  });

  test('is waited for whatever else is told meanwhile', async () => {
    const { view: one } = view();
    one.receive(connection('connected'));
    const fresh = one.fresh();
    one.reading();
    one.take(facts());
    one.receive({ type: 'time' });
    expect(await isDone(fresh)).toBe(false);
    one.receive(read);
    expect(await isDone(fresh)).toBe(true);
  });

  test('stays when the connection is told of once more', () => {
    const { view: one } = view();
    one.receive(connection('connected'));
    one.take(facts());
    one.receive(connection('connected', sentence('gateway.late')));
    expect(one.facts).not.toBeNull();
    expect(one.isLate).toBe(true);
    one.receive(connection('connected'));
    expect(one.isLate).toBe(false);
  });
});

describe('a gateway', () => {
  test('is connecting until something is told of it', () => {
    const { view: one } = view();
    expect([one.connection.state, one.isConnected, one.readState.connection]).toEqual([
      'connecting',
      false,
      'connecting',
    ]);
    one.receive(connection('unreachable'));
    expect(one.readState.connection).toBe('lost');
  });

  test.each<[GatewayConnectionState, boolean]>([
    ['connected', false],
    ['connecting', false],
    ['unreachable', false],
    ['unauthorized', true],
    ['incompatible', true],
    ['another', true],
    ['unidentified', true],
    ['not-local', true],
  ])('that is %s is asked nothing until somebody solves it: %s', (state, isUnusable) => {
    const { view: one } = view();
    const why = sentence('gateway.lost');
    one.receive(connection(state, why));
    expect(one.obstacle).toEqual(isUnusable ? why : null);
    expect(one.readState.unusable === null).toBe(!isUnusable);
    one.receive(connection(state));
    expect(one.obstacle).toEqual(isUnusable ? sentence('refuse.by-gateway') : null);
  });

  test('is known with whose the chats are that it names', () => {
    const { view: one } = view();
    const chats = { ...noChatsAsked };
    one.receive({ type: 'direct-chats', chats });
    expect(one.readState.chats).toBe(chats);
  });
});
