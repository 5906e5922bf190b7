import type { ShownPlace } from '#core/ports/sender-memory.ts';
import type { AppState, ShownSenders } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/** Who is shown, as those who keep cards themselves offer it. @param senders as they are by now. */
export function shownOf(senders: () => AppState['senders']): ShownSenders {
  return {
    card: (id) => senders().get(id) ?? null,
    page(after, limit) {
      const all = [...senders().values()].toSorted(waitingFirst);
      const from = after === null ? 0 : all.findIndex(({ id }) => id === after.id) + 1;
      const ids = all.slice(from, from + limit).map(({ id }) => id);
      const last = ids.at(-1);
      return { ids, next: from + limit < all.length && last !== undefined ? placeOf(last) : null };
    },
  };
}

function placeOf(id: string): ShownPlace {
  return { list: 0, lastSeenMs: 0, id };
}

function waitingFirst(one: SenderView, other: SenderView): number {
  return Number(other.shelf === 'waiting') - Number(one.shelf === 'waiting');
}
