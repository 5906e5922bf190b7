import type { AccessFacts } from '#core/access/access-facts.ts';
import { isUnsettled } from '#core/decision/standing.ts';
import { handleKey } from '#core/message/handle.ts';
import type { Flight, Tolerated } from './flight.ts';
import type { Decided } from './wanted.ts';

/** What Start Anyway is said of; null: nobody is being removed. @param losing entries that are still to be taken off, as written. */
export function startAnyway(
  { baseHash }: AccessFacts,
  people: readonly Decided[],
  losing: readonly (string | number)[],
): Tolerated | null {
  const strangers = losing.filter((raw) => decisionAbout(people, raw) === null);
  const decisions = people.flatMap(({ standing: { asks, decision } }) =>
    asks === 'keep-out' && isUnsettled(decision) ? decision.id : [],
  );
  return decisions.length + strangers.length === 0 ? null : { base: baseHash, decisions, strangers };
}

/** The owner has chosen Start Anyway in spite of whom this entry lets in. */
export function isTolerated(
  { tolerated }: Flight,
  { baseHash }: AccessFacts,
  people: readonly Decided[],
  raw: string | number,
): boolean {
  if (tolerated?.base !== baseHash) return false;
  const decisionId = decisionAbout(people, raw);
  return decisionId === null ? tolerated.strangers.includes(raw) : tolerated.decisions.includes(decisionId);
}

/** The owner has chosen Start Anyway in spite of this removal. @param facts null: nobody knows under which config. */
export function isStartedAnyway(
  { tolerated }: Flight,
  facts: AccessFacts | null,
  decisionId: string,
): boolean {
  return facts !== null && tolerated?.base === facts.baseHash && tolerated.decisions.includes(decisionId);
}

/** The last decision about whom an entry names. */
function decisionAbout(people: readonly Decided[], raw: string | number): string | null {
  const key = handleKey(String(raw));
  return people.find((one) => one.key === key)?.standing.decision?.id ?? null;
}
