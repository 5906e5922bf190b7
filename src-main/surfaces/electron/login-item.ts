import { app } from 'electron';
import type { LoginItemState } from '#contract/bridge.ts';

/** The app itself is what macOS opens (SMAppService). */
const type = 'mainAppService';

/** Run by a bare Electron, macOS would register that one and not us. */
const isOurs = (): boolean => process.defaultApp !== true;

/**
 * How macOS says it is now; the owner may change it in System Settings at any time. An app that was never registered is
 * said to be "not found" (MAC-4.3), which is off: only a registration that fails shows that it can't be.
 */
export function loginItem(): LoginItemState {
  if (!isOurs()) return 'not-found';
  const { status } = app.getLoginItemSettings({ type });
  return status === 'not-found' ? 'not-registered' : status;
}

/** @returns how it is afterwards: macOS may want the owner to allow it. `not-found`: it can't be registered from where it is. */
export function setLoginItem(on: boolean): LoginItemState {
  if (!isOurs()) return 'not-found';
  app.setLoginItemSettings({ openAtLogin: on, type });
  return on ? app.getLoginItemSettings({ type }).status : loginItem();
}
