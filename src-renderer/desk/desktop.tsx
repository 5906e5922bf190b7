import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { Answer } from '#contract/envelope.ts';
import { findSender } from '#core/surface/find-sender.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { pageOf } from '#core/surface/menu-senders.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { WindowContent } from '../shell/window.tsx';
import { useWindowKeys } from '../shell/window-keys.ts';
import { Banners } from './banners.tsx';
import { MenuBar } from './menu-bar.tsx';

/** Tells of the trouble a call had, and of nothing else. */
function useTold(): (answer: Promise<Answer<unknown>>) => void {
  const { say } = useApp();
  return useCallback(
    (answer) => {
      void answer.then((given) => {
        if (!given.ok) say(given.error.message);
      });
    },
    [say],
  );
}

type Act = (action: SurfaceAction, source: 'menu' | 'notification') => void;

/** Carries out what a menu item or a banner's button says. */
function useActions(openWindow: () => void): Act {
  const { desk, show, say, state, client } = useApp();
  const words = useWords();
  const told = useTold();
  return useCallback<Act>(
    (action, source) => {
      switch (action.kind) {
        case 'show':
          openWindow();
          show(action.target);
          return;
        case 'verdict': {
          const { handle, revision } = action;
          const sender = findSender(state.senders, handle);
          const painted = {
            id: sender?.id ?? handle,
            handle,
            display: sender?.display ?? handle,
            revision: revision ?? sender?.revision ?? '',
          };
          void desk.give(action.verdict, [painted], { for: action.for, source }).then((stands) => {
            if (stands) return;
            // What was shown is no longer what is true: to be looked at in the window.
            openWindow();
            show({ page: sender ? pageOf(sender) : 'waiting', handle });
          });
          return;
        }
        case 'channel':
          told(client.ask('channel', { on: action.on }));
          return;
        case 'retry-removal':
          told(client.ask('retry-removal', {}));
          return;
        case 'pause':
          told(client.ask('pause-notifications', { for: action.for }));
          return;
        case 'quit':
          openWindow();
          say(words.say('desk.quit'));
          return;
      }
    },
    [client, desk, show, say, state, words, openWindow, told],
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
  const frame = useRef<HTMLDivElement>(null);

  useWindowKeys(() => {
    if (frame.current?.contains(document.activeElement)) setOpen(false);
  });

  return (
    <div className="desktop">
      <MenuBar onAction={(action) => act(action, 'menu')} />
      {open ? (
        <div ref={frame} className={zoomed ? 'window zoomed' : 'window'} data-page={target.page}>
          <section className="title-bar" aria-label={words.say('desk.window')}>
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
          </section>
          <WindowContent />
        </div>
      ) : (
        <button type="button" className="button plain reopen" onClick={openWindow}>
          <Say id="desk.open" />
        </button>
      )}
      <Banners onAction={(action) => act(action, 'notification')} />
    </div>
  );
}
