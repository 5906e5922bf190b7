import { type ReactNode, useRef, useState } from 'react';
import { iconModel } from '#core/surface/icon-model.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { menuModel } from '#core/surface/menu-model.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { TrayIcon } from '../parts/tray-icon.tsx';
import { DrawnMenu } from './drawn-menu.tsx';

interface MenuBarProps {
  readonly onAction: (action: SurfaceAction) => void;
}

/** The menu bar macOS would paint: the same icon and menu models, opened by click or keyboard. */
export function MenuBar({ onAction }: MenuBarProps): ReactNode {
  const { state, status, nowMs } = useApp();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const icon = iconModel(state, words);
  const close = useRef(() => {
    setOpen(false);
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
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <TrayIcon shape={icon.shape} />
        {icon.count !== '' && <span className="tray-count">{icon.count}</span>}
      </button>
      <time className="menu-bar-clock">{words.times.barClock(nowMs)}</time>
      {open && (
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
