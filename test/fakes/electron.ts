import type * as Electron from 'electron';
import { type Used, usedEvents } from './electron-used.ts';

/*
 * Electron as the adapters see it, in memory: vitest puts it in place of the real package, whose import would download a
 * binary. Each part `satisfies` what Electron's own typings say, so a changed typing breaks the build.
 */

type Listener = (...args: never[]) => unknown;

/** Listens to the events in the table and to no other. */
class Emitter {
  readonly #events: readonly string[];
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(events: readonly string[]) {
    this.#events = events;
  }

  /** Adapters do not chain, so what Electron returns here is left out. */
  on(event: string, listener: Listener): never {
    if (!this.#events.includes(event)) throw new Error(`Not in usedEvents: ${event}`);
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return undefined as never;
  }

  removeListener(event: string, listener: Listener): never {
    this.#listeners.get(event)?.delete(listener);
    return undefined as never;
  }

  removeAllListeners(): never {
    this.#listeners.clear();
    return undefined as never;
  }

  emit(event: string, ...args: readonly unknown[]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...(args as never[]));
  }

  listenerCount(event: string): number {
    return this.#listeners.get(event)?.size ?? 0;
  }
}

/** An event whose default can be prevented. */
export class FakeEvent {
  defaultPrevented = false;

  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}

class FakeApp extends Emitter {
  readonly calls: string[] = [];
  readonly switches = new Map<string, string>();
  isPackaged = true;
  loginItemStatus: Electron.LoginItemSettings['status'] = 'not-registered';

  readonly commandLine = {
    appendSwitch: (name: string, value = ''): void => void this.switches.set(name, value),
    getSwitchValue: (name: string): string => this.switches.get(name) ?? '',
  } satisfies Used<'CommandLine'> as unknown as Electron.CommandLine;

  enableSandbox = (): void => void this.calls.push('enableSandbox');
  exit = (code = 0): void => void this.calls.push(`exit ${code}`);
  focus = (options?: Electron.FocusOptions): void =>
    void this.calls.push(options?.steal ? 'focus steal' : 'focus');
  hide = (): void => void this.calls.push('hide');
  show = (): void => void this.calls.push('show');
  quit = (): void => void this.calls.push('quit');
  relaunch = (): void => void this.calls.push('relaunch');
  getPath = (name: string): string => `/fake/${name}`;
  setPath = (name: string, path: string): void => void this.calls.push(`setPath ${name} ${path}`);
  getPreferredSystemLanguages = (): string[] => ['de-CH', 'en-GB'];
  getSystemLocale = (): string => 'de-CH';
  requestSingleInstanceLock = (): boolean => true;
  whenReady = async (): Promise<void> => {};

  getLoginItemSettings = (): Electron.LoginItemSettings => ({
    openAtLogin: this.loginItemStatus === 'enabled',
    wasOpenedAtLogin: false,
    status: this.loginItemStatus,
    executableWillLaunchAtLogin: false,
    launchItems: [],
  });

  setLoginItemSettings = ({ openAtLogin }: Electron.Settings): void => {
    this.loginItemStatus = openAtLogin ? 'requires-approval' : 'not-registered';
  };
}

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

class FakeWindow extends Emitter {
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
  readonly isVisible = (): boolean => this.visible;
  readonly isFocused = (): boolean => this.focused;
  readonly isMinimized = (): boolean => this.minimized;
  readonly restore = (): void => {
    this.minimized = false;
  };

  readonly show = (): void => {
    this.calls.push('show');
    this.visible = true;
    this.focused = true;
    this.emit('focus');
  };

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

class FakeMenu extends Emitter {
  static application: FakeMenu | null = null;
  readonly template: Electron.MenuItemConstructorOptions[];

  constructor(template: Electron.MenuItemConstructorOptions[]) {
    super(usedEvents.Menu);
    this.template = template;
  }

  static readonly buildFromTemplate = (
    template: (Electron.MenuItemConstructorOptions | Electron.MenuItem)[],
  ): Electron.Menu =>
    new FakeMenu(
      template as Electron.MenuItemConstructorOptions[],
    ) satisfies Used<'Menu'> as unknown as Electron.Menu;

