import type { ReactNode } from 'react';
import type { Shelf } from '#core/surface/shelf.ts';
import { useApp } from '../../../context/app-context.ts';
import { Say } from '../../../context/words.tsx';
import { Foreign } from '../../../parts/handle.tsx';
import { Icon, type IconName } from '../../../parts/icons.tsx';

const glyphs: Readonly<Record<Shelf, IconName>> = {
  waiting: 'waiting',
  known: 'people',
  approved: 'people',
  ignored: 'refused',
  blocked: 'refused',
  automated: 'automated',
};

/** An empty list says what that means, and never claims what is not known. */
export function EmptyList({ shelf, query }: { readonly shelf: Shelf; readonly query: string }): ReactNode {
  const { status } = useApp();
  if (query.trim() !== '') {
    return (
      <div className="empty">
        <p>
          <Say id="list.nothing-found" with={{ query: <Foreign text={query.trim()} /> }} />
        </p>
      </div>
    );
  }
  const blind = status.messages.state !== 'reading';
  const unread = status.gateway.state !== 'connected';
  return (
    <div className="empty">
      <Icon name={glyphs[shelf]} />
      {shelf === 'waiting' && blind ? (
        <h2>
          <Say id="empty.waiting-unknown" />
        </h2>
      ) : shelf === 'approved' && unread ? (
        <h2>
          <Say id="empty.approved-unknown" />
        </h2>
      ) : (
        <>
          <h2>
            <Say id={`empty.${shelf}`} />
          </h2>
          <p>
            {shelf === 'waiting' && status.silence.state !== 'silent' ? (
              <Say id="empty.waiting-text-plain" />
            ) : (
              <Say id={`empty.${shelf}-text`} />
            )}
          </p>
        </>
      )}
    </div>
  );
}
