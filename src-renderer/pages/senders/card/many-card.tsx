import { type ReactNode, useState } from 'react';
import type { Verdict } from '#core/decision/decision.ts';
import type { WarningId } from '#core/sender/warnings.ts';
import { shownOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { warningsOf, warningText } from '#core/surface/sender-words.ts';
import { type Painted, paintedKey } from '../../../context/use-verdicts.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Ask } from '../../../parts/ask.tsx';
import { Button } from '../../../parts/button.tsx';
import { Handle } from '../../../parts/handle.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { useGuard } from '../../../parts/use-guard.ts';
import { MessageText } from './message-text.tsx';
import { Warnings } from './sender-card.tsx';

/** Handles that are written out beside the buttons; the sheet has them all. */
const shownHandles = 200;

const isOffered = ({ offers, adopted }: SenderView): boolean => offers.includes('approve') && !adopted;

interface ManyProps {
  /** Exactly the selected rows, as painted. */
  readonly senders: readonly SenderView[];
  /** They are a crowd; null: the owner selected them. */
  readonly crowd: CrowdTools | null;
  readonly onVerdict: (verdict: Verdict, senders: readonly Painted[]) => void;
}

interface CrowdTools {
  /** How many joined it since it was painted. */
  readonly pending: number;
  /** Paints them. */
  release(): void;
  /** Its members stand in the list. */
  readonly isOpen: boolean;
  open(): void;
}

/**
 * Several selected, or a crowd: Ignore and Block act on exactly these. What was selected is approved only after a question with
 * every handle written out; a crowd, whose members nobody looked at one by one, is blocked only after one, and never approved.
 */
export function ManyCard({ senders, crowd, onVerdict }: ManyProps): ReactNode {
  const words = useWords();
  const guard = useGuard(paintedKey(senders));
  const [asking, setAsking] = useState<readonly SenderView[] | null>(null);
  const asks = crowd ? 'block' : 'approve';
  const count = senders.length;
  const canIgnore = senders.every(({ offers }) => offers.includes('ignore'));
  const canApprove = senders.some(isOffered);
  const [first] = senders;
  // The same text has the same signs: said once.
  const shared = crowd && first && shownOf(first);
  return (
    <section className="card">
      <div className="card-scroll">
        <header className="card-head">
          <div className="card-name">
            <h2>
              <Say id={crowd ? 'crowd.title' : 'many.title'} with={{ count }} />
            </h2>
          </div>
        </header>
        {shared && (
          <>
            <Warnings sender={shared} />
            <section className="card-section">
              <h3>
                <Say id="card.they-wrote" />
              </h3>
              <MessageText text={shared.preview ?? words.say('row.no-text')} />
            </section>
          </>
        )}
        <div className="card-sub">
          <span className="grow">
            <Say id="many.text" />
          </span>
          {crowd && crowd.pending > 0 && (
            <Button
              tone="quiet"
              spoken={words.say('list.new-spoken', { count: crowd.pending })}
              onPress={crowd.release}
            >
              <Say id="list.new" with={{ count: crowd.pending }} />
            </Button>
          )}
          {crowd && (
            <Button onPress={crowd.open}>
              <Say id={crowd.isOpen ? 'crowd.hide' : 'crowd.show'} />
            </Button>
          )}
        </div>
        <HandleList senders={senders.slice(0, shownHandles)} said={shared?.warnings} />
        {count > shownHandles && (
          <p className="hint">
            <Say id="silence.exposure-more" with={{ count: count - shownHandles }} />
          </p>
        )}
      </div>
      <footer className="verdicts" onPointerDown={guard.onPointerDown}>
        <div className="verdict-buttons">
          <GuardedButton
            guard={guard}
            danger
            onPress={() => (crowd ? setAsking(senders) : onVerdict('block', senders))}
          >
            <Say id={crowd ? 'crowd.block' : 'many.block'} with={{ count }} />
          </GuardedButton>
          {canIgnore && (
            <GuardedButton guard={guard} onPress={() => onVerdict('ignore', senders)}>
              <Say id="many.ignore" with={{ count }} />
            </GuardedButton>
          )}
          {canApprove && !crowd && (
            <GuardedButton guard={guard} onPress={() => setAsking(senders)}>
              <Say id="many.approve" with={{ count }} />
            </GuardedButton>
          )}
        </div>
      </footer>
      {asking && (
        <ManySheet
          verdict={asks}
          senders={asking}
          onClose={() => setAsking(null)}
          onVerdict={(chosen) => {
            setAsking(null);
            onVerdict(asks, chosen);
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

interface HandleListProps {
  readonly senders: readonly SenderView[];
  /** Signs that are said of all of them already. */
  readonly said?: readonly WarningId[] | undefined;
}

function HandleList({ senders, said = [] }: HandleListProps): ReactNode {
  const words = useWords();
  return (
    <ul className="handle-list">
      {senders.map((sender) => (
        <li key={sender.id}>
          <Handle text={sender.display} />
          {warningsOf({ ...sender, warnings: sender.warnings.filter((sign) => !said.includes(sign)) }).map(
            (sign) => (
              <span key={sign} className="row-sign warn">
                <Icon name="warning" />
                {warningText(sign, sender, words)}
              </span>
            ),
          )}
        </li>
      ))}
    </ul>
  );
}

interface ManySheetProps {
  readonly verdict: 'approve' | 'block';
  /** What was painted when the sheet was opened; it does not change while it is open. */
  readonly senders: readonly SenderView[];
  readonly onVerdict: (senders: readonly Painted[]) => void;
  readonly onClose: () => void;
}

function ManySheet({ verdict, senders, onVerdict, onClose }: ManySheetProps): ReactNode {
  const approves = verdict === 'approve';
  const chosen = approves ? senders.filter(isOffered) : senders;
  const count = chosen.length;
  const skipped = senders.length - count;
  return (
    <Ask
      title={<Say id={`sheet.${verdict}-title`} with={{ count }} />}
      painted={paintedKey(chosen)}
      label={<Say id={approves ? 'sheet.approve-do' : 'many.block'} with={{ count }} />}
      tone={approves ? 'plain' : 'danger'}
      onDo={() => onVerdict(chosen)}
      onClose={onClose}
    >
      <p>
        {approves ? (
          <>
            <Say id="effect.can" /> <Say id="effect.restart" />
          </>
        ) : (
          <Say id="access.blocked" />
        )}
      </p>
      {approves && <HandleList senders={chosen} />}
      {skipped > 0 && (
        <p className="hint">
          <Say id="sheet.approve-skipped" with={{ count: skipped }} />
        </p>
      )}
    </Ask>
  );
}
