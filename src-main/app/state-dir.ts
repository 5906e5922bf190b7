import { chmodSync, existsSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { PeepholeError } from '#core/errors.ts';
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

function unusable(message: string, cause?: unknown): PeepholeError {
  return new PeepholeError('state-unusable', message, { cause });
}

function makeDirectory(dir: string): Stats {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return statSync(dir);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw unusable(`The state directory ${dir} is a file, or lies under one. Choose another one.`, error);
    }
    if (code === 'ENOSPC') throw new PeepholeError('ledger-full', `The disk is full: ${dir} can't be made.`);
    throw unusable(`The state directory ${dir} can't be made. Choose a place that you may write to.`, error);
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
  const stats = makeDirectory(path);
  if (!stats.isDirectory())
    throw unusable(`The state directory ${path} is not a directory. Choose another one.`);
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user) {
    throw unusable(`The state directory ${path} belongs to another user. Choose one of your own.`);
  }
  if ((stats.mode & 0o022) !== 0) {
    throw unusable(
      `Others may write to the state directory ${path}, so what it says could not be trusted. ` +
        `Take that away (chmod go-w "${path}"), or choose another one.`,
    );
  }
  try {
    const isOurs = existsSync(ledgerFile(path)) || readdirSync(path).length === 0;
    if (isOurs && (stats.mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    throw unusable(
      `The state directory ${path} can't be read. It must be readable and writable for you.`,
      error,
    );
  }
  return path;
}
