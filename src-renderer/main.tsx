import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { findBridge } from './bridge/find-bridge.ts';
import { StateStore } from './bridge/state-store.ts';
import { ownersWords } from './context/words.tsx';

const root = document.getElementById('root');
if (root) {
  const bridge = findBridge();
  const words = ownersWords(window.location.search);
  createRoot(root).render(<App bridge={bridge} store={new StateStore(bridge)} words={words} />);
}
