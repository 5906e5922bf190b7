import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One earlier file is kept beside it; together they stay below twice this, bytes. */
const largest = 1024 * 1024;

/**
 * A log for an app without a terminal: `peephole.log` in a folder, each line with its time. Never throws: a log that can't
 * be written is no reason to end.
 * @returns writes one line.
 */
export function openLogFile(dir: string): (line: string) => void {
  const file = join(dir, 'peephole.log');
  return (line) => {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > largest) renameSync(file, join(dir, 'peephole.1.log'));
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // Nowhere to say it.
    }
  };
}
