import type * as Electron from 'electron';
import { Emitter } from './emitter.ts';
import { FakeImage, FakeMenu, FakeTray } from './menu.ts';
import { FakeAutoUpdater, requestOf } from './net.ts';
import { FakeNotification } from './notification.ts';
import { type Used, usedEvents } from './used.ts';
import { FakeDialog, FakeWindow } from './window.ts';

export { app } from './app.ts';
export { FakeEvent } from './emitter.ts';
export { FakeImage, FakeMenu, FakeTray, paintedLabel } from './menu.ts';
export { heldRequests } from './net.ts';
export { center, type Delivered, FakeNotification } from './notification.ts';
export { FakeWebContents, FakeWindow } from './window.ts';

/*
 * Electron as the adapters see it, in memory: vitest puts it in place of the real package, whose import would download a
 * binary. Each part `satisfies` what Electron's own typings say, so a changed typing breaks the build, and is as unkind as
 * Electron's sources say it is (docs/macos.md); test/contract/electron-stand-in.test.ts holds each trait.
 */

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

export const powerMonitor = new FakePowerMonitor(usedEvents.PowerMonitor) satisfies Used<'PowerMonitor'>;
export const ipcMain = new FakeIpcMain() satisfies Used<'IpcMain'>;
export const ipcRenderer = new FakeIpcRenderer([
  'peephole:told-frame',
  'peephole:show',
  'peephole:say',
  'peephole:update',
  'peephole:panel-open',
]) satisfies Used<'IpcRenderer'>;
/** Each partition has a session of its own, and what is told to the default one holds for that one alone. */
export const session = {
  defaultSession: new FakeSession() satisfies Used<'Session'>,
  partitions: new Map<string, FakeSession>(),
  fromPartition: (partition: string): FakeSession => {
    const found = session.partitions.get(partition) ?? new FakeSession();
    session.partitions.set(partition, found);
    return found;
  },
};
export const autoUpdater = new FakeAutoUpdater() satisfies Used<'AutoUpdater'>;
export const net = {
  request: (options: Electron.ClientRequestConstructorOptions) => {
    // Without a session it is the default one's (electron:docs/api/client-request.md).
    const own = options.session as unknown as FakeSession | undefined;
    const url = `${options.protocol}//${options.hostname}`;
    const blocked = (own ?? session.defaultSession).beforeRequest?.(url) ?? false;
    return requestOf(options, blocked) satisfies Used<'ClientRequest'> as unknown as Electron.ClientRequest;
  },
} satisfies Used<'Net'>;
export const protocol = {
  schemes: [] as Electron.CustomScheme[],
  handle: (): void => {},
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void =>
    void protocol.schemes.push(...schemes),
} satisfies Used<'Protocol'> & { schemes: Electron.CustomScheme[] };
export const shell = {
  opened: [] as string[],
  /** No app opens the address: the promise is rejected (electron:docs/api/shell.md). */
  refuses: false as boolean,
  openExternal: async (url: string): Promise<void> => {
    if (shell.refuses) throw new Error('Failed to open URL');
    shell.opened.push(url);
  },
} satisfies Used<'Shell'> & { opened: string[]; refuses: boolean };
export const contextBridge = {
  exposed: {} as Record<string, unknown>,
  exposeInMainWorld: (key: string, api: unknown): void => {
    contextBridge.exposed[key] = api;
  },
} satisfies Used<'ContextBridge'> & { exposed: Record<string, unknown> };

class FakeScreen {
  pointer: Electron.Point = { x: 1_010, y: 12 };
  displays: Pick<Electron.Display, 'bounds' | 'workArea'>[] = [];

  constructor() {
    this.reset();
  }

  reset(): void {
    this.pointer = { x: 1_010, y: 12 };
    this.displays = [
      {
        bounds: { x: 0, y: 0, width: 1440, height: 900 },
        workArea: { x: 0, y: 25, width: 1440, height: 800 },
      },
    ];
  }

  readonly getAllDisplays = (): Electron.Display[] => this.displays as Electron.Display[];
  readonly getCursorScreenPoint = (): Electron.Point => this.pointer;
}

export const screen = new FakeScreen() satisfies Used<'Screen'>;

/** The keys of the whole Mac: whoever is first has them, and `register` says no to the second (Electron's docs). */
export const globalShortcut = {
  taken: new Set<string>(),
  keys: new Map<string, () => void>(),
  register: (accelerator: string, pressed: () => void): boolean => {
    if (globalShortcut.taken.has(accelerator) || globalShortcut.keys.has(accelerator)) return false;
    globalShortcut.keys.set(accelerator, pressed);
    return true;
  },
  unregister: (accelerator: string): void => void globalShortcut.keys.delete(accelerator),
} satisfies Used<'GlobalShortcut'> & { taken: Set<string>; keys: Map<string, () => void> };

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
