import { type ReactNode, useState } from 'react';
import type { SenderView } from '../../src-main/core/app-state.ts';
import type { Verdict } from '../../src-main/core/decision.ts';
import type { ApprovalLength } from '../../src-main/core/verdict-rules.ts';
import { useApp } from '../app-context.ts';
import { useGuard } from '../parts/use-guard.ts';
import { AskUndo } from './ask-undo.tsx';
import { SenderCard } from './sender-card.tsx';
import type { Painted } from './use-verdicts.ts';
import { offersOf, undoAsks, VerdictFooter } from './verdict-footer.tsx';
import { useVerdictKeys } from './verdict-keys.ts';

interface DetailProps {
  readonly sender: SenderView;
  /** A verdict of the owner stands: the list goes on to its next row. */
  readonly onDecided: (sender: Painted) => void;
}

/** One sender's card with its buttons and keys. A verdict goes out with the revision that was painted here. */
export function Detail({ sender, onDecided }: DetailProps): ReactNode {
  const { desk, target, show } = useApp();
  const guard = useGuard(`${sender.id} ${sender.revision} ${sender.decision?.id ?? ''}`);
  const [asking, setAsking] = useState(false);
  const asked = asking || (target.ask === 'undo' && target.handle === sender.handle);
  const endAsking = (): void => {
    setAsking(false);
    if (target.ask === 'undo') show({ page: target.page, handle: sender.handle });
  };

  const give = (verdict: Verdict, length: ApprovalLength | null): void => {
    void desk.give(verdict, [sender], { for: length ?? undefined }).then((stands) => {
      if (stands && verdict !== 'undo') onDecided(sender);
    });
  };
  const decide = (
    verdict: Verdict,
    event: { detail: number } | undefined,
    length: ApprovalLength | null,
  ): void => {
    if (!guard.allows(event) || !offersOf(sender).includes(verdict)) return;
    if (verdict === 'approve' && !sender.approvable) return;
    if (verdict === 'undo' && undoAsks(sender)) setAsking(true);
    else give(verdict, length);
  };
  useVerdictKeys((verdict) => {
    // Cmd+Z is about what the owner did last, which is not what is selected now.
    if (verdict !== 'undo') decide(verdict, undefined, null);
  });

  return (
    <section className="card" data-painted={`${sender.handle} ${sender.revision}`}>
      <SenderCard sender={sender} />
      <VerdictFooter
        key={sender.id}
        sender={sender}
        inert={guard.inert}
        onPointerDown={guard.onPointerDown}
        onVerdict={decide}
      />
      {asked && (
        <AskUndo
          sender={sender}
          onClose={endAsking}
          onUndo={() => {
            endAsking();
            give('undo', null);
          }}
        />
      )}
    </section>
  );
}
