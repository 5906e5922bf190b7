import { type ReactNode, useRef, useState } from 'react';
import { type CrowdView, crowdsOf, placesOf } from '#core/surface/crowds.ts';
import { newcomers } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { useApp } from '../context/app-context.ts';
import { paintedKey } from '../context/use-verdicts.ts';
import { Say, useWords } from '../context/words.tsx';
import { useStableOrder } from '../pages/senders/list/use-stable-order.ts';
import { Foreign, Handle } from '../parts/handle.tsx';
import { Icon } from '../parts/icons.tsx';
import type { Guard } from '../parts/use-guard.ts';
import { type Decide, PanelCard } from './panel-card.tsx';
import { PanelCrowd } from './panel-crowd.tsx';

/** How many are cards at once; the others are rows that open into one. */
const cards = 3;

/** How many are in the panel at all; the window has everybody. */
const shownPeople = 20;

/** What the panel shows of people, and what its buttons act on. */
export interface PanelPeople {
  readonly shown: readonly (SenderView | CrowdView)[];
  /** Those who still wait, by id. */
  readonly waiting: ReadonlySet<string>;
  /** New ones that are not painted yet, because the pointer is inside. */
  readonly pending: number;
  release(): void;
  /** The row that was opened into a card. */
  readonly openId: string | null;
  open(id: string): void;
  /** Names exactly what is painted: buttons are inert while it is fresh. */
  readonly painted: string;
}

/** @param still the pointer is inside: nobody moves, comes or goes. */
export function usePanelPeople(still: boolean): PanelPeople {
  const { state } = useApp();
  const [openId, open] = useState<string | null>(null);
  const people = newcomers(state.senders);
  const crowds = crowdsOf(people);
  // Nor does anybody join or leave a crowd while the pointer is inside.
  const held = useRef(crowds);
  if (!still) held.current = crowds;
  const wanted = placesOf(people, crowds)
    .slice(0, shownPeople)
    .map(({ id }) => id);
  const { ids, pending, release } = useStableOrder(wanted, still ? 'still' : 'free', 'panel');
  const shown = ids.flatMap((id) => held.current.get(id) ?? state.senders.get(id) ?? []);
  const painted = shown.map((place) => {
    if ('members' in place) return paintedKey(place.members);
    const { id, revision, preview, decision } = place;
    return `${id} ${revision} ${preview} ${decision?.id} ${decision?.progress}`;
  });
  return {
    shown,
    waiting: new Set(wanted),
    pending,
    release,
    openId,
    open,
    painted: JSON.stringify([painted, openId]),
  };
}

interface PeopleProps {
  readonly people: PanelPeople;
  readonly guard: Guard;
  readonly onDecide: Decide;
  readonly onDetails: (sender: SenderView) => void;
  readonly onIgnore: (crowd: CrowdView, event: { readonly detail: number }) => void;
  readonly onCrowd: (crowd: CrowdView) => void;
}

/** Those who wait: the newest with what they wrote, the others as rows. */
export function People({ people, guard, onDecide, onDetails, onIgnore, onCrowd }: PeopleProps): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  const { shown, waiting, openId, pending } = people;
  if (shown.length === 0) return <Nobody />;
  return (
    <section
      className="panel-people"
      aria-label={words.say('panel.people')}
      onPointerDown={guard.onPointerDown}
    >
      {pending > 0 && (
        <button
          type="button"
          className="panel-pending"
          aria-label={words.say('list.new-spoken', { count: pending })}
          onClick={people.release}
        >
          <Say id="list.new" with={{ count: pending }} />
        </button>
      )}
      {shown.map((sender, index) =>
        'members' in sender ? (
          <PanelCrowd
            key={sender.id}
            crowd={sender}
            inert={guard.inert}
            left={!waiting.has(sender.id)}
            onIgnore={onIgnore}
            onDetails={onCrowd}
          />
        ) : index < cards || sender.id === openId ? (
          <PanelCard
            key={sender.id}
            sender={sender}
            inert={guard.inert}
            left={!waiting.has(sender.id)}
            onDecide={onDecide}
            onDetails={onDetails}
          />
        ) : (
          <button
            key={sender.id}
            type="button"
            className="panel-row"
            data-person={sender.id}
            aria-expanded="false"
            onClick={() => people.open(sender.id)}
          >
            <span className="panel-row-head">
              <Handle text={sender.display} className="panel-handle" />
              {sender.warnings.length > 0 && <Icon name="warning" />}
              <time dateTime={sender.lastSeenAt}>{words.ago(Date.parse(sender.lastSeenAt), nowMs)}</time>
            </span>
            <RowWords sender={sender} />
          </button>
        ),
      )}
    </section>
  );
}

function RowWords({ sender }: { readonly sender: SenderView }): ReactNode {
  const { settings } = useApp();
  if (settings.preview === 'hidden') return null;
  return (
    <span className="panel-row-words">
      {sender.preview === null ? <Say id="row.no-text" /> : <Foreign text={sender.preview} />}
    </span>
  );
}

/** Nobody waits; says only what is known. */
function Nobody(): ReactNode {
  const { status } = useApp();
  const blind = status.messages.state !== 'reading';
  return (
    <section className="panel-nobody">
      <Icon name="waiting" />
      <h2>
        <Say id={blind ? 'empty.waiting-unknown' : 'empty.waiting'} />
      </h2>
      {!blind && (
        <p>
          <Say id={status.silence.state === 'silent' ? 'empty.waiting-text' : 'empty.waiting-text-plain'} />
        </p>
      )}
    </section>
  );
}
