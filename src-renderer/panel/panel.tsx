import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { stateLines } from '#core/surface/menu-model.ts';
import { undoItem } from '#core/surface/menu-senders.ts';
import { targetOf } from '#core/surface/window-target.ts';
import { useApp } from '../context/app-context.ts';
import type { VerdictReport } from '../context/use-verdicts.ts';
import { useWords } from '../context/words.tsx';
import { useReportUndo, VerdictOutcome } from '../pages/senders/verdict/verdict-bar.tsx';
import { verdictOf } from '../pages/senders/verdict/verdict-keys.ts';
import { useGuard } from '../parts/use-guard.ts';
import { usePointerInside } from '../parts/use-pointer-inside.ts';
import type { Decide } from './panel-card.tsx';
import { PanelFoot } from './panel-foot.tsx';
import { People, usePanelPeople } from './panel-people.tsx';
import { PanelState } from './panel-state.tsx';

/** How long the panel says that a verdict is confirmed, ms. */
const confirmedStayMs = 10_000;

const nameOf = (report: VerdictReport): string =>
  `${report.verdict} ${report.decided.map(({ id }) => id).join(' ')}`;

/** The verdict to tell of, until it was confirmed a while ago or put away. */
function useTold(): { readonly report: VerdictReport | null; putAway(): void } {
  const { verdicts } = useApp();
  const { report } = verdicts;
  // What was reported before the panel opened is the window's to tell.
  const [gone, setGone] = useState<string | null>(() => report && nameOf(report));
  const name = report && nameOf(report);
  const confirmed = report?.progress === 'confirmed' && report.stale.length === 0;
  useEffect(() => {
    if (!confirmed) return;
    const timer = setTimeout(() => setGone(name), confirmedStayMs);
    return () => clearTimeout(timer);
  }, [confirmed, name]);
  return { report: name === gone ? null : report, putAway: () => setGone(name) };
}

function walk(panel: HTMLElement, by: number): void {
  const people = [...panel.querySelectorAll<HTMLElement>('[data-person]')];
  const at = people.findIndex((one) => one.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : people.length - 1) : at + by;
  people[next]?.focus();
}

interface PanelProps {
  /** Closing decides nothing. */
  readonly onClose: () => void;
  /** Everything but a verdict on somebody who is shown here. */
  readonly onAction: (action: SurfaceAction) => void;
}

/** What drops down from the icon (UX-2.6): who wrote, what they wrote, and the three verdicts, one click each. */
export function Panel({ onClose, onAction }: PanelProps): ReactNode {
  const { state, status, nowMs, verdicts } = useApp();
  const words = useWords();
  const pointer = usePointerInside();
  const panel = useRef<HTMLElement>(null);
  const people = usePanelPeople(pointer.inside);
  const lines = stateLines(status, words);
  // A line above that comes or goes moves the cards as much as a card does.
  const guard = useGuard(`${lines.map(({ id }) => id).join(' ')} ${people.painted}`);
  const { report, putAway } = useTold();
  const undo = useReportUndo(report);

  useEffect(() => panel.current?.focus(), []);

  const decide: Decide = (verdict, sender, event, length = null) => {
    if (!guard.allows(event) || !people.waiting.has(sender.id) || !sender.offers.includes(verdict)) return;
    if (verdict === 'approve' && sender.warnings.length > 0) {
      onAction({ kind: 'show', target: targetOf(state.senders, sender.handle) });
      return;
    }
    void verdicts.give(verdict, [sender], { for: verdict === 'approve' ? length : null, source: 'menu' });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const verdict = verdictOf(event.nativeEvent);
    if (event.key === 'Escape') onClose();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (panel.current) walk(panel.current, event.key === 'ArrowDown' ? 1 : -1);
    } else if (verdict === 'undo') {
      const [item] = undoItem(state, { state, nowMs, words });
      if (report !== null && undo.offered) undo.undo();
      else if (item?.type === 'action') onAction(item.action);
    } else if (verdict !== null) {
      const id = document.activeElement?.closest<HTMLElement>('[data-person]')?.dataset.person;
      const sender = people.shown.find((one) => one.id === id);
      // There is no key for many at once.
      if (sender && !('members' in sender)) decide(verdict, sender, { detail: 0 });
    } else return;
    // The window behind has the same keys, for somebody else.
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      ref={panel}
      className="panel"
      role="dialog"
      aria-label={words.say('app.name')}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...pointer.on}
    >
      <PanelState lines={lines} onAction={onAction} />
      <div className="panel-scroll">
        <People
          people={people}
          guard={guard}
          onDecide={decide}
          onIgnore={({ id, members }, event) => {
            if (!guard.allows(event) || !people.waiting.has(id)) return;
            void verdicts.give('ignore', members, { source: 'menu', crowd: id });
          }}
          onCrowd={({ id }) => onAction({ kind: 'show', target: { page: 'waiting', crowd: id } })}
          onDetails={({ handle }) => onAction({ kind: 'show', target: targetOf(state.senders, handle) })}
        />
      </div>
      {report !== null && <VerdictOutcome report={report} undo={undo} onDismiss={putAway} />}
      <PanelFoot onAction={onAction} />
    </section>
  );
}
