import { app, dialog, session } from 'electron';
import type { AppApi } from '#contract/contract.ts';
import { StateFollower } from '#contract/state-follower.ts';
import type { Clock } from '#core/ports/clock.ts';
import { iconModel } from '#core/surface/icon-model.ts';
import { menuModel } from '#core/surface/menu-model.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { Words } from '#core/words/words.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { watchAccess } from './access-watch.ts';
import { Actions } from './actions.ts';
import { setAppMenu } from './app-menu.ts';
import { BannerService } from './banner-service.ts';
import { serveWindow } from './ipc-server.ts';
import { openLink } from './links.ts';
import { lockDownSession } from './lockdown.ts';
import { loginItem, setLoginItem } from './login-item.ts';
import { Notifier } from './notifier.ts';
import { Power } from './power.ts';
import { mayQuit, type Question } from './quit.ts';
import { TrayView } from './tray-view.ts';
import { WindowHost } from './window-host.ts';

/** Times in an icon's menu move on without news, ms. */
const repaintEveryMs = 30_000;

/** How long after macOS announced the end of the session a quit is part of it, ms. */
const logOutMs = 60_000;

/** What runs under the desktop: src-main/app/app.ts. */
export interface DesktopApp {
  readonly api: AppApi;
  wake(): void;
  pollMessages(): Promise<void>;
}

export interface DesktopOptions {
  readonly words: Words;
  readonly clock: Clock;
  /** Built window, preload and menu-bar icons. */
  readonly rendererDir: string;
  readonly preload: string;
  readonly iconDir: string;
  /** Opens the window even when nothing asks for it. */
  readonly showWindow: boolean;
  /** Starts everything below. */
  readonly startApp: () => Promise<DesktopApp>;
  /** Ends it. */
  readonly stopApp: () => Promise<void>;
  readonly onError: ErrorSink;
}

/** The Mac app: icon, menu, banners and window over one running app. Made once the app is ready. */
export class Desktop {
  readonly #options: DesktopOptions;
  readonly #below: DesktopApp;
  readonly #actions: Actions;
  readonly #banners: BannerService;
  readonly #power: Power;
  readonly #tray: TrayView;
  readonly #window: WindowHost;
  readonly #ends: (() => void)[] = [];
  readonly #follower: StateFollower;
  #quitting: 'no' | 'asking' | 'ending' = 'no';
  /** Monotonic, ms; null: the session goes on. */
  #sessionEndsAtMs: number | null = null;

