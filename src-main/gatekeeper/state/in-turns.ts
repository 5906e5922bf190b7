import type { Clock } from '#core/ports/clock.ts';

/** How long something goes on before whatever else waits has its turn, ms. */
const turnMs = 5;

/**
 * For work on very many that nobody has to wait for: awaited after each of them, it lets it go on while there is time, and
 * otherwise when whatever waits has had its turn.
 */
export function inTurns(clock: Pick<Clock, 'soon' | 'monotonic'>): () => Promise<void> | null {
  let beganMs = clock.monotonic();
  return () => {
    if (clock.monotonic() - beganMs < turnMs) return null;
    return new Promise((resolve) =>
      clock.soon(() => {
        beganMs = clock.monotonic();
        resolve();
      }),
    );
  };
}
