import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    // Importing the real package would download Electron's binary.
    alias: [{ find: /^electron$/, replacement: resolve(import.meta.dirname, 'test/fakes/electron.ts') }],
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built-program.ts'],
    // Real processes and real files: a slow machine is not a failure, a hang is.
    testTimeout: 300_000,
    hookTimeout: 540_000,
    pool: 'forks',
    // Much of the time is spent waiting for a gateway: two files at once even on two cores.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Every process of ours that a test starts, and every gateway, compiles its code once.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), `peephole-test-code-${userInfo().uid}`) },
  },
});
