import { Worker } from 'node:worker_threads';
import { longest } from './mutate.ts';

/** An input that takes longer than this hangs, ms. */
const hangMs = 20_000;

const program = `
const { workerData } = require('node:worker_threads');
const { writeFileSync, writeSync } = require('node:fs');
const { state, bytes, file, hangMs } = workerData;
const header = new Int32Array(state);
let before = -1;
setInterval(() => {
  const now = Atomics.load(header, 0);
  if (now === before && header[2] === 1) {
    writeFileSync(file, Buffer.from(bytes).subarray(0, header[1]));
    writeSync(2, 'A fuzzing input hangs; it is in ' + file + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
  before = now;
}, hangMs);`;

export interface Watchdog {
  /** To be told before each input. */
  watch(target: string, input: Buffer): void;
  stop(): Promise<void>;
}

/** Ends this process when one input never comes to an end, and leaves that input in `file`. */
export function startWatchdog(file: string): Watchdog {
  const state = new SharedArrayBuffer(12);
  const bytes = new SharedArrayBuffer(2 * longest);
  const header = new Int32Array(state);
  const copy = Buffer.from(bytes);
  const worker = new Worker(program, { eval: true, workerData: { state, bytes, file, hangMs } });
  worker.unref();
  return {
    watch(_target, input) {
      header[1] = input.copy(copy);
      header[2] = 1;
      Atomics.add(header, 0, 1);
    },
    async stop() {
      header[2] = 0;
      await worker.terminate();
    },
  };
}
