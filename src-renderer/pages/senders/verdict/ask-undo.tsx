import type { ReactNode } from 'react';
import { type Painted, paintedKey } from '../../../context/use-verdicts.ts';
import { Say } from '../../../context/words.tsx';
import { Ask } from '../../../parts/ask.tsx';
import { Handle } from '../../../parts/handle.tsx';

/** Whom a verdict was about: by name, or how many. */
export function Names({ senders }: { readonly senders: readonly Painted[] }): ReactNode {
  const [only] = senders;
  if (senders.length === 1 && only) return <Handle text={only.display} className="bar-handle" />;
  return <Say id="bar.several" with={{ count: senders.length }} />;
}

interface AskUndoProps {
  readonly senders: readonly Painted[];
  readonly onUndo: () => void;
  readonly onClose: () => void;
}

/** The question before an undo that may let someone in again. */
export function AskUndo({ senders, onUndo, onClose }: AskUndoProps): ReactNode {
  return (
    <Ask
      title={<Say id="ask.undo-title" with={{ handle: <Names senders={senders} /> }} />}
      painted={paintedKey(senders)}
      label={<Say id="ask.undo-do" />}
      tone="strong"
      onDo={onUndo}
      onClose={onClose}
    >
      <p>
        <Say id="ask.undo-text" />
      </p>
    </Ask>
  );
}
