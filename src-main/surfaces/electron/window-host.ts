import { app, BrowserWindow } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import { windowAddress } from './app-address.ts';
import { told } from './channels.ts';

/** A hidden window costs memory; one that is opened again soon should be there at once, ms. */
const keptHiddenMs = 60_000;

export interface WindowHostOptions {
  readonly title: string;
  /** Path of the built preload. */
  readonly preload: string;
  readonly clock: Clock;
  /** The owner looks at the window, or not. */
  readonly onFocus: (focused: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** The one window: made when it is asked for, hidden when it is closed, gone a minute later. */
export class WindowHost {
  readonly #options: WindowHostOptions;
  #window: BrowserWindow | null = null;
  #isLoaded = false;
  #isEnding = false;
  #target: WindowTarget | null = null;
  #focusOnShow = false;
  #cancelDestroy: () => void = () => {};

  constructor(options: WindowHostOptions) {
    this.#options = options;
  }

  get isVisible(): boolean {
    return this.#window?.isVisible() ?? false;
  }

  get isFocused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  /**
   * Opens the window; `target` null: where it was.
   * @param focus only when the owner asked for it just now: never taken otherwise.
   */
  show(target: WindowTarget | null, focus = true): void {
    if (this.#isEnding) return;
    this.#cancelDestroy();
    this.#target = target ?? this.#target;
    this.#focusOnShow ||= focus;
    const window = this.#window ?? this.#make();
    if (this.#isLoaded) this.#present(window);
  }

  /** No window is kept and none is made any more. */
  end(): void {
    this.#isEnding = true;
    this.#cancelDestroy();
    this.#window?.destroy();
  }

  #make(): BrowserWindow {
    const window = new BrowserWindow({
      title: this.#options.title,
      width: 960,
      height: 660,
      minWidth: 480,
      minHeight: 420,
      show: false,
      fullscreenable: false,
      webPreferences: {
        preload: this.#options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    this.#window = window;
    this.#isLoaded = false;
    window.on('ready-to-show', () => {
      this.#isLoaded = true;
      this.#present(window);
    });
    window.on('close', (event) => {
      if (this.#isEnding) return;
      event.preventDefault();
      this.#hide(window);
    });
    window.on('focus', () => this.#options.onFocus(true));
    window.on('blur', () => this.#options.onFocus(false));
    window.on('closed', () => this.#forget(window));
    // What was on the page is all on this side: it is made anew when it is asked for again.
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      this.#options.onError(new Error(`The window ended: ${reason}`));
      window.destroy();
    });
    window.loadURL(windowAddress).catch((error: unknown) => this.#options.onError(error));
    return window;
  }

  #present(window: BrowserWindow): void {
    if (this.#target !== null) window.webContents.send(told.show, this.#target);
    this.#target = null;
    const focus = this.#focusOnShow;
    this.#focusOnShow = false;
    app.show();
    if (window.isMinimized()) window.restore();
    if (!focus) {
      window.showInactive();
      return;
    }
    window.show();
    // We are no app of the Dock: macOS does not bring us to the front by itself.
    app.focus({ steal: true });
  }

  /** Gives the focus back to whoever had it (UX-9.5: the window stayed in front after the click). */
  #hide(window: BrowserWindow): void {
    window.hide();
    app.hide();
    this.#options.onFocus(false);
    this.#cancelDestroy = this.#options.clock.after(keptHiddenMs, () => window.destroy());
  }

  #forget(window: BrowserWindow): void {
    if (this.#window !== window) return;
    this.#window = null;
    this.#isLoaded = false;
    this.#cancelDestroy();
    this.#options.onFocus(false);
  }
}
