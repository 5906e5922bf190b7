import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleIds } from '../src-main/surfaces/electron/bundle-id.ts';
import { run } from './run.ts';

const root = join(import.meta.dirname, '..');

/** What makes the copy an app of its own: Electron.app itself shares notifications and permissions with every other one. */
export const devInfo: Readonly<Record<string, string | boolean>> = {
  CFBundleIdentifier: bundleIds.development,
  CFBundleName: 'Peephole',
  CFBundleDisplayName: 'Peephole',
  LSUIElement: true,
  NSUserNotificationAlertStyle: 'alert',
};

/** Arguments for `plutil` that write `devInfo` into an Info.plist, one call each. */
export function plistEdits(plist: string): readonly (readonly string[])[] {
  return Object.entries(devInfo).map(([key, value]) =>
    typeof value === 'boolean'
      ? ['-replace', key, '-bool', value ? 'YES' : 'NO', plist]
      : ['-replace', key, '-string', value, plist],
  );
}

/**
 * The app inside the bundle: it needs no arguments, so macOS's own "Quit & Reopen", Spotlight and the login start Peephole,
 * not Electron's welcome page. The program is imported from the project, so the signature, to which Full Disk Access is
 * tied, stays the same when the program changes.
 * @param program path of the built out/main/electron.js. @returns contents by name, for Contents/Resources/app.
 */
export function appInside(program: string): Readonly<Record<string, string>> {
  return {
    'package.json': JSON.stringify({
      name: 'peephole',
      productName: 'Peephole',
      main: 'main.js',
      type: 'module',
    }),
    'main.js': `await import(${JSON.stringify(pathToFileURL(program).href)});\n`,
  };
}

/** Not in the project: in a folder that iCloud keeps, macOS refuses to sign (MAC-7.3). */
export function devDir(home: string = homedir()): string {
  return join(home, 'Library', 'Application Support', 'Peephole', 'development');
}

/**
 * A copy of Electron.app with Peephole's name, id and icon and an app inside, signed ad hoc and known to macOS: only so do
 * notifications, Full Disk Access and the login item belong to Peephole in development (MAC-1.4, MAC-2.7). Made once for
 * each version of Electron and each project.
 * @param electronApp path of Electron.app.
 * @returns path of the bundle. @throws Error when macOS did not sign it.
 */
export function devBundle(electronApp: string): string {
  const dir = devDir();
  const bundle = join(dir, 'Peephole.app');
  const stamp = join(dir, 'made-of.txt');
  const inside = appInside(join(root, 'out', 'main', 'electron.js'));
  const version = readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8');
  const madeOf = JSON.stringify({ version: JSON.parse(version).version, devInfo, inside });
  if (existsSync(bundle) && existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf) return bundle;
  console.error('Making Peephole.app for development…');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  // Links inside frameworks stay links, else the signature would not hold.
  cpSync(electronApp, bundle, { recursive: true, verbatimSymlinks: true });
  const resources = join(bundle, 'Contents', 'Resources');
  rmSync(join(resources, 'default_app.asar'), { force: true });
  mkdirSync(join(resources, 'app'));
  for (const [name, text] of Object.entries(inside)) writeFileSync(join(resources, 'app', name), text);
  const icon = ['-s', 'format', 'icns', join(root, 'assets', 'app-icon', '1024.png')];
  run('sips', [...icon, '--out', join(resources, 'electron.icns')]);
  const plist = join(bundle, 'Contents', 'Info.plist');
  const edited = plistEdits(plist).every((edit) => run('plutil', edit));
  if (!edited || !run('codesign', ['--force', '--deep', '--sign', '-', bundle])) {
    throw new Error('macOS did not sign the development bundle.');
  }
  const register =
    '/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework/Support/lsregister';
  run(register, ['-f', bundle]);
  writeFileSync(stamp, madeOf);
  return bundle;
}
