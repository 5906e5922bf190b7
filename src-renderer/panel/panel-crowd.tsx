import type { ReactNode } from 'react';
import { type CrowdView, shownOf } from '#core/surface/crowds.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { Signs, Wrote } from './panel-card.tsx';

interface PanelCrowdProps {
  readonly crowd: CrowdView;
  readonly inert: boolean;
  /** Still painted so that nothing moves, though it is no crowd any more. */
  readonly left: boolean;
  readonly onIgnore: (crowd: CrowdView, event: { readonly detail: number }) => void;
  /** To the window, where blocking them is asked about. */
  readonly onDetails: (crowd: CrowdView) => void;
}

/** A crowd in one place: what they wrote, and the two verdicts there are on all of them. */
export function PanelCrowd({ crowd, inert, left, onIgnore, onDetails }: PanelCrowdProps): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  const newest = shownOf(crowd.members[0]);
  const count = crowd.members.length;
  const title = words.say('crowd.title', { count });
  return (
    <article
      className={left ? 'panel-card left' : 'panel-card'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk from card to card
      tabIndex={0}
      data-person={crowd.id}
      aria-label={title}
    >
      <header className="panel-card-head">
        <span className="panel-handle">{title}</span>
        <IconButton
          icon="forward"
          label={words.say('panel.details', { handle: title })}
          onPress={() => onDetails(crowd)}
        />
      </header>
      <p className="panel-facts">
        <span>{newest.service}</span>
        <time dateTime={newest.lastSeenAt}>{words.ago(Date.parse(newest.lastSeenAt), nowMs)}</time>
      </p>
      <Wrote sender={newest} />
      <Signs sender={newest} />
      {!left && (
        <div className="panel-verdicts">
          <button
            type="button"
            className="button plain"
            aria-disabled={inert || undefined}
            onClick={(event) => onIgnore(crowd, event)}
          >
            <Say id="many.ignore" with={{ count }} />
          </button>
          <Button tone="danger" onPress={() => onDetails(crowd)}>
            <Say id="crowd.block" with={{ count }} />
          </Button>
        </div>
      )}
    </article>
  );
}
