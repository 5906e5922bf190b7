/**
 * `npm start`: builds what has changed. On a Mac it opens the app from a development bundle. Elsewhere, or when Electron's
 * binary can't be had: practice in the browser, said in one line.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { devBundle } from './dev-bundle.ts';
import { electronApp } from './electron-binary.ts';
import { readyBuild } from './ready-build.ts';

const root = join(import.meta.dirname, '..');

/** @returns the program of the tray app; otherwise why there is none. */
function trayApp(): { readonly program: string } | { readonly why: string } {
  if (process.platform !== 'darwin') return { why: 'The menu-bar app runs on a Mac only' };
  const electron = electronApp();
  if (electron === null) return { why: 'Electron’s binary can’t be downloaded here' };
  try {
    return { program: devBundle(electron) };
  } catch (error) {
    return { why: error instanceof Error ? error.message.replace(/\.$/, '') : 'The app could not be made' };
  }
}

const program = readyBuild();
if (program === null) process.exit(1);
const app = trayApp();
if ('why' in app) {
  const line = `${app.why}: here is Peephole in the browser, on practice data.`;
  // With `--json`, one document is all that stands on stdout.
  if (process.argv.includes('--json')) console.error(line);
  else console.log(line);
  process.argv.splice(2, 0, 'practice');
  await import(pathToFileURL(program).href);
} else {
  console.log('Peephole is in the menu bar. Its window opens too; Ctrl-C ends it.');
  const child = spawn(app.program, [join(root, 'out', 'main', 'electron.js'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
