import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readStored } from '#core/stored.schema.ts';

const manifest = z.object({ homepage: z.url({ protocol: /^https$/ }) });

/**
 * The page of releases, below the `homepage` of the app's package.json. A build by GitHub puts the repository there that it
 * was built in (scripts/dist.ts), so no address stands in the code.
 * @param root the folder of that package.json. @returns null: a copy that somebody built themselves.
 */
export function releasesPage(root: string): string | null {
  const read = readStored(manifest, readFileSync(join(root, 'package.json'), 'utf8'));
  return read && `${read.homepage.replace(/\/+$/, '')}/releases`;
}
