import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const electronDir = join(import.meta.dirname, '..', 'node_modules', 'electron');
const attempts = 3;

/** Electron.app, once it is downloaded; null: it is not here. Asks the package's own note, and starts no download. */
function downloaded(): string | null {
  const note = join(electronDir, 'path.txt');
  if (!existsSync(note)) return null;
  const binary = join(electronDir, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? join(electronDir, 'dist', 'Electron.app') : null;
}

/**
 * Electron.app of the installed version, downloaded by the package's own installer (which checks its sum) when it is not
 * there yet.
 * @returns its path; null: it can't be had here.
 */
export function electronApp(): string | null {
  for (let attempt = 0; attempt < attempts && downloaded() === null; attempt += 1) {
    const { status } = spawnSync(process.execPath, [join(electronDir, 'install.js')], { stdio: 'ignore' });
    if (status === 0) break;
  }
  return downloaded();
}
