import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { diskSaid, ledgerFailure } from './failures.ts';

/** How long two that start in the same moment wait for each other, ms: the one that is first must not be refused too. */
const patienceMs = 1000;

/** A database that nobody holds is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>();

/** Whoever holds it is the only Peephole on a state directory. */
export interface StateLock {
  release(): void;
}

/**
 * Makes this process the one owner of a state directory (`prepareStateDir` first), until `release` or until the process
 * is gone in whatever way: the lock is the operating system's own, taken through SQLite on an empty file, so there is
 * none to clean up after `kill -9`. Blocks for at most a second.
 * @throws PeepholeError `already-running` when another process owns it; `state-unusable` when the file can't be made.
 */
export function lockState(stateDir: string): StateLock {
  const file = join(stateDir, 'running.lock');
  try {
    const db = new DatabaseSync(file, { timeout: patienceMs });
    try {
      chmodSync(file, 0o600);
      db.exec('BEGIN EXCLUSIVE');
      held.add(db);
      return {
        release: () => {
          if (held.delete(db)) db.close();
        },
      };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (isBusy(error)) {
      throw new PeepholeError('already-running', sentence('state-dir.in-use', { path: stateDir }));
    }
    throw diskSaid(file) ?? ledgerFailure(error, file);
  }
}

/** SQLITE_BUSY (sqlite.org/rescode.html). */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
