import type * as Electron from 'electron';
import { Emitter } from './emitter.ts';
import { type Used, usedEvents } from './used.ts';
import { FakeWindow } from './window.ts';

type Template = Electron.MenuItemConstructorOptions;

/**
 * A label or second line as macOS paints it. Electron hands each to `l10n_util::FixUpWindowsStyleLabel`
 * (electron_menu_controller.mm), of which this is a port (Chromium, ui/base/l10n/l10n_util_mac.mm).
 */
export function paintedLabel(label: string): string {
  let painted = '';
  for (let at = 0; at < label.length; at += 1) {
    const next = label.slice(at);
    if (/^\(&[\s\S]\)/.test(next)) at += 3;
    else if (next.startsWith('&&')) {
      painted += '&';
      at += 1;
    } else if (next.startsWith('...')) {
      painted += '…';
      at += 2;
    } else if (!next.startsWith('&')) painted += next.charAt(0);
  }
  return painted;
}

export class FakeMenu extends Emitter {
  static application: FakeMenu | null = null;
  readonly template: Template[];
  isOpen = false;
  /** Submenu under the pointer. */
  openSubmenu: string | null = null;
  /** Its `ElectronMenuController`, which items tell what was chosen, and hold weakly. */
  hasController = true;
  /** Choices that reached nobody. */
  lost: string[] = [];

  constructor(template: Template[]) {
    // We listen to neither: what they say is not so (MAC-3.5).
    super(['menu-will-show', 'menu-will-close']);
    this.template = template;
  }

  static readonly buildFromTemplate = (template: (Template | Electron.MenuItem)[]): Electron.Menu =>
    new FakeMenu(template as Template[]) satisfies Used<'Menu'> as unknown as Electron.Menu;

  static readonly setApplicationMenu = (menu: Electron.Menu | null): void => {
    FakeMenu.application = menu as unknown as FakeMenu | null;
  };

  open(): void {
    this.isOpen = true;
    this.emit('menu-will-show');
  }

  /** The pointer goes over an item. Leaving a first-level submenu emits the end of the *menu* (MAC-3.5). */
  hover(id: string): void {
    if (!this.isOpen) throw new Error('not open');
    const item = this.find(id);
    if (this.openSubmenu !== null && this.openSubmenu !== id) {
      this.openSubmenu = null;
      this.emit('menu-will-close');
    }
    if (item?.submenu !== undefined) this.openSubmenu = id;
  }

  /** Closes. One end is told, of the submenu when it closed last (`isMenuOpen_` is NO then). */
  shut(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.openSubmenu = null;
    this.emit('menu-will-close');
  }

  /** `dealloc` of a controller that was replaced: cancels tracking when a submenu is open, and items have no target. */
  loseController(): void {
    this.hasController = false;
    if (this.openSubmenu !== null) this.shut();
  }

  /** The item with an id, wherever it is. */
  find(id: string, items = this.template): Template | undefined {
    for (const item of items) {
      if (item.id === id) return item;
      const inner = Array.isArray(item.submenu) ? this.find(id, item.submenu) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  }

  /** What is read of an item. */
  painted(id: string): string | null {
    const label = this.find(id)?.label;
    return label === undefined ? null : paintedLabel(label);
  }

  /** Chooses an item of the open menu, as the owner does; what is greyed out can't be. It is told after the menu has gone. */
  choose(id: string): void {
    if (!this.isOpen) throw new Error('not open');
    const item = this.find(id);
    if (item?.click === undefined || item.enabled === false) throw new Error(`Nothing to choose: ${id}`);
    this.shut();
    if (this.hasController) (item.click as () => void)();
    else this.lost.push(id);
  }
}

export class FakeTray extends Emitter {
  static readonly all: FakeTray[] = [];
  /** Where macOS keeps each icon, by guid: the owner has moved it there (MAC-3.2). */
  static readonly places = new Map<string, string>();
  image: string;
  readonly images: string[] = [];
  readonly guid: string | undefined;
  title = '';
  toolTip = '';
  /** The menu on screen, or the one that was. */
  menu: FakeMenu | null = null;
  #contextMenu: FakeMenu | null = null;

