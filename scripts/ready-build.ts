import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const root = join(import.meta.dirname, '..');
const builtDir = join(root, 'out');
/** The file that is run, in the folder of a build. Its time is when that build began. */
const programIn = (dir: string): string => join(dir, 'main', 'cli.js');
const program = programIn(builtDir);
/** What program and window are made of. */
const sources = [
  'src-main',
  'src-renderer',
  'assets',
  'electron.vite.config.ts',
  'vite.renderer.config.ts',
  'package.json',
  'package-lock.json',
].map((name) => join(root, name));

/** Newest change of a file, or of anything under a folder, ms. A folder changes when a file of it goes. */
function newestChange(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(found.mtimeMs, ...inside.map((name) => statSync(join(path, name)).mtimeMs));
}

function isFresh(): boolean {
  const built = statSync(program, { throwIfNoEntry: false });
  return built !== undefined && sources.every((source) => newestChange(source) < built.mtimeMs);
}

function putThere(draft: string): void {
  try {
    rmSync(builtDir, { recursive: true, force: true });
    renameSync(draft, builtDir);
  } catch (error) {
    // Another process has just put its own there.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
  }
}

/**
 * Makes sure that `out/` holds program and window as their sources are now. Building takes a few seconds and says so on
 * stderr: stdout may carry somebody's JSON.
 * @returns the program's file. Null: it can't be built, and stderr says why.
 */
export function readyBuild(): string | null {
  if (isFresh()) return program;
  console.error('Building Peephole…');
  const began = new Date();
  // Beside the place, then put there whole: another process may be building it, or running it, right now.
  const draft = join(root, `out-${randomUUID()}`);
  try {
    if (!run('electron-vite', ['build', '--logLevel', 'warn', '--outDir', draft])) {
      console.error('Peephole can’t be built. Run `npm ci`, then try again.');
      return null;
    }
    // What changed while it was built is newer.
    utimesSync(programIn(draft), began, began);
    putThere(draft);
    return program;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
