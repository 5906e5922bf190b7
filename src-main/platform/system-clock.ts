import type { Clock } from '#core/ports/clock.ts';

/** Longest delay a timer of Node takes, ms; a longer one would fire at once. */
const maxTimerMs = 2_147_483_647;

/** The Mac's own clocks. */
export const systemClock: Clock = {
  now: Date.now,
  // Counts awake time only: on macOS it rests on mach_absolute_time, which stands still during sleep.
  monotonic: () => performance.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const partMs = Math.min(Math.max(0, leftMs), maxTimerMs);
      timer = setTimeout(() => (partMs === leftMs || leftMs <= 0 ? run() : wait(leftMs - partMs)), partMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
  soon(run) {
    setImmediate(run);
  },
};
