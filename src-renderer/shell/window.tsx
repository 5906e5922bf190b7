import type { ReactNode } from 'react';
import { useApp } from '../app-context.ts';
import { FirstRun } from '../first-run/first-run.tsx';
import { HistoryPage } from '../history/history-page.tsx';
import { SenderPage } from '../senders/sender-page.tsx';
import { isSenderPage } from '../senders/shelves.ts';
import { VerdictBar } from '../senders/verdict-bar.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { SilencePage } from '../silence/silence-page.tsx';
import { Say } from '../words.tsx';
import { AskStartHeld } from './ask-start-held.tsx';
import { LeakBanner } from './leak-banner.tsx';
import { Sidebar } from './sidebar.tsx';
import { Strips } from './strips.tsx';

function PageContent(): ReactNode {
  const { target } = useApp();
  const { page } = target;
  if (isSenderPage(page)) return <SenderPage key={page} page={page} />;
  switch (page) {
    case 'silence':
      return <SilencePage />;
    case 'history':
      return <HistoryPage />;
    case 'settings':
      return <SettingsPage />;
    default:
      return null;
  }
}

/** Everything inside the window's frame. */
export function WindowContent(): ReactNode {
  const { live, settings, target, said } = useApp();
  if (settings?.onboarded === false) return <FirstRun />;
  return (
    <div className={live ? 'content' : 'content offline'}>
      <Sidebar />
      <main className="main">
        <header className="toolbar">
          <h1>
            <Say id={`page.${target.page}`} />
          </h1>
        </header>
        <LeakBanner />
        <Strips />
        <div className="page">
          <PageContent />
        </div>
        {said !== null && (
          <p className="said" role="alert" data-foreign="">
            {said}
          </p>
        )}
        <VerdictBar />
      </main>
      <AskStartHeld />
    </div>
  );
}
