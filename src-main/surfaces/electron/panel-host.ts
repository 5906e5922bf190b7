import { app, BrowserWindow, screen } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import { panelPlace, panelSize, type Rect } from '#core/surface/panel-place.ts';
import { panelAddress } from './app-address.ts';
import { pagePreferences } from './page-preferences.ts';

/** A click on the icon takes the focus from the panel first, which puts it away, and is told then, ms. */
const sameClickMs = 300;

/** Hidden, it is ready to be there at once; after this it costs no memory any more, ms. */
const keptHiddenMs = 600_000;

export interface PanelHostOptions {
  readonly preload: string;
  readonly clock: Clock;
  /** Where the icon is, as macOS reports it. */
  readonly icon: () => Rect;
  /** Our window is on screen: it keeps the focus of the app when the panel goes. */
  readonly isWindowVisible: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** The panel under the icon (UX-2.6): a page of the same renderer in a window of its own, put away when it is left. */
export class PanelHost {
  readonly #options: PanelHostOptions;
  #panel: BrowserWindow | null = null;
  #isLoaded = false;
  #isWanted = false;
  #hiddenAtMs = Number.NEGATIVE_INFINITY;
  #cancelDestroy: () => void = () => {};

  constructor(options: PanelHostOptions) {
    this.#options = options;
  }

  /** The icon was clicked. */
  toggle(): void {
    if (this.#panel?.isVisible()) {
      this.hide();
      return;
    }
    if (this.#options.clock.monotonic() - this.#hiddenAtMs < sameClickMs) return;
    this.#cancelDestroy();
    this.#isWanted = true;
    const panel = this.#panel ?? this.#make();
    if (this.#isLoaded) this.#present(panel);
  }

  /** Puts it away, which decides nothing, and gives the focus back. */
  hide(): void {
    this.#isWanted = false;
    if (this.#panel === null || !this.#panel.isVisible()) return;
    this.#hiddenAtMs = this.#options.clock.monotonic();
    this.#panel.hide();
    if (!this.#options.isWindowVisible()) app.hide();
    this.#cancelDestroy = this.#options.clock.after(keptHiddenMs, () => this.#panel?.destroy());
  }

  /** It gives way to the window, which takes the focus itself. */
  giveWay(): void {
    this.#isWanted = false;
    this.#panel?.hide();
  }

  end(): void {
    this.#cancelDestroy();
    this.#panel?.destroy();
  }

  #make(): BrowserWindow {
    const panel = new BrowserWindow({
      ...panelSize,
      type: 'panel',
      show: false,
      frame: false,
      resizable: false,
      movable: false,
      minimizable: false,
      fullscreenable: false,
      transparent: true,
      webPreferences: pagePreferences(this.#options.preload),
    });
    this.#panel = panel;
    this.#isLoaded = false;
    panel.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    panel.on('ready-to-show', () => {
      this.#isLoaded = true;
      if (this.#isWanted) this.#present(panel);
    });
    panel.on('blur', () => this.hide());
    panel.on('closed', () => {
      if (this.#panel === panel) this.#panel = null;
      this.#isLoaded = false;
    });
    panel.webContents.on('render-process-gone', (_event, { reason }) => {
      this.#options.onError(new Error(`The panel ended: ${reason}`));
      panel.destroy();
    });
    panel.loadURL(panelAddress).catch((error: unknown) => this.#options.onError(error));
    return panel;
  }

  #present(panel: BrowserWindow): void {
    const pointed = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    panel.setBounds(panelPlace(this.#options.icon(), screen.getAllDisplays(), pointed));
    app.show();
    panel.show();
  }
}
