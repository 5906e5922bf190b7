import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { openForWriting } from '../../../src-main/ledger/database.ts';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { openSigningKey } from '../../../src-main/ledger/signing-key.ts';
import { SqliteLedger } from '../../../src-main/ledger/sqlite-ledger.ts';
import { decision, knock, progress, startMs, temporaryStateDir, testLedger } from '../../support/ledger.ts';

const clock = { now: () => startMs, soon: setImmediate };

/** A real file system of `kib` KiB, or null where only an administrator may mount one. */
function smallDisk(kib: number): string | null {
  const dir = temporaryStateDir();
  try {
    execFileSync('sh', ['-c', `mount -t tmpfs -o size=${kib}k,mode=0700 tmpfs "$0"`, dir], { stdio: 'pipe' });
  } catch {
    return null;
  }
  onTestFinished(() => {
    execFileSync('sh', ['-c', 'umount -l "$0"', dir]);
  });
  return dir;
}

/** Writes decisions until there is no more room. @returns how many were acknowledged. */
function fill(ledger: Ledger): number {
  for (let n = 0; n < 10_000; n += 1) {
    try {
      ledger.appendDecision(decision(`d${n}`, { handle: 'x'.repeat(500) }), progress(), {
        stopped: [`account-${n}`],
        held: null,
        groupIsOurs: true,
      });
    } catch (error) {
      expect(error).toBeInstanceOf(PeepholeError);
      expect(error).toMatchObject({
        code: 'ledger-full',
        message: expect.stringContaining('nothing was decided'),
      });
      return n;
    }
  }
  throw new Error('the disk never became full');
}

function expectFull(work: () => unknown): void {
  expect(work).toThrow(expect.objectContaining({ code: 'ledger-full' }));
}

/** Everything is refused, nothing of it was written, and what was there before can be read. */
function expectNothingChanged(ledger: Ledger, acknowledged: number): void {
  const log = ledger.log(100_000);
  const long = 'x'.repeat(100_000);
  expectFull(() => ledger.appendDecision(decision('more', { handle: long }), progress()));
  expectFull(() =>
    ledger.appendProgress('d0', progress({ error: { code: 'gateway-refused', params: { message: long } } })),
  );
  expectFull(() => ledger.appendEvent({ kind: 'was-this-you', handle: null, atMs: 0, data: { guid: long } }));
  expectFull(() => ledger.setSetting('x', long));
  expectFull(() => ledger.setJournal({ stopped: [long], held: null, groupIsOurs: false }));
  expectFull(() =>
    ledger.recordKnocks(Array.from({ length: 3_000 }, (_, n) => knock(`guid-${long.slice(0, 200)}-${n}`))),
  );
  expect(ledger.log(100_000)).toEqual(log);
  expect(ledger.senderKeys()).toEqual([]);
  expect(ledger.setting('x')).toBeNull();
  expect(ledger.decisions()).toHaveLength(acknowledged);
  expect(ledger.journal().stopped).toEqual([`account-${acknowledged - 1}`]);
}

describe('a full disk', () => {
  it('is said, changes nothing, and is over when there is room again', () => {
    const dir = smallDisk(768);
    if (dir === null) {
      console.warn(
        'NOT TESTED ON A REAL FULL DISK: mounting one is not permitted here. SQLite’s own limit instead.',
      );
      return;
    }
    const ballast = join(dir, 'ballast');
    writeFileSync(ballast, Buffer.alloc(200 * 1024));
    const ledger = testLedger(dir);
    const acknowledged = fill(ledger);
    expect(acknowledged).toBeGreaterThan(10);
    expectNothingChanged(ledger, acknowledged);
    ledger.close();
    // Full still: it opens and tells.
    const again = testLedger(dir);
    expect(again.decisions()).toHaveLength(acknowledged);
    rmSync(ballast);
    again.appendDecision(decision('after'), progress());
    expect(again.decisions()).toHaveLength(acknowledged + 1);
  });

  it('lets no ledger be half made', () => {
    const dir = smallDisk(256);
    if (dir === null) return;
    const ballast = join(dir, 'ballast');
    writeFileSync(ballast, Buffer.alloc(216 * 1024));
    expectFull(() => openLedger(dir, clock));
    expect(statSync(join(dir, 'ledger.sqlite'), { throwIfNoEntry: false })).toBeUndefined();
    rmSync(ballast);
    expect(testLedger(dir).decisions()).toEqual([]);
  });

  it('is the same when SQLite itself may not grow the file', () => {
    const dir = temporaryStateDir();
    mkdirSync(dir, { recursive: true });
    openLedger(dir, clock).close();
    const file = join(dir, 'ledger.sqlite');
    const db = openForWriting(file);
    db.exec('PRAGMA max_page_count = 60');
    const ledger = new SqliteLedger(db, file, clock, openSigningKey(dir));
    onTestFinished(() => ledger.close());
    const acknowledged = fill(ledger);
    expect(acknowledged).toBeGreaterThan(10);
    expectNothingChanged(ledger, acknowledged);
    db.exec('PRAGMA max_page_count = 6000');
    ledger.appendDecision(decision('after'), progress());
    expect(ledger.decisions()).toHaveLength(acknowledged + 1);
  });
});
