import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { assetTypes } from '../browser/assets.ts';
import { commonHeaders, windowPolicy } from '../browser/security-headers.ts';
import { appOrigin } from './app-address.ts';

/** The page talks to nobody: its way out is the preload's bridge. */
const policy = windowPolicy("'none'");

/**
 * The file below the window's folder that an address names. Pure: says nothing about whether it is there.
 * @returns a relative path and its type; null for anything that is not plainly a file of ours.
 */
export function fileOf(address: string): { readonly path: string; readonly type: string } | null {
  const url = URL.parse(address);
  if (url === null || `${url.protocol}//${url.host}` !== appOrigin) return null;
  const name = url.pathname === '/' ? '/index.html' : url.pathname;
  // Names the build makes: no escape, no `..`, no name that begins with a dot.
  if (!/^(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/.test(name)) return null;
  const type = assetTypes[extname(name)];
  return type === undefined ? null : { path: name.slice(1), type };
}

/**
 * Answers a request for our own page: GET, only files of the window's folder, links not followed out of it, and the
 * content security policy with each.
 * @param rendererDir the built window (vite.renderer.config.ts).
 */
export async function answerFile(
  request: Pick<Request, 'url' | 'method'>,
  rendererDir: string,
): Promise<Response> {
  if (request.method !== 'GET') return nothing(405);
  const file = fileOf(request.url);
  if (file === null) return nothing(404);
  try {
    const root = await realpath(rendererDir);
    const path = await realpath(join(root, file.path));
    if (!path.startsWith(root + sep)) return nothing(404);
    const headers = { ...commonHeaders, 'content-type': file.type, 'content-security-policy': policy };
    return new Response(await readFile(path), { headers });
  } catch {
    return nothing(404);
  }
}

function nothing(status: number): Response {
  return new Response(null, { status, headers: { ...commonHeaders, 'content-security-policy': policy } });
}
