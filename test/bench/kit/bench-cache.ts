import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where made databases and installed peers are kept from run to run, outside the project. */
export function benchCache(): string {
  const dir = process.env.PEEPHOLE_BENCH_CACHE ?? join(homedir(), '.cache', 'peephole-bench');
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** Does `work` in a folder of its own beside the made databases, removed afterwards. */
export async function inScratch<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(benchCache(), 'run-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
