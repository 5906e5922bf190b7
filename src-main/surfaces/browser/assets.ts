import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

/** Everything the build of the window makes; a file of another kind is not served. */
export const assetTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built window into memory: a request can only name what is in this table, so no path leads anywhere else.
 * Links are not followed.
 * @returns by request path, `/` for the page itself.
 * @throws PeepholeError `state-unusable` when the window was not built.
 */
export function readAssets(rendererDir: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of listed(rendererDir)) {
    const type = assetTypes[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(rendererDir, file).split(sep).join('/');
    assets.set(path === 'index.html' ? '/' : `/${path}`, { type, body: readFileSync(file) });
  }
  if (!assets.has('/')) throw notBuilt(rendererDir);
  return assets;
}

function listed(rendererDir: string) {
  try {
    return readdirSync(rendererDir, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw notBuilt(rendererDir, error);
  }
}

function notBuilt(rendererDir: string, cause?: unknown): PeepholeError {
  return new PeepholeError('state-unusable', sentence('web.not-built', { path: rendererDir }), { cause });
}
