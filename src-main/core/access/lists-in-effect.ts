import type { AccessFacts } from './access-facts.ts';

/**
 * The lists that the running gateway lives by, as far as they were ever read.
 * @param before the same after the reading before this one.
 * @returns null: not known.
 */
export function listsInEffect(facts: AccessFacts | null, before: AccessFacts | null): AccessFacts | null {
  if (facts === null || facts.applied) return facts;
  return before?.revision === facts.appliedRevision ? before : null;
}
