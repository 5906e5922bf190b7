import { performance } from 'node:perf_hooks';

// As they are now: a test may put clocks of its own in their place.
const { setInterval, clearInterval } = globalThis;
const utilization = performance.eventLoopUtilization.bind(performance);

const lookEveryMs = 100;
/** Work in so long that is no more than looking takes, ms. */
const nothingMs = 10;

/**
 * Calls `isStill` when this process has had nothing to do for so long, ms, and again each time as long after that. What waits
 * for its turn on a busy machine is something to do: only who waits for what does not come is still.
 * @returns the end of it.
 */
export function watchIdleness(stillMs: number, isStill: () => void): () => void {
  let before = utilization();
  let looks = 0;
  const timer = setInterval(() => {
    const now = utilization();
    looks = utilization(now, before).active < nothingMs ? looks + 1 : 0;
    before = now;
    if (looks < stillMs / lookEveryMs) return;
    looks = 0;
    isStill();
  }, lookEveryMs);
  return () => clearInterval(timer);
}
