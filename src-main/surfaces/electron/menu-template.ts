import type { MenuItemConstructorOptions } from 'electron';
import { assertNever } from '#core/errors.ts';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';

/** Joins words and is painted as nothing. */
const wordJoiner = '\u2060';

/**
 * A text that Electron paints as it is. By itself it drops `&`, strips `(&x)` and makes one sign of three dots (MAC-3.6), so
 * another address would be read than the one that is let in.
 */
export function menuText(text: string): string {
  return text
    .replaceAll('&', '&&')
    .replaceAll('(&', `(${wordJoiner}&`)
    .replaceAll(/\.(?=\.\.)/g, `.${wordJoiner}`);
}

/** The menu model as Electron builds menus from. Pure: `onAction` is called when an item is chosen. */
export function menuTemplate(
  items: readonly MenuItem[],
  onAction: (action: SurfaceAction) => void,
): MenuItemConstructorOptions[] {
  return items.map((item) => itemTemplate(item, onAction));
}

function itemTemplate(item: MenuItem, onAction: (action: SurfaceAction) => void): MenuItemConstructorOptions {
  if (item.type === 'separator') return { type: 'separator', id: item.id };
  const base: MenuItemConstructorOptions = {
    id: item.id,
    label: menuText(item.label),
    ...(item.sublabel === undefined ? {} : { sublabel: menuText(item.sublabel) }),
    ...(item.toolTip === undefined ? {} : { toolTip: item.toolTip }),
    ...spokenOf(item),
  };
  switch (item.type) {
    case 'line':
      return { ...base, enabled: false };
    case 'submenu':
      return { ...base, type: 'submenu', submenu: menuTemplate(item.items, onAction) };
    case 'action':
      return {
        ...base,
        enabled: item.enabled,
        ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator }),
        click: () => onAction(item.action),
      };
    case 'check':
      return {
        ...base,
        type: 'checkbox',
        checked: item.checked,
        enabled: item.enabled,
        click: () => onAction(item.action),
      };
    default:
      return assertNever(item);
  }
}

/** Second lines are painted since macOS 14.4 only: what they say is always said to VoiceOver. */
function spokenOf(
  item: Exclude<MenuItem, { type: 'separator' }>,
): Pick<MenuItemConstructorOptions, 'accessibilityLabel'> {
  if (item.spoken !== undefined) return { accessibilityLabel: item.spoken };
  return item.sublabel === undefined ? {} : { accessibilityLabel: `${item.label}, ${item.sublabel}` };
}
