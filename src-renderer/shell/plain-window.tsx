import type { ReactNode } from 'react';
import { WindowContent } from './window.tsx';
import { useWindowKeys } from './window-keys.ts';

/** The window where its frame is macOS's own. */
export function PlainWindow(): ReactNode {
  useWindowKeys(() => window.close());
  return <WindowContent />;
}
