import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const electronDir = join(import.meta.dirname, '..', 'node_modules', 'electron');
const attempts = 3;

/** Electron.app, once it is downloaded; null: it is not here. Starts no download. */
function downloaded(): string | null {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(electronDir, 'dist');
  const app = join(dist, 'Electron.app');
  return existsSync(join(app, 'Contents', 'MacOS', 'Electron')) ? app : null;
}

/**
 * Electron.app of the installed version, downloaded by the package's own installer (which checks its sum) when it is not
 * there yet. What the installer says is shown, on stderr: why it failed stands nowhere else.
 * @returns its path; null: it can't be had here.
 */
export function electronApp(): string | null {
  for (let attempt = 1; attempt <= attempts && downloaded() === null; attempt += 1) {
    console.error(
      `Downloading Electron, about 110 MB${attempt === 1 ? '' : ` (try ${attempt} of ${attempts})`}…`,
    );
    const { status } = spawnSync(process.execPath, [join(electronDir, 'install.js')], {
      stdio: ['inherit', 2, 2],
    });
    if (status === 0) break;
  }
  return downloaded();
}
