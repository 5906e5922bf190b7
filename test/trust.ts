/**
 * The long form of what keeps strangers out, and its figures into `trust/results.json`:
 *
 *   npm run trust                     every part, two runs at a time, and what is timed by itself at the end
 *   npm run trust -- lies fuzz …      these only; the others keep what was found of them
 *
 * Each part is a suite that `npm test` runs in short, told by a variable to go on for longer.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, leftFigures } from './support/figures.ts';

/** A program and what it is told; figures of one name from several runs of a part are summed. */
interface Run {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a run, or all of a part, ended. */
interface Ended {
  readonly seconds: number;
  readonly isGreen: boolean;
  readonly figures: readonly Figure[];
}

interface Result extends Ended {
  readonly date: string;
  readonly machine: string;
}

const root = join(import.meta.dirname, '..');
const results = join(root, 'trust', 'results.json');
const vitest = (project: string, ...files: readonly string[]): readonly string[] => [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--project',
  project,
  ...files,
];

/** A thousand lives with each liar: an hour on both cores. */
const lives = 1_000;
const shares = 4;
const lifeShare = (share: number): Run => ({
  words: vitest('unit', 'lies.test'),
  env: { PEEPHOLE_LIES: String(lives / shares), PEEPHOLE_SEED: String(1 + (share * lives) / shares) },
});

/** All mutants take longer than everything else together: every fourth, from another one on each week. */
const quarters = 4;
const weekMs = 7 * 24 * 3_600_000;
const quarter = 1 + (Math.floor(Date.now() / weekMs) % quarters);

const parts: Readonly<Record<string, readonly Run[]>> = {
  // On one core, beside the others; begun first, because it takes longest.
  mutation: [{ words: ['--run', 'mutation', '--', '--workers', '1', '--part', `${quarter}/${quarters}`] }],
  explorer: [
    {
      words: vitest('unit', 'explorer.test', 'explored.test'),
      env: { PEEPHOLE_EXPLORE: '60000', PEEPHOLE_LIVES: '3000', PEEPHOLE_FOLLOWED: '300' },
    },
  ],
  crashes: [{ words: vitest('unit', 'crash-points.test'), env: { PEEPHOLE_CRASHES: '10000' } }],
  lies: Array.from({ length: shares }, (_, share) => lifeShare(share)),
  kills: [
    {
      words: vitest('program', 'serve-kill.test', 'ledger-kill.test'),
      env: { PEEPHOLE_CHAOS_KILLS: '200' },
    },
  ],
  'kills at each wait for the disk': [
    { words: vitest('program', 'verb-kill.test'), env: { PEEPHOLE_VERB_KILLS: '1' } },
  ],
  'kills at the real gateway': [
    {
      words: vitest('program', 'one-account.test', '-t', 'kill -9 of serve'),
      env: { PEEPHOLE_REAL_KILLS: '20' },
    },
  ],
  'flipped bits': [{ words: vitest('unit', 'flipped-bits.test'), env: { PEEPHOLE_FLIPS: '5000' } }],
  volume: [{ words: vitest('program', 'flood.test'), env: { PEEPHOLE_FLOOD: '100000' } }],
  'system calls': [{ words: vitest('program', 'system-calls.test') }],
  // As the package calls it: how much memory it may have is said there.
  fuzz: [{ words: ['--run', 'fuzz', '--', '1000000'] }],
};

/** Runs a program in the project's folder; what it says is passed on. */
async function run({ words, env }: Run): Promise<Ended> {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-trust-'));
  const file = join(dir, 'figures');
  try {
    writeFileSync(file, '');
    const fromMs = performance.now();
    const child = spawn(process.execPath, words, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env, PEEPHOLE_FIGURES: file },
    });
    const [code] = await once(child, 'close');
    return {
      seconds: Math.round((performance.now() - fromMs) / 1_000),
      isGreen: code === 0,
      figures: leftFigures(file),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Figures of one name become one: numbers are added up. */
function summed(figures: readonly Figure[]): readonly Figure[] {
  const byName = new Map<string, Figure>();
  for (const figure of figures) {
    const known = byName.get(figure.name);
    const sum = Object.entries(figure).map(([what, value]) => {
      const before = known?.[what];
      return [what, typeof value === 'number' && typeof before === 'number' ? before + value : value];
    });
    byName.set(figure.name, Object.fromEntries(sum) as Figure);
  }
  return [...byName.values()];
}

/** Parts that hold how long something takes: whatever ran beside them would be in their figures. */
const alone: ReadonlySet<string> = new Set(['volume']);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const known = existsSync(results)
  ? (JSON.parse(readFileSync(results, 'utf8')) as Record<string, Result>)
  : {};
let areGreen = true;
const queue = Object.entries(parts)
  .filter(([name]) => asked.length === 0 || asked.includes(name))
  .flatMap(([name, runs]) => runs.map((one) => ({ name, one, of: runs.length })));
const beside = queue.filter(({ name }) => !alone.has(name));
const afterwards = queue.filter(({ name }) => alone.has(name));
const done = new Map<string, Ended[]>();

/** Takes one run of these after the other until none is left. */
async function work(runs: typeof queue): Promise<void> {
  for (let next = runs.shift(); next !== undefined; next = runs.shift()) {
    const { name, one, of } = next;
    console.log(`\n== ${name}`);
    const result = await run(one);
    const ended = [...(done.get(name) ?? []), result];
    done.set(name, ended);
    areGreen &&= ended.every(({ isGreen }) => isGreen);
    if (ended.length === of) keep(name, ended);
  }
}

function keep(name: string, ended: readonly Ended[]): void {
  known[name] = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    seconds: ended.reduce((sum, { seconds }) => sum + seconds, 0),
    isGreen: ended.every(({ isGreen }) => isGreen),
    figures: summed(ended.flatMap(({ figures }) => figures)),
  };
  mkdirSync(join(root, 'trust'), { recursive: true });
  writeFileSync(results, `${JSON.stringify(known, null, 2)}\n`);
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), 2) }, () => work(beside)));
await work(afterwards);
for (const [name, { isGreen, seconds, figures }] of Object.entries(known))
  console.log(`${isGreen ? 'ok    ' : 'FAILED'}  ${name}: ${figures.length} figures, ${seconds} s`);
process.exitCode = areGreen ? 0 : 1;
