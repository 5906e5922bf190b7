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
  /** What each of the tests takes, ms; what is beside them is in `ms` only. */
  readonly each: readonly number[];
}

/** What of a file's tests fits into so many ms, in their order; null: nothing. */
function partOf({ selection, ms, each }: Candidate, leftMs: number): Candidate | null {
  if (ms <= leftMs) return { selection, ms, each };
  let takenMs = ms - each.reduce((sum, one) => sum + one, 0);
  const tests = (selection.tests ?? []).filter((_, at) => {
    const ownMs = each[at] ?? 0;
    const fits = takenMs + ownMs <= leftMs;
    if (fits) takenMs += ownMs;
    return fits;
  });
  if (tests.length === 0) return null;
  return { selection: { ...selection, tests }, ms: takenMs, each };
}

/** Which tests each mutant that is reached has to pass: those of its own file first, then of its folder, and the quickest of them. */
export function schedule(
  reaches: readonly Reach[],
  { budgetMs, pathOf }: ScheduleOptions,
): ReadonlyMap<number, MutantRun> {
  const reachedBy = new Map<number, Candidate[]>();
  for (const { file, ms, beside, tests } of reaches) {
    const besideMs = Math.max(0, ms - tests.reduce((sum, test) => sum + test.ms, 0));
    const byMutant = new Map<number, { tests: string[]; each: number[] }>();
    for (const { id, ms: testMs, reached } of tests) {
      for (const mutant of reached) {
        const known = byMutant.get(mutant) ?? { tests: [], each: [] };
        known.tests.push(id);
        known.each.push(testMs);
        byMutant.set(mutant, known);
      }
    }
    const add = (mutant: number, ids: readonly string[] | null, each: readonly number[], costMs: number) => {
      const selection = { file, tests: ids, limitMs: slowerMs + slowerTimes * costMs };
      reachedBy.set(mutant, [...(reachedBy.get(mutant) ?? []), { selection, ms: costMs, each }]);
    };
    // What was reached while the file was loaded may matter to any of its tests.
    for (const mutant of beside) add(mutant, null, [], ms);
    for (const [mutant, { tests: ids, each }] of byMutant)
      if (!beside.includes(mutant))
        add(
          mutant,
          ids,
          each,
          each.reduce((sum, one) => sum + one, besideMs),
        );
  }
  return new Map(
    [...reachedBy].map(([id, all]) => {
      const own = ownTest(pathOf(id));
      const near = ({ selection: { file } }: Candidate) =>
        file === own ? Number.POSITIVE_INFINITY : sharedFolders(file, own);
      const ordered = all.toSorted((a, b) => near(b) - near(a) || a.ms - b.ms);
      const asked: Selection[] = [];
      let leftMs = budgetMs;
      for (const one of ordered) {
        // Whoever comes first is asked whatever it takes; of a file that takes too long some tests are better than none.
        const part = asked.length === 0 ? one : partOf(one, Math.min(leftMs, budgetMs / 2));
        if (part === null) continue;
        asked.push(part.selection);
        leftMs -= part.ms;
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
