import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { sqliteCode } from './failures.ts';

/** SQLITE_READONLY and SQLITE_CANTOPEN. */
const refusals: readonly number[] = [8, 14];

/** Another writer is waited for this long. */
const patienceMs = 5_000;

export function ledgerFile(stateDir: string): string {
  return join(stateDir, 'ledger.sqlite');
}

/** What SQLite keeps beside a database file. */
export const companions = ['-wal', '-shm'] as const;

/** Opens without changing a byte: not even what a crash left to be replayed is written back. */
export function openForReading(file: string): DatabaseSync {
  try {
    return openedForReading(pathToFileURL(file));
  } catch (error) {
    // SQLite makes an index beside the file first. Where it may not, and nothing waits to be written back, nobody writes.
    if (!isRefused(error) || waitsToBeWritten(file)) throw error;
    const url = pathToFileURL(file);
    url.searchParams.set('immutable', '1');
    return openedForReading(url);
  }
}

function openedForReading(url: URL): DatabaseSync {
  const db = new DatabaseSync(url, { readOnly: true, timeout: patienceMs });
  try {
    db.exec('PRAGMA trusted_schema = OFF');
    // Opened when it is read for the first time.
    db.prepare('PRAGMA schema_version').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const isRefused = (error: unknown): boolean => refusals.includes((sqliteCode(error) ?? 0) & 0xff);

function waitsToBeWritten(file: string): boolean {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  return log !== undefined && log.size > 0;
}

/** Opens an existing ledger; a transaction that is committed is on the disk itself, through the drive's own cache. */
export function openForWriting(file: string): DatabaseSync {
  const url = pathToFileURL(file);
  // A durable transaction is followed by a copy of its last page, so that damage to that page is told from a write that
  // never ended (`isWalDamaged`). SQLite does so where it must not trust the disk to leave what is beside a write alone.
  url.searchParams.set('psow', '0');
  const db = new DatabaseSync(url, { timeout: patienceMs });
  // `fullfsync`: macOS's fsync alone does not reach the platter; elsewhere it changes nothing.
  db.exec(`
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
  `);
  return db;
}
