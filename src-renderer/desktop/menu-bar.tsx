import { type ReactNode, useRef, useState } from 'react';
import { iconModel } from '#core/surface/icon-model.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { menuModel } from '#core/surface/menu-model.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { TrayIcon } from '../parts/tray-icon.tsx';
import { DrawnMenu } from './drawn-menu.tsx';
import { DrawnPanel } from './drawn-panel.tsx';

interface MenuBarProps {
  readonly onAction: (action: SurfaceAction) => void;
}

/**
 * The menu bar macOS would paint. A click on the icon opens the panel; a right click, Control-click or the down arrow
 * the menu. The owner may have the menu on every click.
 */
export function MenuBar({ onAction }: MenuBarProps): ReactNode {
  const { state, status, nowMs, settings } = useApp();
  const words = useWords();
  const [open, setOpen] = useState<'panel' | 'menu' | null>(null);
  const onClick = settings.leftClick;
  const button = useRef<HTMLButtonElement>(null);
  const icon = iconModel(state, words);
  const close = useRef(() => {
    setOpen(null);
    button.current?.focus();
  }).current;
  return (
    <header className="menu-bar">
      <span className="menu-bar-app">
        <Say id="app.name" />
      </span>
      {status.practice && (
        <span className="menu-bar-note">
          <Say id="desktop.practice" />
        </span>
      )}
      <span className="grow" />
      <button
        ref={button}
        type="button"
        className="tray-button"
        aria-label={icon.tip}
        title={icon.tip}
        aria-haspopup={onClick === 'panel' ? 'dialog' : 'menu'}
        aria-expanded={open !== null}
        onClick={(event) => setOpen(open === null ? (event.ctrlKey ? 'menu' : onClick) : null)}
        onContextMenu={(event) => {
          event.preventDefault();
          setOpen(open === 'menu' ? null : 'menu');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open !== null) return;
          event.preventDefault();
          setOpen('menu');
        }}
      >
        <TrayIcon shape={icon.shape} />
        {icon.count !== '' && <span className="tray-count">{icon.count}</span>}
      </button>
      <time className="menu-bar-clock">{words.times.barClock(nowMs)}</time>
      {open === 'panel' && (
        <DrawnPanel
          onClose={close}
          onAction={(action) => {
            if (action.kind === 'show') close();
            onAction(action);
          }}
        />
      )}
      {open === 'menu' && (
        <DrawnMenu
          items={menuModel({ state, nowMs, words })}
          onClose={close}
          onAction={(action) => {
            close();
            onAction(action);
          }}
        />
      )}
    </header>
  );
}
