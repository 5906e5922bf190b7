import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeGuard } from '#core/guard.ts';
import { OpenClawFiles } from '../../../src-main/gateway/openclaw-files.ts';
import { PairingStore, readPairingStore } from '../../../src-main/gateway/pairing-store.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

/** How often a store was opened. */
const opened = { times: 0 };
const open = (stateDir: string) => {
  opened.times += 1;
  return readPairingStore(stateDir);
};

const alice = '+12125550101';
const bob = '+12125550102';
const longAgoSeconds = 1_000;

describe('a pairing store that nobody writes to', () => {
  let stateDir: string;
  let path: string;
  /** OpenClaw’s own connection. */
  let gateway: DatabaseSync;
  let store: PairingStore;

  const approve = (key: string) =>
    gateway
      .prepare("INSERT INTO channel_pairing_allow_entries VALUES ('imessage', 'default', ?, 0, 0)")
      .run(key);
  /** As if it had last been written to long ago, down to the nanosecond the same each time. */
  const age = () => {
    for (const file of [path, `${path}-wal`]) utimesSync(file, longAgoSeconds, longAgoSeconds);
  };
  const keys = () => store.read(stateDir)?.get('default');

  beforeEach(() => {
    stateDir = temporaryStateDir();
    mkdirSync(join(stateDir, 'state'));
    path = join(stateDir, 'state', 'openclaw.sqlite');
    gateway = new DatabaseSync(path);
    gateway.exec(
      `PRAGMA journal_mode = WAL; CREATE TABLE channel_pairing_allow_entries
       (channel_key TEXT, account_id TEXT, entry TEXT, sort_order INTEGER, updated_at INTEGER)`,
    );
    approve(alice);
    store = new PairingStore(Date.now, open);
    opened.times = 0;
  });

  test('is opened once, however often it is asked', () => {
    age();
    for (let times = 0; times < 1_000; times += 1) expect(keys()).toEqual([alice]);
    expect(opened.times).toBe(1);
  });

  test('is opened again for each commit, also into a -wal that begins anew and grows by nothing', () => {
    age();
    expect(keys()).toEqual([alice]);
    for (let round = 1; round <= 3; round += 1) {
      gateway.exec('PRAGMA wal_checkpoint(RESTART)');
      approve(`+1212555011${round}`);
      expect(keys()).toHaveLength(1 + round);
    }
    gateway.exec('DELETE FROM channel_pairing_allow_entries');
    expect(keys()).toBeUndefined();
  });

  test('is opened again for a commit into the database itself', () => {
    gateway.exec('PRAGMA journal_mode = DELETE');
    utimesSync(path, longAgoSeconds, longAgoSeconds);
    expect(keys()).toEqual([alice]);
    gateway.exec(`UPDATE channel_pairing_allow_entries SET entry = '${bob}'`);
    expect(keys()).toEqual([bob]);
  });

  test('that was just written to may be written to once more under the same time: it is not believed yet', () => {
    const now = Date.now();
    const within = new PairingStore(() => now, open);
    const same = new Date(now - 1_000);
    for (const entry of [alice, bob]) {
      gateway.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      gateway.exec(`UPDATE channel_pairing_allow_entries SET entry = '${entry}'`);
      for (const file of [path, `${path}-wal`]) utimesSync(file, same, same);
      expect(within.read(stateDir)?.get('default')).toEqual([entry]);
    }
    // A clock that was set back makes nothing old.
    const before = new PairingStore(() => 0, open);
    before.read(stateDir);
    opened.times = 0;
    before.read(stateDir);
    expect(opened.times).toBe(1);
  });

  test('one that is locked is asked again, although nothing was written to it', () => {
    gateway.exec('PRAGMA journal_mode = DELETE');
    utimesSync(path, longAgoSeconds, longAgoSeconds);
    gateway.exec('BEGIN EXCLUSIVE');
    expect(store.read(stateDir)).toBeNull();
    gateway.exec('ROLLBACK');
    utimesSync(path, longAgoSeconds, longAgoSeconds);
    expect(keys()).toEqual([alice]);
  });

  test('one that is not there is not opened, another state directory’s is', () => {
    const other = temporaryStateDir();
    expect(store.read(other)).toBeNull();
    expect(keys()).toEqual([alice]);
    expect(store.read(other)).toBeNull();
  });

  test('says the same as one that is read each time', () => {
    age();
    approve(bob);
    expect(store.read(stateDir)).toEqual(readPairingStore(stateDir));
    expect(store.read(stateDir)).toEqual(readPairingStore(stateDir));
  });

  describe('watched', () => {
    let clock: FakeClock;
    let said: number;

    beforeEach(async () => {
      clock = fakeClock(0);
      said = 0;
      writeFileSync(join(stateDir, 'openclaw.json'), '{}');
      const guard = makeGuard((error) => {
        throw error;
      });
      const files = new OpenClawFiles(clock, guard, store, () => {
        said += 1;
      });
      age();
      store.read(stateDir);
      opened.times = 0;
      files.watch({ configPath: join(stateDir, 'openclaw.json'), stateDir, env: {} });
    });

    test('an hour in which nothing happens: nothing is said, and it is not opened', async () => {
      await clock.pass(3_600_000);
      expect([said, opened.times]).toEqual([0, 0]);
    });

    test('who is let in by a code is said within 10 s, once; what else is written there is not', async () => {
      approve(bob);
      await clock.pass(10_000);
      expect(said).toBe(1);
      gateway.exec("INSERT INTO channel_pairing_allow_entries VALUES ('telegram', 'default', '7', 0, 0)");
      await clock.pass(60_000);
      expect(said).toBe(1);
    });
  });
});
