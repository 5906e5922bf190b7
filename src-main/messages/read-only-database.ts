import type { Stats } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { sentence } from '#core/words/sentence.ts';
import {
  besideTrouble,
  type DatabaseFiles,
  fileIdentity,
  findFiles,
  inspectHeader,
} from './database-files.ts';
import { ReadTrouble, readTrouble } from './read-trouble.ts';

/** A writer practically never makes a WAL reader wait; ms. */
const busyTimeoutMs = 2_000;
/** A read of a still file is begun again when the file changed meanwhile. */
const stillAttempts = 3;
/** A still file is opened anew after this, ms: should its times be too coarse to tell a change, nothing stays unseen. */
const stillForMs = 2_000;

/** A value of a result; undefined for a column that the query has not. */
export type Cell = SQLOutputValue | undefined;
export type Cells = Readonly<Record<string, SQLOutputValue>>;

/** What a short read may use. Valid until the read returns. */
export interface ReadConnection {
  readonly database: DatabaseSync;
  /** All rows at once: an unfinished iterator lets the owner's -wal grow (DB-2.3). */
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Cells[];
}

class Connection implements ReadConnection {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(url: URL) {
    this.database = new DatabaseSync(url, { readOnly: true, timeout: busyTimeoutMs });
    this.database.exec(
      'PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cache_size = -1000; PRAGMA mmap_size = 0',
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
  /** What the connection was opened on: `live` the files' identities, `still` also their sizes and times. */
  readonly state: 'live' | 'still';
  readonly mark: string;
  readonly openedAtMs: number;
}

/**
 * Somebody else's SQLite database, read while they write it, leaving no trace: no file is created, none is written, the
 * -shm not even marked. In its two states (DB-2.1):
 * - live, a -wal lies beside it: one connection stays open, with `readonly_shm`, and is reopened when a file under the
 *   path is another one;
 * - still, no -wal: opening it normally would create one, so it is opened `immutable`, which trusts that nothing changes;
 *   each read is checked before and after, and counts only when nothing did.
 */
export class ReadOnlyDatabase {
  readonly path: string;
  #open: Open | null = null;
  /** What lies at the path, as asked in this turn of the event loop: a look asks a dozen times, at seven system calls each. */
  #files: DatabaseFiles | null = null;
  /** Connections so far: `data_version` compares within one only. */
  #connections = 0;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Runs one short read. `work` must be synchronous, begin no transaction, and keep nothing of the connection.
   * @throws ReadTrouble
   */
  read<T>(work: (connection: ReadConnection) => T): T {
    try {
      for (let attempt = 0; attempt < stillAttempts; attempt += 1) {
        const { connection, state, mark } = this.#connect(this.#filesNow());
        const result = work(connection);
        if (state === 'live' || markOf(findFiles(this.path), state) === mark) return result;
      }
    } catch (error) {
      this.close();
      throw (isCantOpen(error) ? besideTrouble(this.path) : null) ?? readTrouble(this.path, error);
    }
    throw new ReadTrouble('error', sentence('messages.changes', { path: this.path }));
  }

  /** Device and inode of the database file. @throws ReadTrouble */
  place(): string {
    return fileIdentity(this.#filesNow().main);
  }

  /**
   * Changes whenever anything was committed, and when another file lies at the path. Taken before a read, it tells
   * afterwards whether to read again. @throws ReadTrouble
   */
  changeMark(): string {
    const files = this.#filesNow();
    if (isStill(files)) return markOf(files, 'still');
    const [row] = this.read((connection) => connection.all('PRAGMA data_version'));
    return `${markOf(files, 'live')}:${this.#connections}:${row?.data_version}`;
  }

  /** Changes with every write to the files: coarser than `changeMark`, and needs no connection. @throws ReadTrouble */
  fileMark(): string {
    return markOf(findFiles(this.path), 'still');
  }

  close(): void {
    const open = this.#open;
    this.#open = null;
    this.#files = null;
    if (open?.connection.database.isOpen) open.connection.database.close();
  }

  #filesNow(): DatabaseFiles {
    if (this.#files !== null) return this.#files;
    const files = findFiles(this.path);
    // A file that is not written through a -wal is looked at whenever it is read.
    if (!isStill(files)) {
      this.#files = files;
      setImmediate(() => {
        this.#files = null;
      });
    }
    return files;
  }

  /** The open connection while it fits what lies there, otherwise a new one. */
  #connect(files: DatabaseFiles): Open {
    const open = this.#open;
    if (open !== null && this.#fits(open, files)) return open;
    this.close();
    const keepsWal = inspectHeader(files.path);
    const state = keepsWal && isStill(files) ? 'still' : 'live';
    if (state === 'live' && keepsWal && !files.hasShm()) {
      throw new ReadTrouble('error', sentence('messages.no-shm', { path: this.path }));
    }
    const parameters = state === 'still' ? '?mode=ro&immutable=1' : '?mode=ro&readonly_shm=1';
    const opened: Open = {
      connection: new Connection(address(files.path, parameters)),
      state,
      mark: markOf(files, state),
      openedAtMs: performance.now(),
    };
    this.#connections += 1;
    this.#open = opened;
    return opened;
  }

  #fits({ state, mark, openedAtMs }: Open, files: DatabaseFiles): boolean {
    if (markOf(files, state) !== mark) return false;
    return state === 'live' || (isStill(files) && performance.now() - openedAtMs < stillForMs);
  }
}

/** SQLite's word for "unable to open database file", whichever of its files that is. */
function isCantOpen(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 14;
}

/** Nothing but the database file itself holds data. An empty -wal without -shm is what a reader left behind. */
function isStill({ wal, hasShm }: DatabaseFiles): boolean {
  return wal === null || (wal.size === 0 && !hasShm());
}

/** Differs when the connection must be another one. */
function markOf({ main, wal }: DatabaseFiles, state: Open['state']): string {
  const mark = (file: Stats | null) => {
    if (file === null) return '';
    return state === 'live' ? fileIdentity(file) : `${fileIdentity(file)}:${file.size}:${file.mtimeMs}`;
  };
  return `${mark(main)}/${mark(wal)}`;
}
