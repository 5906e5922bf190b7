import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder above `dir` that has a manifest. */
function rootAbove(dir: string): string {
  if (existsSync(join(dir, 'package.json')) || dirname(dir) === dir) return dir;
  return rootAbove(dirname(dir));
}

/** The project, or the folder of the packaged app: the same from a source file and from the built one. */
export const projectRoot: string = rootAbove(import.meta.dirname);

/** The built window (vite.renderer.config.ts). */
export const builtWindowDir: string = join(projectRoot, 'out', 'renderer');
