import type { DatabaseSync } from 'node:sqlite';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { numberOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

/** @returns which version of the schema the file has; 0: none yet. */
export function schemaVersion(db: DatabaseSync): number {
  return numberOf(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version');
}

/** @throws PeepholeError `state-unusable` when a newer Peephole made this file. */
export function refuseNewer(db: DatabaseSync, known: number, file: string): void {
  const version = schemaVersion(db);
  if (version <= known) return;
  const versions = { version: String(version), known: String(known) };
  throw new PeepholeError('state-unusable', sentence('opening.newer', { path: file, ...versions }));
}

/**
 * Brings a ledger to the newest version, step by step, all in one transaction: after a failure or a crash it is what it
 * was. @param migrations see `schema.ts`. @throws PeepholeError `state-unusable` when the file is newer than they are.
 */
export function migrate(db: DatabaseSync, migrations: readonly string[], file: string): void {
  refuseNewer(db, migrations.length, file);
  if (schemaVersion(db) === migrations.length) return;
  inTransaction(db, () => {
    // Asked again inside: another process may have done it meanwhile.
    for (const step of migrations.slice(schemaVersion(db))) db.exec(step);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}
