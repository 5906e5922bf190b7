/**
 * `npm start`: builds what has changed. On a Mac it opens the app from a development bundle, on the owner's own data, or with
 * `npm start -- practice` on invented data. Elsewhere, or when Electron's binary can't be had: practice in the browser, said
 * in one line.
 */
import { pathToFileURL } from 'node:url';
import { readAppArgs } from '../src-main/cli/app-args.ts';
import { devBundle } from './dev-bundle.ts';
import { electronApp } from './electron-binary.ts';
import { openApp } from './open-app.ts';
import { readyBuild } from './ready-build.ts';

/** `practice` as a word or an option means the same; whatever else is given is the app's, or the command's. */
const given = process.argv.slice(2);
const rest = given.filter((word) => word !== 'practice' && word !== '--practice');
const argv = rest.length === given.length ? rest : ['--practice', ...rest];

/** @returns the bundle of the tray app; otherwise why there is none. */
function trayApp(): { readonly bundle: string } | { readonly why: string } {
  if (process.platform !== 'darwin') return { why: 'The menu-bar app runs on a Mac only' };
  const electron = electronApp();
  if (electron === null) return { why: 'Electron’s binary can’t be downloaded here' };
  try {
    return { bundle: devBundle(electron) };
  } catch (error) {
    return { why: error instanceof Error ? error.message.replace(/\.$/, '') : 'The app could not be made' };
  }
}

const program = readyBuild();
if (program === null) process.exit(1);
if (process.platform === 'darwin') {
  try {
    readAppArgs(argv);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
const app = trayApp();
if ('why' in app) {
  const line = `${app.why}: here is Peephole in the browser, on practice data.`;
  // With `--json`, one document is all that stands on stdout.
  if (rest.includes('--json')) console.error(line);
  else console.log(line);
  process.argv.splice(2, given.length, 'practice', ...rest);
  await import(pathToFileURL(program).href);
} else {
  process.exitCode = await openApp({ bundle: app.bundle, argv, print: (text) => console.log(text) });
}
