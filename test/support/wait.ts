import { setTimeout as delay } from 'node:timers/promises';

/** How long anything may take that a test waits for, ms: a slow machine is not a failure, a hang is. */
export const patienceMs = 180_000;

/** How long a test may take that does something `count` times, ms. */
export function trialsMs(count: number): number {
  return 600_000 + count * 1_000;
}

/**
 * Looks every 50 ms until `probe` gives something else than `undefined`, `null` or `false`, and returns that. For
 * things that other processes do and that announce themselves in no other way.
 * @throws Error naming `what` after `timeoutMs`.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = patienceMs,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== null && found !== false) {
      return found as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await delay(50);
  }
}
