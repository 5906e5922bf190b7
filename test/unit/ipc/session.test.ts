import { describe, expect, test } from 'vitest';
import type { AppApi } from '#contract/contract.ts';
import type { ServerMessage } from '#contract/wire.ts';
import { type AppState, applyPush, type StateChange } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { Session } from '../../../src-main/ipc/session.ts';
import { shownOf } from '../../support/shown-senders.ts';
import { fakeSender } from '../../support/views.ts';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    fakeSender({ id: `p${index}`, handle: `p${index}@example.com` }),
  );

const notice = (id: string): Notice => ({ kind: 'withdraw', id });

/** A session on an app of the test's own, whose other side reads when the test says so. */
function open(count: number) {
  const listeners = { change: (_: StateChange) => {}, notice: (_: Notice) => {} };
  const senders = new Map(people(count).map((one) => [one.id, one]));
  const shown = shownOf(() => senders);
  let revision = 1;
  let told = 0;
  const standing: Notice[] = [];
  const shared = { status: {}, settings: {}, lastVerdict: null };
  const api = {
    commands: {},
    subscribe(listener: (change: StateChange) => void) {
      listeners.change = listener;
      listener({ ...shared, revision, base: null, changed: [], senders: shown } as unknown as StateChange);
      return () => {
        listeners.change = () => {};
      };
    },
    notices(listener: (notice: Notice) => void) {
      told += 1;
      listeners.notice = listener;
      for (const one of standing) listener(one);
      return () => {
        listeners.notice = () => {};
      };
    },
  } as unknown as AppApi;
  const sent: ServerMessage[] = [];
  const soon: (() => void)[] = [];
  let backlog = 0;
  const errors: unknown[] = [];
  const session = new Session(
    api,
    {
      send: (text) => {
        sent.push(JSON.parse(text) as ServerMessage);
      },
      backlog: () => backlog,
      soon: (run) => void soon.push(run),
    },
    (error) => errors.push(error),
  );
  return {
    session,
    sent,
    standing,
    errors,
    tellings: () => told,
    /** Lets every turn that waits have its turn. */
    turns: () => {
      for (let run = soon.shift(); run !== undefined; run = soon.shift()) run();
    },
    change: (id: string, preview: string) => {
      const base = revision;
      revision += 1;
      senders.set(id, fakeSender({ id, handle: `${id}@example.com`, preview }));
      const change = { ...shared, revision, base, changed: [id], senders: shown };
      listeners.change(change as unknown as StateChange);
    },
    notify: (id: string) => listeners.notice(notice(id)),
    fill: () => {
      backlog = 2 ** 21;
    },
    read: () => {
      backlog = 0;
      session.drained();
    },
    state: () =>
      sent.reduce<AppState | null>((state, message) => {
        if (!('push' in message)) return state;
        const next = applyPush(state, message.push);
        if (next === null) throw new Error('a push that does not follow on the one before');
        return next;
      }, null),
    kinds: () =>
      sent.map((message) => {
        if ('push' in message) return `push ${message.push.senders.length}`;
        return 'notice' in message ? `notice ${message.notice.id}` : 'answer';
      }),
  };
}

const subscribe = '{"id":1,"command":"subscribe"}';

describe('a subscription', () => {
  test('begins with part of the state at once; the rest follows in turns, and then what still stands', () => {
    const one = open(450);
    one.standing.push(notice('old'));
    one.session.receive(subscribe);
    expect(one.kinds()).toEqual(['answer', 'push 100']);
    one.turns();
    expect(one.kinds()).toEqual(['answer', 'push 100', 'push 200', 'push 150', 'notice old']);
    expect(one.state()?.senders.size).toBe(450);
  });

  test('tells of a change at once, before the notice of it, also while the rest is on its way', () => {
    const one = open(450);
    one.session.receive(subscribe);
    one.change('p449', 'new');
    expect(one.kinds()).toEqual(['answer', 'push 100', 'push 1']);
    one.turns();
    one.change('p3', 'newer');
    one.notify('n1');
    expect(one.kinds().slice(-2)).toEqual(['push 1', 'notice n1']);
    expect(one.state()?.senders.get('p449')?.preview).toBe('new');
  });

  test('of somebody who does not read: each sender once, as they are by then, and what still stands anew', () => {
    const one = open(50);
    one.session.receive(subscribe);
    one.turns();
    one.fill();
    for (const word of ['a', 'b', 'c']) one.change('p1', word);
    one.change('p2', 'd');
    one.notify('missed');
    expect(one.kinds()).toEqual(['answer', 'push 50']);
    one.standing.push(notice('stands'));
    one.read();
    expect(one.kinds()).toEqual(['answer', 'push 50', 'push 2', 'notice stands']);
    expect(one.state()?.senders.get('p1')?.preview).toBe('c');
    expect(one.tellings()).toBe(2);
  });

  test('of somebody who reads slowly is whole in the end, however often something changes', () => {
    const one = open(1_000);
    one.session.receive(subscribe);
    for (let round = 0; round < 40; round += 1) {
      one.fill();
      one.change('p5', `round ${round}`);
      one.turns();
      one.read();
    }
    one.turns();
    expect(one.state()?.senders.size).toBe(1_000);
    expect(one.state()?.senders.get('p5')?.preview).toBe('round 39');
    expect(one.errors).toEqual([]);
  });

  test('that is asked for again begins anew, and one that is over sends nothing more', () => {
    const one = open(150);
    one.session.receive(subscribe);
    one.session.receive(subscribe);
    one.turns();
    expect(one.kinds()).toEqual(['answer', 'push 100', 'answer', 'push 100', 'push 50']);
    one.session.receive(subscribe);
    one.session.close();
    one.turns();
    expect(one.kinds()).toHaveLength(7);
  });
});
