import { app, BrowserWindow, screen, type WebContents } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import { type Area, minPanelHeight, panelWidth, placePanel } from '#core/surface/panel-place.ts';
import { panelAddress } from './app-address.ts';
import { told } from './channels.ts';
import { pagePreferences } from './page-preferences.ts';

/** Starting has other things to do first, ms. */
const warmAfterMs = 3_000;

/** A page that ended by itself would do so again and again; a click makes it at once, ms. */
const warmAgainMs = 30_000;

/** A page that has not said a word by then can't be used: the menu opens instead, ms. */
const maxAnswerMs = 1_500;

/** The panel may be left a little before the press that took the focus from it is told of, ms (MAC-10.4). */
const sameClickMs = 250;

/** VoiceOver tells of the press after the click that it was, ms (MAC-10.4). */
const toldAfterMs = 50;

export interface PanelHostOptions {
  readonly preload: string;
  readonly clock: Clock;
  /** Our window is on screen: the app keeps the focus when the panel goes. */
  readonly isWindowVisible: () => boolean;
  /** The panel is on screen, or not. */
  readonly onShown: (shown: boolean) => void;
  /** The panel's page can't be made, or does not answer: something else must open. */
  readonly onUnusable: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The panel under the icon (UX-2.6, UX-2.8): a page of the same renderer in a window of its own, made before it is asked for and
 * kept. That it can be used is known from the page alone: it answers each opening with its height.
 */
export class PanelHost {
  readonly #options: PanelHostOptions;
  #window: BrowserWindow | null = null;
  /** What the page last said; null: it was made, and has said nothing yet. */
  #height: number | null = null;
  /** Where the icon was said to be at the last click. */
  #icon: readonly Area[] = [];
  #shown: 'no' | 'wanted' | 'yes' = 'no';
  #isEnding = false;
  /** Monotonic, ms. */
  #pressedAtMs: number | null = null;
  #clickedAtMs = Number.NEGATIVE_INFINITY;
  #leftAtMs = Number.NEGATIVE_INFINITY;
  #cancelWarming: (() => void) | null = null;
  #cancelAnswer: () => void = () => {};

  constructor(options: PanelHostOptions) {
    this.#options = options;
  }

  /** @param wanted false: every click opens the menu, and a page that nobody sees would cost memory. */
  keep(wanted: boolean): void {
    if (!wanted) {
      this.#cancelWarming?.();
      this.#cancelWarming = null;
      this.#discard();
    } else if (this.#window === null && this.#cancelWarming === null) this.#warm(warmAfterMs);
  }

  /** The icon is pressed; what the click is about is settled by when that was, not by when it is let go. */
  pressed(): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#clickedAtMs >= toldAfterMs) this.#pressedAtMs = now;
  }

  /** The icon was clicked: opens the panel, or puts it away. @param icon where the icon is said to be, the best source first. */
  clicked(icon: readonly Area[]): void {
    const now = this.#options.clock.monotonic();
    const pressedAtMs = this.#pressedAtMs ?? now;
    this.#pressedAtMs = null;
    this.#clickedAtMs = now;
    if (this.#shown !== 'no') this.close();
    // The press took the focus from the panel, which went by that: it is not opened by the same press.
    else if (this.#leftAtMs < pressedAtMs - sameClickMs) this.#open(icon);
  }

  /** Puts the panel away, which decides nothing, and gives the focus back. */
  close(): void {
    this.#cancelAnswer();
    const wasShown = this.#shown === 'yes';
    this.#shown = 'no';
    if (!wasShown) return;
    this.#options.onShown(false);
    this.#leftAtMs = this.#options.clock.monotonic();
    this.#window?.hide();
    // Ours only when the app was hidden before (MAC-10.6).
    if (app.isActive() && !this.#options.isWindowVisible()) app.hide();
  }

  /** A page says how high what it shows is, px. Any other page than the panel's is not heard. */
  resize(page: WebContents, height: number): void {
    if (this.#window === null || page !== this.#window.webContents) return;
    this.#cancelAnswer();
    const grew = height !== this.#height;
    this.#height = height;
    if (this.#shown === 'wanted') this.#present(this.#window);
    else if (this.#shown === 'yes' && grew) this.#window.setBounds(this.#place());
  }

  /** None is kept and none is made any more. */
  end(): void {
    this.#isEnding = true;
    this.keep(false);
  }

  #open(icon: readonly Area[]): void {
    if (this.#isEnding) return;
    this.#icon = icon;
    this.#shown = 'wanted';
    const window = this.#window ?? this.#make();
    if (window === null) {
      this.#giveUp();
      return;
    }
    this.#cancelAnswer = this.#options.clock.after(maxAnswerMs, () => this.#giveUp());
    if (this.#height !== null) this.#present(window);
  }

  #present(window: BrowserWindow): void {
    this.#options.onShown(true);
    window.setBounds(this.#place());
    window.webContents.send(told.panelOpen);
    // No window of a hidden app is on screen (MAC-10.6).
    if (app.isHidden()) app.show();
    this.#shown = 'yes';
    // Not `showInactive`: without the keyboard it hears neither Esc nor a click elsewhere (MAC-10.1).
    window.show();
  }

  #place(): Area {
    return placePanel({
      icon: this.#icon,
      displays: screen.getAllDisplays(),
      pointer: screen.getCursorScreenPoint(),
      wantedHeight: this.#height ?? minPanelHeight,
    });
  }

  #giveUp(): void {
    this.close();
    this.#discard();
    this.#warm(warmAgainMs);
    this.#options.onUnusable();
  }

  #warm(afterMs: number): void {
    this.#cancelWarming?.();
    this.#cancelWarming = this.#options.clock.after(afterMs, () => {
      this.#cancelWarming = null;
      if (this.#window === null) this.#make();
    });
  }

  #discard(): void {
    this.#cancelAnswer();
    this.#shown = 'no';
    this.#options.onShown(false);
    const window = this.#window;
    this.#window = null;
    this.#height = null;
    window?.destroy();
  }

  /** @returns null: there can't be one, which has been told. */
  #make(): BrowserWindow | null {
    const { preload, onError } = this.#options;
    try {
      const window = new BrowserWindow({
        type: 'panel',
        width: panelWidth,
        height: minPanelHeight,
        show: false,
        frame: false,
        resizable: false,
        movable: false,
        minimizable: false,
        maximizable: false,
        fullscreenable: false,
        skipTaskbar: true,
        alwaysOnTop: true,
        acceptFirstMouse: true,
        webPreferences: pagePreferences(preload),
      });
      this.#window = window;
      this.#height = null;
      // Without the last one the app would show itself in the Dock for it (MAC-10.5).
      window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
      window.on('blur', () => this.close());
      window.on('close', (event) => {
        if (this.#window !== window) return;
        event.preventDefault();
        this.close();
      });
      window.webContents.on('render-process-gone', (_event, { reason }) => {
        this.#lost(window, new Error(`The panel ended: ${reason}`));
      });
      window.loadURL(panelAddress).catch((error: unknown) => this.#lost(window, error));
      return window;
    } catch (error) {
      onError(error);
      return null;
    }
  }

  /** Its page is gone. Who waits for it gets the menu; who looked at it sees it go. */
  #lost(window: BrowserWindow, error: unknown): void {
    if (this.#window !== window) return;
    this.#options.onError(error);
    if (this.#shown === 'wanted') {
      this.#giveUp();
      return;
    }
    this.close();
    this.#discard();
    this.#warm(warmAgainMs);
  }
}
