import { hash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, schemaVersion } from '../../../src-main/ledger/migrate.ts';
import { readLog } from '../../../src-main/ledger/read-log.ts';
import { migrations } from '../../../src-main/ledger/schema.ts';
import { openSigningKey } from '../../../src-main/ledger/signing-key.ts';
import { SqliteLedger } from '../../../src-main/ledger/sqlite-ledger.ts';
import { decision, knock, progress, startMs, temporaryStateDir, testLedger } from '../../support/ledger.ts';

const second =
  'ALTER TABLE sender ADD COLUMN note TEXT; CREATE TABLE extra (x); INSERT INTO extra VALUES (1)';
const third = `UPDATE sender SET note = 'made older' WHERE note IS NULL`;

/** A ledger of this version with something in it. */
function older(): string {
  const dir = temporaryStateDir();
  const ledger = testLedger(dir);
  ledger.appendDecision(decision('a'), progress());
  ledger.recordKnocks([knock('1')]);
  ledger.close();
  return join(dir, 'ledger.sqlite');
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  return db;
}

describe('migrations', () => {
  it('bring an older version to the newest, step by step, and keep everything', () => {
    const file = older();
    const newer = [...migrations, second, third];
    const db = open(file);
    migrate(db, newer, file);
    expect(schemaVersion(db)).toBe(newer.length);
    expect(db.prepare('SELECT note FROM sender').all()).toEqual([{ note: 'made older' }]);
    const ledger = new SqliteLedger(
      db,
      file,
      { now: () => startMs, soon: setImmediate },
      openSigningKey(join(file, '..')),
    );
    expect(ledger.decisions()).toMatchObject([{ id: 'a' }]);
    ledger.appendProgress('a', progress({ progress: 'saved' }));
    expect(ledger.log(10)).toHaveLength(3);
    // Not done twice: the second would fail.
    migrate(db, newer, file);
    expect(db.prepare('SELECT count(*) AS n FROM extra').get()).toEqual({ n: 1 });
  });

  it('make the newest version of an empty file', () => {
    const db = open(':memory:');
    migrate(db, [...migrations, second, third], 'made');
    expect(schemaVersion(db)).toBe(migrations.length + 2);
  });

  it('change nothing when one of them fails', () => {
    const file = older();
    const db = open(file);
    expect(() => migrate(db, [...migrations, second, 'CREATE TABLE extra (x)'], file)).toThrow(
      /already exists/,
    );
    expect(schemaVersion(db)).toBe(migrations.length);
    expect(db.isTransaction).toBe(false);
    db.close();
    expect(testLedger(join(file, '..')).decisions()).toHaveLength(1);
  });

  it('refuse a newer version, the file untouched', () => {
    const file = older();
    const db = open(file);
    migrate(db, [...migrations, second], file);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const before = readFileSync(file);
    expect(() => migrate(db, migrations, file)).toThrow(/newer Peephole/);
    db.close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('are not needed to read an older log', () => {
    const file = older();
    const dir = temporaryStateDir();
    copyFileSync(file, join(dir, 'ledger.sqlite'));
    const log = readLog(dir);
    expect(log?.verify()).toMatchObject({ lines: 2, firstBad: null });
    log?.close();
  });

  it('are never edited once released', () => {
    // The ledger of every owner was made by exactly these texts: add one instead.
    expect(migrations.map((step) => hash('sha256', step, 'hex'))).toEqual([
      '9b7868aa6fcd5d4bac1cda2b8783ef747aba12c2a6cbb0b6f3eeab447dc2b932',
      '3b78936d6f2d01f5a71ea6309469e44c1f920d7c212d43fda9ccc699396eb07d',
      'eb0d0c2fdde1ae753666a0661236c2ce544212c36956c9bfe196d9eebd3c1404',
      '8edc00420eafbef11d785e5eedf3ee20a4634e1a359c8fb3bd8cb8ea10afd075',
    ]);
  });
});
