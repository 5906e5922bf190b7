import { approvalObstacle } from './settle.ts';
import type { Situation, Step } from './step.ts';
import { writeNext } from './writing.ts';

/**
 * Whoever is approved waits a moment for others, and is then written on the lists as they are known: the gateway takes a write
 * only on the config that it was planned on. Where anything else is open, the lists are read first.
 * @returns null when nobody waits for it.
 */
export function gather(situation: Situation): Step | null {
  const { flight, nowMs } = situation;
  if (flight.gatherUntilMs === null) return null;
  if (nowMs < flight.gatherUntilMs) return { do: 'wait', untilMs: flight.gatherUntilMs };
  return (isNothingElseOpen(situation) ? writeNext(situation) : null) ?? { do: 'read' };
}

function isNothingElseOpen({ facts, wanted, journal, flight, plan }: Situation): boolean {
  const isOurs = journal.groupIsOurs && plan.groupIsOurs && !plan.groupNameTaken;
  const isCalm = facts.applied && journal.stopped.length === 0 && journal.held === null;
  const isFree = flight.write === null && flight.start === null && flight.refused === null;
  const isAsked = wanted.channel !== null || wanted.change !== null;
  // In a group that is ours nobody is left to decide about.
  const isClear = plan.losing.length + plan.takenAway.length === 0;
  return isOurs && isCalm && isFree && !isAsked && isClear && approvalObstacle(facts) === null;
}
