import { describe, expect, test } from 'vitest';
import { StateFollower } from '#contract/state-follower.ts';
import { applyInPlace, wholePush } from '#contract/whole-state.ts';
import {
  type AppState,
  applyPush,
  type SharedState,
  type StateChange,
  type StatePush,
} from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { shownOf } from '../../support/shown-senders.ts';
import { fakeSender } from '../../support/views.ts';

const shared = { status: {}, settings: {}, lastVerdict: null } as unknown as SharedState;
const person = (index: number, more: Partial<SenderView> = {}) =>
  fakeSender({ id: `p${index}`, handle: `p${index}@example.com`, ...more });
const people = (count: number) =>
  new Map(Array.from({ length: count }, (_, index): [string, SenderView] => [`p${index}`, person(index)]));

describe('the state of whoever follows it in the same process', () => {
  test('is everybody, page by page, and then who changed or is gone', () => {
    const senders = people(1_201);
    const change = (base: number | null, changed: readonly string[]): StateChange => ({
      ...shared,
      revision: (base ?? 6) + 1,
      base,
      changed,
      senders: shownOf(() => senders),
    });
    const whole = wholePush(change(null, []));
    expect([whole.base, whole.senders.length, whole.removed]).toEqual([null, 1_201, []]);
    expect(new Set(whole.senders.map(({ id }) => id)).size).toBe(1_201);
    senders.delete('p5');
    expect(wholePush(change(7, ['p3', 'p5', 'p9']))).toEqual({
      ...shared,
      revision: 8,
      base: 7,
      senders: [senders.get('p3'), senders.get('p9')],
      removed: ['p5'],
    });
  });

  test('is the same applied in place as to a copy, and no copy is made', () => {
    const pushes: readonly StatePush[] = [
      { ...shared, revision: 1, base: null, senders: [...people(3).values()], removed: [] },
      {
        ...shared,
        revision: 2,
        base: 1,
        senders: [person(1, { preview: 'new' }), person(7)],
        removed: ['p0'],
      },
      { ...shared, revision: 3, base: 2, senders: [], removed: ['p7', 'nobody'] },
    ];
    let [copied, inPlace]: (AppState | null)[] = [null, null];
    const maps = new Set<unknown>();
    for (const push of pushes) {
      copied = applyPush(copied ?? null, push);
      inPlace = applyInPlace(inPlace ?? null, push);
      expect(inPlace).toEqual(copied);
      maps.add(inPlace?.senders);
    }
    expect(maps.size).toBe(1);
    const skipped = pushes[1];
    expect(skipped && applyInPlace(inPlace ?? null, skipped)).toBeNull();
  });

  test('is asked for anew when a push does not follow on, also in place', () => {
    let asked = 0;
    const listeners: ((push: StatePush) => void)[] = [];
    const follower = new StateFollower((listener) => {
      asked += 1;
      listeners.push(listener);
      listener({ ...shared, revision: asked, base: null, senders: [person(asked)], removed: [] });
      return () => {};
    }, applyInPlace);
    follower.subscribe(() => {});
    listeners[0]?.({ ...shared, revision: 9, base: 8, senders: [], removed: [] });
    expect([asked, follower.state?.revision]).toEqual([2, 2]);
    expect([...(follower.state?.senders.keys() ?? [])]).toEqual(['p2']);
  });
});
