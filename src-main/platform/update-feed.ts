import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether this copy can update itself: electron-builder puts the file there when it is told where releases are, which happens
 * only where the app is signed with a Developer ID (scripts/dist.ts).
 * @param resources the app's folder of resources.
 */
export function hasUpdateFeed(resources: string): boolean {
  return existsSync(join(resources, 'app-update.yml'));
}
