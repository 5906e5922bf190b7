import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PeepholeError } from '#core/errors.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { ledgerFile } from '../ledger/database.ts';

/** Where Peephole keeps what it knows when the owner names no other place (CLI-4). */
export function defaultStateDir(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Peephole');
  const base = env.XDG_STATE_HOME;
  // The XDG specification: a relative path there is to be ignored.
  return join(base?.startsWith('/') ? base : join(home, '.local', 'state'), 'peephole');
}

function unusable(why: Sentence, cause?: unknown): PeepholeError {
  return new PeepholeError('state-unusable', why, { cause });
}

function makeDirectory(path: string): Stats {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return statSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw unusable(sentence('state-dir.file-above', { path }), error);
    }
    if (code === 'ENOSPC') throw new PeepholeError('ledger-full', sentence('state-dir.full', { path }));
    throw unusable(sentence('state-dir.not-made', { path }), error);
  }
}

/** @returns null: no link, or nothing that can be looked at. Making the directory says what is wrong then. */
function linkAt(path: string): Stats | null {
  try {
    const stats = lstatSync(path);
    return stats.isSymbolicLink() ? stats : null;
  } catch {
    return null;
  }
}

/**
 * A link of somebody else's on the way leads wherever they like: our files would land in another folder of the owner's.
 * Links of the system's own (`/tmp` on a Mac) and of the owner's are followed.
 * @throws PeepholeError `state-unusable`
 */
function refuseForeignLinks(path: string): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  for (let part = path; dirname(part) !== part; part = dirname(part)) {
    const stats = linkAt(part);
    if (stats !== null && stats.uid !== user && stats.uid !== 0) {
      throw unusable(sentence('state-dir.foreign-link', { path: part }));
    }
  }
}

/**
 * Makes the state directory, for its owner only, or takes an existing one that nobody else can change. An existing one
 * that others can look into is closed to them when it is empty or holds our ledger, else left as it is.
 * @returns its absolute path.
 * @throws PeepholeError `state-unusable`, saying what to do: a file in its place, another's, or others may write to it.
 */
export function prepareStateDir(dir: string): string {
  const path = resolve(dir);
  refuseForeignLinks(path);
  const stats = makeDirectory(path);
  if (!stats.isDirectory()) throw unusable(sentence('state-dir.no-directory', { path }));
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user) {
    throw unusable(sentence('state-dir.foreign', { path }));
  }
  if ((stats.mode & 0o022) !== 0) {
    throw unusable(sentence('state-dir.open', { path }));
  }
  try {
    const isOurs = existsSync(ledgerFile(path)) || readdirSync(path).length === 0;
    if (isOurs && (stats.mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    throw unusable(sentence('state-dir.unreadable', { path }), error);
  }
  return path;
}
