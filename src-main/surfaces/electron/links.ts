import { app, shell } from 'electron';
import type { LinkKey, LinkOutcome } from '#core/surface/window-target.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { bundleIds } from './bundle-id.ts';

/** Every place of macOS that can be opened; a window names the key, never the address (MAC-6.3). */
export const paneAddresses: Readonly<Record<Exclude<LinkKey, 'releases'>, string>> = {
  'full-disk-access': 'x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles',
  'notification-settings': 'x-apple.systempreferences:com.apple.Notifications-Settings.extension',
  'menu-bar-settings': 'x-apple.systempreferences:com.apple.ControlCenter-Settings.extension',
  'login-items': 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension',
  'messages-settings': 'imessage:',
};

function addressOf(key: LinkKey, releases: string | null): string | null {
  if (key === 'releases') return releases;
  const own = app.isPackaged ? bundleIds.app : bundleIds.development;
  // The pane opens on Peephole's own row.
  return key === 'notification-settings' ? `${paneAddresses[key]}?id=${own}` : paneAddresses[key];
}

/** Opens a place outside Peephole, when the owner chose it. @param releases the page of releases; null: not known. */
export async function openLink(
  key: LinkKey,
  releases: string | null,
  onError: ErrorSink,
): Promise<LinkOutcome> {
  const address = addressOf(key, releases);
  if (address === null) return 'no-address';
  try {
    await shell.openExternal(address);
    return 'opened';
  } catch (error) {
    onError(error);
    return 'failed';
  }
}
