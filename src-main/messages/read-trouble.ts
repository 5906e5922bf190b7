import type { MessagesHealthState } from '#core/message/message.ts';

/** Why Messages can't be read now; the message is one plain sentence or two that say what to do. */
export class ReadTrouble extends Error {
  override readonly name = 'ReadTrouble';
  readonly state: Exclude<MessagesHealthState, 'reading'>;

  constructor(state: Exclude<MessagesHealthState, 'reading'>, message: string, options?: ErrorOptions) {
    super(message, options);
    this.state = state;
  }
}

/** SQLite's primary result codes that say something about the file; the low byte of `errcode`. */
const sqliteCodes = { busy: 5, corrupt: 11, auth: 23, notADatabase: 26 } as const;

function property(error: unknown, name: 'code' | 'errcode'): unknown {
  return error instanceof Error && name in error
    ? (error as Error & Record<string, unknown>)[name]
    : undefined;
}

/** The advice for a file that is there and can't be opened (DB-2.5). */
function noAccess(path: string, code: string): ReadTrouble {
  if (code === 'EPERM') {
    return new ReadTrouble(
      'no-access',
      `macOS does not let Peephole read ${path}. Turn on Full Disk Access for it in System Settings, Privacy & Security; ` +
        'if it is on already, turn it off and on again. Then start Peephole again.',
    );
  }
  return new ReadTrouble(
    'no-access',
    `${path} can't be read: it belongs to somebody else. Run Peephole as the user whose Messages these are, or make the file readable.`,
  );
}

/** Says what a failed system call on one of the database's files means. */
export function fileTrouble(path: string, error: unknown): ReadTrouble {
  const code = String(property(error, 'code') ?? '');
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ReadTrouble(
      'absent',
      `There are no Messages here: ${path} does not exist. Open Messages and sign in once; Peephole looks again by itself.`,
    );
  }
  if (code === 'EPERM' || code === 'EACCES') return noAccess(path, code);
  return new ReadTrouble('error', `${path} can't be read (${code || String(error)}).`, { cause: error });
}

/** Says what an error of SQLite, or anything else thrown while reading, means. */
export function readTrouble(path: string, error: unknown): ReadTrouble {
  if (error instanceof ReadTrouble) return error;
  const errcode = property(error, 'errcode');
  const primary = typeof errcode === 'number' ? errcode & 0xff : null;
  const because = { cause: error };
  switch (primary) {
    case sqliteCodes.notADatabase:
    case sqliteCodes.corrupt:
      return new ReadTrouble(
        'error',
        `${path} is damaged, or not a Messages database. Peephole looks again by itself; restore it from a backup if Messages can't open it either.`,
        because,
      );
    case sqliteCodes.auth:
      return new ReadTrouble('no-access', noAccess(path, 'EPERM').message, because);
    case sqliteCodes.busy:
      return new ReadTrouble(
        'error',
        `${path} is locked by another program. Peephole looks again by itself.`,
        because,
      );
    default:
      return new ReadTrouble(
        'error',
        `Reading ${path} failed (${error instanceof Error ? error.message : String(error)}). Peephole looks again by itself.`,
        because,
      );
  }
}
