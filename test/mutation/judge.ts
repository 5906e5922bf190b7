import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWordKey } from '#core/words/catalogue.ts';
import type { Outcome, Reach } from './job.ts';
import { findMutants } from './mutants.ts';
import type { Judged } from './report.ts';
import { learnReach, runMutants } from './run-job.ts';
import { schedule } from './schedule.ts';

export interface JudgeOptions {
  readonly root: string;
  /** Relative to the root. */
  readonly sources: readonly string[];
  readonly tests: readonly string[];
  /** Tests run for each mutant, ms. */
  readonly budgetMs: number;
  /** Processes at once. */
  readonly workers: number;
  /** Whether the mutant at this place of all is tried; the others are not counted. Default: all are. */
  readonly isTried?: (at: number) => boolean;
  readonly say: (line: string) => void;
}

export interface Judgement {
  readonly judged: readonly Judged[];
  /** How many a comment says are equivalent: these are not tried. */
  readonly equivalent: number;
}

/**
 * Finds every mutant of the sources, learns which tests reach it, and tries it on these.
 * @throws when a test fails without any mutant.
 */
export async function judge({
  root,
  sources,
  tests,
  budgetMs,
  workers,
  isTried = () => true,
  say,
}: JudgeOptions): Promise<Judgement> {
  const found = sources.map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, text, ...findMutants(path, text, isWordKey) };
  });
  const mutants = found.flatMap(({ path, text, mutants: own }) =>
    own.map((mutant) => ({ path, mutant, was: text.slice(mutant.span.start, mutant.span.end) })),
  );
  let nextId = 0;
  const files = found.map(({ path, mutants: own }) => {
    const firstId = nextId;
    nextId += own.length;
    return { path, firstId };
  });
  // What is slow stands together: every so-manyth goes to the same worker.
  const share = <T>(all: readonly T[], work: (own: readonly T[]) => Promise<void>) =>
    Promise.all(
      Array.from({ length: workers }, (_, worker) =>
        work(all.filter((_one, index) => index % workers === worker)),
      ),
    );

  const place = { root, files };
  say(
    `${mutants.length} mutants in ${sources.length} files; which of ${tests.length} test files reach them?`,
  );
  const reaches: Reach[] = [];
  await share(tests, (own) => learnReach(place, own, (reach) => reaches.push(reach)));
  const failed = reaches.flatMap((reach) => reach.failed.map((name) => `${reach.file}: ${name}`));
  if (failed.length > 0) throw new Error(`Without any mutant these fail:\n${failed.join('\n')}`);
  if (reaches.length < tests.length) throw new Error('A process of the tests ended too soon.');

  const runs = schedule(reaches, { budgetMs, pathOf: (id) => mutants[id]?.path ?? '' });
  say(`${runs.size} of them are reached.`);
  const outcomes = new Map<number, Outcome>();
  await share(
    [...runs.values()].filter(({ id }) => isTried(id)).toSorted((a, b) => a.id - b.id),
    (own) =>
      runMutants(place, own, (id, outcome) => {
        outcomes.set(id, outcome);
        if (outcomes.size % 500 === 0) say(`${outcomes.size} are done.`);
      }),
  );
  return {
    judged: mutants.flatMap((one, id) =>
      isTried(id) ? [{ ...one, fate: outcomes.get(id) ?? ('not-covered' as const) }] : [],
    ),
    equivalent: found.reduce((sum, { equivalent }) => sum + equivalent, 0),
  };
}
