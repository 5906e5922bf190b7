import { type ReactNode, useState } from 'react';
import type { ApprovalLength } from '#core/decision/approval-length.ts';
import type { Verdict } from '#core/decision/decision.ts';
import { problemSentence } from '#core/decision/decision-error.ts';
import { doingKey, isUnderWay } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { warningsOf, warningText } from '#core/surface/sender-words.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { ApproveButton } from '../pages/senders/verdict/approve-button.tsx';
import { IconButton } from '../parts/button.tsx';
import { Foreign, Handle } from '../parts/handle.tsx';
import { Icon } from '../parts/icons.tsx';

/** Gives a verdict on this sender as painted; the panel's guard has the last word. */
export type Decide = (
  verdict: Verdict,
  sender: SenderView,
  event: { readonly detail: number },
  length?: ApprovalLength | null,
) => void;

interface PanelCardProps {
  readonly sender: SenderView;
  readonly inert: boolean;
  /** Still painted so that nothing moves, though the sender no longer waits. */
  readonly left: boolean;
  readonly onDecide: Decide;
  readonly onDetails: (sender: SenderView) => void;
}

/** One sender: what they wrote, and the three verdicts. One click decides. */
export function PanelCard({ sender, inert, left, onDecide, onDetails }: PanelCardProps): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  const ago = words.ago(Date.parse(sender.firstSeenAt), nowMs, 'long');
  return (
    <article
      className={left ? 'panel-card left' : 'panel-card'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk from card to card, and keys decide about the one with the focus
      tabIndex={0}
      data-person={sender.id}
      data-painted={`${sender.handle} ${sender.revision}`}
      aria-label={words.say('menu.sender-label', { handle: sender.display, service: sender.service, ago })}
    >
      <header className="panel-card-head">
        <Handle text={sender.display} className="panel-handle" />
        <IconButton
          icon="forward"
          label={words.say('panel.details', { handle: sender.display })}
          onPress={() => onDetails(sender)}
        />
      </header>
      <p className="panel-facts">
        <span>{sender.service}</span>
        <time dateTime={sender.lastSeenAt}>{words.ago(Date.parse(sender.lastSeenAt), nowMs)}</time>
        {sender.knocks > 1 && <Say id="row.times" with={{ count: sender.knocks }} />}
        {sender.contact !== null && (
          <span className="panel-contact">
            <Say id="row.contact" with={{ name: <Foreign text={sender.contact} /> }} />
          </span>
        )}
      </p>
      <Wrote sender={sender} />
      <Signs sender={sender} />
      {left || isUnderWay(sender) ? (
        <Doing sender={sender} />
      ) : (
        <Buttons sender={sender} inert={inert} ago={ago} onDecide={onDecide} onDetails={onDetails} />
      )}
    </article>
  );
}

/** Two lines of it; the window has it all. */
export function Wrote({ sender }: { readonly sender: SenderView }): ReactNode {
  const { settings } = useApp();
  if (settings.preview === 'hidden' || sender.preview === null) {
    return (
      <p className="panel-words none">
        <Say id={sender.preview === null ? 'row.no-text' : 'panel.hidden'} />
      </p>
    );
  }
  return (
    <p className="panel-words">
      <Foreign text={sender.preview} />
    </p>
  );
}

/** What should be seen before deciding, in words. */
export function Signs({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const signs = warningsOf(sender);
  return (
    <>
      {sender.bringsInvite && (
        <p className="panel-sign good">
          <Icon name="key" />
          <Say id="row.invite" />
        </p>
      )}
      {signs.length > 0 && (
        <ul className="panel-signs">
          {signs.map((sign) => (
            <li key={sign} className="panel-sign warn">
              <Icon name="warning" />
              <span>{warningText(sign, sender, words)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Doing({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const { decision } = sender;
  const underWay = decision !== null && isUnderWay(sender);
  return (
    <p className="panel-doing" role="status">
      {underWay ? <span className="spinner" /> : <Icon name="check" />}
      {underWay ? words.say(doingKey(decision.verdict)) : words.say(`state.${sender.state}`)}
    </p>
  );
}

interface ButtonsProps extends Pick<PanelCardProps, 'sender' | 'inert' | 'onDecide' | 'onDetails'> {
  readonly ago: string;
}

function Buttons({ sender, inert, ago, onDecide, onDetails }: ButtonsProps): ReactNode {
  const words = useWords();
  // For this card only; the next one starts with “for good”.
  const [length, setLength] = useState<ApprovalLength | null>(null);
  const { decision } = sender;
  const spoken = (verb: string): string =>
    words.say('menu.do', { verb, handle: sender.display, service: sender.service, ago });
  return (
    <>
      {decision?.progress === 'failed' && decision.error !== null && (
        <p className="panel-trouble">{words.sentence(problemSentence(decision.error))}</p>
      )}
      {!sender.approvable && (
        <p className="panel-facts">
          <Say id="effect.cant" />
        </p>
      )}
      <div className="panel-verdicts">
        {sender.offers.map((verdict) => {
          if (verdict === 'approve' && sender.warnings.length === 0) {
            return (
              <ApproveButton
                key={verdict}
                length={length}
                onLength={setLength}
                inert={inert}
                spoken={spoken(words.say(length === null ? 'action.approve' : `action.approve-${length}`))}
                onApprove={(event) => onDecide('approve', sender, event, length)}
              />
            );
          }
          // Somebody with a warning sign is looked at first, as from a banner.
          const looks = verdict === 'approve';
          const label = words.say(looks ? 'menu.approve-look' : `action.${verdict}`);
          return (
            <button
              key={verdict}
              type="button"
              className={verdict === 'block' ? 'button danger' : 'button plain'}
              aria-disabled={inert || undefined}
              aria-label={spoken(label)}
              onClick={(event) => (looks ? onDetails(sender) : onDecide(verdict, sender, event))}
            >
              {label}
            </button>
          );
        })}
      </div>
    </>
  );
}