  constructor(image: unknown, guid?: string) {
    super(usedEvents.Tray);
    this.image = pathOf(image);
    this.guid = guid;
    FakeTray.all.push(this);
  }

  /** Where the icon is, as macOS reports it. */
  bounds: Electron.Rectangle = { x: 1200, y: 0, width: 30, height: 24 };
  readonly getBounds = (): Electron.Rectangle => this.bounds;
  readonly setImage = (image: Electron.NativeImage | string): void => {
    this.image = pathOf(image);
    this.images.push(this.image);
  };
  readonly setTitle = (title: string): void => {
    this.title = title;
  };
  readonly setToolTip = (toolTip: string): void => {
    this.toolTip = toolTip;
  };
  readonly setIgnoreDoubleClickEvents = (_ignore: boolean): void => {};
  /** Runs the menu in a nested loop in which JS goes on; resolves nothing (tray_icon_cocoa.mm: PopUpContextMenu). */
  readonly popUpContextMenu = (menu?: Electron.Menu): void => {
    this.menu?.shut();
    this.menu = menu as unknown as FakeMenu;
    this.menu.open();
  };
  /** Frees the controller of the one before (tray_icon_cocoa.mm: SetContextMenu), open or not. */
  readonly setContextMenu = (menu: Electron.Menu | null): void => {
    this.#contextMenu?.loseController();
    this.#contextMenu = menu as unknown as FakeMenu | null;
  };
  /** `removeStatusItem` deletes "NSStatusItem Preferred Position" (tray_icon_cocoa.mm; CodexBar #3723). */
  readonly destroy = (): void => {
    if (this.guid !== undefined) FakeTray.places.delete(this.guid);
  };

  /** Whether a panel says that it lost the keyboard before the icon says that it is pressed, or after. */
  blursFirst = true;

  /** The left button goes down on the icon: a panel that has the keyboard loses it (MAC-10.4). */
  down(): void {
    if (this.blursFirst) FakeWindow.leavePanels();
    this.emit('mouse-down', {}, { x: 0, y: 0 });
    FakeWindow.leavePanels();
  }

  /** It is let go (tray_icon_cocoa.mm: mouseUp). */
  up(event: Electron.KeyboardEvent = {}): void {
    this.emit('click', event, this.bounds, { x: 0, y: 0 });
  }

  /** Tells of a click on the icon that has no menu set. */
  click(button: 'click' | 'right-click' = 'click'): void {
    if (button === 'click') {
      this.down();
      this.up();
    } else {
      FakeWindow.leavePanels();
      this.emit(button, {}, this.bounds);
    }
  }

  /** VoiceOver presses the icon: a made-up click in no window, told before it goes down, and never let go. */
  clickByVoiceOver(): void {
    this.emit('click', {}, { x: 0, y: 0, width: 0, height: 0 }, { x: 0, y: 0 });
    this.emit('mouse-down', {}, { x: 0, y: 0 });
  }

  /** The owner clicks the icon. With a menu of its own there is no event: that menu opens. @returns the menu on screen. */
  press(button: 'click' | 'right-click' = 'right-click'): FakeMenu {
    if (this.#contextMenu === null) this.click(button);
    else {
      this.menu = this.#contextMenu;
      this.menu.open();
    }
    if (this.menu === null || !this.menu.isOpen) throw new Error('no menu');
    return this.menu;
  }
}

export class FakeImage {
  readonly path: string;
  isTemplate = false;

  constructor(path: string) {
    this.path = path;
  }

  readonly setTemplateImage = (option: boolean): void => {
    this.isTemplate = option;
  };
}

function pathOf(image: unknown): string {
  return image instanceof FakeImage ? image.path : String(image);
}
