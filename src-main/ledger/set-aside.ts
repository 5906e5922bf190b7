import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { companions } from './database.ts';

const mark = '.corrupt-';

/** @returns `<file>.corrupt-<ISO 8601 time, basic form: no colons, which Finder does not show>`, not taken yet. */
function freshName(file: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '');
  const name = `${file}${mark}${time}`;
  let fresh = name;
  for (
    let n = 2;
    [fresh, ...companions.map((suffix) => fresh + suffix)].some((path) => existsSync(path));
    n += 1
  ) {
    fresh = `${name}-${n}`;
  }
  return fresh;
}

/**
 * Moves a ledger that can't be used out of the way, with everything SQLite keeps beside it, changing none of it.
 * @returns where it is now.
 */
export function setAside(file: string, nowMs: number): string {
  const aside = freshName(file, nowMs);
  // The database first: were it last, a crash in between would leave it in place without its newest transactions.
  renameSync(file, aside);
  for (const suffix of companions) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/** Moves away what SQLite left beside a database that is no longer there: it would be played into a new one. */
export function setAsideStrays(file: string, nowMs: number): void {
  if (existsSync(file)) return;
  const strays = companions.filter((suffix) => existsSync(file + suffix));
  if (strays.length === 0) return;
  const aside = freshName(file, nowMs);
  for (const suffix of strays) renameSync(file + suffix, aside + suffix);
}

/** @returns the ledger, or what was left of it, that was set aside last; null: none. */
export function newestSetAside(file: string): string | null {
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}${mark}`));
  const newest = names
    .filter(
      (name) => !companions.some((suffix) => name.endsWith(suffix) && names.includes(name.slice(0, -4))),
    )
    .sort()
    .at(-1);
  return newest === undefined ? null : join(dirname(file), newest);
}
