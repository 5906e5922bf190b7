/**
 * How fast Peephole is and what it costs, beside what else can be done, in one table:
 *
 *   npm run bench                             every part, on 20 thousand and 1 million messages
 *   npm run bench -- knock rest …             these only; the others keep what was found of them
 *   npm run bench -- knock --messages 20000   on a database of this size
 *   npm run bench -- --large                  also on 10 million (8 GB of disk and a quarter of an hour to make, once), and the whole flood
 *
 * The figures go into `bench/results.json`, and from there into README.md, docs/performance.md and its plots.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { readyBuild } from '../../scripts/ready-build.ts';
import type { Figure } from './kit/figure.ts';
import { writePages } from './kit/pages.ts';
import { abouts, isPartName, type PartName, partNames } from './kit/part.ts';
import { beginRun, keepRun, machine, readRuns } from './kit/result.ts';
import { terminalTable } from './kit/table.ts';

const sizes = [20_000, 1_000_000];
const largeSize = 10_000_000;
/** What takes longer hangs; making the largest database is part of it. */
const maxPartMs = 12 * 60_000;
const maxLargePartMs = 60 * 60_000;

interface Job {
  readonly part: PartName;
  readonly messages: number | null;
}

/** Measures in a process of its own, and ends it with all it started. @throws Error when it fails or hangs. */
async function measured({ part, messages }: Job, isLarge: boolean): Promise<readonly Figure[]> {
  const program = new URL('./processes/measure.ts', import.meta.url).pathname;
  const child = fork(program, [part, String(messages ?? 0), isLarge ? 'large' : ''], {
    execArgv: [],
    detached: true,
  });
  const endAll = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // All of them have ended.
    }
  };
  const interrupt = () => {
    endAll();
    process.exit(130);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const timer = setTimeout(endAll, isLarge ? maxLargePartMs : maxPartMs);
  let figures: readonly Figure[] | null = null;
  child.on('message', (message) => {
    figures = message as readonly Figure[];
  });
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  endAll();
  if (figures === null) throw new Error(code === null ? 'did not end in time' : `ended with ${code}`);
  return figures;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { large: { type: 'boolean', default: false }, messages: { type: 'string' } },
});
const unknown = positionals.filter((name) => !isPartName(name));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are:`);
  for (const name of partNames) console.error(`  ${name.padEnd(10)} ${abouts[name].about}`);
  process.exit(2);
}
if (readyBuild() === null) process.exit(1);

const asked = values.messages?.split(',').map(Number) ?? [...sizes, ...(values.large ? [largeSize] : [])];
const jobs: readonly Job[] = partNames
  .filter((name) => positionals.length === 0 || positionals.includes(name))
  .flatMap((part): readonly Job[] =>
    abouts[part].onDatabases ? asked.map((messages) => ({ part, messages })) : [{ part, messages: null }],
  );
console.log(machine());
for (const job of jobs) {
  const begun = beginRun(job.part, job.messages);
  const fromMs = performance.now();
  const name =
    job.messages === null ? job.part : `${job.part}, ${job.messages.toLocaleString('en')} messages`;
  try {
    const figures = await measured(job, values.large);
    const seconds = Math.round((performance.now() - fromMs) / 1_000);
    keepRun({ ...begun, seconds, figures });
    console.error(`${name}: ${seconds} s`);
  } catch (error) {
    console.error(`${name} FAILED: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
const runs = readRuns();
console.log(
  terminalTable(
    runs.filter((run) => jobs.some(({ part, messages }) => part === run.part && messages === run.messages)),
  ),
);
writePages(runs);
