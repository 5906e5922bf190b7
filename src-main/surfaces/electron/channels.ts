/*
 * The names that go between the window and the main process. Everything the window can say is a request of `requests`,
 * answered with `{ok,value}` or `{ok,error}`; everything it is told is one of `told`. Imported by the preload, so it
 * stands alone.
 */

/** From the window: one of each, and nothing else is listened to (ipc-server.ts). */
export const requests = {
  /** (): the page begins; whatever an earlier one of this window asked is forgotten. */
  open: 'peephole:open',
  /** (text): one request of the wire (contract/wire.ts). */
  frame: 'peephole:frame',
  /** (): the page wants nothing more of the wire. */
  close: 'peephole:close',
  openLink: 'peephole:open-link',
  loginItem: 'peephole:login-item',
  setLoginItem: 'peephole:set-login-item',
  notificationAccess: 'peephole:notification-access',
  testNotification: 'peephole:test-notification',
  installCommand: 'peephole:install-command',
  facts: 'peephole:facts',
  chooseConfig: 'peephole:choose-config',
  canMove: 'peephole:can-move',
  moveToApplications: 'peephole:move-to-applications',
  updateState: 'peephole:update-state',
  takeUpdateStep: 'peephole:take-update-step',
  showWindow: 'peephole:show-window',
  closePanel: 'peephole:close-panel',
  resizePanel: 'peephole:resize-panel',
  quitAndReopen: 'peephole:quit-and-reopen',
  quit: 'peephole:quit',
} as const;

export type RequestName = keyof typeof requests;

/** To the window. */
export const told = {
  /** One answer, push or notice of the wire. */
  frame: 'peephole:told-frame',
  show: 'peephole:show',
  /** Trouble, as a sentence: for the bar of the window. */
  say: 'peephole:say',
  /** (state): where updating stands. */
  update: 'peephole:update',
  /** (): the panel is opened; its page answers with its height. */
  panelOpen: 'peephole:panel-open',
} as const;
