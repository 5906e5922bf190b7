import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where made databases and installed peers are kept from run to run, outside the project. */
export function benchCache(): string {
  const dir = process.env.PEEPHOLE_BENCH_CACHE ?? join(homedir(), '.cache', 'peephole-bench');
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** No part takes so long, ms. */
const leftoverMs = 2 * 3_600_000;

/** What a run that was killed left behind: copies of databases of gigabytes. */
function removeLeftovers(): void {
  for (const name of readdirSync(benchCache())) {
    const dir = join(benchCache(), name);
    if (!name.startsWith('run-') || Date.now() - statSync(dir).mtimeMs < leftoverMs) continue;
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Does `work` in a folder of its own beside the made databases, removed afterwards. */
export async function inScratch<T>(work: (dir: string) => Promise<T>): Promise<T> {
  removeLeftovers();
  const dir = mkdtempSync(join(benchCache(), 'run-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
