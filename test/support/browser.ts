import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { patienceMs } from './wait.ts';

/** Chromium's engine without a desktop's windows, which nobody sees here: a third of the processor time (Debian). */
export const headlessShell = 'chromium-headless-shell';

const names = [headlessShell, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApps = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Every Chromium and Chrome on this machine, first the one to use: that of `CHROME_PATH`, those on the path, of macOS,
 * and what Playwright downloaded.
 * @param own where Playwright keeps its own.
 */
export function installedBrowsers(
  env: NodeJS.ProcessEnv = process.env,
  own: string = chromium.executablePath(),
): readonly string[] {
  const named = env.CHROME_PATH ? [env.CHROME_PATH] : [];
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...named, ...onPath, ...macApps.map((app) => join('/Applications', app)), own].filter(isProgram);
}

/** Starts a browser, without a window. @throws Error when there is none, or it does not start. */
export function launchBrowser(executablePath = installedBrowsers()[0]): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error(
      'There is no browser. `npm test` brings one; or give the path of a Chromium in CHROME_PATH.',
    );
  }
  return chromium.launch({
    executablePath,
    timeout: patienceMs,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
