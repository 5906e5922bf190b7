import { expect, test } from 'vitest';
import { type AppState, applyPush, type SharedState } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { shelves } from '#core/surface/shelf.ts';
import { StatePublisher } from '../../../src-main/gatekeeper/state/feed.ts';
import { PushBacklog } from '../../../src-main/ipc/push-backlog.ts';
import { openSenderMemory } from '../../../src-main/memory/sender-memory.ts';
import { randomOf } from '../../fuzz/mutate.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';
import { fakeSender } from '../../support/views.ts';

const shared = () => ({}) as unknown as SharedState;
const iso = (ms: number) => new Date(Date.UTC(2026, 10, 24) + ms).toISOString();

// Who is sent in parts is read by the place up to which they were sent, while everybody may come to stand elsewhere.
test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
  'whoever follows has everybody in the end, as they are, whatever changes while the state is sent (%i)',
  async (seed) => {
    const random = randomOf(seed);
    const cards = new Map<string, SenderView>();
    let now = 0;
    const card = (id: string): SenderView => {
      now += 1;
      const shelf = random.one(shelves);
      return fakeSender({ id, handle: `${id}@example.com`, shelf, lastSeenAt: iso(now), knocks: now });
    };
    for (let n = 0; n < 450; n += 1) cards.set(`p${n}`, card(`p${n}`));
    const source = {
      keys: () => new Set(cards.keys()),
      view: (id: string) => cards.get(id) ?? null,
    };
    const feed = new StatePublisher(source, openSenderMemory(), fakeClock(0), shared);
    if (random.maybe(0.7)) await feed.settled();
    const backlog = new PushBacklog();
    let state: AppState | null = null;
    const send = (wanted: readonly string[] = []): void => {
      const push = backlog.next(wanted);
      if (push === null) return;
      const next = applyPush(state, push);
      if (next === null) throw new Error('a push that does not follow on the one before');
      state = next;
    };
    feed.subscribe((change) => {
      backlog.add(change);
      if (random.maybe(0.5)) send(random.maybe(0.5) ? change.changed : []);
    });
    for (let step = 0; step < 60; step += 1) {
      const touched = Array.from({ length: random.below(30) }, () => `p${random.below(500)}`);
      for (const id of touched) {
        if (random.maybe(0.1)) cards.delete(id);
        else cards.set(id, card(id));
      }
      feed.receive({ type: 'senders', keys: touched });
      if (random.maybe(0.6)) await settle();
      if (random.maybe(0.5)) send();
    }
    await feed.settled();
    while (!backlog.isEmpty) send();
    const followed = new Map((state as AppState | null)?.senders);
    expect([...followed].toSorted()).toEqual([...cards].toSorted());
  },
);
