import type { ReactNode } from 'react';
import { type Page, pages } from '#core/surface/window-target.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { Icon } from '../parts/icons.tsx';
import { ChannelSwitch } from './channel-switch.tsx';

const groups: readonly (readonly Page[])[] = [pages.slice(0, 4), pages.slice(4)];

function PageCount({ page }: { readonly page: Page }): ReactNode {
  const { status } = useApp();
  const words = useWords();
  if (page === 'waiting') {
    const count = status.counts.new;
    if (count === 0) return null;
    return (
      <span className="side-count new" role="img" aria-label={words.say('page.count-new', { count })}>
        {words.times.number(count)}
      </span>
    );
  }
  const red = status.silence.findings.some(({ severity }) => severity === 'red') || status.leaks.length > 0;
  if (page === 'silence' && red) {
    return (
      <span className="side-count red">
        <Icon name="warning" />
      </span>
    );
  }
  return null;
}

/** What strangers get, read back from the gateway: always in sight, and the way to the Silence page. */
function SilenceState(): ReactNode {
  const { status, live, show } = useApp();
  const { state } = status.silence;
  // Settings that are silent are no comfort beside an open alarm.
  const leaked = status.leaks.length > 0 && (state === 'silent' || state === 'unknown');
  const shown = leaked ? 'leaked' : live ? state : 'unknown';
  return (
    <button type="button" className={`side-silence ${shown}`} onClick={() => show({ page: 'silence' })}>
      <Icon name={shown === 'silent' ? 'silence' : 'warning'} />
      <span>
        <Say id={`side.${shown}`} />
      </span>
    </button>
  );
}

function GatewayState(): ReactNode {
  const { status } = useApp();
  const { gateway } = status;
  return (
    <p className="side-gateway">
      <span className={`lamp ${gateway.state}`} aria-hidden="true" />
      <span>
        {gateway.state === 'connected' ? (
          <Say
            id="side.gateway-connected"
            with={{ version: <span data-foreign="">{gateway.version ?? '—'}</span> }}
          />
        ) : (
          <Say id={`side.gateway-${gateway.state}`} />
        )}
      </span>
    </p>
  );
}

/** The pages, and below them how things stand. */
export function Sidebar(): ReactNode {
  const { target, show } = useApp();
  const words = useWords();
  return (
    <aside className="sidebar">
      <nav aria-label={words.say('page.list')}>
        {groups.map((group) => (
          <ul key={group.join()}>
            {group.map((page) => (
              <li key={page}>
                <button
                  type="button"
                  className="side-item"
                  aria-current={target.page === page ? 'page' : undefined}
                  title={words.say(`page.${page}`)}
                  onClick={() => show({ page })}
                >
                  <Icon name={page} />
                  <span className="side-label">
                    <Say id={`page.${page}`} />
                  </span>
                  <PageCount page={page} />
                </button>
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <div className="side-foot">
        <SilenceState />
        <ChannelSwitch />
        <GatewayState />
      </div>
    </aside>
  );
}
