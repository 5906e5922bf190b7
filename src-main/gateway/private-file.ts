import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** No file of OpenClaw's, and none of ours beside it, is as long. */
const longestBytes = 4_194_304;

/**
 * The text of a file, or null when there is none. Waits for nobody: what is no plain file, a pipe for one, is not read.
 * @throws Error when it exists and can't be read.
 */
export function readIfThere(path: string): string | null {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || stats.size > longestBytes) throw new Error('This is no file to be read.');
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes a file that only its owner may read (0600), whole or not at all: a crash leaves the old one or the new one.
 * @throws Error when it can't be written.
 */
export function writePrivateFile(path: string, text: string): void {
  const dir = dirname(path);
  const temporary = `${path}.${process.pid}.new`;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  rmSync(temporary, { force: true });
  // Created, never opened: whoever put a file or a link there does not get to read what we write.
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncDirectory(dir);
}

function syncDirectory(dir: string): void {
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
