import { app, BrowserWindow, dialog } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import type { UpdateState } from '#core/surface/update-state.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { windowAddress } from './app-address.ts';
import { told } from './channels.ts';
import { pagePreferences } from './page-preferences.ts';
import type { Question } from './quit.ts';

/** A hidden window costs memory; one that is opened again soon should be there at once, ms. */
const keptHiddenMs = 60_000;

/** A page that is not painted by then is shown as it is: a question must not wait for it for good, ms. */
const maxLoadMs = 5_000;

/** The window of every day, and the small one in which the first steps are gone through, px. */
const sizes = { everyDay: { width: 960, height: 660 }, firstRun: { width: 640, height: 560 } } as const;

export interface WindowHostOptions {
  readonly title: string;
  /** Path of the built preload. */
  readonly preload: string;
  readonly clock: Clock;
  /** The window is on screen, or not. */
  readonly onShown: (shown: boolean) => void;
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
  #trouble: Sentence | null = null;
  #content: keyof typeof sizes = 'everyDay';
  #inDock = false;
  #onPresent: (() => void)[] = [];
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
   * Opens the window, in front and with the focus; `target` null: where it was. Only when the owner asked for it just now:
   * there is no way to bring a hidden app back without taking the focus (MAC-4.2).
   */
  show(target: WindowTarget | null): void {
    if (this.#isEnding) return;
    this.#cancelDestroy();
    this.#target = target ?? this.#target;
    const window = this.#window ?? this.#make();
    if (this.#isLoaded) this.#present(window);
  }

  /** What the window holds from now on; only when that changes does it get another size, in the middle of the screen. */
  hold(content: keyof typeof sizes): void {
    if (this.#content === content) return;
    this.#content = content;
    this.#window?.setBounds(sizes[content]);
    this.#window?.center();
  }

  /** Whether Peephole stands in the Dock while the window is open; the icon alone is an app without a place there. */
  standInDock(wanted: boolean): void {
    if (this.#inDock === wanted) return;
    this.#inDock = wanted;
    if (this.isVisible) app.setActivationPolicy(wanted ? 'regular' : 'accessory');
  }

  /** Leads the window somewhere while it is open, and opens nothing. @returns false: it is not open. */
  lead(target: WindowTarget): boolean {
    if (this.#window === null || !this.isVisible || !this.#isLoaded) return false;
    this.#window.webContents.send(told.show, target);
    return true;
  }

  /** Tells the page, if there is one, where updating stands; one that comes later asks. */
  follow(update: UpdateState): void {
    if (this.#isLoaded) this.#window?.webContents.send(told.update, update);
  }

  /** Says that something did not work, in the window. @returns false: it is not open, and says it when it is opened next. */
  tell(trouble: Sentence): boolean {
    this.#trouble = trouble;
    if (this.#window === null || !this.isVisible || !this.#isLoaded) return false;
    this.#tellTrouble(this.#window);
    return true;
  }

  /**
   * Asks, on a sheet of the window. A question without a window would stop everything else until it is answered
   * (MAC-4.5), so there is no other way to ask.
   * @returns index of the button.
   */
  async ask({ message, detail, buttons, cancel }: Question): Promise<number> {
    const window = await this.#opened();
    if (window === null) return cancel;
    const closed = new Promise<number>((resolve) => window.on('closed', () => resolve(cancel)));
    const answer = dialog.showMessageBox(window, {
      type: 'warning',
      message,
      detail,
      buttons: [...buttons],
      cancelId: cancel,
      // Return decides nothing.
      defaultId: cancel,
    });
    return Promise.race([closed, answer.then(({ response }) => response)]);
  }

  /**
   * Lets the owner choose a file, on a sheet of the window.
   * @returns its absolute path; null: none.
   */
  async chooseFile(message: string, button: string): Promise<string | null> {
    const window = await this.#opened();
    if (window === null) return null;
    const closed = new Promise<null>((resolve) => window.on('closed', () => resolve(null)));
    const chosen = dialog.showOpenDialog(window, {
      message,
      buttonLabel: button,
      // OpenClaw's own folder begins with a dot.
      properties: ['openFile', 'showHiddenFiles'],
    });
    return Promise.race([closed, chosen.then(({ filePaths }) => filePaths[0] ?? null)]);
  }

  /** No window is kept and none is made any more. */
  end(): void {
    this.#isEnding = true;
    this.#cancelDestroy();
    this.#window?.destroy();
    this.#presented();
  }

  /** The window, on screen; null: the app ends. */
  #opened(): Promise<BrowserWindow | null> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(maxLoadMs, () => {
        if (this.#window !== null) this.#present(this.#window);
      });
      this.#onPresent.push(() => {
        cancel();
        resolve(this.#window);
      });
      if (this.#isEnding) this.#presented();
      this.show(null);
    });
  }

  #presented(): void {
    for (const next of this.#onPresent.splice(0)) next();
  }

  #make(): BrowserWindow {
    const window = new BrowserWindow({
      title: this.#options.title,
      ...sizes[this.#content],
      minWidth: 480,
      minHeight: 420,
      show: false,
      fullscreenable: false,
      webPreferences: pagePreferences(this.#options.preload),
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
    this.#options.onShown(true);
    if (this.#target !== null) window.webContents.send(told.show, this.#target);
    this.#target = null;
    this.#tellTrouble(window);
    app.show();
    // Before the window is in front: the change of it may put windows behind.
    if (this.#inDock) app.setActivationPolicy('regular');
    if (window.isMinimized()) window.restore();
    // To become active is a request since macOS 14; in front of the others it is without being granted (MAC-4.6).
    window.showInactive();
    window.show();
    // We are no app of the Dock: macOS does not bring us to the front by itself.
    app.focus({ steal: true });
    this.#presented();
  }

  #tellTrouble(window: BrowserWindow): void {
    if (this.#trouble !== null) window.webContents.send(told.say, this.#trouble);
    this.#trouble = null;
  }

  /** Gives the focus back to whoever had it (UX-9.5: the window stayed in front after the click). */
  #hide(window: BrowserWindow): void {
    window.hide();
    if (this.#inDock) app.setActivationPolicy('accessory');
    app.hide();
    this.#options.onShown(false);
    this.#options.onFocus(false);
    this.#cancelDestroy = this.#options.clock.after(keptHiddenMs, () => window.destroy());
  }

  #forget(window: BrowserWindow): void {
    if (this.#window !== window) return;
    this.#window = null;
    this.#isLoaded = false;
    this.#cancelDestroy();
    this.#options.onShown(false);
    this.#options.onFocus(false);
  }
}
