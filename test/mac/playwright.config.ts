import { defineConfig } from '@playwright/test';

/** The packaged app, test flavour (`node scripts/dist.ts --test-fuses`). On a Mac only. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.spec.ts',
  workers: 1,
  timeout: 60_000,
});
