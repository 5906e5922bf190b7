import type * as Electron from 'electron';
import { Emitter, FakeEvent } from './emitter.ts';
import { type Used, usedEvents } from './used.ts';

class FakeApp extends Emitter {
  readonly calls: string[] = [];
  readonly switches = new Map<string, string>();
  isPackaged = true;
  name = 'peephole';
  /** Where the folders of `getPath` lie. */
  folder = '/fake';
  /** Our app is in front: it has the focus. */
  inFront = false;
  hidden = false;
  exitCode: number | null = null;
  /** Another app's log-out was called off because we held up quitting. */
  cancelledLogOut = false;
  /** `not-found` is what a copy that was never registered answers (codeburn #1028). */
  loginItemStatus: Electron.LoginItemSettings['status'] = 'not-found';
  /** What macOS makes of registering; null: refuses it (a translocated copy, cc-hdrm #108). */
  registersAs: Electron.LoginItemSettings['status'] | null = 'enabled';

  inApplications = true;
  /** What lies in the Applications folder by our name. */
  thereAlready: 'nothing' | 'exists' | 'existsAndRunning' = 'nothing';
  /** Writing there needs a password. */
  moveNeedsPassword = false;
  /** Why copying, or putting the old one into the Trash, does not work; null: it works. */
  moveFails: string | null = null;
  /** What the move has done, in order. */
  readonly moved: string[] = [];

  readonly commandLine = {
    appendSwitch: (name: string, value = ''): void => void this.switches.set(name, value),
  } satisfies Used<'CommandLine'> as unknown as Electron.CommandLine;

  /** A new process on the same Mac. */
  reset(): void {
    this.removeAllListeners();
    this.calls.length = 0;
    this.switches.clear();
    this.isPackaged = true;
    this.inFront = false;
    this.hidden = false;
    this.exitCode = null;
    this.cancelledLogOut = false;
    this.loginItemStatus = 'not-found';
    this.registersAs = 'enabled';
    this.policy = 'accessory';
    this.inApplications = true;
    this.thereAlready = 'nothing';
    this.moveNeedsPassword = false;
    this.moveFails = null;
    this.moved.length = 0;
    this.version = '0.1.0';
  }

  enableSandbox = (): void => void this.calls.push('enableSandbox');
  exit = (code = 0): void => {
    this.calls.push(`exit ${code}`);
    this.exitCode ??= code;
  };
  focus = (options?: Electron.FocusOptions): void => {
    this.calls.push(options?.steal ? 'focus steal' : 'focus');
    if (options?.steal) this.inFront = true;
  };
  hide = (): void => {
    this.calls.push('hide');
    this.hidden = true;
    this.inFront = false;
  };
  /** `[NSApp unhide:nil]` (browser_mac.mm), which activates; there is no other way to unhide. */
  show = (): void => {
    this.calls.push('show');
    if (this.hidden) this.inFront = true;
    this.hidden = false;
  };
  /** Asks `before-quit` first (browser.cc: Quit → HandleBeforeQuit); prevented, the app goes on. */
  quit = (): void => {
    this.calls.push('quit');
    const event = new FakeEvent();
    this.emit('before-quit', event);
    if (!event.defaultPrevented && this.listenerCount('before-quit') > 0) this.exit(0);
  };
  isInApplicationsFolder = (): boolean => this.inApplications;

  /**
   * All of it happens before it returns (electron_bundle_mover.mm: Move): what is there is asked about, thrown away, copied over;
   * then a shell waits for our end, and the app quits, asking `before-quit`. The default for one that runs is to open that one
   * and quit. With a password what is there is removed as root, and no handler is asked (AuthorizedInstall).
   */
  moveToApplicationsFolder = ({
    conflictHandler,
  }: Electron.MoveToApplicationsFolderOptions = {}): boolean => {
    if (this.inApplications) return true;
    if (this.moveNeedsPassword) throw new Error('A question for a password stops the event loop');
    if (this.thereAlready !== 'nothing') {
      const goesOn: unknown = conflictHandler?.(this.thereAlready);
      if (goesOn === false) return false;
      if (goesOn !== undefined && goesOn !== true) throw new Error('Invalid conflict handler return type.');
      if (this.thereAlready === 'existsAndRunning') {
        this.moved.push('open the other');
        this.quit();
        return true;
      }
      this.moved.push('trash the other');
    }
    if (this.moveFails !== null) throw new Error(this.moveFails);
    this.moved.push('copy', 'trash ours', 'open at our end');
    this.quit();
    return true;
  };

  relaunch = (): void => void this.calls.push('relaunch');
  setName = (name: string): void => {
    this.name = name;
  };
  /** `NSApplicationActivationPolicyAccessory` until then: LSUIElement. A change takes the windows out of the front (MAC-4.9). */
  policy: 'regular' | 'accessory' | 'prohibited' = 'accessory';
  setActivationPolicy = (policy: 'regular' | 'accessory' | 'prohibited'): void => {
    if (policy !== this.policy) this.inFront = false;
    this.policy = policy;
    this.calls.push(`policy ${policy}`);
  };
  /** Of the app's own package.json. */
  version = '0.1.0';
  getVersion = (): string => this.version;
  getName = (): string => this.name;
  isActive = (): boolean => this.inFront;
  isHidden = (): boolean => this.hidden;
  getPath = (name: string): string => `${this.folder}/${name}`;
  setPath = (name: string, path: string): void => void this.calls.push(`setPath ${name} ${path}`);
  getPreferredSystemLanguages = (): string[] => ['de-CH', 'en-GB'];
  getSystemLocale = (): string => 'de-CH';
  requestSingleInstanceLock = (): boolean => true;
  isReady = (): boolean => true;
  whenReady = async (): Promise<void> => {};

  getLoginItemSettings = (): Electron.LoginItemSettings => ({
    openAtLogin: this.loginItemStatus === 'enabled',
    wasOpenedAtLogin: false,
    status: this.loginItemStatus,
    executableWillLaunchAtLogin: false,
    launchItems: [],
  });

  setLoginItemSettings = ({ openAtLogin }: Electron.Settings): void => {
    if (!openAtLogin) this.loginItemStatus = 'not-registered';
    else if (this.registersAs !== null) this.loginItemStatus = this.registersAs;
  };

  /**
   * The owner logs out: `shutdown` comes before `before-quit`, and preventing that one calls the log-out off
   * (electron_application_delegate.mm: applicationShouldTerminate).
   */
  logOut(powerMonitor: Emitter): void {
    powerMonitor.emit('shutdown');
    const event = new FakeEvent();
    this.emit('before-quit', event);
    this.cancelledLogOut = event.defaultPrevented;
  }
}

export const app = new FakeApp(usedEvents.App) satisfies Used<'App'>;
