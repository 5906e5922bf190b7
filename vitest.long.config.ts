import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Suites too long for every run: `npm run test:long`. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  { test: { include: ['test/**/*.long.ts'], maxWorkers: 1 } },
);
