import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MacHost } from '#contract/bridge.ts';
import { useApp } from '../context/app-context.ts';
import { Said } from '../shell/said.tsx';
import { Panel } from './panel.tsx';

/** The height of all that is in it, without scrolling: what scrolls counts as high as it would be. */
function wholeHeight(place: HTMLElement): number {
  const parts = place.querySelectorAll<HTMLElement>('.panel > *, .said');
  let height = 0;
  for (const part of parts) {
    height += part.matches('.panel-scroll') ? part.scrollHeight : part.getBoundingClientRect().height;
  }
  return Math.ceil(height);
}

/**
 * Tells the Mac how high the panel is: at each opening, and when it changes. Hidden, nothing is painted and no size observed
 * (MAC-10.7), so the document is what is watched; sizes are for fonts and zoom.
 */
function useTellHeight(place: RefObject<HTMLElement | null>, mac: MacHost, opening: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening is answered
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    let last = -1;
    const tell = (): void => {
      const height = wholeHeight(element);
      if (height !== last) mac.resizePanel(height);
      last = height;
    };
    tell();
    const changes = new MutationObserver(tell);
    changes.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
    const sizes = new ResizeObserver(tell);
    for (const part of element.children) sizes.observe(part);
    return () => {
      changes.disconnect();
      sizes.disconnect();
    };
  }, [mac, opening]);
}

/** The panel as the whole of a small window, which the Mac app puts under its icon (UX-2.8). */
export function PanelWindow({ mac }: { readonly mac: MacHost }): ReactNode {
  const { act } = useApp();
  const place = useRef<HTMLDivElement>(null);
  /** Opened anew it begins anew: inert for a moment, nobody held in place by a pointer that left long ago. */
  const [opening, setOpening] = useState(0);
  useEffect(() => mac.onPanelOpen(() => setOpening((before) => before + 1)), [mac]);
  useEffect(() => {
    // Whether the window says so is not certain (MAC-10.2).
    const leave = (): void => mac.closePanel();
    window.addEventListener('blur', leave);
    return () => window.removeEventListener('blur', leave);
  }, [mac]);
  useTellHeight(place, mac, opening);
  return (
    <div ref={place} className="panel-window">
      <Panel key={opening} onAction={(action) => act(action, 'menu')} onClose={() => mac.closePanel()} />
      <Said />
    </div>
  );
}
