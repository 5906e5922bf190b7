import { z } from 'zod';

/**
 * A stored value that is none of those we know: kept and shown as it is, never acted on. Distinct from a plain string, so
 * that nothing new can be written down without being listed.
 */
export type Unlisted = string & z.$brand<'unlisted'>;

/** Reads one of `known`, or any other text as what it is: unlisted. */
export function orUnlisted<const T extends string>(known: readonly T[]) {
  return z.union([z.enum(known), z.string().brand<'unlisted'>()]);
}
