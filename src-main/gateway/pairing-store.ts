import { type BigIntStats, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { handleKey } from '#core/message/handle.ts';
import { channelId } from './methods.ts';

/** Far more approvals than anyone gave by hand; what is beyond would not be "everyone" any more. */
const maxRows = 10_000;
/** No handle is longer, nor is an account's id. */
const maxText = 512;
/** Longer ones name nobody, and are not even loaded: it is read on the main thread, every few seconds. */
const maxBytes = 4 * maxText;
/** Of all channels together: a look takes 40 ms at most. */
const maxScanned = 50_000;
/** Two writes within this may carry the same time, ms: the coarsest that a file system of a Mac counts in is 2 s. */
const sameTimeMs = 2_000;

const tableName = 'channel_pairing_allow_entries';

const rows = z.array(z.object({ account_id: z.string(), entry: z.string() }));

/** Keys by account id; an account without approvals is absent. */
export type PairedKeys = ReadonlyMap<string, readonly string[]>;

const storePath = (stateDir: string): string => join(stateDir, 'state', 'openclaw.sqlite');

/** One look into the store. */
interface Look {
  readonly stateDir: string;
  readonly stamp: string;
  readonly keys: PairedKeys | null;
  /** As long as the stamp stays this one, nothing was written to it since. */
  readonly isLasting: boolean;
}

/**
 * The same, remembered for as long as the store's files say that nothing was written to it: a look leaves files beside it, and
 * takes locks. They are believed when their newest time was past by then: what is written afterwards has a later one.
 */
export class PairingStore {
  /** Wall clock, ms: the one that the files' times are of. */
  readonly #now: () => number;
  readonly #open: typeof readPairingStore;
  #last: Look | null = null;

  constructor(now: () => number, open = readPairingStore) {
    this.#now = now;
    this.#open = open;
  }

  /** See `readPairingStore`. */
  read(stateDir: string): PairedKeys | null {
    const files = stampOf(stateDir);
    const last = this.#last;
    if (last?.stateDir === stateDir && last.isLasting && last.stamp === files.stamp) return last.keys;
    const isPast = files.newestMs < this.#now() - sameTimeMs;
    const keys = this.#open(stateDir);
    // One that is locked now can be read later, and nothing is written to it for that.
    this.#last = { stateDir, stamp: files.stamp, keys, isLasting: isPast && keys !== null };
    return keys;
  }

  /** Whether it says something else now than when it was last looked at. */
  hasChanged(stateDir: string): boolean {
    const before = this.#last;
    const keys = this.read(stateDir);
    return before?.stateDir === stateDir && textOf(keys) !== textOf(before.keys);
  }
}

const textOf = (keys: PairedKeys | null): string => JSON.stringify(keys && [...keys]);

/** What every write to the store changes: a commit is in the -wal, or in the database itself. Not when its state changed (ctime): we do that by opening it. */
function stampOf(stateDir: string): { readonly stamp: string; readonly newestMs: number } {
  const path = storePath(stateDir);
  const files = [path, `${path}-wal`].map(statsOf);
  return {
    stamp: files.map((one) => one && [one.dev, one.ino, one.size, one.mtimeNs].join(':')).join('/'),
    newestMs: Math.max(...files.map((one) => Number(one?.mtimeMs ?? 0))),
  };
}

/** null: there is none, or it can't be told. */
function statsOf(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/**
 * Who was let in by pairing code: only the gateway's own database says so (OC-20). Read-only, without
 * waiting for any lock, bounded in what it looks at, and closed again at once.
 * @param stateDir where discovery found the gateway's state, never a path that the gateway alone names.
 * @returns null when it could not be read, or has another shape: unknown, never "nobody".
 */
export function readPairingStore(stateDir: string): PairedKeys | null {
  const path = storePath(stateDir);
  try {
    if (!isOwnFile(path)) return null;
    const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    try {
      // What somebody put into the schema is not run by reading it.
      database.exec('PRAGMA trusted_schema = OFF');
      if (!isPlainTable(database)) return null;
      if (!isScannable(database)) return null;
      const short = (column: string): string =>
        `CASE WHEN octet_length(${column}) > ${maxBytes} THEN '…' ELSE substr(${column}, 1, ${maxText}) END`;
      const found = database
        .prepare(
          `SELECT ${short('account_id')} AS account_id, ${short('entry')} AS entry
           FROM (SELECT channel_key, account_id, entry FROM ${tableName} LIMIT ${maxScanned})
           WHERE ${short('channel_key')} = ? LIMIT ?`,
        )
        .all(channelId, maxRows + 1);
      const parsed = rows.safeParse(found);
      return parsed.success && parsed.data.length <= maxRows ? byAccount(parsed.data) : null;
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

/** A regular file of our own user: a pipe or a device would keep us waiting for good, a link leads who knows where. */
function isOwnFile(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** A view, a virtual table or a computed column could take for ever. */
function isPlainTable(database: DatabaseSync): boolean {
  const kind = database.prepare('SELECT type, sql FROM sqlite_schema WHERE name = ?').all(tableName);
  const columns = database.prepare('SELECT hidden FROM pragma_table_xinfo(?)').all(tableName);
  return (
    kind.length === 1 &&
    kind[0]?.type === 'table' &&
    !/^\s*CREATE\s+VIRTUAL/i.test(String(kind[0]?.sql)) &&
    columns.every(({ hidden }) => hidden === 0)
  );
}

/** Few enough rows, of whatever channel, that reading them holds up nobody. */
function isScannable(database: DatabaseSync): boolean {
  const counted = database
    .prepare(`SELECT count(*) AS rows FROM (SELECT 1 FROM ${tableName} LIMIT ${maxScanned + 1})`)
    .get();
  return Number(counted?.rows) <= maxScanned;
}

function byAccount(found: z.infer<typeof rows>): PairedKeys {
  const keys = new Map<string, string[]>();
  for (const { account_id, entry } of found) {
    const id = account_id.trim().toLowerCase() || 'default';
    const list = keys.get(id) ?? [];
    list.push(handleKey(entry));
    keys.set(id, list);
  }
  return keys;
}
