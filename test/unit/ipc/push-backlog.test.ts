import { describe, expect, test } from 'vitest';
import { type AppState, applyPush, type SharedState, type StatePush } from '#core/surface/app-state.ts';
import { PushBacklog } from '../../../src-main/ipc/push-backlog.ts';
import { fakeSender } from '../../support/views.ts';

const shared = (word: string) =>
  ({ status: word, settings: {}, lastVerdict: null }) as unknown as SharedState;
const person = (index: number, shelf: 'waiting' | 'known' = 'known') =>
  fakeSender({ id: `p${index}`, handle: `p${index}@example.com`, shelf });
const people = (count: number, shelf: 'waiting' | 'known' = 'known') =>
  Array.from({ length: count }, (_, index) => person(index, shelf));

function push(change: Partial<StatePush> & Pick<StatePush, 'revision' | 'base'>): StatePush {
  return { ...shared('as it is'), senders: [], removed: [], ...change };
}

/** Everything that is sent, one text after the other. */
function drain(backlog: PushBacklog): StatePush[] {
  const sent: StatePush[] = [];
  for (let next = backlog.next(); next !== null; next = backlog.next()) sent.push(next);
  return sent;
}

function followed(pushes: readonly StatePush[]): AppState | null {
  return pushes.reduce<AppState | null>((state, one) => {
    const next = applyPush(state, one);
    if (next === null) throw new Error('a push that does not follow on the one before');
    return next;
  }, null);
}

describe('what is still to be sent of the state', () => {
  test('is sent in parts, each of which follows on the one before, whoever waits first', () => {
    const backlog = new PushBacklog();
    backlog.add(push({ revision: 7, base: null, senders: [...people(5_000), person(9_999, 'waiting')] }));
    const sent = drain(backlog);
    expect(sent.map(({ base, revision }) => [base, revision])).toEqual([
      [null, 7],
      ...sent.slice(1).map(() => [7, 7]),
    ]);
    expect(sent.map(({ senders }) => senders.length)).toEqual([100, 200, 400, 800, 1_600, 1_600, 301]);
    expect(sent[0]?.senders[0]?.id).toBe('p9999');
    expect(followed(sent)?.senders.size).toBe(5_001);
    expect(backlog.isEmpty).toBe(true);
  });

  test('is of each sender what is so by then, once', () => {
    const backlog = new PushBacklog();
    backlog.add(push({ revision: 1, base: null, senders: people(300) }));
    const first = backlog.next();
    backlog.add(
      push({ revision: 2, base: 1, senders: [{ ...person(250), preview: 'new' }], removed: ['p251'] }),
    );
    backlog.add(push({ revision: 3, base: 2, senders: [{ ...person(250), preview: 'newer' }] }));
    const rest = drain(backlog);
    const state = followed([...(first === null ? [] : [first]), ...rest]);
    expect(state?.revision).toBe(3);
    expect(state?.senders.get('p250')?.preview).toBe('newer');
    expect(state?.senders.has('p251')).toBe(false);
    expect(state?.senders.size).toBe(299);
    expect(rest.flatMap(({ senders }) => senders).filter(({ id }) => id === 'p250')).toHaveLength(1);
  });

  test('goes out at once for whom it is asked, with what they look like, and follows all the same', () => {
    const backlog = new PushBacklog();
    backlog.add(push({ revision: 1, base: null, senders: people(500) }));
    const first = backlog.next();
    backlog.add(push({ revision: 2, base: 1, senders: [person(600)] }));
    const wanted = backlog.next(['p600']);
    expect(wanted).toMatchObject({ base: 1, revision: 2, senders: [{ id: 'p600' }] });
    const all = [first, wanted, ...drain(backlog)].flatMap((one) => one ?? []);
    expect(followed(all)?.senders.size).toBe(501);
  });

  test('takes back who was sent and is gone, and tells who came back', () => {
    const backlog = new PushBacklog();
    backlog.add(push({ revision: 1, base: null, senders: people(3) }));
    const sent = drain(backlog);
    backlog.add(push({ revision: 2, base: 1, removed: ['p0', 'p1'] }));
    backlog.add(push({ revision: 3, base: 2, senders: [person(1)] }));
    sent.push(...drain(backlog));
    expect([...(followed(sent)?.senders.keys() ?? [])].toSorted()).toEqual(['p1', 'p2']);
  });

  test('is what is not about one sender, too, and nothing when nothing is new', () => {
    const backlog = new PushBacklog();
    expect([backlog.isEmpty, backlog.next()]).toEqual([true, null]);
    backlog.add(push({ revision: 1, base: null }));
    expect(drain(backlog)).toHaveLength(1);
    backlog.add({ ...push({ revision: 2, base: 1 }), ...shared('otherwise') });
    expect(drain(backlog)).toMatchObject([{ revision: 2, base: 1, status: 'otherwise' }]);
    backlog.add(push({ revision: 3, base: 2, senders: people(1) }));
    backlog.clear();
    expect([backlog.isEmpty, backlog.next()]).toEqual([true, null]);
  });

  test('begins anew with a whole state', () => {
    const backlog = new PushBacklog();
    backlog.add(push({ revision: 1, base: null, senders: people(150) }));
    backlog.next();
    backlog.add(push({ revision: 9, base: null, senders: people(2) }));
    const again = drain(backlog);
    expect(again).toMatchObject([{ revision: 9, base: null, senders: [{}, {}] }]);
  });
});
