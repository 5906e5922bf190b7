import type { ReactNode } from 'react';
import type { IconShape } from '#core/surface/icon-model.ts';
import attention from '../../assets/tray/attention.svg';
import idle from '../../assets/tray/idle.svg';
import off from '../../assets/tray/off.svg';
import unreachable from '../../assets/tray/unreachable.svg';
import waiting from '../../assets/tray/waiting.svg';

const files: Readonly<Record<IconShape, string>> = { attention, idle, off, unreachable, waiting };

/** The menu-bar icon from the very files that macOS shows; the colour is the menu bar's. */
export function TrayIcon({ shape }: { readonly shape: IconShape }): ReactNode {
  return (
    <span
      className="tray-icon"
      data-shape={shape}
      aria-hidden="true"
      style={{ maskImage: `url("${files[shape]}")` }}
    />
  );
}
