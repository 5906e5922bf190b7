import { createRoot } from 'react-dom/client';
import { ApiClient } from '#contract/client.ts';
import { App } from './app.tsx';
import { findBridge } from './bridge/find-bridge.ts';
import { StateStore } from './bridge/state-store.ts';
import { browserWords } from './context/words.tsx';

const root = document.getElementById('root');
if (root) {
  const bridge = findBridge();
  const client = new ApiClient(bridge.transport);
  const words = browserWords(window.location.search);
  createRoot(root).render(
    <App bridge={bridge} client={client} store={new StateStore(client)} words={words} />,
  );
}
