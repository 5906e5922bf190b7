import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleIds } from '../src-main/surfaces/electron/bundle-id.ts';
import { run } from './run.ts';

const root = join(import.meta.dirname, '..');

/** What makes the copy an app of its own: Electron.app itself shares notifications and permissions with every other one. */
export const devInfo: Readonly<Record<string, string | boolean>> = {
  CFBundleIdentifier: bundleIds.development,
  CFBundleName: 'Peephole',
  CFBundleDisplayName: 'Peephole (development)',
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
 * A copy of Electron.app with its own name and id, signed ad hoc and known to macOS: only so do real notifications appear
 * in development (MAC-2.7). Made once for each version of Electron.
 * @param electronApp path of Electron.app.
 * @returns path of the program in it. @throws Error when macOS did not sign it.
 */
export function devBundle(electronApp: string): string {
  const dir = join(root, '.peephole', 'dev');
  const bundle = join(dir, 'Peephole.app');
  const program = join(bundle, 'Contents', 'MacOS', 'Electron');
  const stamp = join(dir, 'made-of.txt');
  const version = readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8');
  const madeOf = JSON.stringify({ version: JSON.parse(version).version, devInfo });
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf) return program;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  // Links inside frameworks stay links, else the signature would not hold.
  cpSync(electronApp, bundle, { recursive: true, verbatimSymlinks: true });
  const plist = join(bundle, 'Contents', 'Info.plist');
  const edited = plistEdits(plist).every((edit) => run('plutil', edit));
  if (!edited || !run('codesign', ['--force', '--deep', '--sign', '-', bundle])) {
    throw new Error('macOS did not sign the development bundle.');
  }
  const register =
    '/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework/Support/lsregister';
  run(register, ['-f', bundle]);
  writeFileSync(stamp, madeOf);
  return program;
}
