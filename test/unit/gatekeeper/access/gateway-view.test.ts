import { describe, expect, test } from 'vitest';
import { noChatsAsked } from '#core/access/named-chats.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { facts } from '../../../support/facts.ts';
import { settle } from '../../../support/fake-clock.ts';

const connection = (state: 'connected' | 'unreachable') =>
  ({ type: 'connection', connection: { state, version: null, url: '', detail: null, notes: [] } }) as const;
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
