import type { ReactNode } from 'react';
import type { Painted } from '../../../context/use-verdicts.ts';
import { Say } from '../../../context/words.tsx';
import { Button } from '../../../parts/button.tsx';
import { Handle } from '../../../parts/handle.tsx';
import { Sheet } from '../../../parts/sheet.tsx';
import { useGuard } from '../../../parts/use-guard.ts';

interface AskUndoProps {
  readonly sender: Painted;
  readonly onUndo: () => void;
  readonly onClose: () => void;
}

/** The question before an undo that may let someone in again. */
export function AskUndo({ sender, onUndo, onClose }: AskUndoProps): ReactNode {
  const guard = useGuard(`${sender.id} ${sender.revision}`);
  return (
    <Sheet
      title={<Say id="ask.undo-title" with={{ handle: <Handle text={sender.display} /> }} />}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Say id="action.cancel" />
          </Button>
          <button
            type="button"
            className="button strong"
            aria-disabled={guard.inert || undefined}
            onPointerDown={guard.onPointerDown}
            onClick={(event) => guard.allows(event) && onUndo()}
          >
            <Say id="ask.undo-do" />
          </button>
        </>
      }
    >
      <p>
        <Say id="ask.undo-text" />
      </p>
    </Sheet>
  );
}
