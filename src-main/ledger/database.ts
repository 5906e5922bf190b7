import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** Another writer is waited for this long. */
const patienceMs = 5_000;

export function ledgerFile(stateDir: string): string {
  return join(stateDir, 'ledger.sqlite');
}

/** What SQLite keeps beside a database file. */
export const companions = ['-wal', '-shm'] as const;

/** Opens without changing a byte: not even what a crash left to be replayed is written back. */
export function openForReading(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: patienceMs });
  db.exec('PRAGMA trusted_schema = OFF');
  return db;
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
