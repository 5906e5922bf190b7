import type { MutantRun, Reach, Selection } from './job.ts';

/** A process that is loaded may take this many times as long as it did without a mutant, and some more. */
const slowerTimes = 5;
const slowerMs = 2_000;

export interface ScheduleOptions {
  /** Tests of one mutant take no longer than this, as measured without it, ms; the quickest file is always asked. */
  readonly budgetMs: number;
  /** Where the file of a mutant stands. */
  pathOf(id: number): string;
}

interface Candidate {
  readonly selection: Selection;
  readonly ms: number;
}

/** Which tests each mutant that is reached has to pass: those of its own file first, then of its folder, and the quickest of them. */
export function schedule(
  reaches: readonly Reach[],
  { budgetMs, pathOf }: ScheduleOptions,
): ReadonlyMap<number, MutantRun> {
  const reachedBy = new Map<number, Candidate[]>();
  for (const { file, ms, beside, tests } of reaches) {
    const besideMs = Math.max(0, ms - tests.reduce((sum, test) => sum + test.ms, 0));
    const byMutant = new Map<number, { tests: string[]; ms: number }>();
    for (const { id, ms: testMs, reached } of tests) {
      for (const mutant of reached) {
        const known = byMutant.get(mutant) ?? { tests: [], ms: besideMs };
        known.tests.push(id);
        known.ms += testMs;
        byMutant.set(mutant, known);
      }
    }
    const add = (mutant: number, ids: readonly string[] | null, costMs: number) => {
      const selection = { file, tests: ids, limitMs: slowerMs + slowerTimes * costMs };
      reachedBy.set(mutant, [...(reachedBy.get(mutant) ?? []), { selection, ms: costMs }]);
    };
    // What was reached while the file was loaded may matter to any of its tests.
    for (const mutant of beside) add(mutant, null, ms);
    for (const [mutant, { tests: ids, ms: costMs }] of byMutant)
      if (!beside.includes(mutant)) add(mutant, ids, costMs);
  }
  return new Map(
    [...reachedBy].map(([id, all]) => {
      const own = ownTest(pathOf(id));
      const near = ({ selection: { file } }: Candidate) =>
        file === own ? Number.POSITIVE_INFINITY : sharedFolders(file, own);
      const ordered = all.toSorted((a, b) => near(b) - near(a) || a.ms - b.ms);
      const asked: Selection[] = [];
      let totalMs = 0;
      for (const { selection, ms } of ordered) {
        if (asked.length > 0 && totalMs + ms > budgetMs) break;
        asked.push(selection);
        totalMs += ms;
      }
      return [id, { id, selections: asked }];
    }),
  );
}

/** `src-main/core/access/drift.ts` is tested by `test/unit/core/access/drift.test.ts`. */
function ownTest(path: string): string {
  return path.replace(/^src-main\//, 'test/unit/').replace(/\.ts$/, '.test.ts');
}

/** How many folders two paths have in common, from the root. */
function sharedFolders(one: string, other: string): number {
  const [mine, theirs] = [one, other].map((path) => path.split('/').slice(0, -1));
  const differ = mine?.findIndex((folder, at) => folder !== theirs?.[at]) ?? 0;
  return differ === -1 ? (mine?.length ?? 0) : differ;
}
