import { type SerializedConfig, TestRunner, vi } from 'vitest';
import { collectTests, startTests } from 'vitest/internal/browser';
import { watchIdleness } from './idleness.ts';

/** What a test file did. */
export interface FileRun {
  /** The tests that failed, or the file itself when it could not be loaded, each with its reason. */
  readonly failed: readonly string[];
  readonly ms: number;
}

export interface Watcher {
  /** @returns false: it is left out. */
  wants(test: string): boolean;
  begin(): void;
  end(test: string, ms: number): void;
  /** A test fails with `neverEnds` when it waits and nothing has happened for so long, ms. Default: it may wait. */
  readonly stillMs?: number;
}

export const everyTest: Watcher = { wants: () => true, begin: () => {}, end: () => {} };

/** What a test fails with that waits for what does not come. */
export const neverEnds = 'nothing happens any more';

type Task = Parameters<TestRunner['onAfterRunTask']>[0];

/** Runs a file within a test that runs: quietly, and up to the first failure. */
class NestedRunner extends TestRunner {
  readonly #watcher: Watcher;
  readonly #startedMs = new Map<string, number>();
  #hasFailed = false;

  constructor(config: SerializedConfig, watcher: Watcher) {
    super(config);
    this.#watcher = watcher;
  }

  // The one of vitest is at hand only in the runner that it makes itself; an import goes the same way.
  override importFile(file: string): unknown {
    return import(/* @vite-ignore */ file);
  }

  override trace = <T>(_name: string, attributes: unknown, body?: () => T): T =>
    (body ?? (attributes as () => T))();

  override async onBeforeRunTask(test: Parameters<TestRunner['onBeforeRunTask']>[0]): Promise<void> {
    if (this.#hasFailed || !this.#watcher.wants(test.id)) test.mode = 'skip';
    await super.onBeforeRunTask(test);
    if (test.mode === 'skip') return;
    this.#startedMs.set(test.id, performance.now());
    this.#watcher.begin();
  }

  /** The test itself. Its hooks run whether it ends or not. */
  async runTask(test: Parameters<typeof TestRunner.getTestFn>[0]): Promise<void> {
    const { stillMs } = this.#watcher;
    const done = TestRunner.getTestFn(test)();
    if (stillMs === undefined) return done;
    const still = Promise.withResolvers<never>();
    const end = watchIdleness(stillMs, () => still.reject(new Error(neverEnds)));
    try {
      await Promise.race([done, still.promise]);
    } finally {
      end();
    }
  }

  // What the runner around it has of snapshots would be thrown away.
  override onAfterRunFiles(): void {}

  override onAfterRunTask(test: Task): void {
    super.onAfterRunTask(test);
    this.#watcher.end(test.id, performance.now() - (this.#startedMs.get(test.id) ?? 0));
    if (test.result?.state === 'fail') this.#hasFailed = true;
  }
}

/** From here on every module of ours is loaded anew: nothing of an earlier run is left in it. */
export function forgetModules(): void {
  vi.resetModules();
}

/** Runs a test file. What it shares with the files before it is shared in the project `unit`, too. */
export async function runFile(file: string, config: SerializedConfig, watcher: Watcher): Promise<FileRun> {
  const fromMs = performance.now();
  const files = await startTests([specOf(file)], new NestedRunner(config, watcher));
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  return { failed: files.flatMap(failedIn), ms: performance.now() - fromMs };
}

/** Loads a test file and does not run it: the next time it is compiled already. */
export async function loadFile(file: string, config: SerializedConfig): Promise<void> {
  forgetModules();
  await collectTests([specOf(file)], new NestedRunner(config, everyTest));
}

const specOf = (filepath: string) => ({ filepath, testLocations: undefined });

function failedIn(task: Task): readonly string[] {
  const below = task.type === 'suite' ? task.tasks.flatMap(failedIn) : [];
  if (below.length > 0 || task.result?.state !== 'fail') return below;
  return [`${task.fullName}: ${task.result.errors?.[0]?.message.split('\n')[0] ?? ''}`];
}
