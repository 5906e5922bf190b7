import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { WindowContent } from '../shell/window.tsx';
import { useWindowKeys } from '../shell/window-keys.ts';
import { Banners } from './banners.tsx';
import { MenuBar } from './menu-bar.tsx';

/** The browser surface: a small desktop with the menu bar, the banners and the window that macOS would paint. */
export function Desktop(): ReactNode {
  const words = useWords();
  const { target, said, act } = useApp();
  const [open, setOpen] = useState(true);
  const [zoomed, setZoomed] = useState(false);
  const frame = useRef<HTMLDivElement>(null);

  // Whatever is to be shown or said is in the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new target, or something new said, opens it
  useEffect(() => setOpen(true), [target, said]);

  useWindowKeys(() => {
    if (frame.current?.contains(document.activeElement)) setOpen(false);
  });

  return (
    <div className="desktop">
      <MenuBar onAction={(action) => act(action, 'menu')} />
      {open ? (
        <div ref={frame} className={zoomed ? 'window zoomed' : 'window'} data-page={target.page}>
          <section className="title-bar" aria-label={words.say('desktop.window')}>
            <button
              type="button"
              className="light close"
              aria-label={words.say('desktop.close')}
              title={words.say('desktop.close')}
              onClick={() => setOpen(false)}
            />
            <button
              type="button"
              className="light zoom"
              aria-label={words.say('desktop.zoom')}
              title={words.say('desktop.zoom')}
              aria-pressed={zoomed}
              onClick={() => setZoomed(!zoomed)}
            />
          </section>
          <WindowContent />
        </div>
      ) : (
        <button type="button" className="button plain reopen" onClick={() => setOpen(true)}>
          <Say id="desktop.open" />
        </button>
      )}
      <Banners onAction={(action) => act(action, 'notification')} />
    </div>
  );
}
