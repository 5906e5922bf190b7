import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Node keeps our compiled code. Under the owner's home, not in a shared /tmp: whoever can write here can make us run
 * something else. Anything in it may be deleted at any time.
 */
export function codeCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Peephole', 'code');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'peephole', 'code');
}
