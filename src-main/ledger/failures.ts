import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { type ErrorCode, PeepholeError } from '#core/errors.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/** SQLite's result codes that are the owner's business (sqlite.org/rescode.html). */
const full = 13;
const cannotGrowSharedMemory = 4874;
const damaged = [11, 26];
/** A statement does not fit the tables: they are not the ones we made. */
const misfit = 1;
const busy = [5, 6];
const denied = [3, 8, 14];
const inputOutput = 10;
/** There is less in the file than its own pages say. */
const shortRead = 522;
/** The log is not where its end is said to be (schema.ts has the triggers). */
const refusedByTrigger = 1811;
const outOfMemory = 7;

/** @returns SQLite's extended result code; null: not an error of SQLite. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}

/** True when the file is damaged, is no database at all, or lacks what a ledger has. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== null) return code === misfit || damaged.includes(code & 0xff);
  return error instanceof PeepholeError && error.code === 'ledger-corrupt';
}

/**
 * True when it is the disk, a permission or another program that keeps the ledger from being read, or a version or a file
 * that is not ours: the ledger itself may be sound. Whatever else goes wrong with it is damage, of whatever sort.
 */
export function isElsewhere(error: unknown): boolean {
  const said = ledgerFailure(error, '');
  if (sqliteCode(error) === outOfMemory) return true;
  return said instanceof PeepholeError && (said.code === 'state-unusable' || said.code === 'ledger-full');
}

/** @returns the file system's own code, such as `EACCES`; null: not an error of the file system. */
function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code) ? error.code : null;
}

type Said = readonly [ErrorCode, Sentence];

function bySqlite(code: number, path: string): Said | null {
  const primary = code & 0xff;
  if (code === full || code === cannotGrowSharedMemory) return ['ledger-full', sentence('ledger.full')];
  if (damaged.includes(primary) || primary === misfit || code === shortRead || code === refusedByTrigger)
    return ['ledger-corrupt', sentence('ledger.damaged-in-use', { path })];
  if (busy.includes(primary)) return ['state-unusable', sentence('ledger.busy', { path })];
  if (denied.includes(primary)) return ['state-unusable', sentence('ledger.no-access', { path })];
  return primary === inputOutput ? ['state-unusable', sentence('ledger.disk', { path })] : null;
}

function bySystem(code: string, path: string): Said | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return ['ledger-full', sentence('ledger.full-at-start', { path })];
    case 'ENOENT':
    case 'ENOTDIR':
      return ['state-unusable', sentence('ledger.no-folder', { path })];
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return ['state-unusable', sentence('ledger.no-write', { path })];
    case 'EMFILE':
    case 'ENFILE':
      return ['state-unusable', sentence('ledger.too-many-files', { path })];
    case 'EIO':
    case 'ENXIO':
    case 'ESTALE':
      return ['state-unusable', sentence('ledger.disk', { path })];
    default:
      return null;
  }
}

/** Says what went wrong with the ledger in words for the owner; a defect of ours stays the error it is. */
export function ledgerFailure(error: unknown, file: string): unknown {
  if (error instanceof PeepholeError) return error;
  const sqlite = sqliteCode(error);
  const system = systemCode(error);
  const said = sqlite !== null ? bySqlite(sqlite, file) : system !== null ? bySystem(system, file) : null;
  return said === null ? error : new PeepholeError(...said, { cause: error });
}

const readAtOnce = 1 << 20;

/** @returns what the file system says to what is done with the open file; null: nothing is wrong with that, or there is none. */
function refusedBecause(file: string, mode: number, use: (descriptor: number) => void): string | null {
  try {
    const descriptor = openSync(file, mode | constants.O_NONBLOCK);
    try {
      use(descriptor);
      return null;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' ? null : code;
  }
}

/** The same, when all of it is read. */
function unreadableBecause(file: string): string | null {
  return refusedBecause(file, constants.O_RDONLY, (descriptor) => {
    const bytes = Buffer.alloc(readAtOnce);
    while (readSync(descriptor, bytes) > 0);
  });
}

/** The same, when it is made longer, and as long again as it was. */
function unwritableBecause(file: string): string | null {
  return refusedBecause(file, constants.O_WRONLY | constants.O_APPEND, (descriptor) => {
    const { size } = fstatSync(descriptor);
    writeSync(descriptor, Buffer.alloc(1));
    ftruncateSync(descriptor, size);
  });
}

/**
 * SQLite takes a disk that does not read for damage, and too many open files for a missing permission: the file itself is
 * asked what it is. For a file that this process has not open: closing it once would take SQLite's locks on it away.
 * @returns null: the file can be read, so whatever is wrong is in it.
 */
export function diskSaid(file: string): PeepholeError | null {
  for (const path of [file, `${file}-wal`]) {
    const code = unreadableBecause(path);
    const said = code === null ? null : bySystem(code, path);
    if (said !== null) return new PeepholeError(...said);
  }
  return null;
}

/** That its shared memory does not grow is all that SQLite says of a disk that is full and of one that fails: the file is asked. */
function sharedMemorySaid(error: unknown, file: string): PeepholeError | null {
  if (sqliteCode(error) !== cannotGrowSharedMemory) return null;
  const code = unwritableBecause(`${file}-shm`);
  const said = code === null ? null : bySystem(code, file);
  return said === null ? null : new PeepholeError(...said, { cause: error });
}

/**
 * Runs `work`, which opens a database, and lets its failures out in words for the owner, as the disk says them where it does.
 * @param work has closed what it opened when it fails.
 */
export function withFailuresAtStart<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const disk = sqliteCode(error) === null ? null : (diskSaid(file) ?? sharedMemorySaid(error, file));
    throw disk ?? ledgerFailure(error, file);
  }
}

/** Runs `work` and lets its failures out in words for the owner. */
export function withFailures<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ledgerFailure(error, file);
  }
}
