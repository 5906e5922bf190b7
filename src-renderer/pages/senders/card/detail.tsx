import { type ReactNode, useState } from 'react';
import type { ApprovalLength } from '#core/decision/approval-length.ts';
import type { Verdict } from '#core/decision/decision.ts';
import { undoAsks } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { useApp } from '../../../context/app-context.ts';
import type { Painted } from '../../../context/use-verdicts.ts';
import { useGuard } from '../../../parts/use-guard.ts';
import { AskUndo } from '../verdict/ask-undo.tsx';
import { VerdictFooter } from '../verdict/verdict-footer.tsx';
import { useVerdictKeys } from '../verdict/verdict-keys.ts';
import { SenderCard } from './sender-card.tsx';

interface DetailProps {
  readonly sender: SenderView;
  /** A verdict of the owner stands: the list goes on to its next row. */
  readonly onDecided: (sender: Painted) => void;
}

/** One sender's card with its buttons and keys. A verdict goes out with the revision that was painted here. */
export function Detail({ sender, onDecided }: DetailProps): ReactNode {
  const { verdicts, target, show } = useApp();
  const guard = useGuard(`${sender.id} ${sender.revision} ${sender.decision?.id ?? ''}`);
  const [asking, setAsking] = useState(false);
  // Chosen for one sender; the next one starts with “for good”.
  const [chosen, setChosen] = useState<{ id: string; length: ApprovalLength | null } | null>(null);
  const length = chosen?.id === sender.id ? chosen.length : null;
  const asked = asking || (target.ask === 'undo' && target.handle === sender.handle);
  const endAsking = (): void => {
    setAsking(false);
    if (target.ask === 'undo') show({ page: target.page, handle: sender.handle });
  };

  const give = (verdict: Verdict): void => {
    void verdicts.give(verdict, [sender], verdict === 'approve' ? { for: length } : {}).then((stands) => {
      if (stands && verdict !== 'undo') onDecided(sender);
    });
  };
  const decide = (verdict: Verdict, event?: { readonly detail: number }): void => {
    if (!guard.allows(event) || !sender.offers.includes(verdict)) return;
    if (verdict === 'undo' && undoAsks(sender)) setAsking(true);
    else give(verdict);
  };
  useVerdictKeys((verdict) => {
    // Cmd+Z is about what the owner did last, which is not what is selected now.
    if (verdict !== 'undo') decide(verdict);
  });

  return (
    <section className="card" data-painted={`${sender.handle} ${sender.revision}`}>
      <SenderCard sender={sender} />
      <VerdictFooter
        sender={sender}
        inert={guard.inert}
        length={length}
        onLength={(chosenLength) => setChosen({ id: sender.id, length: chosenLength })}
        onPointerDown={guard.onPointerDown}
        onVerdict={decide}
      />
      {asked && (
        <AskUndo
          senders={[sender]}
          onClose={endAsking}
          onUndo={() => {
            endAsking();
            give('undo');
          }}
        />
      )}
    </section>
  );
}
