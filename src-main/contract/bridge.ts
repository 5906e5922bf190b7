import type { NotificationAccess } from '#core/surface/notification-access.ts';
import type { UpdateState, UpdateStep } from '#core/surface/update-state.ts';
import type { LinkKey, LinkOutcome, WindowTarget } from '#core/surface/window-target.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { Transport } from './transport.ts';

export type LoginItemState = 'enabled' | 'not-registered' | 'requires-approval' | 'not-found';

/**
 * What became of moving the app into the Applications folder. `moved`: it opens anew, there; `exists`: another copy lies there
 * and does not run; `running`: it runs; `not-allowed`: this user may not write there.
 */
export type MoveOutcome = 'moved' | 'exists' | 'running' | 'not-allowed' | 'failed';

/** What a Mac adds to the diagnostics: no name, no path. */
export interface MacFacts {
  /** `15.6.1`. */
  readonly macos: string;
  readonly processor: string;
  /** `unknown`: macOS did not say. */
  readonly signature: 'ad-hoc' | 'developer-id' | 'none' | 'unknown';
  /** Where the app lies. `translocated`: a hidden copy that macOS made. */
  readonly place: 'applications' | 'translocated' | 'elsewhere';
  readonly notifications: NotificationAccess;
  readonly loginItem: LoginItemState;
}

/** What only the Mac app can do; everything else is a command of the contract. */
export interface MacHost {
  loginItem(): Promise<LoginItemState>;
  setLoginItem(on: boolean): Promise<LoginItemState>;
  /** What is known of whether macOS shows our banners. */
  notificationAccess(): Promise<NotificationAccess>;
  /** Shows a test notification with the three buttons; none of them decides anything. */
  testNotification(): Promise<void>;
  /** Links the command line of the app into a folder of programs. @returns where it is; null: it could not be. */
  installCommand(): Promise<string | null>;
  /** For the diagnostics. */
  facts(): Promise<MacFacts>;
  /** Lets the owner choose OpenClaw's config file, and connects with that OpenClaw. What goes wrong is said in the window. */
  chooseConfig(): Promise<void>;
  /** The app lies outside the Applications folder, and can be moved there. */
  canMove(): Promise<boolean>;
  /** Moves it there. @param replace also when another copy lies there, which goes into the Trash. */
  moveToApplications(replace: boolean): Promise<MoveOutcome>;
  /** Where updating stands; null: this copy can't update itself. */
  updateState(): Promise<UpdateState | null>;
  /** Begins a step that the owner chose; one that can't be taken now is none. */
  takeUpdateStep(step: UpdateStep): void;
  /** Updating stands elsewhere. @returns the end of it. */
  onUpdateState(listener: (state: UpdateState) => void): () => void;
  /** From the panel under the icon: shows that in the window, and puts the panel away. */
  showWindow(target: WindowTarget): void;
  /** Puts the panel away. */
  closePanel(): void;
  /** What the panel shows is that high, CSS px. Said after each opening, also when it is what it was: by that the page is known to live. */
  resizePanel(height: number): void;
  /** The panel is opened. @returns the end of it. */
  onPanelOpen(listener: () => void): () => void;
  quitAndReopen(): void;
  quit(): void;
}

/**
 * The window's only way out: functions and plain data, so that Electron's context bridge can hand it over. Electron's
 * preload makes one, and the page itself where a server sent it.
 */
export interface Bridge {
  /** `browser`: the page also draws the menu bar and the banners. */
  readonly surface: 'electron' | 'browser';
  /** The way to Peephole; the page's client (client.ts) speaks over it. */
  readonly transport: Transport;
  /** The app asks the window to show something: a menu, a banner, opened again. @returns the end of it. */
  onShow(listener: (target: WindowTarget) => void): () => void;
  /** The app tells the window what did not work. @returns the end of it. */
  onSay(listener: (trouble: Sentence) => void): () => void;
  /** Opens a place outside Peephole, where the surface can. */
  openLink(key: LinkKey): Promise<LinkOutcome>;
  /** null outside the Mac app. */
  readonly mac: MacHost | null;
}
