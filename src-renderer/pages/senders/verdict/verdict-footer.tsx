import type { ReactNode } from 'react';
import { type ApprovalLength, approvalEnd } from '#core/decision/approval-length.ts';
import type { Verdict } from '#core/decision/decision.ts';
import { problemSentence } from '#core/decision/decision-error.ts';
import { doingKey, isUnderWay } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { useApp } from '../../../context/app-context.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { ApproveButton } from './approve-button.tsx';

/** What Approve would do, always beside the buttons: it is what the owner agrees to. */
function Effect({
  sender,
  length,
}: {
  readonly sender: SenderView;
  readonly length: ApprovalLength | null;
}): ReactNode {
  const { status, nowMs } = useApp();
  const words = useWords();
  if (!sender.approvable) return <Say id="effect.cant" />;
  return (
    <>
      <strong>
        {length === null ? (
          <Say id="effect.can" />
        ) : (
          <Say id="effect.can-until" with={{ until: words.until(approvalEnd(length, nowMs), nowMs) }} />
        )}
      </strong>{' '}
      <EffectAccounts />
      {status.sharesMainSession === true && (
        <>
          <Say id="effect.shares" />{' '}
        </>
      )}
      {sender.kind === 'phone' && (
        <>
          <Say id="effect.sms" />{' '}
        </>
      )}
      <Say id="effect.restart" />
    </>
  );
}

/** Where there is more than one account, which of them an approval opens. */
function EffectAccounts(): ReactNode {
  const { accounts } = useApp().status;
  const opened = accounts.filter(({ takesApprovals }) => takesApprovals);
  if (accounts.length < 2 || opened.length === 0) return null;
  return (
    <>
      <Say id="effect.accounts" with={{ accounts: opened.map(({ id }) => id).join(', ') }} />{' '}
    </>
  );
}

/** What someone who is let in can do, and who let them in. */
function Holds({ sender }: { readonly sender: SenderView }): ReactNode {
  const { nowMs } = useApp();
  const words = useWords();
  if (sender.via !== 'peephole' && sender.via !== null) return <Say id="access.not-ours" />;
  const untilMs = sender.until === null ? null : Date.parse(sender.until);
  return untilMs === null ? (
    <Say id="effect.can" />
  ) : (
    <Say id="effect.can-until" with={{ until: words.until(untilMs, nowMs) }} />
  );
}

function Meaning({
  sender,
  length,
}: {
  readonly sender: SenderView;
  readonly length: ApprovalLength | null;
}): ReactNode {
  const words = useWords();
  if (sender.decision && isUnderWay(sender)) return words.say(doingKey(sender.decision.verdict));
  if (sender.adopted) return <Say id="access.adopted" />;
  if (sender.state === 'blocked') return <Say id="access.blocked" />;
  if (sender.state === 'approved') return <Holds sender={sender} />;
  return (
    <>
      {sender.state === 'ignored' && (
        <>
          <Say id="access.ignored" />{' '}
        </>
      )}
      <Effect sender={sender} length={length} />
    </>
  );
}

interface VerdictFooterProps {
  readonly sender: SenderView;
  readonly inert: boolean;
  /** For how long Approve lets in; null: for good. */
  readonly length: ApprovalLength | null;
  readonly onLength: (length: ApprovalLength | null) => void;
  /** The card's guard has the last word. */
  readonly onVerdict: (verdict: Verdict, event: { readonly detail: number }) => void;
  readonly onPointerDown: (event: React.PointerEvent) => void;
}

const labels = {
  approve: 'action.approve',
  ignore: 'action.ignore',
  block: 'action.block',
  revoke: 'action.revoke',
  undo: 'action.undo',
} as const;

/** The buttons of a card, and what they do. They stay where they are however long the card is. */
export function VerdictFooter(props: VerdictFooterProps): ReactNode {
  const { sender, inert, length, onLength, onVerdict, onPointerDown } = props;
  const { live, nowMs } = useApp();
  const words = useWords();
  const spoken = (verb: string): string =>
    words.say('menu.do', {
      verb,
      handle: sender.display,
      service: sender.service,
      ago: words.ago(Date.parse(sender.firstSeenAt), nowMs, 'long'),
    });
  return (
    <footer className="verdicts" onPointerDown={onPointerDown}>
      <p className="effect">
        <Meaning sender={sender} length={length} />
        {!live && (
          <>
            {' '}
            <strong>
              <Say id="effect.later" />
            </strong>
          </>
        )}
      </p>
      {sender.decision?.progress === 'failed' && sender.decision.error !== null && (
        <p className="effect failed">
          <Icon name="warning" />
          <span>
            {words.say('effect.failed', { why: words.sentence(problemSentence(sender.decision.error)) })}
          </span>
        </p>
      )}
      <div className="verdict-buttons">
        {sender.offers
          .toReversed()
          .map((verdict) =>
            verdict === 'approve' && !sender.adopted ? (
              <ApproveButton
                key={verdict}
                length={length}
                onLength={onLength}
                inert={inert}
                spoken={spoken(words.say(length === null ? 'action.approve' : `action.approve-${length}`))}
                onApprove={(event) => onVerdict('approve', event)}
              />
            ) : (
              <VerdictButton
                key={verdict}
                verdict={verdict}
                inert={inert}
                spoken={spoken}
                label={labelOf(verdict, sender)}
                onPress={(event) => onVerdict(verdict, event)}
              />
            ),
          )}
      </div>
    </footer>
  );
}

type LabelKey = (typeof labels)[Verdict] | 'action.keep' | 'action.drop';

/** Someone found in our group is kept or dropped, which is an approve or a revoke. */
function labelOf(verdict: Verdict, sender: SenderView): LabelKey {
  if (sender.adopted && verdict === 'approve') return 'action.keep';
  return sender.adopted && verdict === 'revoke' ? 'action.drop' : labels[verdict];
}

interface VerdictButtonProps {
  readonly verdict: Verdict;
  readonly inert: boolean;
  readonly label: LabelKey;
  readonly spoken: (verb: string) => string;
  readonly onPress: (event: { readonly detail: number }) => void;
}

function VerdictButton({ verdict, inert, label, spoken, onPress }: VerdictButtonProps): ReactNode {
  const words = useWords();
  return (
    <button
      type="button"
      className={verdict === 'block' ? 'button danger' : 'button plain'}
      aria-disabled={inert || undefined}
      aria-label={spoken(words.say(label))}
      onClick={onPress}
    >
      <Say id={label} />
    </button>
  );
}
