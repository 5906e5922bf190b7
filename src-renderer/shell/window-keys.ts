import { useEffect, useRef } from 'react';
import { useApp } from '../context/app-context.ts';
import { isCommand } from '../parts/keys.ts';

/**
 * Escape closes the window, Cmd+, shows the settings (UX-4.5). What is open inside it takes Escape first.
 * @param onClose closing is never a verdict.
 */
export function useWindowKeys(onClose: () => void): void {
  const { show } = useApp();
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open], [role=menu]')) return;
      if (event.key === 'Escape') latest.current();
      else if (event.key === ',' && isCommand(event)) show({ page: 'settings' });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [show]);
}
