import { type ReactNode, useEffect, useId, useRef } from 'react';

interface SheetProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, left to right. */
  readonly actions: ReactNode;
  readonly wide?: boolean;
}

/** A modal sheet. Escape closes it, and closing never decides anything. */
export function Sheet({ title, onClose, children, actions, wide = false }: SheetProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'sheet wide' : 'sheet'}
      aria-labelledby={titleId}
      onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={titleId}>{title}</h2>
      <div className="sheet-body">{children}</div>
      <div className="sheet-actions">{actions}</div>
    </dialog>
  );
}
