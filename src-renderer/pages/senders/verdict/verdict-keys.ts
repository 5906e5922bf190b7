import { useEffect, useRef } from 'react';
import type { Verdict } from '#core/decision/decision.ts';
import { isCommand, isTyping } from '../../../parts/keys.ts';

/** The verdict a key asks for, or null. A key that is held down asks once only. */
export function verdictOf(event: KeyboardEvent): Verdict | null {
  if (!isCommand(event) || event.shiftKey || event.altKey || event.repeat || isTyping(event.target))
    return null;
  if (event.key === 'Enter') return 'approve';
  if (event.key === 'Backspace') return 'block';
  if (event.key.toLowerCase() === 'i') return 'ignore';
  return event.key.toLowerCase() === 'z' ? 'undo' : null;
}

/** Cmd+Return approve, Cmd+I ignore, Cmd+Backspace block, Cmd+Z undo (UX-4.5). */
export function useVerdictKeys(onVerdict: (verdict: Verdict) => void): void {
  const latest = useRef(onVerdict);
  latest.current = onVerdict;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const verdict = verdictOf(event);
      if (verdict === null || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      latest.current(verdict);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
