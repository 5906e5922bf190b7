import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { SurfaceAction } from '../../src-main/core/menu-model.ts';
import { useApp } from '../app-context.ts';
import { WindowContent } from '../shell/window.tsx';
import { Say, useWords } from '../words.tsx';
import { Banners } from './banners.tsx';
import { MenuBar } from './menu-bar.tsx';

/** Carries out what a menu item or a banner's button says. */
function useActions(openWindow: () => void): (action: SurfaceAction) => void {
  const { bridge, desk, show, say, state } = useApp();
  const words = useWords();
  return useCallback(
    (action) => {
      switch (action.kind) {
        case 'show':
          openWindow();
          show(action.target);
          return;
        case 'verdict': {
          const { handle, revision } = action;
          const sender = [...state.senders.values()].find((candidate) => candidate.handle === handle);
          const painted = {
            id: sender?.id ?? handle,
            handle,
            display: sender?.display ?? handle,
            revision: revision ?? sender?.revision ?? '',
          };
          void desk.give(action.verdict, [painted], { for: action.for });
          return;
        }
        case 'channel':
          void bridge.call('channel', { on: action.on }).then((answer) => {
            if (!answer.ok) say(answer.error.message);
          });
          return;
        case 'retry-removal':
          void bridge.call('retry-removal', {}).then((answer) => {
            if (!answer.ok) say(answer.error.message);
          });
          return;
        case 'pause':
          void bridge.call('pause-notifications', { for: action.for }).then((answer) => {
            if (!answer.ok) say(answer.error.message);
          });
          return;
        case 'quit':
          say(words.say('desk.quit'));
          return;
      }
    },
    [bridge, desk, show, say, state, words, openWindow],
  );
}

/** The browser surface: a small desktop with the menu bar, the banners and the window that macOS would paint. */
export function Desktop(): ReactNode {
  const words = useWords();
  const { target } = useApp();
  const [open, setOpen] = useState(true);
  const [zoomed, setZoomed] = useState(false);
  const openWindow = useCallback(() => setOpen(true), []);
  const act = useActions(openWindow);
  const frame = useRef<HTMLElement>(null);

  // Cmd+W and Escape close a window; closing decides nothing, and the menu opens it again.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('dialog[open], [role=menu]')) return;
      if (frame.current?.contains(document.activeElement)) setOpen(false);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <div className="desktop">
      <MenuBar onAction={act} />
      {open ? (
        <section
          ref={frame}
          className={zoomed ? 'window zoomed' : 'window'}
          aria-label={words.say('desk.window')}
          data-page={target.page}
        >
          <div className="title-bar">
            <button
              type="button"
              className="light close"
              aria-label={words.say('desk.close')}
              title={words.say('desk.close')}
              onClick={() => setOpen(false)}
            />
            <button
              type="button"
              className="light zoom"
              aria-label={words.say('desk.zoom')}
              title={words.say('desk.zoom')}
              aria-pressed={zoomed}
              onClick={() => setZoomed(!zoomed)}
            />
          </div>
          <WindowContent />
        </section>
      ) : (
        <button type="button" className="button plain reopen" onClick={openWindow}>
          <Say id="desk.open" />
        </button>
      )}
      <Banners onAction={act} />
    </div>
  );
}
