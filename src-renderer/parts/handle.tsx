import type { ReactNode } from 'react';

interface HandleProps {
  /** Grouped for reading; the whole address either way. */
  readonly text: string;
  readonly className?: string;
}

/** An address, always left to right and never turned by, or turning, the words around it. */
export function Handle({ text, className }: HandleProps): ReactNode {
  return (
    <bdi dir="ltr" className={className} data-foreign="">
      {text}
    </bdi>
  );
}

/** Text that is not ours: a message, a name. Plain text, its direction its own. */
export function Foreign({ text, className }: HandleProps): ReactNode {
  return (
    <bdi dir="auto" className={className} data-foreign="">
      {text}
    </bdi>
  );
}
