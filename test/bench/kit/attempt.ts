import { setTimeout as delay } from 'node:timers/promises';
import { type Figure, missing } from './figure.ts';

/** Rows of a measurement that may fail or hang without taking the rest of its part with it: then one row says so. */
export async function attempt(
  what: string,
  maxMs: number,
  work: () => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const late = [missing(what, 'Peephole', `did not end within ${Math.round(maxMs / 1_000)} s`)];
  try {
    return await Promise.race([work(), delay(maxMs, late, { ref: false })]);
  } catch (error) {
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return [missing(what, 'Peephole', line)];
  }
}
