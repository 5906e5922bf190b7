import type { Guard } from '#core/guard.ts';

/** Time, so that tests own it. */
export interface Clock {
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Monotonic clock, ms; stands still while the Mac sleeps. */
  monotonic(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
  /** Calls `run` once when what waits now has had its turn. */
  soon(run: () => void): void;
}

/** The same clock, whose timers can't end the program: whoever starts one that comes round again does so before it acts. */
export function guardedClock(clock: Clock, guard: Guard): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (delayMs, run) => clock.after(delayMs, guard(run)),
    soon: (run) => clock.soon(guard(run)),
  };
}
