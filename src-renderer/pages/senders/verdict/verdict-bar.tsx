import { type ReactNode, useState } from 'react';
import type { Verdict } from '#core/decision/decision.ts';
import { undoMayLetIn } from '#core/surface/menu-senders.ts';
import { useApp } from '../../../context/app-context.ts';
import type { Painted, VerdictReport } from '../../../context/use-verdicts.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { IconButton } from '../../../parts/button.tsx';
import { Handle } from '../../../parts/handle.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { useGuard } from '../../../parts/use-guard.ts';
import { AskUndo } from './ask-undo.tsx';
import { useVerdictKeys } from './verdict-keys.ts';

function Names({ senders }: { readonly senders: readonly Painted[] }): ReactNode {
  const [only] = senders;
  if (senders.length === 1 && only) return <Handle text={only.display} className="bar-handle" />;
  return <Say id="bar.several" with={{ count: senders.length }} />;
}

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

/** After a verdict: how far it is, with Undo. It stays until the next one, or until it is put away. */
export function VerdictBar(): ReactNode {
  const { verdicts, state } = useApp();
  const words = useWords();
  const [asking, setAsking] = useState<Painted | null>(null);
  const { report } = verdicts;
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
  const undo = (event?: { readonly detail: number }): void => {
    if (!canUndo || report === null || !guard.allows(event)) return;
    const [only] = report.decided;
    const { verdict } = report;
    const letsIn = undoMayLetIn(verdict);
    if (letsIn && report.decided.length === 1 && only) setAsking(current([only])[0] ?? only);
    else if (!letsIn) void verdicts.give('undo', current(report.decided));
  };
  useVerdictKeys((verdict) => {
    if (verdict === 'undo') undo();
  });
  const failed = report?.progress === 'failed' || (report?.stale.length ?? 0) > 0;
  const done = report?.progress === 'confirmed';
  const undoIsOffered =
    canUndo && (report.decided.length === 1 || report.verdict === 'approve' || report.verdict === 'ignore');
  return (
    <div className={failed ? 'bar failed' : 'bar'}>
      <p className="bar-text" role="status" aria-live="polite">
        {report === null ? (
          <Idle />
        ) : (
          <>
            {failed ? <Icon name="warning" /> : done ? <Icon name="check" /> : <span className="spinner" />}
            <span className="bar-sentence">
              <Report report={report} />
            </span>
          </>
        )}
      </p>
      {undoIsOffered && (
        <button
          type="button"
          className="button quiet"
          aria-disabled={guard.inert || undefined}
          onPointerDown={guard.onPointerDown}
          onClick={undo}
        >
          <Say id="action.undo" />
        </button>
      )}
      {report && <IconButton icon="cross" label={words.say('action.dismiss')} onPress={verdicts.dismiss} />}
      {asking && (
        <AskUndo
          sender={asking}
          onClose={() => setAsking(null)}
          onUndo={() => {
            setAsking(null);
            void verdicts.give('undo', current([asking]));
          }}
        />
      )}
    </div>
  );
}
