import { app, shell } from 'electron';
import type { LinkKey } from '#core/surface/window-target.ts';
import { bundleIds } from './bundle-id.ts';

/** Every place outside Peephole that can be opened; a window names the key, never the address (MAC-6.3). */
export const linkAddresses: Readonly<Record<LinkKey, string>> = {
  'full-disk-access': 'x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles',
  'notification-settings': 'x-apple.systempreferences:com.apple.Notifications-Settings.extension',
  'menu-bar-settings': 'x-apple.systempreferences:com.apple.ControlCenter-Settings.extension',
  'login-items': 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension',
  'messages-settings': 'imessage:',
};

export async function openLink(key: LinkKey): Promise<void> {
  const address = linkAddresses[key];
  const own = app.isPackaged ? bundleIds.app : bundleIds.development;
  // The pane opens on Peephole's own row.
  await shell.openExternal(key === 'notification-settings' ? `${address}?id=${own}` : address);
}
