import type { ReactNode } from 'react';
import type { MacHost } from '#contract/bridge.ts';
import { useApp } from '../context/app-context.ts';
import { Panel } from './panel.tsx';

/** The panel as the whole of a small window, which the Mac app puts under its icon. */
export function PanelWindow({ mac }: { readonly mac: MacHost }): ReactNode {
  const { act } = useApp();
  return (
    <div className="panel-window">
      <Panel onAction={(action) => act(action, 'menu')} onClose={() => mac.closePanel()} />
    </div>
  );
}
