import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

export interface PopChoice {
  readonly id: string;
  readonly label: ReactNode;
  /** It is one of several of which one holds; undefined: it is only done. */
  readonly checked?: boolean;
}

interface PopMenuProps {
  readonly choices: readonly PopChoice[];
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** A short menu that a button opens. Escape, Tab and a press elsewhere close it; nothing is chosen by that. */
export function PopMenu({ choices, onChoose, onClose }: PopMenuProps): ReactNode {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const items = menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [];
    const checked = [...items].find((item) => item.getAttribute('aria-checked') === 'true');
    (checked ?? items[0])?.focus();
    const away = (event: Event): void => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  const move = (by: number): void => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
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
      {choices.map(({ id, label, checked }) => (
        <button
          key={id}
          type="button"
          {...(checked === undefined
            ? { role: 'menuitem' }
            : ({ role: 'menuitemradio', 'aria-checked': checked } as const))}
          onClick={() => onChoose(id)}
        >
          {checked && <Icon name="check" />}
          {label}
        </button>
      ))}
    </div>
  );
}
