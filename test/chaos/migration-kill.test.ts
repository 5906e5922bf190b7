import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { historyItems } from '#core/log/history.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { historyJson } from '../../src-main/cli/json/history-json.ts';
import { openForReading } from '../../src-main/ledger/database.ts';
import { schemaVersion } from '../../src-main/ledger/migrate.ts';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { migrations } from '../../src-main/ledger/schema.ts';
import { testLedger } from '../support/ledger.ts';
import { oldHistory, oldState, oldStateDir } from '../support/old-state.ts';

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Resolves when a process has written so much of a migration, and is dead by `kill -9` before its end. */
async function killedAfter(stateDir: string, bytes: number): Promise<void> {
  const script = join(import.meta.dirname, 'ledger-migrator.ts');
  const child = spawn(process.execPath, [script, stateDir], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(child, 'close');
  while (child.exitCode === null && sizeOf(join(stateDir, 'ledger.sqlite-wal')) < bytes) await delay(5);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

/** Version, tables and settings of a ledger that nobody has open. */
function look(stateDir: string): {
  version: number;
  tables: readonly unknown[];
  names: readonly unknown[];
  settings: readonly unknown[];
} {
  const db = openForReading(join(stateDir, 'ledger.sqlite'));
  try {
    const tables = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
    return {
      version: schemaVersion(db),
      tables,
      names: tables.map(({ name }) => name),
      settings: db.prepare('SELECT name, value FROM setting ORDER BY name').all(),
    };
  } finally {
    db.close();
  }
}

test.each([
  ['as soon as it has written anything', 1],
  ['in the middle', 4_000_000],
  ['late', 40_000_000],
])('a migration that is killed %s has not happened, and the ledger opens', async (_, bytes) => {
  const dir = oldStateDir();
  const before = look(dir);
  expect(before.version).toBe(1);
  await killedAfter(dir, bytes);
  expect(look(dir)).toEqual(before);

  testLedger(dir).close();
  const after = look(dir);
  expect(after).toMatchObject({ version: migrations.length, settings: before.settings });
  expect(after.names).toEqual(expect.arrayContaining([...before.names]));
  const log = readLog(dir);
  const { lines } = oldState.verify;
  expect(log?.verify()).toMatchObject({ lines: lines + 1, firstBad: null, keys: [{ fromLine: lines + 1 }] });
  const [signed, ...items] = historyItems(log?.newest(1_000_000).map(readLine) ?? []);
  expect(signed).toMatchObject({ kind: 'log-signed' });
  expect(items.map((item) => JSON.stringify(historyJson(item)))).toEqual(oldHistory);
  log?.close();
});
