import type { z } from 'zod';

/**
 * Reads JSON that an earlier run has kept.
 * @param json null or empty: nothing was kept.
 * @returns null also when it can't be read as what it should be: another version's, or damaged.
 */
export function readStored<T>(schema: z.ZodType<T>, json: string | null): T | null {
  if (json === null || json === '') return null;
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
