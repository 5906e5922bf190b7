import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writtenEvent } from '#core/log/event-catalogue.schema.ts';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import { draftMark, syncDirectory } from './durable-file.ts';
import { beginning } from './install-id.ts';
import { LogTable } from './log-table.ts';
import { migrate } from './migrate.ts';
import { applicationId, migrations } from './schema.ts';
import { newestSetAside, setAsideStrays } from './set-aside.ts';
import type { SigningKey } from './signing-key.ts';
import { inTransaction } from './transaction.ts';

function wasSetAside(path: string, atMs: number): LedgerEvent {
  return { kind: 'ledger-set-aside', handle: null, atMs, data: { path } };
}

function fillNew(draft: string, file: string, key: SigningKey, nowMs: number): void {
  const db = new DatabaseSync(draft);
  try {
    // Nobody else sees the draft, and a draft that a crash left is never used: no journal is needed.
    db.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
      PRAGMA application_id = ${applicationId}`);
    migrate(db, migrations, draft);
    const before = newestSetAside(file);
    inTransaction(db, () => {
      const log = new LogTable(db, key);
      log.append('event', writtenEvent(beginning(randomUUID(), key.publicKey, nowMs)), nowMs);
      if (before !== null) log.append('event', writtenEvent(wasSetAside(before, nowMs)), nowMs);
    });
  } finally {
    db.close();
  }
}

/**
 * Makes an empty ledger. It appears in its place whole or not at all, so an empty or half-made file there is always
 * damage and never a new ledger. When another process makes it at the same moment, theirs is kept.
 */
export function createLedger(file: string, key: SigningKey, nowMs: number): void {
  const draft = `${file}${draftMark}${randomUUID()}`;
  try {
    // Made by us first, so that it is nobody else's to read, whatever the umask.
    closeSync(openSync(draft, 'wx', 0o600));
    setAsideStrays(resolve(file), nowMs);
    fillNew(draft, file, key, nowMs);
    linkSync(draft, file);
    syncDirectory(dirname(file));
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
