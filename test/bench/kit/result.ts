import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Figure } from './figure.ts';
import { type PartName, partNames } from './part.ts';

/** One run of a part, on one database where it needs one. */
export interface Run {
  readonly part: PartName;
  /** Messages in the database; null: the part needs none. */
  readonly messages: number | null;
  /** `2026-11-30` */
  readonly date: string;
  readonly machine: string;
  readonly commit: string;
  /** What else went on: processes that wanted a core, over the minute before (the 1-minute load average). */
  readonly loadBefore: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

const root = join(import.meta.dirname, '../../..');

/** The one place that the figures of README and docs/performance.md come from. */
export const resultsPath = join(root, 'bench', 'results.json');

/** Which machine this is, without naming it. */
export function machine(): string {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return [
    `${availableParallelism()} cores`,
    cpu?.model.trim() ?? 'unknown processor',
    `${memoryGb} GB`,
    `${platform()} ${release().split('-')[0]}`,
    `Node ${process.versions.node}`,
  ].join(', ');
}

/** The commit that is measured, with `+` when files differ from it; `unknown` outside of git. */
function commit(): string {
  try {
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
    // What the benchmark itself writes is no other program.
    const changed = git('status', '--porcelain', '--', 'src-main', 'src-renderer', 'test', 'package.json');
    return git('rev-parse', '--short=10', 'HEAD').trim() + (changed === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

/** What is known before a run. */
export function beginRun(part: PartName, messages: number | null): Omit<Run, 'seconds' | 'figures'> {
  return {
    part,
    messages,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    commit: commit(),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** Every run that is kept: the newest of each part and database. */
export function readRuns(): readonly Run[] {
  if (!existsSync(resultsPath)) return [];
  return (JSON.parse(readFileSync(resultsPath, 'utf8')) as { runs: readonly Run[] }).runs;
}

/** Keeps a run in the place of the one before. */
export function keepRun(run: Run): void {
  const others = readRuns().filter(({ part, messages }) => part !== run.part || messages !== run.messages);
  const runs = [...others, run].toSorted(
    (a, b) => partNames.indexOf(a.part) - partNames.indexOf(b.part) || (a.messages ?? 0) - (b.messages ?? 0),
  );
  mkdirSync(dirname(resultsPath), { recursive: true });
  writeFileSync(resultsPath, `${JSON.stringify({ runs }, null, 2)}\n`);
}
