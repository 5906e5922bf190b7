import type * as Electron from 'electron';
import { app } from './app.ts';
import { Emitter, FakeEvent } from './emitter.ts';
import { type Used, usedEvents } from './used.ts';

export class FakeWebContents extends Emitter {
  readonly sent: { readonly channel: string; readonly value: unknown }[] = [];
  openHandler: (() => { action: string }) | null = null;
  #destroyed = false;

  constructor() {
    super(usedEvents.WebContents);
    app.emit('web-contents-created', new FakeEvent(), this);
  }

  readonly isDestroyed = (): boolean => this.#destroyed;

  readonly send = (channel: string, value?: unknown): void => {
    if (this.#destroyed) throw new Error('Object has been destroyed');
    // What goes to a page is copied: it must be plain data.
    this.sent.push({ channel, value: structuredClone(value) });
  };

  readonly setWindowOpenHandler = (handler: Parameters<Used<'WebContents'>['setWindowOpenHandler']>[0]) => {
    this.openHandler = () => handler({} as Electron.HandlerDetails);
  };

  destroy(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }
}

export class FakeWindow extends Emitter {
  /** Windows; panels are apart. */
  static readonly all: FakeWindow[] = [];
  static readonly panels: FakeWindow[] = [];
  /** Whether a panel tells that it has the focus or lost it, which it need not (MAC-10.2). */
  static panelsTellFocus = true;
  /** Makes the next window impossible, or its page. */
  static fails: 'no' | 'window' | 'page' = 'no';
  readonly isPanel: boolean;
  readonly contents = new FakeWebContents();
  readonly webContents = this.contents satisfies Used<'WebContents'> as unknown as Electron.WebContents;
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly calls: string[] = [];
  url: string | null = null;
  visible = false;
  focused = false;
  minimized = false;
  destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super(usedEvents.BrowserWindow);
    if (FakeWindow.fails === 'window') throw new Error('No window');
    this.options = options;
    this.isPanel = options.type === 'panel';
    (this.isPanel ? FakeWindow.panels : FakeWindow.all).push(this);
  }

  readonly loadURL = async (url: string): Promise<void> => {
    this.url = url;
    if (FakeWindow.fails === 'page') throw new Error('ERR_FAILED');
  };
  readonly isDestroyed = (): boolean => this.destroyed;
  /** A window of a hidden app is on no screen. */
  readonly isVisible = (): boolean => this.visible && !app.hidden;
  readonly isFocused = (): boolean => this.focused;
  readonly isMinimized = (): boolean => this.minimized;
  readonly restore = (): void => {
    this.minimized = false;
  };

  bounds: Partial<Electron.Rectangle> | null = null;
  centred = 0;
  readonly center = (): void => {
    this.centred += 1;
  };
  readonly setBounds = (bounds: Partial<Electron.Rectangle>): void => {
    this.bounds = bounds;
  };
  /** Turns the app into one of the Dock or out of it, unless told not to (native_window_mac.mm; MAC-10.5). */
  readonly setVisibleOnAllWorkspaces = (
    visible: boolean,
    options: Electron.VisibleOnAllWorkspacesOptions = {},
  ): void => {
    if (options.skipTransformProcessType !== true) throw new Error('The app appears in the Dock');
    this.calls.push(`all workspaces ${visible} full screen ${options.visibleOnFullScreen}`);
  };

  readonly show = (): void => {
    this.calls.push('show');
    this.visible = true;
    // A panel has the keyboard, and the app in front stays in front (native_window_mac.mm; MAC-10.1).
    if (!this.isPanel) app.inFront = true;
    this.focused = true;
    this.tell('focus');
  };

  /** `orderFrontRegardless` (native_window_mac.mm). */
  readonly showInactive = (): void => {
    this.calls.push('showInactive');
    this.visible = true;
  };

  readonly hide = (): void => {
    this.calls.push('hide');
    this.visible = false;
    // The app stays in front when its panel goes (MAC-10.6).
    if (this.isPanel) this.leave();
    else this.blur();
  };

