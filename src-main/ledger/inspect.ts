import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { errorName } from '#core/error-name.ts';
import { PeepholeError, SaidError } from '#core/errors.ts';
import { ChainWalk, chainStart, linesMissing } from '#core/log/log-chain.node.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { openForReading } from './database.ts';
import { isDamage, isElsewhere } from './failures.ts';
import { installIdOf } from './install-id.ts';
import { logEnd, spelledLinesAfter } from './log-table.ts';
import { refuseNewer, schemaVersion } from './migrate.ts';
import { numberOf, textOf } from './rows.ts';
import { applicationId, migrations } from './schema.ts';
import { isWalDamaged } from './wal-damage.ts';

/** Lines of the log, counted from the newest, that every start checks; `verify` checks the whole chain. */
const checkedLines = 10_000;

/** @throws PeepholeError `state-unusable` for a database that is somebody else's. */
export function refuseForeign(db: DatabaseSync, file: string): void {
  const id = numberOf(db.prepare('PRAGMA application_id').get() ?? {}, 'application_id');
  if (id === applicationId) return;
  throw new PeepholeError('state-unusable', sentence('opening.foreign', { path: file }));
}

/** @returns what is wrong with the newest lines of the log; null: they hold. */
function tailDamage(db: DatabaseSync): Sentence | null {
  const end = logEnd(db);
  const before = Math.max(0, end.lines - checkedLines);
  const last = db.prepare('SELECT hash FROM log WHERE seq = ?').get(before);
  const walk = new ChainWalk({ lines: before, hash: before > 0 && last ? textOf(last, 'hash') : chainStart });
  for (const line of spelledLinesAfter(db, before)) {
    const problem = walk.step(line);
    if (problem !== null) return problem;
  }
  if (walk.lines < end.lines) return linesMissing(walk.lines, end.lines);
  return walk.hash === end.hash ? null : sentence('log.not-last', { line: String(end.lines) });
}

function damageOf(db: DatabaseSync, file: string): Sentence | null {
  refuseForeign(db, file);
  refuseNewer(db, migrations.length, file);
  if (schemaVersion(db) === 0) return sentence('log.empty');
  const verdict = textOf(db.prepare('PRAGMA integrity_check(1)').get() ?? {}, 'integrity_check');
  if (verdict !== 'ok') return sentence('log.integrity', { reason: verdict });
  if (db.prepare('PRAGMA foreign_key_check').get()) return sentence('log.lost-line');
  installIdOf(db);
  return tailDamage(db);
}

/**
 * What is said of a ledger that could not be read to its end.
 * @throws whatever does not come of the ledger itself.
 */
export function damageSaid(error: unknown): Sentence {
  if (isElsewhere(error)) throw error;
  if (error instanceof SaidError) return error.sentence;
  return isDamage(error)
    ? sentence('log.sqlite', { reason: errorName(error) })
    : sentence('log.unreadable-part');
}

/**
 * Looks whether an existing ledger can be trusted (RULE-9.4), changing no byte of it.
 * @returns what is damaged; null: nothing.
 * @throws PeepholeError `state-unusable` when it is newer than we are, or somebody else's; what node:sqlite throws when
 * it can't be read at all.
 */
export function findDamage(file: string): Sentence | null {
  // SQLite takes an empty file for a new database, and throws away what stands in its write-ahead log.
  if (statSync(file).size === 0) return sentence('log.empty-file');
  try {
    if (isWalDamaged(file)) return sentence('log.newest-damaged');
    const db = openForReading(file);
    try {
      // One look at one moment, whatever another process writes meanwhile.
      db.exec('BEGIN');
      return damageOf(db, file);
    } finally {
      db.close();
    }
  } catch (error) {
    return damageSaid(error);
  }
}
