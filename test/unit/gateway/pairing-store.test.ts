import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
