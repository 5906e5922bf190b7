import type { ReactNode } from 'react';
import { useApp } from '../context/app-context.ts';
import { Say } from '../context/words.tsx';
import { FirstRun } from '../pages/first-run/first-run.tsx';
import { HistoryPage } from '../pages/history/history-page.tsx';
import { isSenderPage } from '../pages/senders/list/shelves.ts';
import { SenderPage } from '../pages/senders/sender-page.tsx';
import { VerdictBar } from '../pages/senders/verdict/verdict-bar.tsx';
import { SettingsPage } from '../pages/settings/settings-page.tsx';
import { SilencePage } from '../pages/silence/silence-page.tsx';
import { AskStartHeld } from './ask-start-held.tsx';
import { LeakBanner } from './leak-banner.tsx';
import { Said } from './said.tsx';
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
  const { live, settings, target } = useApp();
  if (!settings.onboarded) return <FirstRun />;
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
        <Said />
        <VerdictBar />
      </main>
      <AskStartHeld />
    </div>
  );
}
