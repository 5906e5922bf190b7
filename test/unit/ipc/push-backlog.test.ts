import { describe, expect, test } from 'vitest';
import {
  type AppState,
  applyPush,
  type SharedState,
  type StateChange,
  type StatePush,
} from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { PushBacklog } from '../../../src-main/ipc/push-backlog.ts';
import { shownOf } from '../../support/shown-senders.ts';
import { fakeSender } from '../../support/views.ts';

const shared = (word: string) =>
  ({ status: word, settings: {}, lastVerdict: null }) as unknown as SharedState;
const person = (index: number, more: Partial<SenderView> = {}) =>
  fakeSender({ id: `p${index}`, handle: `p${index}@example.com`, shelf: 'known', ...more });

/** Somebody's state, and what a follower is to be sent of it. */
function follow(count: number) {
  const senders = new Map(
    Array.from({ length: count }, (_, index) => person(index)).map((one) => [one.id, one]),
  );
  const made: string[] = [];
  const shown = shownOf(() => senders);
  const card = (id: string) => {
    made.push(id);
    return shown.card(id);
  };
  let looks = { ...shown, card };
  const backlog = new PushBacklog();
  let revision = 7;
  const told = (base: number | null, changed: readonly string[], word = 'as it is'): StateChange => ({
    ...shared(word),
    revision,
    base,
    changed,
    senders: looks,
  });
  return {
    backlog,
    made,
    begin: () => backlog.add(told(null, [])),
    /** From now on nothing of what they wrote is told. */
    withhold() {
      const whole = looks;
      looks = {
        ...whole,
        card: (id) => {
          const one = whole.card(id);
          return one === null ? null : { ...one, preview: null };
        },
      };
      backlog.add(told(revision++, []));
    },
    change(changed: readonly SenderView[], gone: readonly string[] = [], word?: string) {
      for (const one of changed) senders.set(one.id, one);
      for (const id of gone) senders.delete(id);
      const base = revision++;
      backlog.add(told(base, [...changed.map(({ id }) => id), ...gone], word));
    },
  };
}

/** Everything that is sent, one text after the other. */
function drain(backlog: PushBacklog): StatePush[] {
  const sent: StatePush[] = [];
  while (!backlog.isEmpty) {
    const next = backlog.next();
    if (next !== null) sent.push(next);
  }
  return sent;
}

function followed(pushes: readonly (StatePush | null)[]): AppState | null {
  return pushes.reduce<AppState | null>((state, one) => {
    const next = one === null ? state : applyPush(state, one);
    if (next === null) throw new Error('a push that does not follow on the one before');
    return next;
  }, null);
}

describe('what is still to be sent of the state', () => {
  test('is sent in parts, each of which follows on the one before, whoever waits first', () => {
    const { backlog, begin, change } = follow(5_000);
    change([person(9_999, { shelf: 'waiting' })]);
    begin();
    const sent = drain(backlog);
    expect(sent.map(({ base, revision }) => [base, revision])).toEqual([
      [null, 8],
      ...sent.slice(1).map(() => [8, 8]),
    ]);
    expect(sent.map(({ senders }) => senders.length)).toEqual([100, 200, 400, 800, 1_600, 1_600, 301]);
    expect(sent[0]?.senders[0]?.id).toBe('p9999');
    expect(followed(sent)?.senders.size).toBe(5_001);
    expect(backlog.isEmpty).toBe(true);
  });

  test('holds no card: each is made when it is sent, and once', () => {
    const { backlog, begin, change, made } = follow(1_000);
    begin();
    change([person(999, { preview: 'new' })]);
    expect(made).toEqual([]);
    backlog.next();
    expect(made).toHaveLength(100);
    drain(backlog);
    expect(made.length).toBeLessThanOrEqual(1_001);
    expect(new Set(made).size).toBe(1_000);
  });

  test('makes a hundred cards in a turn, however many go out together, and none that is out of date by then', () => {
    const { backlog, begin, change, made } = follow(1_000);
    begin();
    const first = backlog.next();
    expect(made.splice(0)).toHaveLength(100);
    // Half of the second text.
    expect([backlog.next(), made.length]).toEqual([null, 100]);
    const [early = ''] = made.splice(0);
    change([person(Number(early.slice(1)), { preview: 'meanwhile' })], ['p150']);
    const state = followed([first, ...drain(backlog)]);
    expect(state?.senders.get(early)?.preview).toBe('meanwhile');
    expect(state?.senders.has('p150')).toBe(false);
    expect(state?.senders.size).toBe(999);
  });

  test('holds no card back that the follower may not see any more', () => {
    const { backlog, begin, withhold } = follow(1_000);
    begin();
    const first = backlog.next();
    // Half of the second text is made.
    expect(backlog.next()).toBeNull();
    withhold();
    const rest = drain(backlog);
    expect(rest.flatMap(({ senders }) => senders).filter(({ preview }) => preview !== null)).toEqual([]);
    expect(followed([first, ...rest])?.senders.size).toBe(1_000);
  });

  test('is of each sender what is so by then', () => {
    const { backlog, begin, change } = follow(300);
    begin();
    const first = backlog.next();
    change([person(250, { preview: 'new' })], ['p251']);
    change([person(250, { preview: 'newer' })]);
    const state = followed([first, ...drain(backlog)]);
    expect(state?.revision).toBe(9);
    expect(state?.senders.get('p250')?.preview).toBe('newer');
    expect(state?.senders.has('p251')).toBe(false);
    expect(state?.senders.size).toBe(299);
  });

  test('goes out at once for whom it is asked, with what they look like, and follows all the same', () => {
    const { backlog, begin, change } = follow(500);
    begin();
    const first = backlog.next();
    change([person(600)]);
    const wanted = backlog.next(['p600']);
    expect(wanted).toMatchObject({ base: 7, revision: 8, senders: [{ id: 'p600' }] });
    expect(followed([first, wanted, ...drain(backlog)])?.senders.size).toBe(501);
  });

  test('takes back who was sent and is gone, and tells who came back', () => {
    const { backlog, begin, change } = follow(3);
    begin();
    const sent = drain(backlog);
    change([], ['p0', 'p1']);
    change([person(1)]);
    sent.push(...drain(backlog));
    expect([...(followed(sent)?.senders.keys() ?? [])].toSorted()).toEqual(['p1', 'p2']);
  });

  test('is what is not about one sender, too, and nothing when nothing is new', () => {
    const { backlog, begin, change } = follow(0);
    expect([backlog.isEmpty, backlog.next()]).toEqual([true, null]);
    begin();
    expect(drain(backlog)).toHaveLength(1);
    change([], [], 'otherwise');
    expect(drain(backlog)).toMatchObject([{ revision: 8, base: 7, status: 'otherwise' }]);
    change([person(0)]);
    backlog.clear();
    expect([backlog.isEmpty, backlog.next()]).toEqual([true, null]);
  });

  test('begins anew with a whole state', () => {
    const { backlog, begin, change } = follow(150);
    begin();
    backlog.next();
    change([]);
    begin();
    const again = drain(backlog);
    expect(again.map(({ base, senders }) => [base, senders.length])).toEqual([
      [null, 100],
      [8, 50],
    ]);
  });
});
