import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Node keeps our compiled code. Under the owner's home, not in a shared /tmp: whoever can write here can make us run
 * something else. Anything in it may be deleted at any time.
 */
export function codeCacheDir(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Peephole', 'code');
  const base = process.env.XDG_CACHE_HOME;
  // The XDG specification: a relative path there is to be ignored. It would be one of whoever's folder we were started in.
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'peephole', 'code');
}