  readonly destroy = (): void => {
    if (this.destroyed) return;
    this.destroyed = true;
    this.visible = false;
    this.focused = false;
    this.contents.destroy();
    this.emit('closed');
  };

  /** The keyboard goes to something else. One that never had it hears nothing of that (MAC-10.1). */
  leave(): void {
    if (!this.focused) return;
    this.focused = false;
    this.tell('blur');
  }

  /** A new process. */
  static reset(): void {
    FakeWindow.all.length = 0;
    FakeWindow.panels.length = 0;
    FakeWindow.panelsTellFocus = true;
    FakeWindow.fails = 'no';
  }

  static leavePanels(): void {
    for (const panel of FakeWindow.panels) if (!panel.destroyed) panel.leave();
  }

  private tell(event: 'focus' | 'blur'): void {
    if (!this.isPanel || FakeWindow.panelsTellFocus) this.emit(event);
  }

  blur(): void {
    app.inFront = false;
    if (!this.focused) return;
    this.focused = false;
    this.emit('blur');
  }

  /** The owner presses the red button, or Cmd+W. */
  close(): void {
    const event = new FakeEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
}

/** What was asked, and of which window. */
export interface Asked extends Electron.MessageBoxOptions {
  readonly sheetOf: FakeWindow;
}

export class FakeDialog {
  readonly asked: Asked[] = [];
  readonly errors: string[] = [];
  /** The buttons that are pressed next, by their words; none: what Escape means. */
  presses: string[] = [];
  /** Whether questions wait for `answerNow`, as an owner lets them wait. */
  waits = false;
  #waiting: (() => void)[] = [];

  reset(): void {
    this.asked.length = 0;
    this.errors.length = 0;
    this.presses = [];
    this.waits = false;
    this.picks = null;
    this.opened.length = 0;
    this.#waiting = [];
  }

  /** Without a parent the whole event loop stands still until it is answered (message_box_mac.mm: runModal; MAC-4.5). */
  readonly showMessageBox = (async (
    first: Electron.MessageBoxOptions | FakeWindow,
    second?: Electron.MessageBoxOptions,
  ) => {
    if (!(first instanceof FakeWindow) || second === undefined)
      throw new Error('A question without a window stops the event loop');
    // A sheet of a window that is not on screen is seen by nobody.
    if (!first.isVisible()) throw new Error('A sheet of a window that is not shown');
    this.asked.push({ ...second, sheetOf: first });
    if (this.waits) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const pressed = this.presses.shift();
    const response = pressed === undefined ? second.cancelId : second.buttons?.indexOf(pressed);
    return { response: response ?? 0, checkboxChecked: false };
  }) as unknown as Electron.Dialog['showMessageBox'];

  /** What is picked next; null: Cancel. */
  picks: string | null = null;
  readonly opened: (Electron.OpenDialogOptions & { readonly sheetOf: FakeWindow })[] = [];

  /** Without a parent it runs modal, as a question does (file_dialog_mac.mm: `runModal`; with one `beginSheetModalForWindow`). */
  readonly showOpenDialog = (async (
    first: Electron.OpenDialogOptions | FakeWindow,
    second?: Electron.OpenDialogOptions,
  ) => {
    if (!(first instanceof FakeWindow) || second === undefined)
      throw new Error('A dialog without a window stops the event loop');
    if (!first.isVisible()) throw new Error('A sheet of a window that is not shown');
    this.opened.push({ ...second, sheetOf: first });
    return this.picks === null
      ? { canceled: true, filePaths: [] }
      : { canceled: false, filePaths: [this.picks] };
  }) as unknown as Electron.Dialog['showOpenDialog'];

  answerNow(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }

  readonly showErrorBox = (title: string, content: string): void => {
    // Of an app that is not in front it may lie behind everything else.
    if (!app.inFront) throw new Error('An error box behind other windows');
    this.errors.push(`${title}: ${content}`);
  };
}
