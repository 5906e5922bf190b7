import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import { type IconModel, type IconShape, iconShapes } from '#core/surface/icon-model.ts';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import { menuTemplate } from './menu-template.ts';

/** macOS keeps the icon's place in the menu bar by this name, for good. */
const trayGuid = '6f2b3a52-6e0e-4a5c-9a0f-5a1c3be0d7e4';

/** macOS misses an image that follows too soon on another, ms (MAC-3.2). */
const minApartMs = 200;

export interface TrayViewOptions {
  /** Holds `<shape>Template.png`; macOS takes `@2x` from beside it, and paints them as templates by their name. */
  readonly iconDir: string;
  readonly clock: Clock;
  readonly onAction: (action: SurfaceAction) => void;
}

/** The icon in the menu bar, and its menu. Paints the models and decides nothing. */
export class TrayView {
  readonly #tray: Tray;
  readonly #images: ReadonlyMap<IconShape, ReturnType<typeof nativeImage.createFromPath>>;
  readonly #options: TrayViewOptions;
  #painted: IconModel | null = null;
  #wanted: { readonly icon: IconModel; readonly menu: readonly MenuItem[] } | null = null;
  #menuText = '';
  #isOpen = false;
  #cancelPaint: (() => void) | null = null;
  /** Held: a menu that is collected does nothing when it is chosen from. */
  #menu: Menu | null = null;

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
  }

  /** Paints at once, or soon after what was painted last. An open menu stays as it was opened. */
  paint(icon: IconModel, menu: readonly MenuItem[]): void {
    this.#wanted = { icon, menu };
    if (this.#cancelPaint !== null) return;
    this.#paintWanted();
    this.#cancelPaint = this.#options.clock.after(minApartMs, () => {
      this.#cancelPaint = null;
      if (this.#wanted !== null) this.paint(this.#wanted.icon, this.#wanted.menu);
    });
  }

  destroy(): void {
    this.#cancelPaint?.();
    this.#tray.destroy();
  }

  #paintWanted(): void {
    if (this.#wanted === null) return;
    const { icon, menu } = this.#wanted;
    this.#paintIcon(icon);
    // Nothing moves under the pointer: the menu is built anew when it has been closed.
    if (this.#isOpen) return;
    this.#paintMenu(menu);
    this.#wanted = null;
  }

  #paintIcon(icon: IconModel): void {
    const before = this.#painted;
    if (before?.shape !== icon.shape) this.#tray.setImage(this.#image(icon.shape));
    if (before?.count !== icon.count) this.#tray.setTitle(icon.count, { fontType: 'monospacedDigit' });
    // The tool tip is the accessible name.
    if (before?.tip !== icon.tip) this.#tray.setToolTip(icon.tip);
    this.#painted = icon;
  }

  #paintMenu(items: readonly MenuItem[]): void {
    const text = JSON.stringify(items);
    if (text === this.#menuText) return;
    this.#menuText = text;
    const menu = Menu.buildFromTemplate(menuTemplate(items, this.#options.onAction));
    menu.on('menu-will-show', () => {
      this.#isOpen = true;
    });
    menu.on('menu-will-close', () => {
      this.#isOpen = false;
      this.#afterClose();
    });
    this.#menu = menu;
    this.#tray.setContextMenu(this.#menu);
  }

  /** Chosen items are told after the menu has closed, so it is replaced a moment later. */
  #afterClose(): void {
    this.#cancelPaint ??= this.#options.clock.after(minApartMs, () => {
      this.#cancelPaint = null;
      if (this.#wanted !== null) this.paint(this.#wanted.icon, this.#wanted.menu);
    });
  }

  #image(shape: IconShape) {
    return this.#images.get(shape) ?? nativeImage.createFromPath('');
  }
}