  static readonly setApplicationMenu = (menu: Electron.Menu | null): void => {
    FakeMenu.application = menu as unknown as FakeMenu | null;
  };

  /** The item with an id, wherever it is. */
  find(id: string, items = this.template): Electron.MenuItemConstructorOptions | undefined {
    for (const item of items) {
      if (item.id === id) return item;
      const inner = Array.isArray(item.submenu) ? this.find(id, item.submenu) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  }

  /** Chooses an item, as the owner does; what is greyed out can't be. */
  choose(id: string): void {
    const item = this.find(id);
    if (item?.click === undefined || item.enabled === false) throw new Error(`Nothing to choose: ${id}`);
    (item.click as () => void)();
  }
}

export class FakeTray {
  static readonly all: FakeTray[] = [];
  image: string;
  readonly images: string[] = [];
  title = '';
  toolTip = '';
  menu: FakeMenu | null = null;
  menus = 0;
  destroyed = false;

  constructor(image: unknown) {
    this.image = pathOf(image);
    FakeTray.all.push(this);
  }

  readonly setImage = (image: Electron.NativeImage | string): void => {
    this.image = pathOf(image);
    this.images.push(this.image);
  };
  readonly setTitle = (title: string): void => {
    this.title = title;
  };
  readonly setToolTip = (toolTip: string): void => {
    this.toolTip = toolTip;
  };
  readonly setIgnoreDoubleClickEvents = (_ignore: boolean): void => {};
  readonly setContextMenu = (menu: Electron.Menu | null): void => {
    this.menu = menu as unknown as FakeMenu | null;
    this.menus += 1;
  };
  readonly destroy = (): void => {
    this.destroyed = true;
  };
}

export class FakeImage {
  readonly path: string;
  isTemplate = false;

  constructor(path: string) {
    this.path = path;
  }

  readonly setTemplateImage = (option: boolean): void => {
    this.isTemplate = option;
  };
}

function pathOf(image: unknown): string {
  return image instanceof FakeImage ? image.path : String(image);
}

export class FakeNotification extends Emitter {
  /** Everything that touched Notification Center, in order: the first touch asks for permission. */
  static readonly touches: string[] = [];
  static readonly all: FakeNotification[] = [];
  readonly options: Electron.NotificationConstructorOptions;
  isShown = false;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super(usedEvents.Notification);
    this.options = options;
    FakeNotification.all.push(this);
  }

  static readonly removeAll = (): void => void FakeNotification.touches.push('removeAll');
  static readonly remove = (id: string | string[]): void =>
    void FakeNotification.touches.push(`remove ${String(id)}`);

  readonly show = (): void => {
    FakeNotification.touches.push(`show ${this.options.id}`);
    this.isShown = true;
  };
  readonly close = (): void => {
    this.isShown = false;
  };

  /** The owner presses a button. */
  press(actionIndex: number): void {
    this.emit('action', { actionIndex });
  }
}

class FakePowerMonitor extends Emitter {
  idleState: ReturnType<Electron.PowerMonitor['getSystemIdleState']> = 'active';
  readonly getSystemIdleState = () => this.idleState;
}

export interface Invocation {
  readonly sender: Electron.WebContents;
  readonly senderFrame: Used<'WebFrameMain'> | null;
}

class FakeIpcMain {
  readonly handlers = new Map<string, (event: Invocation, ...args: unknown[]) => unknown>();

  readonly handle: Used<'IpcMain'>['handle'] = (channel, listener) => {
    if (this.handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, listener as unknown as (event: Invocation, ...args: unknown[]) => unknown);
  };
}

class FakeIpcRenderer extends Emitter {
  readonly invoked: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  answer: unknown = { ok: true, value: {} };

  readonly invoke = async (channel: string, ...args: readonly unknown[]): Promise<unknown> => {
    this.invoked.push({ channel, args });
    return this.answer;
  };
}

class FakeSession {
  handler: ((request: Request) => Promise<Response> | Response) | null = null;
  permissionRequest: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null;
  devicePermission: Parameters<Electron.Session['setDevicePermissionHandler']>[0] = null;
  beforeRequest: ((url: string) => boolean) | null = null;
  spellChecker = true;

