import { createRoot } from 'react-dom/client';
import { ApiClient } from '#contract/client.ts';
import { App } from './app.tsx';
import { findBridge } from './bridge/find-bridge.ts';
import { StateStore } from './bridge/state-store.ts';
import { browserWords } from './context/words.tsx';
import { NotLetIn } from './desktop/not-let-in.tsx';

const root = document.getElementById('root');
if (root) {
  const words = browserWords(window.location.search);
  const shown = createRoot(root);
  const bridge = findBridge((why) => shown.render(<NotLetIn why={why} words={words} />));
  const client = new ApiClient(bridge.transport);
  const place = new URLSearchParams(window.location.search).has('panel') ? 'panel' : 'window';
  shown.render(
    <App bridge={bridge} client={client} store={new StateStore(client)} words={words} place={place} />,
  );
}
