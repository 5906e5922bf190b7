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

  readonly send = (channel: string, value: unknown): void => {
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
  static readonly all: FakeWindow[] = [];
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
    this.options = options;
    FakeWindow.all.push(this);
  }

  readonly loadURL = async (url: string): Promise<void> => {
    this.url = url;
  };
  readonly isDestroyed = (): boolean => this.destroyed;
  /** A window of a hidden app is on no screen. */
  readonly isVisible = (): boolean => this.visible && !app.isHidden;
  readonly isFocused = (): boolean => this.focused;
  readonly isMinimized = (): boolean => this.minimized;
  readonly restore = (): void => {
    this.minimized = false;
  };

  bounds: Partial<Electron.Rectangle> | null = null;
  readonly setBounds = (bounds: Partial<Electron.Rectangle>): void => {
    this.bounds = bounds;
  };
  readonly setVisibleOnAllWorkspaces = (): void => {};

  readonly show = (): void => {
    this.calls.push('show');
    this.visible = true;
    app.isActive = true;
    this.focused = true;
    this.emit('focus');
  };

  /** `orderFrontRegardless` (native_window_mac.mm). */
  readonly showInactive = (): void => {
    this.calls.push('showInactive');
    this.visible = true;
  };

  readonly hide = (): void => {
    this.calls.push('hide');
    this.visible = false;
    this.blur();
  };

  readonly destroy = (): void => {
    if (this.destroyed) return;
    this.destroyed = true;
    this.visible = false;
    this.focused = false;
    this.contents.destroy();
    this.emit('closed');
  };

  blur(): void {
    app.isActive = false;
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

  answerNow(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }

  readonly showErrorBox = (title: string, content: string): void => {
    // Of an app that is not in front it may lie behind everything else.
    if (!app.isActive) throw new Error('An error box behind other windows');
    this.errors.push(`${title}: ${content}`);
  };
}
