import { useCallback, useRef, useState } from 'react';

/** The keys a list understands; the part of a keyboard event it looks at. */
export interface ListKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
}

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The row that keys move from, and whose card is shown; null: none. */
  readonly active: string | null;
  /** The owner chose it; else it is only open because the page began with it. */
  readonly isChosen: boolean;
  readonly press: (id: string, how: 'one' | 'toggle' | 'range') => void;
  /** @param page rows per page. @returns whether the key was one of the list's. */
  onKey(event: ListKey, page: number): boolean;
  select(id: string | null): void;
  /** Opens a card that nobody chose: it never becomes part of a choice of several. */
  open(id: string | null): void;
}

interface Selected {
  readonly ids: ReadonlySet<string>;
  readonly active: string | null;
  /** Where a range starts. */
  readonly anchor: string | null;
  readonly isChosen: boolean;
}

const none: Selected = { ids: new Set(), active: null, anchor: null, isChosen: false };
const one = (id: string): Selected => ({ ids: new Set([id]), active: id, anchor: id, isChosen: true });
const opened = (id: string): Selected => ({ ids: new Set([id]), active: id, anchor: null, isChosen: false });

function range(order: readonly string[], anchor: string | null, to: string): ReadonlySet<string> {
  const end = order.indexOf(to);
  const start = anchor === null ? end : order.indexOf(anchor);
  if (start < 0 || end < 0) return new Set([to]);
  return new Set(order.slice(Math.min(start, end), Math.max(start, end) + 1));
}

/** Which rows of a list are selected: by click, Cmd-click, Shift-click, arrows, Home, End, pages, Cmd+A. */
export function useSelection(order: readonly string[]): Selection {
  const [selected, setSelected] = useState<Selected>(none);
  const ordered = useRef(order);
  ordered.current = order;

  const press = useCallback((id: string, how: 'one' | 'toggle' | 'range'): void => {
    setSelected((before) => {
      if (how === 'one') return one(id);
      if (how === 'range') {
        const ids = range(ordered.current, before.anchor, id);
        return { ids, active: id, anchor: before.anchor ?? id, isChosen: true };
      }
      const ids = new Set(before.isChosen ? before.ids : []);
      if (!ids.delete(id)) ids.add(id);
      const active = ids.has(id) ? id : (ids.values().next().value ?? null);
      return { ids, active, anchor: active, isChosen: ids.size > 0 };
    });
  }, []);

  const select = useCallback((id: string | null): void => setSelected(id === null ? none : one(id)), []);
  const open = useCallback((id: string | null): void => setSelected(id === null ? none : opened(id)), []);

  const onKey = (event: ListKey, page: number): boolean => {
    const at = selected.active === null ? -1 : order.indexOf(selected.active);
    const last = order.length - 1;
    if (event.key === 'a' && (event.metaKey || event.ctrlKey)) {
      setSelected({
        ids: new Set(order),
        active: selected.active ?? order[0] ?? null,
        anchor: order[0] ?? null,
        isChosen: order.length > 0,
      });
      return true;
    }
    if (event.metaKey || event.ctrlKey) return false;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? last : at - 1,
      Home: 0,
      End: last,
      PageDown: at + page,
      PageUp: at - page,
    };
    const target = steps[event.key];
    if (target === undefined || last < 0) return false;
    const id = order[Math.min(last, Math.max(0, target))];
    if (id !== undefined) press(id, event.shiftKey ? 'range' : 'one');
    return true;
  };

  const { ids, active, isChosen } = selected;
  return { ids, active, isChosen, press, onKey, select, open };
}
