import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes and real files: a slow machine is not a failure, a hang is.
    testTimeout: 60_000,
    hookTimeout: 240_000,
    pool: 'forks',
  },
});
