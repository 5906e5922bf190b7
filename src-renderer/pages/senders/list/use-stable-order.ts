import { useRef, useState } from 'react';

export interface StableOrder {
  /** What is painted, in this order. Under the pointer some of them may have left the list meanwhile. */
  readonly ids: readonly string[];
  /** How many have come that are not painted yet. */
  readonly pending: number;
  /** Paints them all, in their own order. */
  release(): void;
}

/**
 * Holds a list still where a move could make the owner hit the wrong row.
 * @param wanted the ids as they would be sorted now.
 * @param hold `still`: nothing moves, comes or goes (the pointer is over the list). `no-arrivals`: rows may go, none
 *   comes and none moves (scrolled down, several selected). `free`: as wanted.
 * @param list names the list, or is it; another one starts afresh.
 */
export function useStableOrder(
  wanted: readonly string[],
  hold: 'free' | 'no-arrivals' | 'still',
  list: unknown,
): StableOrder {
  const [, setReleased] = useState(0);
  const painted = useRef<{ list: unknown; ids: readonly string[]; releasing: boolean }>({
    list,
    ids: wanted,
    releasing: false,
  });
  const { current } = painted;
  if (hold === 'free' || current.releasing || current.list !== list) {
    painted.current = { list, ids: wanted, releasing: false };
  } else if (hold === 'no-arrivals') {
    const wantedIds = new Set(wanted);
    const ids = current.ids.filter((id) => wantedIds.has(id));
    // Where nothing of it is left, there is nothing to hold still.
    if (ids.length !== current.ids.length)
      painted.current = { ...current, ids: ids.length === 0 ? wanted : ids };
  }
  const { ids } = painted.current;
  const shown = new Set(ids);
  return {
    ids,
    pending: ids === wanted ? 0 : wanted.filter((id) => !shown.has(id)).length,
    release: () => {
      painted.current = { ...painted.current, releasing: true };
      setReleased((count) => count + 1);
    },
  };
}
