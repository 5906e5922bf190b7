/*
 * The names that go between the window and the main process. Everything the window can say is a request of `requests`,
 * answered with `{ok,value}` or `{ok,error}`; everything it is told is one of `told`. Imported by the preload, so it
 * stands alone.
 */

/** From the window: one of each, and nothing else is listened to (ipc-server.ts). */
export const requests = {
  /** (name, input): a command of the contract (ipc/contract.ts). */
  command: 'peephole:command',
  /** (): the whole state, then what changes, and notices; asked again: the whole state again. */
  subscribe: 'peephole:subscribe',
  openLink: 'peephole:open-link',
  loginItem: 'peephole:login-item',
  setLoginItem: 'peephole:set-login-item',
  testNotification: 'peephole:test-notification',
  quitAndReopen: 'peephole:quit-and-reopen',
  quit: 'peephole:quit',
} as const;

export type RequestName = keyof typeof requests;

/** To the window. */
export const told = {
  push: 'peephole:push',
  notice: 'peephole:notice',
  show: 'peephole:show',
} as const;
