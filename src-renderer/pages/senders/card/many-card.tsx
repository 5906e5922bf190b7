import { type ReactNode, useState } from 'react';
import type { Verdict } from '#core/decision/decision.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { warningsOf, warningText } from '#core/surface/sender-words.ts';
import type { Painted } from '../../../context/use-verdicts.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Button } from '../../../parts/button.tsx';
import { Handle } from '../../../parts/handle.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { Sheet } from '../../../parts/sheet.tsx';
import { useGuard } from '../../../parts/use-guard.ts';

/** Handles that are written out beside the buttons; the sheet has them all. */
const shownHandles = 200;

const paintedKey = (senders: readonly SenderView[]): string =>
  senders.map(({ id, revision }) => `${id} ${revision}`).join('\n');

const isOffered = ({ offers, adopted }: SenderView): boolean => offers.includes('approve') && !adopted;

interface ManyProps {
  /** Exactly the selected rows, as painted. */
  readonly senders: readonly SenderView[];
  readonly onVerdict: (verdict: Verdict, senders: readonly Painted[]) => void;
}

/** Several selected: Ignore and Block act on exactly these; Approve asks first, with every handle written out. */
export function ManyCard({ senders, onVerdict }: ManyProps): ReactNode {
  const guard = useGuard(paintedKey(senders));
  const [asking, setAsking] = useState<readonly SenderView[] | null>(null);
  const count = senders.length;
  const canIgnore = senders.every(({ offers }) => offers.includes('ignore'));
  const canApprove = senders.some(isOffered);
  return (
    <section className="card">
      <div className="card-scroll">
        <header className="card-head">
          <div className="card-name">
            <h2>
              <Say id="many.title" with={{ count }} />
            </h2>
            <p className="card-sub">
              <Say id="many.text" />
            </p>
          </div>
        </header>
        <HandleList senders={senders.slice(0, shownHandles)} />
        {count > shownHandles && (
          <p className="hint">
            <Say id="silence.exposure-more" with={{ count: count - shownHandles }} />
          </p>
        )}
      </div>
      <footer className="verdicts" onPointerDown={guard.onPointerDown}>
        <div className="verdict-buttons">
          <GuardedButton guard={guard} danger onPress={() => onVerdict('block', senders)}>
            <Say id="many.block" with={{ count }} />
          </GuardedButton>
          {canIgnore && (
            <GuardedButton guard={guard} onPress={() => onVerdict('ignore', senders)}>
              <Say id="many.ignore" with={{ count }} />
            </GuardedButton>
          )}
          {canApprove && (
            <GuardedButton guard={guard} onPress={() => setAsking(senders)}>
              <Say id="many.approve" with={{ count }} />
            </GuardedButton>
          )}
        </div>
      </footer>
      {asking && (
        <ApproveSheet
          senders={asking}
          onClose={() => setAsking(null)}
          onApprove={(chosen) => {
            setAsking(null);
            onVerdict('approve', chosen);
          }}
        />
      )}
    </section>
  );
}

interface GuardedButtonProps {
  readonly guard: ReturnType<typeof useGuard>;
  readonly danger?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function GuardedButton({ guard, danger = false, onPress, children }: GuardedButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={danger ? 'button danger' : 'button plain'}
      aria-disabled={guard.inert || undefined}
      onClick={(event) => guard.allows(event) && onPress()}
    >
      {children}
    </button>
  );
}

function HandleList({ senders }: { readonly senders: readonly SenderView[] }): ReactNode {
  const words = useWords();
  return (
    <ul className="handle-list">
      {senders.map((sender) => (
        <li key={sender.id}>
          <Handle text={sender.display} />
          {warningsOf(sender).map((sign) => (
            <span key={sign} className="row-sign warn">
              <Icon name="warning" />
              {warningText(sign, sender, words)}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

interface ApproveSheetProps {
  /** What was selected when the sheet was opened; it does not change while it is open. */
  readonly senders: readonly SenderView[];
  readonly onApprove: (senders: readonly Painted[]) => void;
  readonly onClose: () => void;
}

function ApproveSheet({ senders, onApprove, onClose }: ApproveSheetProps): ReactNode {
  const chosen = senders.filter(isOffered);
  const skipped = senders.length - chosen.length;
  const guard = useGuard(paintedKey(chosen));
  return (
    <Sheet
      title={<Say id="sheet.approve-title" with={{ count: chosen.length }} />}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Say id="action.cancel" />
          </Button>
          <span onPointerDown={guard.onPointerDown}>
            <GuardedButton guard={guard} onPress={() => onApprove(chosen)}>
              <Say id="sheet.approve-do" with={{ count: chosen.length }} />
            </GuardedButton>
          </span>
        </>
      }
    >
      <p>
        <Say id="effect.can" /> <Say id="effect.restart" />
      </p>
      <HandleList senders={chosen} />
      {skipped > 0 && (
        <p className="hint">
          <Say id="sheet.approve-skipped" with={{ count: skipped }} />
        </p>
      )}
    </Sheet>
  );
}
