/** What a process of vitest does for `npm run mutation`: a test that runs test files, with one mutant after another. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeAll, test } from 'vitest';
import { watchIdleness } from './idleness.ts';
import { switchName } from './instrument.ts';
import { type Answer, type Job, jobVariable, type MutantRun, type Reach } from './job.ts';
import {
  everyTest,
  type FileRun,
  forgetModules,
  loadFile,
  neverEnds,
  runFile,
  type Watcher,
} from './nested-runner.ts';

/** A process that holds more is ended, and another one goes on. */
const maxBytes = 1_500_000_000;
/** Files that take longer are not run once more to see that they still pass. */
const maxControlMs = 2_000;

/** How much longer than it may work a test may wait while nothing happens, ms. */
const waitsMs = 2_000;
/** A hook that never ends can only be ended with its process, and a file that waits for a busy vitest to be read looks the same. */
const forHooks = 10;

const none = -1;
let alive = none;
let reached = new Set<number>();

// Asked millions of times: that a mutant was reached is noted only while that is what is being learnt.
function noteAndAnswer(id: number): boolean {
  reached.add(id);
  return false;
}
function answer(id: number): boolean {
  return id === alive;
}

// Not within a test: vitest lets no test stand in another one.
beforeAll(async () => {
  const job = JSON.parse(readFileSync(process.env[jobVariable] ?? '', 'utf8')) as Job;
  const say = (one: Answer) => appendFileSync(job.answers, `${JSON.stringify(one)}\n`);
  const run = (file: string, watcher: Watcher): Promise<FileRun> =>
    runFile(join(job.root, file), config(), watcher);
  if (job.work.do === 'reach') {
    Object.assign(globalThis, { [switchName]: noteAndAnswer });
    for (const file of job.work.tests) {
      // What it takes to compile it is no part of what it takes to run it.
      await loadFile(join(job.root, file), config());
      say({ is: 'reach', reach: await reachOf(file, run) });
    }
    say({ is: 'end' });
    return;
  }
  Object.assign(globalThis, { [switchName]: answer });
  const deadline = startWatchdog();
  const loaded = new Set<string>();
  const isLoaded = async (file: string) => {
    if (loaded.has(file)) return true;
    loaded.add(file);
    await loadFile(join(job.root, file), config());
    return false;
  };
  const killers = new Map<string, number>();
  for (const mutant of job.work.runs) {
    say({ is: 'begun', id: mutant.id });
    const killer = await killerOf(mutant, isLoaded, async (file, watcher, limitMs) => {
      deadline.set(limitMs);
      const end = watchIdleness(forHooks * (limitMs + waitsMs), () => process.kill(process.pid, 'SIGKILL'));
      const done = await run(file, watcher);
      end();
      deadline.set(null);
      return done;
    });
    if (killer !== null) killers.set(killer.file, killer.ms);
    const outcome = killer === null ? 'survived' : killer.by.endsWith(neverEnds) ? 'timed-out' : 'killed';
    say({ is: 'outcome', id: mutant.id, outcome, by: killer?.by ?? null });
    if (process.memoryUsage().rss > maxBytes) break;
  }
  const failed: string[] = [];
  for (const [file, ms] of killers)
    if (ms <= maxControlMs) {
      forgetModules();
      failed.push(...(await run(file, everyTest)).failed);
    }
  say(failed.length > 0 ? { is: 'unsound', failed } : { is: 'end' });
}, 0);

test('the job is done', () => {});

/** Of this process. */
function config(): Parameters<typeof runFile>[1] {
  return (globalThis as unknown as { __vitest_worker__: { config: Parameters<typeof runFile>[1] } })
    .__vitest_worker__.config;
}

async function reachOf(
  file: string,
  run: (file: string, watcher: Watcher) => Promise<FileRun>,
): Promise<Reach> {
  const beside = new Set<number>();
  const tests: Reach['tests'][number][] = [];
  reached = beside;
  forgetModules();
  const { failed, ms } = await run(file, {
    wants: () => true,
    begin() {
      reached = new Set();
    },
    end(id, ms) {
      tests.push({ id, ms, reached: [...reached] });
      reached = beside;
    },
  });
  return { file, ms, beside: [...beside], tests, failed };
}

async function killerOf(
  { id, selections }: MutantRun,
  isLoaded: (file: string) => Promise<boolean>,
  run: (file: string, watcher: Watcher, limitMs: number) => Promise<FileRun>,
): Promise<{ readonly file: string; readonly by: string; readonly ms: number } | null> {
  let isFresh = false;
  for (const { file, tests, limitMs } of selections) {
    // What is loaded while no mutant is alive is not to be used by one.
    if (!(await isLoaded(file)) || !isFresh) forgetModules();
    isFresh = true;
    const wanted = tests === null ? null : new Set(tests);
    alive = id;
    const { failed, ms } = await run(
      file,
      { ...everyTest, wants: (test) => wanted?.has(test) ?? true, stillMs: limitMs + waitsMs },
      limitMs,
    );
    alive = none;
    const [by] = failed;
    if (by !== undefined) return { file, by, ms };
  }
  return null;
}

/** Beside a loop there are waits that never end; on a busy machine time passes while nothing is done, ms of it for each of work. */
const waitsAtMost = 20;

/**
 * Ends this process when it has worked for longer than it may: a loop without an end leaves no other way. Work is counted, not
 * time: other programs of the machine must not end a mutant that lives.
 */
function startWatchdog(): { set(limitMs: number | null): void } {
  const due = new Float64Array(new SharedArrayBuffer(16));
  const program = `
const { workerData: due } = require('node:worker_threads');
const workedMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
setInterval(() => {
  // Read once: it may be taken away while the clock is asked.
  const dueMs = due[0];
  if (dueMs > 0 && (workedMs() > dueMs || nowMs() > due[1])) process.kill(process.pid, 'SIGKILL');
}, 100);`;
  new Worker(program, { eval: true, workerData: due }).unref();
  // A clock that is set must not move the deadline, nor tests that play with time.
  const { hrtime } = process;
  const now = hrtime.bigint.bind(hrtime);
  return {
    set(limitMs) {
      // The first of the two says whether there is a deadline: the other one stands whenever that is looked at.
      due[0] = 0;
      if (limitMs === null) return;
      const { user, system } = process.cpuUsage();
      due[1] = Number(now()) / 1e6 + waitsAtMost * limitMs;
      due[0] = (user + system) / 1_000 + limitMs;
    },
  };
}
