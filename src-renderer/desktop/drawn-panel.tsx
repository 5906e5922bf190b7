import { type ReactNode, useEffect } from 'react';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { Panel } from '../panel/panel.tsx';

interface DrawnPanelProps {
  readonly onAction: (action: SurfaceAction) => void;
  readonly onClose: () => void;
}

/** The panel under the drawn icon; a press elsewhere puts it away. */
export function DrawnPanel({ onAction, onClose }: DrawnPanelProps): ReactNode {
  useEffect(() => {
    const away = (event: Event): void => {
      if (event.target instanceof Element && !event.target.closest('.menu-bar, dialog')) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  return (
    <div className="panel-place">
      <Panel onAction={onAction} onClose={onClose} />
    </div>
  );
}
