import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Whether two paths lead to one file, whatever links are on the way. */
export function sameFile(one: string, other: string): boolean {
  return one === other || real(one) === real(other);
}
