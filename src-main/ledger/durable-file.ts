import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Name of a file that is being made, which a crash may leave: this behind the name it is to get, and something random. */
export const draftMark = '.new-';

/** Makes a directory's entries as durable as the files they name. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Drafts of `file` that a crash left; should another process be at one, it finds ours in place and takes that. */
export function removeDrafts(file: string): void {
  for (const name of readdirSync(dirname(file))) {
    if (name.startsWith(basename(file) + draftMark)) rmSync(join(dirname(file), name), { force: true });
  }
}
