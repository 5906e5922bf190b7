import type * as Electron from 'electron';

/**
 * Everything of Electron that Peephole uses, by the name of its type. The fakes have these members and these events and no
 * others, so an adapter that uses more fails its test; test/contract/electron-typings.test.ts holds each of them against
 * Electron's own typings: it exists, works on macOS, is not deprecated.
 */
export const usedMembers = {
  App: [
    'commandLine',
    'enableSandbox',
    'exit',
    'focus',
    'getLoginItemSettings',
    'getName',
    'getPath',
    'getPreferredSystemLanguages',
    'getSystemLocale',
    'getVersion',
    'hide',
    'isActive',
    'isHidden',
    'isInApplicationsFolder',
    'isPackaged',
    'isReady',
    'moveToApplicationsFolder',
    'on',
    'quit',
    'relaunch',
    'setActivationPolicy',
    'requestSingleInstanceLock',
    'setLoginItemSettings',
    'setName',
    'setPath',
    'show',
    'whenReady',
  ],
  // By electron-updater, but for `on` and `removeAllListeners`.
  AutoUpdater: [
    'checkForUpdates',
    'on',
    'quitAndInstall',
    'removeAllListeners',
    'removeListener',
    'setFeedURL',
  ],
  BrowserWindow: [
    'center',
    'destroy',
    'hide',
    'isFocused',
    'isMinimized',
    'isVisible',
    'loadURL',
    'on',
    'restore',
    'setBounds',
    'setVisibleOnAllWorkspaces',
    'show',
    'showInactive',
    'webContents',
  ],
  ClientRequest: ['abort', 'end'],
  CommandLine: ['appendSwitch'],
  ContextBridge: ['exposeInMainWorld'],
  Dialog: ['showErrorBox', 'showMessageBox', 'showOpenDialog'],
  GlobalShortcut: ['register', 'unregister'],
  IpcMain: ['handle'],
  IpcRenderer: ['invoke', 'on', 'removeListener'],
  Menu: [],
  NativeImage: ['setTemplateImage'],
  Net: ['request'],
  Notification: ['close', 'id', 'on', 'removeAllListeners', 'show', 'subtitle'],
  PowerMonitor: ['getSystemIdleState', 'on'],
  Protocol: ['handle', 'registerSchemesAsPrivileged'],
  Screen: ['getAllDisplays', 'getCursorScreenPoint'],
  Session: [
    'protocol',
    'setDevicePermissionHandler',
    'setPermissionCheckHandler',
    'setPermissionRequestHandler',
    'setSpellCheckerEnabled',
    'webRequest',
  ],
  Shell: ['openExternal'],
  // Not `destroy`, which forgets the icon's place, and not `setContextMenu`, which breaks the menu that is open.
  Tray: [
    'getBounds',
    'on',
    'popUpContextMenu',
    'setIgnoreDoubleClickEvents',
    'setImage',
    'setTitle',
    'setToolTip',
  ],
  WebContents: ['isDestroyed', 'on', 'removeListener', 'send', 'setWindowOpenHandler'],
  WebFrameMain: ['origin', 'parent'],
  WebRequest: ['onBeforeRequest'],
} as const satisfies { readonly [T in keyof Types]: readonly (keyof Types[T])[] };

/** Static members, by class. */
export const usedStatics = {
  Menu: ['buildFromTemplate', 'setApplicationMenu'],
  NativeImage: ['createFromPath'],
  Notification: ['getHistory', 'remove'],
  Session: ['fromPartition'],
} as const;

/** What is read of what Electron gives, and written into what it takes. */
export const usedOptions = {
  BrowserWindowConstructorOptions: ['webPreferences'],
  BaseWindowConstructorOptions: [
    'acceptFirstMouse',
    'alwaysOnTop',
    'frame',
    'fullscreenable',
    'height',
    'maximizable',
    'minHeight',
    'minimizable',
    'minWidth',
    'movable',
    'resizable',
    'show',
    'skipTaskbar',
    'title',
    'type',
    'width',
  ],
  FocusOptions: ['steal'],
  LoginItemSettings: ['status', 'wasOpenedAtLogin'],
  LoginItemSettingsOptions: ['type'],
  MenuItemConstructorOptions: [
    'accelerator',
    'accessibilityLabel',
    'checked',
    'click',
    'enabled',
    'id',
    'label',
    'role',
    'sublabel',
    'submenu',
    'toolTip',
    'type',
  ],
  MessageBoxOptions: ['buttons', 'cancelId', 'defaultId', 'detail', 'message', 'type'],
  OpenDialogOptions: ['buttonLabel', 'message', 'properties'],
  NotificationAction: ['text', 'type'],
  NotificationActionEventParams: ['actionIndex'],
  NotificationConstructorOptions: ['actions', 'body', 'groupId', 'id', 'silent', 'subtitle', 'title'],
  Privileges: ['codeCache', 'secure', 'standard', 'supportFetchAPI'],
  Settings: ['openAtLogin', 'type'],
  KeyboardEvent: ['ctrlKey'],
  TitleOptions: ['fontType'],
  VisibleOnAllWorkspacesOptions: ['skipTransformProcessType', 'visibleOnFullScreen'],
  WebPreferences: [
    'contextIsolation',
    'devTools',
    'nodeIntegration',
    'preload',
    'sandbox',
    'spellcheck',
    'webviewTag',
  ],
} as const;

/** Events, by class. */
export const usedEvents = {
  App: ['activate', 'before-quit', 'second-instance', 'web-contents-created', 'window-all-closed'],
  AutoUpdater: ['before-quit-for-update', 'error', 'update-downloaded'],
  BrowserWindow: ['blur', 'close', 'closed', 'focus', 'ready-to-show'],
  ClientRequest: ['error', 'redirect', 'response'],
  Notification: ['action', 'click', 'failed', 'show'],
  PowerMonitor: ['lock-screen', 'resume', 'shutdown', 'suspend', 'unlock-screen'],
  Tray: ['click', 'mouse-down', 'right-click'],
  WebContents: [
    'destroyed',
    'render-process-gone',
    'will-attach-webview',
    'will-frame-navigate',
    'will-navigate',
  ],
} as const;

/** Electron's own types, by the names of the tables. */
export interface Types {
  App: Electron.App;
  AutoUpdater: Electron.AutoUpdater;
  BrowserWindow: Electron.BrowserWindow;
  ClientRequest: Electron.ClientRequest;
  CommandLine: Electron.CommandLine;
  ContextBridge: Electron.ContextBridge;
  Dialog: Electron.Dialog;
  GlobalShortcut: Electron.GlobalShortcut;
  IpcMain: Electron.IpcMain;
  IpcRenderer: Electron.IpcRenderer;
  Menu: Electron.Menu;
  NativeImage: Electron.NativeImage;
  Net: Electron.Net;
  Notification: Electron.Notification;
  PowerMonitor: Electron.PowerMonitor;
  Protocol: Electron.Protocol;
  Screen: Electron.Screen;
  Session: Electron.Session;
  Shell: Electron.Shell;
  Tray: Electron.Tray;
  WebContents: Electron.WebContents;
  WebFrameMain: Electron.WebFrameMain;
  WebRequest: Electron.WebRequest;
}

type Members = typeof usedMembers;
/** The part of a type that Peephole uses. */
export type Used<T extends keyof Types> = Pick<Types[T], Members[T][number] & keyof Types[T]>;
