import { type ReactNode, useState } from 'react';
import type { Verdict } from '#core/decision/decision.ts';
import { undoMayLetIn } from '#core/surface/menu-senders.ts';
import { useApp } from '../../../context/app-context.ts';
import type { Painted, VerdictReport } from '../../../context/use-verdicts.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { IconButton } from '../../../parts/button.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { useGuard } from '../../../parts/use-guard.ts';
import { AskUndo, Names } from './ask-undo.tsx';
import { useVerdictKeys } from './verdict-keys.ts';

function Stale({ report }: { readonly report: VerdictReport }): ReactNode {
  if (report.stale.length === 0) return null;
  if (report.decided.length === 0 && report.stale.length === 1) {
    return <Say id="bar.stale" with={{ handle: <Names senders={report.stale} /> }} />;
  }
  return <Say id="bar.stale-many" with={{ count: report.stale.length }} />;
}

function Report({ report }: { readonly report: VerdictReport }): ReactNode {
  const { live } = useApp();
  const words = useWords();
  const { verdict, progress, decided, error } = report;
  return (
    <>
      {progress !== null && decided.length > 0 && (
        <Say id={`bar.${verdict}-${progress}`} with={{ handle: <Names senders={decided} /> }} />
      )}
      {error !== null && <span className="bar-more">{words.sentence(error)}</span>}
      {verdict === 'approve' && progress === 'confirmed' && (
        <span className="bar-more">
          <Say id="banner.approved-body" />
        </span>
      )}
      {!live && progress === 'queued' && (
        <span className="bar-more">
          <Say id="bar.later" />
        </span>
      )}
      <Stale report={report} />
    </>
  );
}

const undoable: readonly Verdict[] = ['approve', 'ignore', 'block', 'revoke'];

/** With no verdict to tell of: how many wait, as the last push says. */
function Idle(): ReactNode {
  const { status } = useApp();
  const { waiting, new: unseen, queued } = status.counts;
  const people = <Say id="bar.idle-waiting" with={{ count: waiting }} />;
  return (
    <span className="hint">
      {queued > 0 ? (
        <Say id="bar.idle-queued" with={{ count: queued }} />
      ) : waiting > 0 ? (
        unseen > 0 && unseen < waiting ? (
          <Say id="bar.idle-new" with={{ people, count: unseen }} />
        ) : (
          people
        )
      ) : status.messages.state === 'reading' ? (
        <Say id="empty.waiting" />
      ) : (
        <Say id="empty.waiting-unknown" />
      )}
    </span>
  );
}

interface ReportUndo {
  readonly offered: boolean;
  readonly inert: boolean;
  readonly onPointerDown: (event: React.PointerEvent) => void;
  /** By a click on the button, or by its key. */
  undo(event?: { readonly detail: number }): void;
  /** The question before it lets somebody in again, while that is asked. */
  readonly question: ReactNode;
}

/** Undo of the verdict that the report tells of. */
export function useReportUndo(report: VerdictReport | null): ReportUndo {
  const { verdicts, state } = useApp();
  const [asking, setAsking] = useState<readonly Painted[] | null>(null);
  const canUndo =
    report !== null &&
    undoable.includes(report.verdict) &&
    report.decided.length > 0 &&
    report.progress !== 'failed';
  const current = (senders: readonly Painted[]): readonly Painted[] =>
    senders.map((sender) => state.senders.get(sender.id) ?? sender);
  const guard = useGuard(
    report === null ? '' : `${report.verdict} ${report.decided.map(({ id }) => id).join(' ')}`,
  );
  return {
    offered: canUndo,
    inert: guard.inert,
    onPointerDown: guard.onPointerDown,
    undo(event) {
      if (!canUndo || report === null || !guard.allows(event)) return;
      const decided = current(report.decided);
      if (undoMayLetIn(report.verdict)) setAsking(decided);
      else void verdicts.give('undo', decided);
    },
    question: asking && (
      <AskUndo
        senders={asking}
        onClose={() => setAsking(null)}
        onUndo={() => {
          setAsking(null);
          void verdicts.give('undo', current(asking));
        }}
      />
    ),
  };
}

interface OutcomeProps {
  /** null: nothing to tell of. */
  readonly report: VerdictReport | null;
  readonly undo: ReportUndo;
  readonly onDismiss: () => void;
  /** What is said while there is nothing to tell of. */
  readonly idle?: ReactNode;
}

/** How far a verdict is, with Undo. */
export function VerdictOutcome({ report, undo, onDismiss, idle }: OutcomeProps): ReactNode {
  const words = useWords();
  const failed = report?.progress === 'failed' || (report?.stale.length ?? 0) > 0;
  const done = report?.progress === 'confirmed';
  return (
    <div className={failed ? 'bar failed' : 'bar'}>
      <p className="bar-text" role="status" aria-live="polite">
        {report === null ? (
          idle
        ) : (
          <>
            {failed ? <Icon name="warning" /> : done ? <Icon name="check" /> : <span className="spinner" />}
            <span className="bar-sentence">
              <Report report={report} />
            </span>
          </>
        )}
      </p>
      {undo.offered && (
        <button
          type="button"
          className="button quiet"
          aria-disabled={undo.inert || undefined}
          onPointerDown={undo.onPointerDown}
          onClick={undo.undo}
        >
          <Say id="action.undo" />
        </button>
      )}
      {report && <IconButton icon="cross" label={words.say('action.dismiss')} onPress={onDismiss} />}
      {undo.question}
    </div>
  );
}

/** After a verdict: how far it is, with Undo. It stays until the next one, or until it is put away. */
export function VerdictBar(): ReactNode {
  const { verdicts } = useApp();
  const undo = useReportUndo(verdicts.report);
  useVerdictKeys((verdict) => {
    if (verdict === 'undo') undo.undo();
  });
  return <VerdictOutcome report={verdicts.report} undo={undo} onDismiss={verdicts.dismiss} idle={<Idle />} />;
}
