import { app, session } from 'electron';
import type { MoveOutcome } from '#contract/bridge.ts';
import type { AppApi } from '#contract/contract.ts';
import { StateFollower } from '#contract/state-follower.ts';
import { applyInPlace, wholePush } from '#contract/whole-state.ts';
import type { Clock } from '#core/ports/clock.ts';
import { iconModel } from '#core/surface/icon-model.ts';
import { menuModel } from '#core/surface/menu-model.ts';
import { type LinkKey, type LinkOutcome, targetOf, type WindowTarget } from '#core/surface/window-target.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Words } from '#core/words/words.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { watchAccess } from './access-watch.ts';
import { Actions } from './actions.ts';
import { setAppMenu } from './app-menu.ts';
import { moveToApplications } from './applications-folder.ts';
import { BannerService } from './banner-service.ts';
import { Ending } from './ending.ts';
import { serveWindow } from './ipc-server.ts';
import { openLink } from './links.ts';
import { lockDownSession } from './lockdown.ts';
import { lockedPressBanner } from './locked-press.ts';
import { Notifier } from './notifier.ts';
import { PanelHost } from './panel-host.ts';
import { Power } from './power.ts';
import { mayQuit } from './quit.ts';
import { Shortcut } from './shortcut.ts';
import { TrayView } from './tray-view.ts';
import { type UpdateEngine, Updates } from './updates.ts';
import { WindowHost } from './window-host.ts';
import { windowServices } from './window-services.ts';

