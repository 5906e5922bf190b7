import { errorName } from '#core/error-name.ts';
import type { MessagesHealthState } from '#core/message/message.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/**
 * Why Messages can't be read now, and what to do. `message` is the sentence's key: the words stay out of the thread that
 * reads.
 */
export class ReadTrouble extends Error {
  override readonly name = 'ReadTrouble';
  readonly state: Exclude<MessagesHealthState, 'reading'>;
  readonly sentence: Sentence;

  constructor(state: Exclude<MessagesHealthState, 'reading'>, sentence: Sentence, options?: ErrorOptions) {
    super(sentence.key, options);
    this.state = state;
    this.sentence = sentence;
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
function noAccess(path: string, code: string, options?: ErrorOptions): ReadTrouble {
  const why =
    code === 'EPERM'
      ? sentence('messages.full-disk-access', { path })
      : sentence('messages.not-yours', { path });
  return new ReadTrouble('no-access', why, options);
}

/** Says what a failed system call on one of the database's files means. */
export function fileTrouble(path: string, error: unknown): ReadTrouble {
  const code = String(property(error, 'code') ?? '');
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ReadTrouble('absent', sentence('messages.absent', { path }));
  }
  if (code === 'EPERM' || code === 'EACCES') return noAccess(path, code);
  const reason = code || errorName(error);
  return new ReadTrouble('error', sentence('messages.unreadable', { path, reason }), { cause: error });
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
      return new ReadTrouble('error', sentence('messages.damaged', { path }), because);
    case sqliteCodes.auth:
      return noAccess(path, 'EPERM', because);
    case sqliteCodes.busy:
      return new ReadTrouble('error', sentence('messages.locked', { path }), because);
    default: {
      const reason = errorName(error);
      return new ReadTrouble('error', sentence('messages.failed', { path, reason }), because);
    }
  }
}