  private constructor(options: DesktopOptions, below: DesktopApp) {
    const { words, clock, onError } = options;
    this.#options = options;
    this.#below = below;
    this.#follower = new StateFollower((listener) => below.api.subscribe(listener));
    this.#window = new WindowHost({
      title: words.say('app.name'),
      preload: options.preload,
      clock,
      onFocus: (focused) => this.#attend({ windowFocused: focused }),
      onError,
    });
    this.#power = new Power({
      asleep: () => this.#attend({ awake: false }),
      awake: () => {
        below.wake();
        this.#attend({ awake: true });
      },
      unlocked: () => this.#unlocked(),
      endingSession: () => {
        this.#sessionEndsAtMs = clock.monotonic();
      },
    });
    this.#actions = new Actions({
      api: below.api,
      state: () => this.#follower.state,
      isLocked: () => this.#power.isLocked,
      show: (target) => this.#window.show(target),
      say: (trouble) => this.#say(trouble),
      quit: () => app.quit(),
      onError,
    });
    this.#banners = new BannerService({
      words,
      isSilent: () => this.#follower.state?.status.silence.state === 'silent',
      isWatching: () => this.#window.isFocused,
      makePainter: () =>
        new Notifier({
          clock,
          onAction: (action) => void this.#actions.run(action, 'notification'),
          onFailed: (reason) => onError(new Error(`macOS did not show a notification: ${reason}`)),
        }),
    });
    this.#tray = new TrayView({
      iconDir: options.iconDir,
      clock,
      onAction: (action) => void this.#actions.run(action, 'menu'),
    });
  }

  /** @throws PeepholeError what starting it threw; nothing is left running then. */
  static async start(options: DesktopOptions): Promise<Desktop> {
    const below = await options.startApp();
    lockDownSession(session.defaultSession, options.rendererDir);
    const desktop = new Desktop(options, below);
    desktop.#begin();
    return desktop;
  }

  /** The owner opened the app again: the second way in, should macOS hide the icon. */
  open(target: WindowTarget | null = null): void {
    this.#window.show(target);
  }

  /**
   * Before the app quits.
   * @returns true: let it quit. Otherwise it quits by itself when everything has ended, or the owner chose to stay.
   */
  beforeQuit(): boolean {
    // Holding this up would call the log-out off. What was decided is on disk already.
    if (this.#sessionEnds) {
      void this.#end();
      return true;
    }
    if (this.#quitting === 'no') {
      this.#quitting = 'asking';
      void this.#quit();
    }
    return false;
  }

  /** Another app may call the log-out off, and the session goes on. */
  get #sessionEnds(): boolean {
    const { clock } = this.#options;
    return this.#sessionEndsAtMs !== null && clock.monotonic() - this.#sessionEndsAtMs < logOutMs;
  }

  /** Somebody ended the process from outside: nothing is asked. */
  endNow(): void {
    void this.#end();
  }

  #begin(): void {
    const { words, clock, onError } = this.#options;
    const { api } = this.#below;
    setAppMenu(words, (action) => void this.#actions.run(action, 'menu'));
    serveWindow({
      api,
      onError,
      services: {
        openLink,
        loginItem,
        setLoginItem,
        testNotification: () => this.#banners.test(),
        quitAndReopen: () => {
          app.relaunch();
          void this.#end();
        },
        quit: () => app.quit(),
      },
    });
    this.#ends.push(
      this.#follower.subscribe(() => this.#paint()),
      () => this.#follower.stop(),
      api.notices((notice) => this.#banners.tell(notice)),
      watchAccess({
        clock,
        state: () => this.#follower.state,
        isWindowVisible: () => this.#window.isVisible,
        poll: () => this.#below.pollMessages(),
        onError,
      }),
      this.#repaintNowAndThen(),
    );
    if (this.#follower.state?.settings.onboarded === false || this.#options.showWindow)
      this.#window.show(null);
  }

  #paint(): void {
    const { words, clock } = this.#options;
    const { state } = this.#follower;
    if (state === null) return;
    // The explanation has been read, or left for good (UX-6.1).
    if (state.settings.onboarded) this.#banners.allow();
    this.#tray.paint(iconModel(state, words), menuModel({ state, nowMs: clock.now(), words }));
  }

  #repaintNowAndThen(): () => void {
    let cancel = (): void => {};
    const next = (): void => {
      cancel = this.#options.clock.after(repaintEveryMs, () => {
        this.#paint();
        next();
      });
    };
    next();
    return () => cancel();
  }

  #attend(attention: { readonly windowFocused?: boolean; readonly awake?: boolean }): void {
    this.#below.api.commands.attention(attention).catch(this.#options.onError);
  }

  #unlocked(): void {
    const target = this.#actions.takeAfterUnlock();
    // They pressed a button a while ago: the window is there, and what they do now is not interrupted.
    if (target !== null) this.#window.show(target, false);
  }

  #say(trouble: Sentence): void {
    void this.#ask({
      message: this.#options.words.say('mac.trouble'),
      detail: this.#options.words.sentence(trouble),
      buttons: [this.#options.words.say('action.done')],
      cancel: 0,
    });
  }

  async #ask({ message, detail, buttons, cancel }: Question): Promise<number> {
    app.focus({ steal: true });
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message,
      detail,
      buttons: [...buttons],
      cancelId: cancel,
      defaultId: cancel,
    });
    return response;
  }

  async #quit(): Promise<void> {
    const { words, onError } = this.#options;
    const { api } = this.#below;
    const goes = await mayQuit({
      api,
      words,
      state: () => this.#follower.state,
      ask: (question) => this.#ask(question),
      onError,
    });
    if (goes) await this.#end();
    else this.#quitting = 'no';
  }

  /** Ends everything, then the process. */
  async #end(): Promise<void> {
    if (this.#quitting === 'ending') return;
    this.#quitting = 'ending';
    for (const end of this.#ends) end();
    this.#banners.stop();
    this.#window.end();
    this.#tray.destroy();
    await this.#options.stopApp();
    app.exit(0);
  }
}
