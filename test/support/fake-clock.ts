import type { Clock } from '#core/ports/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so. */
export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due in order, and everything those start. */
  pass(ms: number): Promise<void>;
  /** The Mac sleeps: the wall clock goes on, and no timer falls due. */
  sleep(ms: number): void;
}

/** Lets everything that is under way without waiting for time come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function fakeClock(startMs: number): FakeClock {
  /** Time that passed awake, ms. */
  let awakeMs = 0;
  let sleptMs = 0;
  const timers = new Set<Timer>();
  return {
    now: () => startMs + awakeMs + sleptMs,
    monotonic: () => awakeMs,
    after(delayMs, run) {
      const timer = { atMs: awakeMs + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    soon: (run) => void setImmediate(run),
    async pass(ms) {
      const endMs = awakeMs + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
        if (!next) break;
        timers.delete(next);
        awakeMs = Math.max(awakeMs, next.atMs);
        next.run();
        await settle();
      }
      awakeMs = endMs;
      await settle();
    },
    sleep(ms) {
      sleptMs += ms;
    },
  };
}
