import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const root = join(import.meta.dirname, '..');
const builtDir = join(root, 'out');
/** What a build makes, in its folder. The time of the first one is when the build began. */
const made = ['main/cli.js', 'preload/preload.cjs', 'renderer/index.html'] as const;
const program = join(builtDir, made[0]);
/** What program and window are made of, and how. */
const sources = [
  'src-main',
  'src-renderer',
  'assets',
  'scripts/ready-build.ts',
  'electron.vite.config.ts',
  'vite.renderer.config.ts',
  'package.json',
  'package-lock.json',
].map((name) => join(root, name));
const hourMs = 3_600_000;

/** When a file was changed, ms. Not what a copy may keep, but when it came here; what has just gone has changed. */
const changedMs = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Infinity;

/** Newest change of a file, or of anything under a folder, ms. A folder changes when a file of it goes. */
function newestChange(path: string): number {
  if (!lstatSync(path).isDirectory()) return changedMs(path);
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(changedMs(path), ...inside.map((name) => changedMs(join(path, name))));
}

function isFresh(): boolean {
  if (!made.every((name) => existsSync(join(builtDir, name)))) return false;
  const { mtimeMs } = statSync(program);
  return sources.every((source) => newestChange(source) < mtimeMs);
}

/** Renames; not when the one is gone or the other is there, because another process was quicker. */
function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error;
  }
}

/** Folders beside `out/` that a build left when it was interrupted. */
function removeLeftovers(): void {
  for (const name of readdirSync(root)) {
    const dir = join(root, name);
    if (/^out-[0-9a-f-]{36}$/.test(name) && Date.now() - changedMs(dir) > hourMs) {
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

/** Builds beside the place, then puts it there whole: another process may be building it, or starting it, right now. */
function build(): boolean {
  const began = new Date();
  const draft = join(root, `out-${randomUUID()}`);
  const before = join(root, `out-${randomUUID()}`);
  try {
    if (!run('electron-vite', ['build', '--logLevel', 'warn', '--outDir', draft])) return false;
    // What changed while it was built is newer.
    utimesSync(join(draft, made[0]), began, began);
    if (isFresh()) return true;
    rename(builtDir, before);
    rename(draft, builtDir);
    removeLeftovers();
    return true;
  } finally {
    for (const dir of [draft, before]) rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * Makes sure that `out/` holds program and window as their sources are now. Building takes a few seconds and says so on
 * stderr: stdout may carry somebody's JSON. A Peephole that runs goes on with what it has loaded, and is to be started anew.
 * @returns the program's file. Null: it can't be built, and stderr says why.
 */
export function readyBuild(): string | null {
  try {
    if (isFresh()) return program;
    console.error('Building Peephole…');
    if (build()) return program;
    console.error('Peephole can’t be built; see above. If a package is missing: npm ci --include=dev');
  } catch (error) {
    console.error(`Peephole can’t be built: ${error instanceof Error ? error.message : error}`);
  }
  return null;
}
