import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Loaded into a Node that is to tell its longest stall. */
/** What notes when a knock passed which step. */
export const knockProbe = new URL('../processes/knock-probe.mjs', import.meta.url).href;
export const loopProbe = new URL('../processes/loop-probe.mjs', import.meta.url).href;

/** Whether `/proc` tells what a process costs. */
export const tellsCosts = existsSync('/proc/self/schedstat');

/** What a process has cost so far. */
interface Costs {
  readonly atMs: number;
  readonly cpuMs: number;
  /** How often one of its threads slept and was woken. */
  readonly wakeUps: number;
  /** What it caused to be written to the disk. */
  readonly writtenBytes: number;
}

function line(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
}

function costs(pid: number): Costs {
  const of = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const tasks = readdirSync(`/proc/${pid}/task`).map((task) => {
    try {
      // Counted in ns; the better known ticks are 10 ms each, more than it takes in a second.
      const [ranNs = ''] = of(`task/${task}/schedstat`).split(' ');
      return {
        cpuMs: Number(ranNs) / 1e6,
        wakeUps: line(of(`task/${task}/status`), 'voluntary_ctxt_switches'),
      };
    } catch {
      return { cpuMs: 0, wakeUps: 0 }; // A thread that has just ended.
    }
  });
  const sum = (pick: (task: (typeof tasks)[number]) => number) =>
    tasks.reduce((total, task) => total + pick(task), 0);
  return {
    atMs: performance.now(),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    wakeUps: sum(({ wakeUps }) => wakeUps),
    writtenBytes: line(of('io'), 'write_bytes'),
  };
}

/** What a process costs while time passes. */
export interface Rates {
  /** ms of processor time a second, and how often a thread of it was woken a second. */
  readonly cpuMs: number;
  readonly wakeUps: number;
  readonly writtenKbAnHour: number;
  readonly residentMb: number;
}

/** Begins to watch a process. @returns a function that tells what it has cost a second since it was last asked. */
export function watchCosts(pid: number): () => Rates {
  let before = costs(pid);
  return () => {
    const now = costs(pid);
    const seconds = (now.atMs - before.atMs) / 1_000;
    const rates = {
      cpuMs: (now.cpuMs - before.cpuMs) / seconds,
      wakeUps: (now.wakeUps - before.wakeUps) / seconds,
      writtenKbAnHour: ((now.writtenBytes - before.writtenBytes) / 1_024 / seconds) * 3_600,
      residentMb: memoryMb(pid).resident,
    };
    before = now;
    return rates;
  };
}

/** Memory of a process now, and the most it ever had, MiB. NaN where the system does not tell. */
export function memoryMb(pid: number): { readonly resident: number; readonly peak: number } {
  if (!tellsCosts) return { resident: Number.NaN, peak: Number.NaN };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { resident: line(status, 'VmRSS') / 1_024, peak: line(status, 'VmHWM') / 1_024 };
}

/** Longest stall of its main thread since the last question, ms; of a process that has `loopProbe` and reports to this file. */
export async function stallMs(pid: number, report: string): Promise<number> {
  rmSync(report, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    await delay(20);
    try {
      return (JSON.parse(readFileSync(report, 'utf8')) as { maxMs: number }).maxMs;
    } catch {
      // Not written yet.
    }
  }
}

/** Empties the system's cache of files where we may. @returns whether it did. */
export function dropCaches(): boolean {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}
