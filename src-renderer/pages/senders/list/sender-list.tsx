import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useState } from 'react';
import { type CrowdView, shownOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { useApp } from '../../../context/app-context.ts';
import { SenderRow } from './sender-row.tsx';
import type { Selection } from './use-selection.ts';

/** Rows painted above and below what is seen, so that a fast scroll shows no gap. */
const spare = 6;

interface SenderListProps {
  readonly ids: readonly string[];
  readonly selection: Selection;
  readonly isOnList: (sender: SenderView) => boolean;
  /** The crowds among them, by id; those that are none any more are still painted. */
  readonly crowds: ReadonlyMap<string, CrowdView>;
  readonly opened: ReadonlySet<string>;
  /** Opens a crowd, or closes it. */
  readonly onOpen: (id: string, open?: boolean) => void;
  readonly onScrolled: (scrolled: boolean) => void;
  readonly label: string;
  /** The list itself: a verdict puts the focus back on its next row. */
  readonly ref: RefObject<HTMLDivElement | null>;
}

interface Visible {
  readonly first: number;
  readonly count: number;
  readonly rowPx: number;
}

/** Height of a row, px: the style sheet says it, in rem. */
function rowHeight(): number {
  const style = getComputedStyle(document.documentElement);
  return Number.parseFloat(style.getPropertyValue('--row-height')) * Number.parseFloat(style.fontSize);
}

/** Which rows are in sight; measured from the scroller, so text size and window size may change at any time. */
function useVisible(scroller: { readonly current: HTMLDivElement | null }): Visible & { measure(): void } {
  const [visible, setVisible] = useState<Visible>({ first: 0, count: 24, rowPx: 0 });
  const measure = (): void => {
    const node = scroller.current;
    if (!node) return;
    const rowPx = rowHeight();
    const first = Math.max(0, Math.floor(node.scrollTop / rowPx) - spare);
    const count = Math.ceil(node.clientHeight / rowPx) + 2 * spare;
    setVisible((before) =>
      before.first === first && before.count === count && before.rowPx === rowPx
        ? before
        : { first, count, rowPx },
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured once mounted, then when the size changes
  useLayoutEffect(() => {
    measure();
    const node = scroller.current;
    if (!node) return;
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return { ...visible, measure };
}

/** A list of any length: only the rows in sight are in the page. The list has the focus and names its active row. */
export function SenderList(props: SenderListProps): ReactNode {
  const { ids, selection, isOnList, label, crowds, opened, onOpen } = props;
  const { state, nowMs } = useApp();
  const { ref: scroller } = props;
  const { first, count, rowPx, measure } = useVisible(scroller);
  const activeIndex = selection.active === null ? -1 : ids.indexOf(selection.active);

  // The active row is always in sight: keys move it, and a verdict moves it on.
  useLayoutEffect(() => {
    const node = scroller.current;
    if (!node || activeIndex < 0) return;
    const top = activeIndex * rowPx;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + rowPx > node.scrollTop + node.clientHeight)
      node.scrollTop = top + rowPx - node.clientHeight;
  }, [activeIndex, rowPx, scroller]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const opens = event.key === 'ArrowRight';
    if ((opens || event.key === 'ArrowLeft') && selection.active !== null && crowds.has(selection.active)) {
      onOpen(selection.active, opens);
      event.preventDefault();
    } else if (
      selection.onKey(event, Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 1))
    ) {
      event.preventDefault();
    }
  };

  const shown = ids.slice(first, first + count);
  const activeInPage = activeIndex >= first && activeIndex < first + count;
  return (
    <div
      ref={scroller}
      className="list"
      role="listbox"
      aria-label={label}
      aria-multiselectable="true"
      aria-activedescendant={activeInPage ? `row-${activeIndex}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        measure();
        props.onScrolled(event.currentTarget.scrollTop > rowPx / 2);
      }}
    >
      <div role="presentation" className="list-length" style={{ height: `${ids.length * rowPx}px` }}>
        {shown.map((id, index) => {
          const crowd = crowds.get(id);
          const sender = crowd ? shownOf(crowd.members[0]) : state.senders.get(id);
          if (!sender) return null;
          return (
            <SenderRow
              key={id}
              domId={`row-${first + index}`}
              sender={sender}
              crowd={crowd}
              open={opened.has(id)}
              member={!crowd && opened.has(sender.textMark ?? '')}
              onOpen={onOpen}
              top={(first + index) * rowPx}
              selected={selection.ids.has(id)}
              active={id === selection.active}
              left={!isOnList(sender)}
              position={first + index + 1}
              total={ids.length}
              nowMs={nowMs}
              onPress={selection.press}
            />
          );
        })}
      </div>
    </div>
  );
}
