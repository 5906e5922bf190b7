import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPairingStore } from '../../../src-main/gateway/pairing-store.ts';

let stateDir: string;
let path: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'peephole-pairing-'));
  mkdirSync(join(stateDir, 'state'));
  path = join(stateDir, 'state', 'openclaw.sqlite');
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const table = `CREATE TABLE channel_pairing_allow_entries
  (channel_key TEXT, account_id TEXT, entry TEXT, sort_order INTEGER, updated_at INTEGER)`;

function store(schema: string, rows: readonly (readonly string[])[] = []): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${schema}`);
  for (const row of rows) {
    database.prepare('INSERT INTO channel_pairing_allow_entries VALUES (?, ?, ?, 0, 0)').run(...row);
  }
  return database;
}

test('entries of iMessage by account, as keys, while the gateway has it open', () => {
  const gateway = store(table, [
    ['imessage', 'default', '+1 212 555 0101'],
    ['imessage', '', 'A@Example.com'],
    ['imessage', 'Work', '+12125550102'],
    ['telegram', 'default', '7'],
  ]);
  expect(readPairingStore(stateDir)).toEqual(
    new Map([
      ['default', ['+12125550101', 'a@example.com']],
      ['work', ['+12125550102']],
    ]),
  );
  gateway.close();
});

test('a store without entries is nobody; one that is not there, or another shape, is unknown', () => {
  expect(readPairingStore(stateDir)).toBeNull();
  writeFileSync(path, 'not a database, but long enough to be looked at as one');
  expect(readPairingStore(stateDir)).toBeNull();
  rmSync(path);
  store('CREATE TABLE channel_pairing_allow_entries (channel_key TEXT, account_id INTEGER)').close();
  expect(readPairingStore(stateDir)).toBeNull();
  rmSync(path);
  store(table).close();
  expect(readPairingStore(stateDir)).toEqual(new Map());
});

test('a store that somebody is writing to is read all the same, and one that is locked is unknown at once', () => {
  const gateway = store(table, [['imessage', 'default', '+12125550101']]);
  gateway.exec(
    "BEGIN IMMEDIATE; INSERT INTO channel_pairing_allow_entries VALUES ('imessage','default','x@example.com',1,0)",
  );
  expect(readPairingStore(stateDir)).toEqual(new Map([['default', ['+12125550101']]]));
  gateway.exec('COMMIT; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  expect(readPairingStore(stateDir)).toBeNull();
  gateway.close();
});

test('what would keep us waiting is not opened: a pipe, a link, a file of another user', () => {
  execFileSync('mkfifo', [path]);
  expect(readPairingStore(stateDir)).toBeNull();
  rmSync(path);
  store(table, [['imessage', 'default', '+12125550101']]).close();
  const real = join(stateDir, 'real.sqlite');
  renameSync(path, real);
  symlinkSync(real, path);
  expect(readPairingStore(stateDir)).toBeNull();
  rmSync(path);
  renameSync(real, path);
  expect(readPairingStore(stateDir)?.size).toBe(1);
  if (process.getuid?.() !== 0) return;
  chownSync(path, 65_534, 65_534);
  expect(readPairingStore(stateDir)).toBeNull();
});

const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';
const rowOf = "'imessage' AS channel_key, 'default' AS account_id, '+1' AS entry";

test.each([
  [
    'an endless view',
    `CREATE VIEW channel_pairing_allow_entries AS ${endless} SELECT ${rowOf} FROM n WHERE i < 0`,
  ],
  [
    'a computed column',
    `CREATE TABLE channel_pairing_allow_entries
     (channel_key TEXT, account_id TEXT, entry TEXT AS (hex(zeroblob(100000000))))`,
  ],
  [
    'an index search',
    'CREATE VIRTUAL TABLE channel_pairing_allow_entries USING fts5(channel_key, account_id, entry)',
  ],
])('only a plain table is read, not %s', (_, schema) => {
  store(schema).close();
  const before = performance.now();
  expect(readPairingStore(stateDir)).toBeNull();
  expect(performance.now() - before).toBeLessThan(1_000);
});

test('an entry that is endless is cut', () => {
  const database = store(table);
  database.exec(
    "INSERT INTO channel_pairing_allow_entries VALUES ('imessage','default',hex(zeroblob(3000000)),0,0)",
  );
  database.close();
  expect(readPairingStore(stateDir)?.get('default')?.[0]?.length).toBeLessThan(1_000);
});

test('a store of any size holds up nobody: too much is unknown, too long is nobody, and at once', () => {
  const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
    INSERT INTO channel_pairing_allow_entries SELECT 'telegram', 'default', i, 0, 0 FROM n`;
  store(`${table}; ${many}`, [['imessage', 'default', '+12125550101']]).close();
  const begun = performance.now();
  expect(readPairingStore(stateDir)).toBeNull();
  expect(performance.now() - begun).toBeLessThan(1_000);

  rmSync(path);
  store(table, [['imessage', 'default', '+12125550101']]).close();
  const long = new DatabaseSync(path);
  const add = (channel: string, entry: string) =>
    long.exec(`INSERT INTO channel_pairing_allow_entries VALUES (${channel}, 'default', ${entry}, 0, 0)`);
  // Of another channel it is nobody's business here.
  add("'telegram'", 'hex(zeroblob(20000000))');
  add('hex(zeroblob(20000000))', "'x'");
  expect(readPairingStore(stateDir)).toEqual(new Map([['default', ['+12125550101']]]));
  add("'imessage'", 'hex(zeroblob(20000000))');
  expect(readPairingStore(stateDir)?.get('default')).toEqual(['+12125550101', '…']);
  long.close();
});
