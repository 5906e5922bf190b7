import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PeepholeError } from './core/errors.ts';
import { projectRoot as root } from './project-root.ts';

/** The built window (vite.renderer.config.ts). */
const builtDir = join(root, 'out', 'renderer');
/** Only in the project, not in the packaged app. */
const buildConfig = join(root, 'vite.renderer.config.ts');
/** What the window is made of. */
const sources = ['src-renderer', 'src-main/core', 'src-main/ipc'].map((name) => join(root, name));

/** Newest change under a folder, ms. */
function newestChange(dir: string): number {
  const changes = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(0, ...changes);
}

function isFresh(): boolean {
  const page = statSync(join(builtDir, 'index.html'), { throwIfNoEntry: false });
  if (page === undefined) return false;
  // The packaged app has no sources: what it brings is what it is.
  return !existsSync(buildConfig) || sources.every((dir) => newestChange(dir) < page.mtimeMs);
}

/**
 * The folder of the built window. In the project it is built first when it is missing or older than its sources, which
 * takes a few seconds.
 * @param tell says so.
 * @throws PeepholeError `state-unusable` when it can't be built.
 */
export async function readyWindow(tell: (line: string) => void): Promise<string> {
  if (isFresh()) return builtDir;
  tell('Building the window…');
  try {
    const { build } = await import('vite');
    mkdirSync(dirname(builtDir), { recursive: true });
    // Beside the place, then put there whole: another process may be building it, or showing it, right now.
    const draft = `${builtDir}-${randomUUID()}`;
    await build({ configFile: buildConfig, logLevel: 'error', build: { outDir: draft, emptyOutDir: true } });
    rmSync(builtDir, { recursive: true, force: true });
    renameSync(draft, builtDir);
    return builtDir;
  } catch (error) {
    if (existsSync(join(builtDir, 'index.html'))) return builtDir;
    throw new PeepholeError(
      'state-unusable',
      `The window can't be built. Run \`npm ci\`, then start again.`,
      {
        cause: error,
      },
    );
  }
}
