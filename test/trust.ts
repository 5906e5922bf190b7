/**
 * The long form of what keeps strangers out, and its figures into `trust/results.json`:
 *
 *   npm run trust                     every part, about two hours on two cores
 *   npm run trust -- lies fuzz …      these only; the others keep what was found of them
 *
 * Each part is a suite that `npm test` runs in short, told by a variable to go on for longer.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, leftFigures } from './support/figures.ts';

interface Part {
  /** Words for vitest, or the program itself. */
  readonly run: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Result {
  readonly date: string;
  readonly machine: string;
  readonly seconds: number;
  readonly isGreen: boolean;
  readonly figures: readonly Figure[];
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

const parts: Readonly<Record<string, Part>> = {
  explorer: {
    run: vitest('unit', 'explorer.test'),
    env: { PEEPHOLE_EXPLORE: '60000', PEEPHOLE_LIVES: '3000' },
  },
  crashes: { run: vitest('unit', 'crash-points.test'), env: { PEEPHOLE_CRASHES: '10000' } },
  lies: { run: vitest('unit', 'lies.test'), env: { PEEPHOLE_LIES: '1000' } },
  kills: {
    run: vitest('program', 'serve-kill.test', 'ledger-kill.test'),
    env: { PEEPHOLE_CHAOS_KILLS: '200' },
  },
  'kills at the real gateway': {
    run: vitest('program', 'one-account.test', '-t', 'kill -9 of serve'),
    env: { PEEPHOLE_REAL_KILLS: '20' },
  },
  // As the package calls it: how much memory it may have is said there.
  fuzz: { run: ['--run', 'fuzz', '--', '1000000'] },
};

/** Runs a program in the project's folder; what it says is passed on. */
function run({ run: words, env }: Part, figures: string): Promise<boolean> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env, PEEPHOLE_FIGURES: figures },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

async function measure(name: string, part: Part): Promise<Result> {
  console.log(`\n== ${name}`);
  const dir = mkdtempSync(join(tmpdir(), 'peephole-trust-'));
  const file = join(dir, 'figures');
  try {
    writeFileSync(file, '');
    const fromMs = performance.now();
    const isGreen = await run(part, file);
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`,
      seconds: Math.round((performance.now() - fromMs) / 1_000),
      isGreen,
      figures: leftFigures(file),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

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
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const result = await measure(name, part);
  areGreen &&= result.isGreen;
  known[name] = result;
  mkdirSync(join(root, 'trust'), { recursive: true });
  writeFileSync(results, `${JSON.stringify(known, null, 2)}\n`);
}
for (const [name, { isGreen, seconds, figures }] of Object.entries(known))
  console.log(`${isGreen ? 'ok    ' : 'FAILED'}  ${name}: ${figures.length} figures, ${seconds} s`);
process.exitCode = areGreen ? 0 : 1;
