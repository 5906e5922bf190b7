import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
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
  readonly main: Stats;
  readonly wal: Stats | null;
  /** Asked for only when it matters: system calls are most of what a short read costs. */
  readonly hasShm: () => boolean;
}

/** @throws ReadTrouble `absent`, `no-access` or `error`. */
export function findFiles(path: string): DatabaseFiles {
  let main: Stats;
  try {
    main = statSync(path);
  } catch (error) {
    throw fileTrouble(path, error);
  }
  if (!main.isFile()) {
    throw new ReadTrouble('error', sentence('messages.no-file', { path }));
  }
  return { main, wal: statOrNull(`${path}-wal`), hasShm: () => statOrNull(`${path}-shm`) !== null };
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