  readonly protocol = {
    handle: (_scheme: string, handler: (request: Request) => Promise<Response> | Response): void => {
      this.handler = handler;
    },
    registerSchemesAsPrivileged: (): void => {},
  } satisfies Used<'Protocol'> as unknown as Electron.Protocol;

  readonly webRequest = {
    onBeforeRequest: ((
      listener: (details: { url: string }, answer: (r: { cancel?: boolean }) => void) => void,
    ) => {
      this.beforeRequest = (url) => {
        let cancelled = false;
        listener({ url }, ({ cancel }) => {
          cancelled = cancel ?? false;
        });
        return cancelled;
      };
    }) as Used<'WebRequest'>['onBeforeRequest'],
  } satisfies Used<'WebRequest'> as unknown as Electron.WebRequest;

  readonly setPermissionRequestHandler: Used<'Session'>['setPermissionRequestHandler'] = (handler) => {
    this.permissionRequest = handler;
  };
  readonly setPermissionCheckHandler: Used<'Session'>['setPermissionCheckHandler'] = (handler) => {
    this.permissionCheck = handler;
  };
  readonly setDevicePermissionHandler: Used<'Session'>['setDevicePermissionHandler'] = (handler) => {
    this.devicePermission = handler;
  };
  readonly setSpellCheckerEnabled = (enable: boolean): void => {
    this.spellChecker = enable;
  };
}

class FakeDialog {
  readonly asked: Electron.MessageBoxOptions[] = [];
  readonly errors: string[] = [];
  /** The buttons that are pressed next, by their words; none: what Escape means. */
  presses: string[] = [];

  readonly showMessageBox = (async (options: Electron.MessageBoxOptions) => {
    this.asked.push(options);
    const pressed = this.presses.shift();
    const response = pressed === undefined ? options.cancelId : options.buttons?.indexOf(pressed);
    return { response: response ?? 0, checkboxChecked: false };
  }) as Electron.Dialog['showMessageBox'];

  readonly showErrorBox = (title: string, content: string): void =>
    void this.errors.push(`${title}: ${content}`);
}

export const app = new FakeApp(usedEvents.App) satisfies Used<'App'>;
export const powerMonitor = new FakePowerMonitor(usedEvents.PowerMonitor) satisfies Used<'PowerMonitor'>;
export const ipcMain = new FakeIpcMain() satisfies Used<'IpcMain'>;
export const ipcRenderer = new FakeIpcRenderer([
  'peephole:told-frame',
  'peephole:show',
]) satisfies Used<'IpcRenderer'>;
export const session = { defaultSession: new FakeSession() satisfies Used<'Session'> };
export const protocol = {
  schemes: [] as Electron.CustomScheme[],
  handle: (): void => {},
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void =>
    void protocol.schemes.push(...schemes),
} satisfies Used<'Protocol'> & { schemes: Electron.CustomScheme[] };
export const shell = {
  opened: [] as string[],
  openExternal: async (url: string): Promise<void> => void shell.opened.push(url),
} satisfies Used<'Shell'> & { opened: string[] };
export const contextBridge = {
  exposed: {} as Record<string, unknown>,
  exposeInMainWorld: (key: string, api: unknown): void => {
    contextBridge.exposed[key] = api;
  },
} satisfies Used<'ContextBridge'> & { exposed: Record<string, unknown> };

export const dialog = new FakeDialog() satisfies Used<'Dialog'>;

export const nativeImage = {
  createFromPath: (path: string) =>
    new FakeImage(path) satisfies Used<'NativeImage'> as unknown as Electron.NativeImage,
};

export const Tray = FakeTray satisfies new (image: string, guid?: string) => Used<'Tray'>;
export const Menu = FakeMenu satisfies new (template: []) => Used<'Menu'>;
export const Notification = FakeNotification satisfies new (
  options?: Electron.NotificationConstructorOptions,
) => Used<'Notification'>;
export const BrowserWindow = FakeWindow satisfies new (
  options?: Electron.BrowserWindowConstructorOptions,
) => Used<'BrowserWindow'>;
