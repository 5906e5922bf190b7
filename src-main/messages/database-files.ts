import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { sentence } from '#core/words/sentence.ts';
import { fileTrouble, ReadTrouble } from './read-trouble.ts';

const magic = 'SQLite format 3\0';
/** Offset of the header's "write version": 2 is WAL, 1 a rollback journal. */
const writeVersionAt = 18;

/** A file by device and inode: another one under the same path is another one (DB-2.7). */
export function fileIdentity({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The file, or null when there is none. @throws ReadTrouble when that can't be told. */
export function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw fileTrouble(path, error);
  }
}

/** What lies at the path now. The -shm is never opened, only asked for (DB-2.2). */
export interface DatabaseFiles {
  /** Where the database file really lies: a link is followed, as SQLite does to find the -wal (DB-2.16). */
  readonly path: string;
  readonly main: Stats;
  readonly wal: Stats | null;
  /** Asked for only when it matters: system calls are most of what a short read costs. */
  readonly hasShm: () => boolean;
}

/** @throws ReadTrouble `absent`, `no-access` or `error`. */
export function findFiles(path: string): DatabaseFiles {
  let main: Stats;
  let real: string;
  try {
    real = realpathSync.native(path);
    main = statSync(real);
  } catch (error) {
    throw fileTrouble(path, error);
  }
  const wal = statOrNull(`${real}-wal`);
  for (const [file, at] of [
    [main, path],
    [wal, `${real}-wal`],
  ] as const) {
    // Opening anything else could wait for ever.
    if (file !== null && !file.isFile())
      throw new ReadTrouble('error', sentence('messages.no-file', { path: at }));
  }
  return { path: real, main, wal, hasShm: () => statOrNull(`${real}-shm`) !== null };
}

/** Where the database's -wal lies, or would lie; beside the link where that leads nowhere. */
export function walPathOf(path: string): string {
  try {
    return `${realpathSync.native(path)}-wal`;
  } catch {
    return `${path}-wal`;
  }
}

/**
 * SQLite says of a file beside the database that it may not read only that it is "unable to open". Asks without opening
 * anything (DB-2.2). @returns the trouble with it; null: both may be read.
 */
export function besideTrouble(path: string): ReadTrouble | null {
  const wal = walPathOf(path);
  for (const beside of [wal, wal.replace(/-wal$/, '-shm')]) {
    try {
      accessSync(beside, constants.R_OK);
    } catch (error) {
      const trouble = fileTrouble(beside, error);
      if (trouble.state === 'no-access') return trouble;
    }
  }
  return null;
}

/**
 * Reads the first bytes, to tell "denied", "absent" and "no database" apart before SQLite calls all of them 14. To be
 * called only while no connection of this process is open: closing a file drops a process's locks on it.
 * @returns whether the database keeps its journal in a -wal.
 * @throws ReadTrouble
 */
export function inspectHeader(path: string): boolean {
  const header = Buffer.alloc(100);
  let length: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, header, 0, header.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileTrouble(path, error);
  }
  if (length < header.length || header.toString('latin1', 0, magic.length) !== magic) {
    throw new ReadTrouble('error', sentence('messages.no-database', { path }));
  }
  return header[writeVersionAt] === 2;
}
