import { PeepholeError } from '#core/errors.ts';

/** SQLite's result codes that are the owner's business (sqlite.org/rescode.html). */
const full = 13;
const cannotGrowSharedMemory = 4874;
const damaged = [11, 26];
/** A statement does not fit the tables: they are not the ones we made. */
const misfit = 1;
const busy = [5, 6];
const denied = [3, 8, 14];
const inputOutput = 10;

/** @returns SQLite's extended result code; null: not an error of SQLite. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}

/** True when the file is damaged, is no database at all, or lacks what a ledger has. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== null) return code === misfit || damaged.includes(code & 0xff);
  return error instanceof PeepholeError && error.code === 'ledger-corrupt';
}

/** @returns the file system's own code, such as `EACCES`; null: not an error of the file system. */
function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code) ? error.code : null;
}

function bySqlite(code: number, file: string): readonly [PeepholeError['code'], string] | null {
  const primary = code & 0xff;
  if (code === full || code === cannotGrowSharedMemory) {
    return [
      'ledger-full',
      'The disk is full: nothing was written down, so nothing was decided. Free some space and try again.',
    ];
  }
  if (damaged.includes(primary)) {
    return [
      'ledger-corrupt',
      `Peephole's ledger ${file} is damaged. Quit Peephole and start it again: it will be set aside.`,
    ];
  }
  if (busy.includes(primary)) {
    return [
      'state-unusable',
      `Another program is holding Peephole's ledger ${file}. Close it and try again.`,
    ];
  }
  if (denied.includes(primary)) {
    return [
      'state-unusable',
      `Peephole's ledger ${file} can't be opened for writing. Its folder and files must belong to you and be writable.`,
    ];
  }
  if (primary === inputOutput) {
    return ['state-unusable', `The disk did not read or write Peephole's ledger ${file}. Check the disk.`];
  }
  return null;
}

function bySystem(code: string, file: string): readonly [PeepholeError['code'], string] | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return ['ledger-full', `The disk is full: Peephole's ledger ${file} can't be made. Free some space.`];
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        'state-unusable',
        `The folder of ${file} is not there, or is not a folder. Choose another one.`,
      ];
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return [
        'state-unusable',
        `Peephole may not write ${file}. Its folder must belong to you and be writable: mend that, or choose another one.`,
      ];
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

/** Runs `work` and lets its failures out in words for the owner. */
export function withFailures<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ledgerFailure(error, file);
  }
}