/** What runs under the desktop: src-main/app/app.ts. */
export interface DesktopApp {
  readonly api: AppApi;
  /** Subscribes, and counts as nobody who looks: the icon does so all day, and a page that is kept hidden. */
  readonly follow: AppApi['subscribe'];
  /** Somebody looks from now on. @returns the end of it. */
  look(): () => void;
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
  /** The page of releases; null: this copy does not know it. */
  readonly releases: string | null;
  /** How this copy updates itself, loaded when the owner first asks for it; absent: it can't. */
  readonly updates?: () => Promise<UpdateEngine>;
  /** What this one was started with. */
  readonly argv: readonly string[];
  /** Where macOS keeps apps. */
  readonly applicationsFolder: string;
  /** Opens the window even when nothing asks for it. */
  readonly showWindow: boolean;
  /** Starts everything below. */
  readonly startApp: () => Promise<DesktopApp>;
  /** Ends it. */
  readonly stopApp: () => Promise<void>;
  /** Starts the app anew once this process has ended. */
  readonly relaunch: () => void;
  /** Links the command line of the app. @returns where it is; null: it could not be. */
  readonly linkCommand: () => string | null;
  readonly onError: ErrorSink;
  /** One line for the log, none of it a sender's. */
  readonly note: (line: string) => void;
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
  readonly #panel: PanelHost;
  readonly #shortcut: Shortcut;
  readonly #updates: Updates | null;
  readonly #ending: Ending;
  readonly #ends: (() => void)[] = [];
  readonly #follower: StateFollower;
  readonly #watchAccess: (isShown: boolean) => void;
  /** The first run was over when this one began; null: not known yet. */
  #wasOnboarded: boolean | null = null;
  private constructor(options: DesktopOptions, below: DesktopApp) {
    const { words, clock, onError } = options;
    this.#options = options;
    this.#below = below;
    this.#follower = new StateFollower(
      (listener) => below.follow((change) => listener(wholePush(change))),
      applyInPlace,
    );
    this.#watchAccess = watchAccess({
      clock,
      state: () => this.#follower.state,
      poll: () => below.pollMessages(),
      onError,
    });
    const isLooking = looksWhile(below);
    this.#window = new WindowHost({
      title: words.say('app.name'),
      preload: options.preload,
      clock,
      onShown: (isShown) => {
        isLooking(isShown);
        this.#watchAccess(isShown);
      },
      onFocus: (focused) => {
        this.#attend({ windowFocused: focused });
        this.#banners.attend();
      },
      onError,
    });
    this.#panel = new PanelHost({
      preload: options.preload,
      clock,
      isWindowVisible: () => this.#window.isVisible,
      onShown: looksWhile(below),
      onUnusable: () => this.#tray.openMenu(),
      onError,
    });
    this.#shortcut = new Shortcut(
      () => this.#window.show(null),
      () => this.#say(sentence('set.shortcut-taken')),
    );
    this.#ending = new Ending({
      clock,
      ask: () =>
        mayQuit({
          api: below.api,
          words,
          state: () => this.#follower.state,
          ask: (question) => this.#window.ask(question),
          onError,
        }),
      showQuestion: () => this.#window.show(null),
      endAll: (left) => this.#endAll(left),
    });
    this.#updates = options.updates
      ? new Updates({
          clock,
          load: options.updates,
          onChange: (state) => this.#window.follow(state),
          mayQuit: () => this.#ending.mayEnd(),
          onQuit: () => this.#ending.handOver(),
          onError,
        })
      : null;
    this.#power = new Power({
      asleep: () => this.#attend({ awake: false }),
      awake: () => {
        below.wake();
        this.#attend({ awake: true });
      },
      unlocked: () => this.#unlocked(),
      endingSession: () => this.#ending.sessionEnds(),
    });
    this.#actions = new Actions({
      api: below.api,
      state: () => this.#follower.state,
      isLocked: () => this.#power.isLocked,
      show: (target) => this.#window.show(target),
      open: (link) => this.#open(link),
      say: (trouble) => this.#say(trouble),
      quit: () => app.quit(),
      onError,
    });
    this.#banners = new BannerService({
      words,
      clock,
      state: () => this.#follower.state,
      isWatching: () => this.#window.isFocused,
      isWindowVisible: () => this.#window.isVisible,
      askedBefore: () => this.#wasOnboarded ?? false,
      makePainter: ({ shown, failed, takeUp }) =>
        new Notifier({
          clock,
          onAction: (action) => void this.#actions.run(action, 'notification'),
          hasSound: () => this.#follower.state?.settings.sound ?? true,
          onShown: shown,
          onFailed: failed,
          takeUp,
        }),
      onAccess: () => this.#paint(),
      note: options.note,
    });
    this.#tray = new TrayView({
      iconDir: options.iconDir,
      clock,
      menu: () =>
        menuModel({
          state: this.#follower.state,
          nowMs: clock.now(),
          words,
          notifications: this.#banners.access,
        }),
      onAction: (action) => void this.#actions.run(action, 'menu'),
      onPress: () => this.#panel.pressed(),
      onClick: (icon) => {
        const opensPanel = this.#follower.state?.settings.leftClick === 'panel';
        if (opensPanel) this.#panel.clicked(icon);
        return opensPanel;
      },
      onMenu: () => {
        this.#panel.close();
        below.look()();
      },
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

  /** Before the app quits. @returns true: let it quit; otherwise it does by itself, or the owner chose to stay. */
  beforeQuit(): boolean {
    return this.#ending.beforeQuit();
  }

  /** Somebody ended the process from outside: nothing is asked. */
  endNow(): void {
    void this.#ending.end('go');
  }

  #begin(): void {
    const { words, onError } = this.#options;
    const { api } = this.#below;
    setAppMenu(words, (action) => void this.#actions.run(action, 'menu'));
    serveWindow({
      // Whether somebody looks at the page is known here, not there.
      api: {
        commands: api.commands,
        subscribe: this.#below.follow,
        notices: (listener) => api.notices(listener),
      },
      onError,
      services: windowServices({
        words,
        actions: this.#actions,
        banners: this.#banners,
        window: this.#window,
        panel: this.#panel,
        updates: this.#updates,
        argv: this.#options.argv,
        linkCommand: this.#options.linkCommand,
        openLink: (link) => this.#openLink(link),
        move: (replace) => this.#move(replace),
        quitAndReopen: () => {
          this.#options.relaunch();
          void this.#ending.end('stay');
        },
      }),
    });
    this.#ends.push(
      this.#follower.subscribe(() => this.#paint()),
      () => this.#follower.stop(),
      () => this.#updates?.end(),
      api.notices((notice) => this.#banners.tell(notice)),
      () => this.#watchAccess(false),
    );
    if (this.#follower.state?.settings.onboarded === false || this.#options.showWindow)
      this.#window.show(null);
  }

  #paint(): void {
    const { state } = this.#follower;
    if (state === null) return;
    this.#wasOnboarded ??= state.settings.onboarded;
    this.#shortcut.follow(state.settings.shortcut);
    this.#window.standInDock(state.settings.showInDock);
    this.#window.hold(state.settings.onboarded ? 'everyDay' : 'firstRun');
    // The explanation has been read, or left for good (UX-6.1).
    if (state.settings.onboarded) this.#banners.allow();
    this.#banners.follow(state);
    this.#panel.keep(state.settings.leftClick === 'panel');
    this.#tray.paint(iconModel(state, this.#options.words));
  }

  /** Of a copy that updates itself “Check for Updates…” is in Settings, and begins there. */
  async #open(link: LinkKey): Promise<LinkOutcome> {
    if (link !== 'releases' || this.#updates === null) return this.#openLink(link);
    this.#window.show({ page: 'settings', part: 'updates' });
    this.#updates.take('check');
    return 'opened';
  }

  #openLink(link: LinkKey): Promise<LinkOutcome> {
    return openLink(link, this.#options.releases, this.#options.onError);
  }

  #move(replace: boolean): MoveOutcome {
    const { applicationsFolder, note } = this.#options;
    return this.#ending.moveBy(() => moveToApplications(replace, { folder: applicationsFolder, note }));
  }

  #attend(attention: { readonly windowFocused?: boolean; readonly awake?: boolean }): void {
    this.#below.api.commands.attention(attention).catch(this.#options.onError);
  }

  /** They pressed a button a while ago, and may be doing anything now: they are told, and nothing is opened. */
  #unlocked(): void {
    const action = this.#actions.takeAfterUnlock();
    if (action === null) return;
    const senders = this.#follower.state?.senders;
    const target = targetOf(senders, action.handle);
    if (this.#window.lead(target)) return;
    this.#banners.show(lockedPressBanner(action, senders ?? null, target, this.#options.words));
  }

  /** In the window when it is open; otherwise as a banner, or, when there are none, in the window after all. */
  #say(trouble: Sentence): void {
    if (this.#window.tell(trouble)) return;
    if (this.#banners.access === 'refused') this.#window.show(null);
    else this.#banners.trouble(trouble);
  }

  async #endAll(left: 'stay' | 'go'): Promise<void> {
    for (const end of this.#ends) end();
    this.#banners.stop(left);
    this.#panel.end();
    this.#shortcut.end();
    this.#window.end();
    this.#tray.stop();
    await this.#options.stopApp();
  }
}

/** @returns what is to be told whether a window is on screen: meanwhile somebody looks. */
function looksWhile({ look }: DesktopApp): (isShown: boolean) => void {
  let end: (() => void) | null = null;
  return (isShown) => {
    if (isShown === (end !== null)) return;
    end?.();
    end = isShown ? look() : null;
  };
}
