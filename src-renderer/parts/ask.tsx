import type { ReactNode } from 'react';
import { Say } from '../context/words.tsx';
import { Button } from './button.tsx';
import { Sheet } from './sheet.tsx';
import { useGuard } from './use-guard.ts';

interface AskProps {
  readonly title: ReactNode;
  /** Names exactly what it is about: its button is inert while that is fresh. */
  readonly painted: string;
  /** Of the button that does it. */
  readonly label: ReactNode;
  readonly tone: 'plain' | 'strong' | 'danger';
  readonly onDo: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A question before something is done: Cancel, and the one button that does it. */
export function Ask({ title, painted, label, tone, onDo, onClose, children }: AskProps): ReactNode {
  const guard = useGuard(painted);
  return (
    <Sheet
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Say id="action.cancel" />
          </Button>
          <button
            type="button"
            className={`button ${tone}`}
            aria-disabled={guard.inert || undefined}
            onPointerDown={guard.onPointerDown}
            onClick={(event) => guard.allows(event) && onDo()}
          >
            {label}
          </button>
        </>
      }
    >
      {children}
    </Sheet>
  );
}
