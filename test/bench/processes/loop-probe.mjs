/**
 * Loaded into `serve` with `--import`: notes the longest time its main thread's loop did not turn, and says so on SIGUSR2
 * into the file `PEEPHOLE_LOOP_REPORT`, each time anew. JavaScript: for a TypeScript file Node would load its stripper, 18 MB,
 * into the process that is measured.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { PEEPHOLE_LOOP_REPORT: report } = process.env;
if (isMainThread && report) {
  let maxMs = 0;
  let beforeMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    maxMs = Math.max(maxMs, nowMs - beforeMs - 1);
    beforeMs = nowMs;
  }, 1);
  timer.unref();
  process.on('SIGUSR2', () => {
    writeFileSync(report, JSON.stringify({ maxMs }));
    maxMs = 0;
  });
}
