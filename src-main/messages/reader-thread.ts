import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorName } from '#core/error-name.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';

/** Ceiling of the worker's JavaScript heap, MiB: a defect there must not take the Mac's memory. */
const workerHeapMb = 128;
/**
 * Room for what lives shortly, MiB. Measured by test/bench/parts/knock.ts: with V8's own choice a third of the worker's
 * time on a long history was spent collecting it.
 */
const workerNurseryMb = 4;
const stopWithinMs = 2_000;
/** A thread in a system call that does not return can't be ended: it is waited for no longer than this, ms. */
const terminateWithinMs = 500;
/** Threads that hang can't be ended: no more than so many are started beside them. */
const hangingAtMost = 3;

/** Threads of this process that hang in a system call. */
const hanging = new Set<Worker>();

/** Node waits for every thread before it ends. What was to be written is written by then. */
process.on('exit', () => {
  if (hanging.size > 0) process.kill(process.pid, 'SIGKILL');
});

export interface ReaderThreadOptions extends WorkerOptions {
  /** The worker's program. Default: beside this module, `worker.ts` from source or `messages-worker.js` when bundled. */
  readonly workerUrl: URL | undefined;
  readonly heard: (thread: ReaderThread, message: FromWorker) => void;
  /** It ended, whoever ended it. @param reason `errorName` of what it threw; null: nothing. */
  readonly ended: (thread: ReaderThread, reason: string | null) => void;
}

/** One thread that reads Messages: how it is started, spoken to and ended, whatever it hangs in. */
export class ReaderThread {
  readonly startedAtMs = performance.now();
  readonly #worker: Worker;

  constructor({ workerUrl, heard, ended, ...workerData }: ReaderThreadOptions) {
    const worker = new Worker(workerUrl ?? defaultWorkerUrl(), {
      workerData,
      execArgv: [],
      env: workerEnv(),
      resourceLimits: { maxOldGenerationSizeMb: workerHeapMb, maxYoungGenerationSizeMb: workerNurseryMb },
    });
    this.#worker = worker;
    let reason: string | null = null;
    worker.on('message', (message: FromWorker) => heard(this, message));
    worker.on('error', (error: unknown) => {
      reason = errorName(error);
    });
    worker.on('exit', () => ended(this, reason));
  }

  /** Whether one more may be started beside those that hang. */
  static get mayGiveUp(): boolean {
    return hanging.size < hangingAtMost;
  }

  /** How long it has had nothing to do so far, ms. It is not woken to tell. */
  get idleMs(): number {
    return this.#worker.performance.eventLoopUtilization().idle;
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Resolves when it has ended, or can't be ended. */
  async stop(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.post({ type: 'stop' });
    const ended = () => gone.then(() => true);
    // The thread itself keeps this process waiting, not the time that it is given.
    if (await Promise.race([ended(), after(stopWithinMs, 'alone')])) return;
    this.giveUp();
    await Promise.race([ended(), after(terminateWithinMs)]);
  }

  /** Ends it, hanging as it is, whenever its system call returns; this process does not wait for it. */
  giveUp(): void {
    const worker = this.#worker;
    hanging.add(worker);
    worker.once('exit', () => hanging.delete(worker));
    void worker.terminate();
    worker.unref();
  }
}

function defaultWorkerUrl(): URL {
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './messages-worker.js';
  return new URL(name, import.meta.url);
}

/** The compiled code that the main thread uses is the worker's only when its environment says so. */
function workerEnv(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  // What is returned is the folder of this version of Node, in the one that was asked for.
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
}

function after(ms: number, keepsProcess: 'alone' | 'waiting' = 'waiting'): Promise<false> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    if (keepsProcess === 'alone') timer.unref();
  });
}
