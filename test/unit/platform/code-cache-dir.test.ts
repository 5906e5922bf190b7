import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { codeCacheDir } from '../../../src-main/platform/code-cache-dir.ts';

const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
const on = (value: NodeJS.Platform) => Object.defineProperty(process, 'platform', { ...platform, value });

describe('where compiled code is kept', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    Object.defineProperty(process, 'platform', platform);
  });

  test('on a Mac in the owner’s Caches, whatever XDG says', () => {
    on('darwin');
    vi.stubEnv('XDG_CACHE_HOME', '/elsewhere');
    expect(codeCacheDir()).toBe(join(homedir(), 'Library', 'Caches', 'Peephole', 'code'));
  });

  test('elsewhere where XDG says, when that is absolute', () => {
    on('linux');
    vi.stubEnv('XDG_CACHE_HOME', '/var/cache/owner');
    expect(codeCacheDir()).toBe('/var/cache/owner/peephole/code');
  });

  test.each(['caches', './caches', ''])(
    'never in whatever folder a command was started in: %j',
    (relative) => {
      on('linux');
      vi.stubEnv('XDG_CACHE_HOME', relative);
      expect(codeCacheDir()).toBe(join(homedir(), '.cache', 'peephole', 'code'));
    },
  );
});
