import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What Peephole makes in its state directory; ledgers that were set aside are named after theirs. */
const ours =
  /^(?:ledger\.sqlite.*|running\.lock.*|control|control\.json.*|log-key\.json.*|window|gateway-(?:device|device-token|place)\.json.*)$/;

/**
 * Takes away what Peephole made in its state directory, and the directory itself when nothing else is left in it.
 * @returns names of what is not ours and stays.
 */
export function removeStateFiles(stateDir: string): readonly string[] {
  let names: readonly string[];
  try {
    // A link is somebody's own arrangement: what it leads to may be anything.
    if (!lstatSync(stateDir).isDirectory()) return [stateDir];
    names = readdirSync(stateDir);
  } catch {
    return [];
  }
  for (const name of names) {
    if (ours.test(name)) rmSync(join(stateDir, name), { recursive: true, force: true, maxRetries: 3 });
  }
  const left = names.filter((name) => !ours.test(name));
  if (left.length === 0) rmdirSync(stateDir);
  return left;
}
