import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { isWordKey } from '#core/words/catalogue.ts';
import { instrument } from './instrument.ts';
import { type Job, jobVariable } from './job.ts';
import { findMutants } from './mutants.ts';

const job = JSON.parse(readFileSync(process.env[jobVariable] ?? '', 'utf8')) as Job;
const files = new Map(job.files.map(({ path, firstId }) => [path, firstId]));

/** One process that loads the sources with every mutant in them. */
export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  plugins: [
    {
      name: 'peephole-mutants',
      enforce: 'pre',
      transform(code, id) {
        const path = relative(job.root, id);
        const firstId = files.get(path);
        return firstId === undefined
          ? null
          : { code: instrument(code, findMutants(path, code, isWordKey).mutants, firstId), map: null };
      },
    },
  ],
  test: {
    // It knows a file by its text, and not which mutants stand in it.
    fsModuleCache: false,
    include: ['test/mutation/worker.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    silent: true,
    // What a mutant left undone may fail at any later time: it says nothing of the one that is alive by then.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
