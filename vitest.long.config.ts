import { defineConfig } from 'vitest/config';
import { everyTest, programTests } from './vitest.config.ts';

/** Suites too long for every run: `npm run test:long`. */
export default defineConfig({
  test: { ...everyTest, ...programTests, include: ['test/**/*.long.ts'], maxWorkers: 1 },
});
