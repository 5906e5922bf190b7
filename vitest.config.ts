import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** Suites that start the built program, as the owner starts it, or need what it is built with. */
export const programTests = {
  globalSetup: ['test/support/built-program.ts'],
  // Importing the real package would download Electron's binary.
  alias: [{ find: /^electron$/, replacement: resolve(import.meta.dirname, 'test/fakes/electron/index.ts') }],
} satisfies TestProjectInlineConfiguration['test'];

/** For every suite, whatever it needs. */
export const everyTest = {
  // Real processes and real files: a slow machine is not a failure, a hang is.
  testTimeout: 600_000,
  hookTimeout: 1_080_000,
  pool: 'forks',
  // Much of the time is spent waiting for a gateway: two files at once even on two cores.
  maxWorkers: 2,
  // Every process of ours that a test starts, and every gateway, compiles its code once.
  env: { NODE_COMPILE_CACHE: join(tmpdir(), `peephole-test-code-${userInfo().uid}`) },
} satisfies TestProjectInlineConfiguration['test'];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      // Needs no build, and leaves nothing behind in its process: files share one.
      { test: { ...everyTest, name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      // Needs no build either, but real files and processes.
      { test: { ...everyTest, name: 'messages', include: ['test/messages/**/*.test.ts'] } },
      {
        test: {
          ...everyTest,
          ...programTests,
          name: 'program',
          include: ['test/{browser,chaos,contract,gateway}/**/*.test.ts'],
        },
      },
    ],
  },
});
