/**
 * Makes small faults in `core` and `gatekeeper`, one at a time, and counts which ones the unit tests notice:
 * `npm run mutation -- [PATH…]`. Figures go to `--out FILE`; `--workers COUNT` processes share the work, `--tests FOLDER` takes the
 * tests below it only, `--budget SECONDS` of tests are run for each mutant.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isWordKey } from '#core/words/catalogue.ts';
import type { Outcome, Reach } from './job.ts';
import { findMutants } from './mutants.ts';
import { belowFloor, linesOf, reportOn } from './report.ts';
import { learnReach, runMutants } from './run-job.ts';
import { schedule } from './schedule.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'trust/mutation.json' },
    tests: { type: 'string', default: 'test/unit' },
    workers: { type: 'string', default: '1' },
    budget: { type: 'string', default: '10' },
  },
});

/** Texts are tested as a whole, schemas by what they refuse, and ports have no code. */
const leftOut = /\/words\/|\/ports\/|\.schema\.ts$/;
/** These run this program, or another one for a set time. */
const noMeasure = /^test\/unit\/(?:mutation\/|fuzz\.test)/;

const root = join(import.meta.dirname, '..', '..');
const asked = positionals.length > 0 ? positionals : ['src-main/core', 'src-main/gatekeeper'];
const paths = globSync('src-main/{core,gatekeeper}/**/*.ts', { cwd: root })
  .filter((path) => !leftOut.test(path) && asked.some((one) => path.startsWith(one)))
  .toSorted();
const tests = globSync(`${values.tests}/**/*.test.ts`, { cwd: root })
  .filter((path) => !noMeasure.test(path))
  .toSorted();

const found = paths.map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, ...findMutants(path, text, isWordKey) };
});
const mutants = found.flatMap(({ path, text, mutants: own }) =>
  own.map((mutant) => ({ path, mutant, was: text.slice(mutant.span.start, mutant.span.end) })),
);
let firstId = 0;
const files = found.map(({ path, mutants: own }) => {
  firstId += own.length;
  return { path, firstId: firstId - own.length };
});
const place = { root, files };
const workers = Number(values.workers);
/** Every so-manyth goes to the same worker: what is slow stands together. */
const shares = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: workers }, (_, worker) => all.filter((_one, index) => index % workers === worker));
const minutes = (fromMs: number) => ((performance.now() - fromMs) / 60_000).toFixed(1);

const fromMs = performance.now();
console.log(
  `${mutants.length} mutants in ${paths.length} files; which of ${tests.length} test files reach them?`,
);
const reaches: Reach[] = [];
await Promise.all(shares(tests).map((own) => learnReach(place, own, (reach) => reaches.push(reach))));
const failed = reaches.flatMap((reach) => reach.failed.map((name) => `${reach.file}: ${name}`));
if (failed.length > 0 || reaches.length < tests.length) {
  console.error(`Without any mutant these fail:\n${failed.join('\n') || 'A process ended too soon.'}`);
  process.exit(2);
}

const runs = schedule(reaches, {
  budgetMs: Number(values.budget) * 1_000,
  pathOf: (id) => mutants[id]?.path ?? '',
});
console.log(`${runs.size} of them are reached (${minutes(fromMs)} min).`);
const outcomes = new Map<number, Outcome>();
await Promise.all(
  shares([...runs.values()].toSorted((a, b) => a.id - b.id)).map((own) =>
    runMutants(place, own, (id, outcome) => {
      outcomes.set(id, outcome);
      if (outcomes.size % 500 === 0) console.log(`${outcomes.size} done (${minutes(fromMs)} min).`);
    }),
  ),
);

const report = reportOn(
  mutants.map((one, id) => ({ ...one, fate: outcomes.get(id) ?? 'not-covered' })),
  found.reduce((sum, { equivalent }) => sum + equivalent, 0),
);
for (const line of linesOf(report)) console.log(line);
const out = resolve(root, values.out);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
console.log(`${minutes(fromMs)} min; figures in ${values.out}`);
const below = belowFloor(report);
for (const part of below) console.error(`Below its floor: ${part}`);
process.exitCode = below.length === 0 ? 0 : 1;
