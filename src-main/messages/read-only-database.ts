import type { Stats } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { type DatabaseFiles, fileIdentity, findFiles, inspectHeader } from './database-files.ts';
import { ReadTrouble, readTrouble } from './read-trouble.ts';

/** A writer practically never makes a WAL reader wait; ms. */
const busyTimeoutMs = 2_000;
/** A read of a still file is begun again when the file changed meanwhile. */
const stillAttempts = 3;

/** A value of a result; undefined for a column that the query has not. */
export type Cell = SQLOutputValue | undefined;
export type Cells = Readonly<Record<string, SQLOutputValue>>;

/** What a short read may use. Valid until the read returns. */
export interface ReadConnection {
  readonly database: DatabaseSync;
  /** All rows at once: an unfinished iterator lets the owner's -wal grow (messages.md, section 8, pitfall 3). */
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Cells[];
}

class Connection implements ReadConnection {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(url: URL) {
    this.database = new DatabaseSync(url, { readOnly: true, timeout: busyTimeoutMs });
    this.database.exec(
      'PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cache_size = -4000; PRAGMA mmap_size = 0',
    );
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Cells[] {
    const known = this.#statements.get(sql);
    const statement = known ?? this.database.prepare(sql);
    if (!known) this.#statements.set(sql, statement);
    return statement.all(...values);
  }
}

function address(path: string, parameters: string): URL {
  const url = pathToFileURL(path);
  url.search = parameters;
  return url;
}

interface Open {
  readonly connection: Connection;
  /** The files this connection has open, by identity. */
  readonly files: string;
}

/**
 * Somebody else's SQLite database, read while they write it, leaving no trace: no file is created, none is written, the
 * -shm not even marked. In its two states (messages.md, section 2):
 * - live, a -wal lies beside it: one connection stays open, with `readonly_shm`, and is reopened when a file under the
 *   path is another one;
 * - still, no -wal: opening it normally would create one, so each read opens it `immutable` and is checked afterwards.
 */
export class ReadOnlyDatabase {
  readonly path: string;
  #open: Open | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Runs one short read. `work` must be synchronous, begin no transaction, and keep nothing of the connection.
   * @throws ReadTrouble
   */
  read<T>(work: (connection: ReadConnection) => T): T {
    try {
      const files = findFiles(this.path);
      const identity = identityOf(files);
      if (this.#open !== null && this.#open.files !== identity) this.close();
      if (this.#open !== null) return work(this.#open.connection);
      const keepsWal = inspectHeader(this.path);
      if (keepsWal && isStill(files)) return this.#readStill(files, work);
      if (keepsWal && !files.hasShm) {
        throw new ReadTrouble(
          'error',
          `${this.path}-shm is missing beside ${this.path}-wal, and Peephole does not create it. Open Messages once; Peephole looks again by itself.`,
        );
      }
      const connection = new Connection(address(this.path, '?mode=ro&readonly_shm=1'));
      this.#open = { connection, files: identity };
      return work(connection);
    } catch (error) {
      this.close();
      throw readTrouble(this.path, error);
    }
  }

  /** Device and inode of the database file. @throws ReadTrouble */
  place(): string {
    return fileIdentity(findFiles(this.path).main);
  }

  /**
   * Changes whenever anything was committed, and when another file lies at the path. Taken before a read, it tells
   * afterwards whether to read again. @throws ReadTrouble
   */
  changeMark(): string {
    const files = findFiles(this.path);
    const identity = identityOf(files);
    if (isStill(files)) return this.fileMark();
    const [row] = this.read((connection) => connection.all('PRAGMA data_version'));
    return `${identity}:${row?.data_version}`;
  }

  /** Changes with every write to the files: coarser than `changeMark`, and needs no connection. @throws ReadTrouble */
  fileMark(): string {
    const { main, wal } = findFiles(this.path);
    const mark = (file: Stats | null) =>
      file === null ? '' : `${fileIdentity(file)}:${file.size}:${file.mtimeMs}`;
    return `${mark(main)}/${mark(wal)}`;
  }

  close(): void {
    const open = this.#open;
    this.#open = null;
    if (open?.connection.database.isOpen) open.connection.database.close();
  }

  #readStill<T>(found: DatabaseFiles, work: (connection: ReadConnection) => T): T {
    let before = found;
    for (let attempt = 0; attempt < stillAttempts; attempt += 1) {
      const connection = new Connection(address(this.path, '?mode=ro&immutable=1'));
      let result: T;
      try {
        result = work(connection);
      } finally {
        connection.database.close();
      }
      const after = findFiles(this.path);
      if (sameStillFile(before, after)) return result;
      // A writer has come: the next read of this database is a live one.
      if (!isStill(after)) return this.read(work);
      before = after;
    }
    throw new ReadTrouble(
      'error',
      `${this.path} changes too quickly to be read. Peephole looks again by itself.`,
    );
  }
}

/** Nothing but the database file itself holds data. An empty -wal without -shm is what a reader left behind. */
function isStill({ wal, hasShm }: DatabaseFiles): boolean {
  return wal === null || (wal.size === 0 && !hasShm);
}

function identityOf(files: DatabaseFiles): string {
  return `${fileIdentity(files.main)}/${files.wal === null ? '' : fileIdentity(files.wal)}`;
}

function sameStillFile(before: DatabaseFiles, after: DatabaseFiles): boolean {
  return (
    isStill(after) &&
    fileIdentity(before.main) === fileIdentity(after.main) &&
    before.main.size === after.main.size &&
    before.main.mtimeMs === after.main.mtimeMs
  );
}
