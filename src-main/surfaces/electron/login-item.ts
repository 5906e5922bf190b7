import { app } from 'electron';
import type { LoginItemState } from '#contract/bridge.ts';

/** The app itself is what macOS opens (SMAppService). */
const type = 'mainAppService';

/** How macOS says it is now; the owner may change it in System Settings at any time. */
export function loginItem(): LoginItemState {
  // macOS would register Electron itself, not us.
  return app.isPackaged ? app.getLoginItemSettings({ type }).status : 'not-found';
}

/** @returns how it is afterwards: macOS may want the owner to allow it. */
export function setLoginItem(on: boolean): LoginItemState {
  if (app.isPackaged) app.setLoginItemSettings({ openAtLogin: on, type });
  return loginItem();
}
