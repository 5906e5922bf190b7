import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';
import { decision, progress, startMs, temporaryStateDir, testLedger } from '../../support/ledger.ts';

/** SQLite writes the -wal back by itself, within a write, when it has this many pages. */
const pagesByItself = 1_000;

function ledgerOf() {
  const dir = temporaryStateDir();
  const ledger = openLedger(dir, fakeClock(startMs));
  onTestFinished(() => ledger.close());
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  onTestFinished(() => exec.mockRestore());
  return {
    ledger,
    dir,
    checkpoints: () => exec.mock.calls.filter(([sql]) => sql.includes('wal_checkpoint')).length,
    walPages: () => statSync(join(dir, 'ledger.sqlite-wal')).size / 4_096,
  };
}

test('the -wal is written back between two verdicts, and never within one', async () => {
  const { ledger, checkpoints, walPages } = ledgerOf();
  for (let at = 1; at <= 200; at += 1) {
    const before = checkpoints();
    ledger.appendDecision(decision(`d${at}`), progress());
    expect(checkpoints()).toBe(before);
    await settle();
    expect(checkpoints()).toBe(Math.floor(at / 50));
  }
  expect(walPages()).toBeLessThan(pagesByItself);
  expect(ledger.decisions()).toHaveLength(200);
});

test('many verdicts in one turn are written back once, after them', async () => {
  const { ledger, checkpoints } = ledgerOf();
  for (let at = 1; at <= 120; at += 1) ledger.appendDecision(decision(`d${at}`), progress());
  expect(checkpoints()).toBe(0);
  await settle();
  expect(checkpoints()).toBe(1);
});

test('a ledger that is closed meanwhile, or can’t be written back, loses nothing and says nothing', async () => {
  const closed = ledgerOf();
  for (let at = 1; at <= 50; at += 1) closed.ledger.appendDecision(decision(`d${at}`), progress());
  closed.ledger.close();
  await settle();
  expect(testLedger(closed.dir).decisions()).toHaveLength(50);

  const { ledger, dir } = ledgerOf();
  for (let at = 1; at <= 50; at += 1) ledger.appendDecision(decision(`d${at}`), progress());
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  await settle();
  ledger.appendDecision(decision('d51'), progress());
  expect(ledger.decisions()).toHaveLength(51);
  ledger.close();
  expect(testLedger(dir).decisions()).toHaveLength(51);
});
