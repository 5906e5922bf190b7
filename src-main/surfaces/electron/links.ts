import { shell } from 'electron';
import type { LinkKey } from '#core/surface/window-target.ts';

/** Every place outside Peephole that can be opened; a window names the key, never the address (MAC-6.3). */
export const linkAddresses: Readonly<Record<LinkKey, string>> = {
  'full-disk-access': 'x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles',
  'notification-settings': 'x-apple.systempreferences:com.apple.Notifications-Settings.extension',
  'menu-bar-settings': 'x-apple.systempreferences:com.apple.ControlCenter-Settings.extension',
  'login-items': 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension',
  'messages-settings': 'imessage:',
};

export async function openLink(key: LinkKey): Promise<void> {
  await shell.openExternal(linkAddresses[key]);
}
