/**
 * Makes small faults in `core` and `gatekeeper`, one at a time, and counts which ones the unit tests notice:
 * `npm run mutation -- [PATH…]`. Figures go to `--out FILE`; `--workers COUNT` processes share the work (one for each core),
 * `--tests FOLDER` takes the tests below it only, `--budget SECONDS` of tests are run for each mutant, the quickest first (5): what
 * only a slower one would notice counts as survived. `--part 2/4` tries every fourth mutant, from the second on: as good a
 * sample as any, for mutants that stand together have much in common.
 */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { leaveFigure } from '../support/figures.ts';
import { judge } from './judge.ts';
import { belowFloor, linesOf, reportOn } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'trust/mutation.json' },
    tests: { type: 'string', default: 'test/unit' },
    workers: { type: 'string', default: String(availableParallelism()) },
    budget: { type: 'string', default: '5' },
    part: { type: 'string', default: '1/1' },
  },
});

/** Texts are tested as a whole, schemas by what they refuse, and ports have no code. */
const leftOut = /\/words\/|\/ports\/|\.schema\.ts$/;
/** These run this program, or others for a set time. */
const notAsked = /^test\/unit\/(?:mutation\/|fuzz\.test)/;

const [nth = 1, of = 1] = values.part.split('/').map(Number);
if (!(Number.isSafeInteger(nth) && Number.isSafeInteger(of) && nth >= 1 && nth <= of)) {
  console.error(`--part ${values.part}: say which part of how many, as in 2/4.`);
  process.exit(2);
}

const root = join(import.meta.dirname, '..', '..');
const asked = positionals.length > 0 ? positionals : ['src-main/core', 'src-main/gatekeeper'];
const fromMs = performance.now();
const say = (line: string) =>
  console.log(`${((performance.now() - fromMs) / 60_000).toFixed(1)} min: ${line}`);

const { judged, equivalent } = await judge({
  root,
  sources: globSync('src-main/{core,gatekeeper}/**/*.ts', { cwd: root })
    .filter((path) => !leftOut.test(path) && asked.some((one) => path.startsWith(one)))
    .toSorted(),
  tests: globSync(`${values.tests}/**/*.test.ts`, { cwd: root })
    .filter((path) => !notAsked.test(path))
    .toSorted(),
  budgetMs: Number(values.budget) * 1_000,
  workers: Number(values.workers),
  isTried: (at) => at % of === nth - 1,
  say,
});
const report = reportOn(judged, equivalent);
for (const [part, { all, killed, timedOut, score, floor }] of Object.entries(report.parts))
  leaveFigure({
    name: `mutants of ${part}`,
    part: values.part,
    all,
    killed,
    timedOut,
    score: score ?? 'none',
    floor,
  });
for (const line of linesOf(report)) console.log(line);
const out = resolve(root, values.out);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
say(`figures are in ${values.out}`);
const below = belowFloor(report);
for (const part of below) console.error(`Below its floor: ${part}`);
process.exitCode = below.length === 0 ? 0 : 1;
