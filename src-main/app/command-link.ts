import { accessSync, constants, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the link to the app's command line may stand, likeliest first: the first that the owner can write to. */
export function linkPlaces(home = homedir()): readonly string[] {
  return ['/usr/local/bin', '/opt/homebrew/bin', join(home, '.local', 'bin')].map((dir) =>
    join(dir, 'peephole'),
  );
}

/** A link to the command line inside an app bundle of Peephole's, its own or an earlier one's. */
function isOurs(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && /\/Contents\/Resources\/peephole$/.test(readlinkSync(path));
  } catch {
    return false;
  }
}

function isFree(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/** Whether the folder can be written to; one in the owner's home is made. */
function isWritable(dir: string, home: string): boolean {
  try {
    if (dir.startsWith(`${home}/`)) mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Links the command line of the app into a folder of programs. Nobody else's `peephole` is touched.
 * @param program `Contents/Resources/peephole` of the app.
 * @returns where the link is; null: every place is taken, or can't be written to.
 */
export function linkCommand(program: string, places = linkPlaces(), home = homedir()): string | null {
  for (const place of places) {
    if (!isOurs(place) && !isFree(place)) continue;
    if (!isWritable(join(place, '..'), home)) continue;
    rmSync(place, { force: true });
    symlinkSync(program, place);
    return place;
  }
  return null;
}

/** Takes every link of ours away. @returns where they were. */
export function unlinkCommand(places = linkPlaces()): readonly string[] {
  return places.filter(isOurs).filter((place) => {
    try {
      rmSync(place);
      return true;
    } catch {
      return false;
    }
  });
}
