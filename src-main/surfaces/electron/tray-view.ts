import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import { type IconModel, type IconShape, iconShapes } from '#core/surface/icon-model.ts';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import type { Area } from '#core/surface/panel-place.ts';
import { menuTemplate } from './menu-template.ts';

/** macOS keeps the icon's place in the menu bar by this name, unless the tray is destroyed (MAC-3.2). */
const trayGuid = '6f2b3a52-6e0e-4a5c-9a0f-5a1c3be0d7e4';

/** macOS misses an image that follows too soon on another, ms (MAC-3.2). */
const minApartMs = 200;

/** What is chosen is told after the menu has gone, when the next one may be open already. */
const heldMenus = 2;

export interface TrayViewOptions {
  /** Holds `<shape>Template.png`; macOS takes `@2x` from beside it, and paints them as templates by their name. */
  readonly iconDir: string;
  readonly clock: Clock;
  /** The menu as it is now; asked for when the icon is pressed. */
  readonly menu: () => readonly MenuItem[];
  readonly onAction: (action: SurfaceAction) => void;
  /** The left button goes down on the icon; the click comes when it is let go. */
  readonly onPress: () => void;
  /**
   * The icon was clicked. @param icon where it is said to be, the best source first.
   * @returns true: something else than the menu opens. A right click or Control-click always opens the menu.
   */
  readonly onClick: (icon: readonly Area[]) => boolean;
  /** The menu is about to open: nothing else stays. */
  readonly onMenu: () => void;
}

/**
 * The icon in the menu bar. Its menu is made when the icon is pressed and never changed: nothing moves under the pointer
 * (UX-2.5), and what is chosen is what was painted. A menu that is set beforehand would have to be replaced while it may be
 * open, which is not told reliably, and then a click on it reaches nobody (MAC-3.5).
 */
export class TrayView {
  readonly #tray: Tray;
  readonly #images: ReadonlyMap<IconShape, ReturnType<typeof nativeImage.createFromPath>>;
  readonly #options: TrayViewOptions;
  #painted: IconModel | null = null;
  #wanted: IconModel | null = null;
  #cancelPaint: (() => void) | null = null;
  /** A menu that is collected does nothing when it is chosen from (MAC-3.4). */
  readonly #menus: Menu[] = [];

  constructor(options: TrayViewOptions) {
    this.#options = options;
    this.#images = new Map(
      iconShapes.map((shape) => {
        const image = nativeImage.createFromPath(join(options.iconDir, `${shape}Template.png`));
        image.setTemplateImage(true);
        return [shape, image];
      }),
    );
    this.#tray = new Tray(this.#image('unreachable'), trayGuid);
    this.#tray.setIgnoreDoubleClickEvents(true);
    this.#tray.on('mouse-down', () => options.onPress());
    this.#tray.on('click', ({ ctrlKey }, clicked) => {
      if (ctrlKey === true || !options.onClick([clicked, this.#tray.getBounds()])) this.openMenu();
    });
    this.#tray.on('right-click', () => this.openMenu());
  }

  /** Paints the icon at once, or soon after it was painted last. */
  paint(icon: IconModel): void {
    this.#wanted = icon;
    if (this.#cancelPaint !== null) return;
    this.#paintIcon(icon);
    this.#wanted = null;
    this.#cancelPaint = this.#options.clock.after(minApartMs, () => {
      this.#cancelPaint = null;
      if (this.#wanted !== null) this.paint(this.#wanted);
    });
  }

  /** The icon goes with the process. Destroying it would make macOS forget where the owner has put it (MAC-3.2). */
  stop(): void {
    this.#cancelPaint?.();
  }

  openMenu(): void {
    const { menu, onAction, onMenu } = this.#options;
    onMenu();
    const opened = Menu.buildFromTemplate(menuTemplate(menu(), onAction));
    this.#menus.push(opened);
    if (this.#menus.length > heldMenus) this.#menus.shift();
    this.#tray.popUpContextMenu(opened);
  }

  #paintIcon(icon: IconModel): void {
    const before = this.#painted;
    if (before?.shape !== icon.shape) this.#tray.setImage(this.#image(icon.shape));
    if (before?.count !== icon.count) this.#tray.setTitle(icon.count, { fontType: 'monospacedDigit' });
    // The tool tip is the accessible name.
    if (before?.tip !== icon.tip) this.#tray.setToolTip(icon.tip);
    this.#painted = icon;
  }

  #image(shape: IconShape) {
    return this.#images.get(shape) ?? nativeImage.createFromPath('');
  }
}
