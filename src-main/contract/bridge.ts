import type { ErrorCode } from '#core/errors.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { LinkKey, WindowTarget } from '#core/surface/window-target.ts';
import type { CommandName, Input, Output } from './contract.ts';

/** The answer to a call: never an exception, so that an error always arrives as a sentence for the owner. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: { readonly code: ErrorCode | 'offline'; readonly message: string };
    };

export type LoginItemState = 'enabled' | 'not-registered' | 'requires-approval' | 'not-found';

/** What only the Mac app can do; everything else is a command of the contract. */
export interface MacHost {
  loginItem(): Promise<LoginItemState>;
  setLoginItem(on: boolean): Promise<LoginItemState>;
  /** Shows a test notification with the three buttons; none of them decides anything. */
  testNotification(): Promise<void>;
  quitAndReopen(): void;
  quit(): void;
}

/** The window's only way out. Electron's preload and the browser surface's WebSocket each make one. */
export interface Bridge {
  /** `browser`: the page also draws the menu bar and the banners. */
  readonly surface: 'electron' | 'browser';
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Answer<Output<C>>>;
  /** The whole state first, then what changed; subscribing again gives the whole state again. @returns the end of it. */
  onPush(listener: (push: StatePush) => void): () => void;
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Whether Peephole answers; called at once, then on every change. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /** The app asks the window to show something: a menu, a banner, opened again. */
  onShow(listener: (target: WindowTarget) => void): () => void;
  /** Opens a place outside Peephole. Does nothing where there is none to open (a browser elsewhere). */
  openLink(key: LinkKey): void;
  /** null outside the Mac app. */
  readonly mac: MacHost | null;
}
