import { autoUpdater } from 'electron';
import type { UpdateCheckResult } from 'electron-updater';
// Not the package's own entry: that one brings every system's updater, and chooses by the system it runs on.
import { MacUpdater } from 'electron-updater/out/MacUpdater.js';
import type { UpdateEngine } from './updates.ts';

/** It would send a number made for this Mac with every request, and keep it on disk (MAC-12.2). Everybody has this one. */
const nobody = { value: Promise.resolve('00000000-0000-0000-0000-000000000000') };

/** What electron-updater shall do: nothing by itself, and nothing but what is newer. */
function macUpdater(): MacUpdater {
  const updater = new MacUpdater();
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.disableWebInstaller = true;
  // It would keep a copy of each version, and ask for files that a release of ours does not have.
  updater.disableDifferentialDownload = true;
  updater.isUserWithinRollout = () => true;
  Object.defineProperty(updater, 'stagingUserIdPromise', { value: nobody });
  return updater;
}

/**
 * Updating by electron-updater, from where app-update.yml in the app's resources says. It compares the checksum; who signed the
 * new version is compared by Squirrel, in macOS's own words, when it is installed (MAC-7.2).
 */
export function macEngine(): UpdateEngine {
  const updater = macUpdater();
  let found: UpdateCheckResult | null = null;
  let onPercent: (percent: number) => void = () => {};
  updater.on('download-progress', ({ percent }) => onPercent(Math.floor(percent)));
  return {
    async check() {
      found = await updater.checkForUpdates();
      return found?.isUpdateAvailable ? found.updateInfo.version : null;
    },
    async download(listener) {
      onPercent = listener;
      // What Squirrel says against this copy itself is an event, and the download goes on.
      let refused: Error | null = null;
      const hear = (error: Error): void => {
        refused ??= error;
      };
      updater.on('error', hear);
      await updater.downloadUpdate(found?.cancellationToken).finally(() => updater.off('error', hear));
      if (refused !== null) throw refused;
    },
    cancel: () => found?.cancellationToken?.cancel(),
    install(onQuit, onRefused) {
      // Of an earlier try that macOS refused: each would quit once more.
      autoUpdater.removeAllListeners('update-downloaded');
      autoUpdater.removeAllListeners('before-quit-for-update');
      autoUpdater.on('before-quit-for-update', onQuit);
      updater.once('error', onRefused);
      updater.quitAndInstall();
    },
    discard() {
      found?.cancellationToken?.cancel();
      updater.removeAllListeners('download-progress');
      autoUpdater.removeAllListeners('update-downloaded');
      autoUpdater.removeAllListeners('before-quit-for-update');
    },
  };
}
