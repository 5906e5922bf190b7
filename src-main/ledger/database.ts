import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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
  const db = new DatabaseSync(file, { timeout: patienceMs });
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
