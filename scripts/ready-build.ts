import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const root = join(import.meta.dirname, '..');
const builtDir = join(root, 'out');
/** The file that is run: written early, so that what changed during a build is newer than it. */
const program = join(builtDir, 'main', 'cli.js');
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

/** Newest change of a file, or of any file under a folder, ms. */
function newestChange(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const changes = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(0, ...changes);
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
  // Beside the place, then put there whole: another process may be building it, or running it, right now.
  const draft = join(root, `out-${randomUUID()}`);
  try {
    if (!run('electron-vite', ['build', '--logLevel', 'warn', '--outDir', draft])) {
      console.error('Peephole can’t be built. Run `npm ci`, then try again.');
      return null;
    }
    putThere(draft);
    return program;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
