import type { ReactNode } from 'react';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import { useApp } from '../context/app-context.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';

interface PanelStateProps {
  /** The first lines of the menu (`stateLines`). */
  readonly lines: readonly MenuItem[];
  readonly onAction: (action: SurfaceAction) => void;
}

/** What strangers get, and below it whatever needs the owner: the menu's own lines. */
export function PanelState({ lines, onAction }: PanelStateProps): ReactNode {
  const { status, live } = useApp();
  const calm = live && status.silence.state === 'silent' && status.leaks.length === 0;
  return (
    <div className={calm ? 'panel-state calm' : 'panel-state'}>
      {lines.map((line, index) => {
        if (line.type === 'action') {
          return (
            <Button key={line.id} onPress={() => onAction(line.action)}>
              {line.label}
            </Button>
          );
        }
        if (line.type !== 'line') return null;
        return index === 0 ? (
          <h1 key={line.id}>
            <Icon name={calm ? 'silence' : 'warning'} />
            <span>{line.label}</span>
          </h1>
        ) : (
          <p key={line.id}>{line.label}</p>
        );
      })}
    </div>
  );
}
