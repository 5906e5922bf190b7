import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type ApprovalLength, approvalLengths } from '#core/decision/approval-length.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Icon } from '../../../parts/icons.tsx';

/** null: for good. */
const choices = [null, ...approvalLengths] as const;

interface LengthMenuProps {
  readonly value: ApprovalLength | null;
  readonly onChoose: (length: ApprovalLength | null) => void;
  readonly onClose: () => void;
}

function LengthMenu({ value, onChoose, onClose }: LengthMenuProps): ReactNode {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    menu.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    const away = (event: Event): void => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  const move = (by: number): void => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];
    const focused = document.activeElement;
    const at = focused instanceof HTMLElement ? items.indexOf(focused) : -1;
    items[(at + by + items.length) % items.length]?.focus();
  };
  return (
    <div
      ref={menu}
      role="menu"
      className="pop-menu"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') move(1);
        else if (event.key === 'ArrowUp') move(-1);
        else if (event.key === 'Escape' || event.key === 'Tab') onClose();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {choices.map((length) => (
        <button
          key={length ?? 'always'}
          type="button"
          role="menuitemradio"
          aria-checked={length === value}
          onClick={() => onChoose(length)}
        >
          {length === value && <Icon name="check" />}
          <Say id={`length.${length ?? 'always'}`} />
        </button>
      ))}
    </div>
  );
}

interface ApproveButtonProps {
  readonly length: ApprovalLength | null;
  readonly onLength: (length: ApprovalLength | null) => void;
  readonly onApprove: (event: { readonly detail: number }) => void;
  readonly inert: boolean;
  readonly spoken: string;
}

/** Approve, with an arrow that chooses for how long: choosing changes what is said, and decides nothing. */
export function ApproveButton(props: ApproveButtonProps): ReactNode {
  const { length, onLength, onApprove, inert, spoken } = props;
  const words = useWords();
  const [open, setOpen] = useState(false);
  const arrow = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const close = useRef(() => {
    setOpen(false);
    arrow.current?.focus();
  }).current;
  return (
    <span className="split">
      <button
        type="button"
        className="button strong"
        aria-disabled={inert || undefined}
        aria-label={spoken}
        onClick={onApprove}
      >
        <Say id={length === null ? 'action.approve' : `action.approve-${length}`} />
      </button>
      <button
        ref={arrow}
        type="button"
        className="button strong split-arrow"
        aria-label={words.say('action.how-long')}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron" />
      </button>
      {open && (
        <span id={menuId}>
          <LengthMenu
            value={length}
            onClose={close}
            onChoose={(chosen) => {
              onLength(chosen);
              close();
            }}
          />
        </span>
      )}
    </span>
  );
}
