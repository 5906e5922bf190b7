import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import { useWords } from '../context/words.tsx';
import { Icon } from '../parts/icons.tsx';
import { useGuard } from '../parts/use-guard.ts';

interface DrawnMenuProps {
  readonly items: readonly MenuItem[];
  readonly onAction: (action: SurfaceAction) => void;
  readonly onClose: () => void;
}

/**
 * The menu, drawn. As macOS does with an open menu, it keeps what it showed when it was opened: nothing moves under the
 * pointer, and what is chosen carries the revision that was painted.
 */
export function DrawnMenu({ items, onAction, onClose }: DrawnMenuProps): ReactNode {
  const words = useWords();
  const [opened] = useState(items);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    menu.current?.querySelector<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')?.focus();
    const away = (event: Event): void => {
      if (event.target instanceof Element && !event.target.closest('.menu-bar')) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  return (
    <div ref={menu} className="menu root" role="menu" aria-label={words.say('desktop.menu')}>
      <MenuItems items={opened} onAction={onAction} onLeave={onClose} />
    </div>
  );
}

interface MenuItemsProps {
  readonly items: readonly MenuItem[];
  readonly onAction: (action: SurfaceAction) => void;
  /** Escape, or the left arrow in a submenu. */
  readonly onLeave: () => void;
  readonly nested?: boolean;
}

function siblings(element: HTMLElement): readonly HTMLElement[] {
  const menu = element.closest('[role=menu]');
  return [...(menu?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])].filter(
    (item) => item.closest('[role=menu]') === menu && item.getAttribute('aria-disabled') !== 'true',
  );
}

function MenuItems({ items, onAction, onLeave, nested = false }: MenuItemsProps): ReactNode {
  const [openId, setOpenId] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement)) return;
    const all = siblings(target);
    const at = all.indexOf(target);
    if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length]?.focus();
    else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab' || (nested && event.key === 'ArrowLeft'))
      onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the items bubble here
    <div role="presentation" onKeyDown={onKeyDown}>
      {items.map((item) => (
        <MenuRow
          key={item.id}
          item={item}
          open={openId === item.id}
          onOpen={(open) => setOpenId(open ? item.id : null)}
          onAction={onAction}
        />
      ))}
    </div>
  );
}

interface MenuRowProps {
  readonly item: MenuItem;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onAction: (action: SurfaceAction) => void;
}

function Labels({ item }: { readonly item: Exclude<MenuItem, { type: 'separator' }> }): ReactNode {
  return (
    <span className="menu-labels">
      <span className="menu-label" data-foreign={item.id.startsWith('sender') ? '' : undefined}>
        {item.label}
      </span>
      {item.sublabel !== undefined && <span className="menu-sublabel">{item.sublabel}</span>}
    </span>
  );
}

function MenuRow({ item, open, onOpen, onAction }: MenuRowProps): ReactNode {
  switch (item.type) {
    case 'separator':
      return <hr className="menu-separator" />;
    case 'line':
      return (
        <div
          className="menu-item line"
          role="menuitem"
          aria-disabled="true"
          tabIndex={-1}
          data-item={item.id}
          onPointerEnter={() => onOpen(false)}
        >
          <span className="menu-mark" />
          <Labels item={item} />
        </div>
      );
    case 'submenu':
      return <Submenu item={item} open={open} onOpen={onOpen} onAction={onAction} />;
    default:
      return <Choice item={item} onOpen={onOpen} onAction={onAction} />;
  }
}

interface ChoiceProps {
  readonly item: Extract<MenuItem, { type: 'action' | 'check' }>;
  readonly onOpen: (open: boolean) => void;
  readonly onAction: (action: SurfaceAction) => void;
}

function Choice({ item, onOpen, onAction }: ChoiceProps): ReactNode {
  const role =
    item.type === 'check'
      ? ({ role: 'menuitemcheckbox', 'aria-checked': item.checked } as const)
      : ({ role: 'menuitem' } as const);
  return (
    <button
      type="button"
      className="menu-item"
      {...role}
      aria-disabled={!item.enabled || undefined}
      aria-label={item.spoken}
      title={item.toolTip}
      tabIndex={-1}
      data-item={item.id}
      onPointerEnter={(event) => {
        event.currentTarget.focus();
        onOpen(false);
      }}
      onClick={() => item.enabled && onAction(item.action)}
    >
      <span className="menu-mark">{item.type === 'check' && item.checked && <Icon name="check" />}</span>
      <Labels item={item} />
      {item.type === 'action' && item.accelerator !== undefined && (
        <kbd>{item.accelerator.replace('CmdOrCtrl+', '⌘')}</kbd>
      )}
    </button>
  );
}

interface SubmenuProps {
  readonly item: Extract<MenuItem, { type: 'submenu' }>;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onAction: (action: SurfaceAction) => void;
}

function Submenu({ item, open, onOpen, onAction }: SubmenuProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const byKey = useRef(false);
  // A submenu that has just opened under the pointer decides nothing yet.
  const guard = useGuard(`${item.id} ${open}`);
  useEffect(() => {
    if (open && byKey.current) {
      menu.current?.querySelector<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')?.focus();
    }
    byKey.current = false;
  }, [open]);
  return (
    <div className="submenu" role="presentation" onPointerDown={guard.onPointerDown}>
      <button
        ref={button}
        type="button"
        className="menu-item"
        role="menuitem"
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={-1}
        data-item={item.id}
        onPointerEnter={(event) => {
          event.currentTarget.focus();
          onOpen(true);
        }}
        onClick={() => onOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowRight' && event.key !== 'Enter') return;
          byKey.current = true;
          event.preventDefault();
          event.stopPropagation();
          onOpen(true);
        }}
      >
        <span className="menu-mark" />
        <Labels item={item} />
        <Icon name="forward" />
      </button>
      {open && (
        <div ref={menu} className="menu nested" role="menu" aria-label={item.label}>
          <MenuItems
            nested
            items={item.items}
            onAction={(action) => guard.allows() && onAction(action)}
            onLeave={() => {
              onOpen(false);
              button.current?.focus();
            }}
          />
        </div>
      )}
    </div>
  );
}
