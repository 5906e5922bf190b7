import type { AccessFacts } from '#core/access/access-facts.ts';
import { type DecisionError, isSameProblem, problem } from '#core/decision/decision-error.ts';
import { handleKey } from '#core/message/handle.ts';
import type { Flight, Refusal } from './flight.ts';
import { deferredAfterMs } from './pace.ts';
import { approvalObstacle, isNotRunning, type Settlement, settle } from './settle.ts';
import { refusalOf, type Situation, type Step } from './step.ts';
import type { Decided } from './wanted.ts';

/** Nothing can be applied while there is no gateway. */
export function tellUnreachable(people: readonly Decided[], unusable: string | null): Step | null {
  const queued = people.filter(({ standing }) => standing.decision?.progress === 'queued');
  return tell(queued, () => ({ progress: 'queued', error: awayBecause(unusable) }));
}

/** Why what was decided waits, while nothing can be asked of the gateway. */
export function awayBecause(unusable: string | null): DecisionError {
  return unusable === null
    ? problem('gateway-away')
    : { code: 'gateway-unusable', params: { message: unusable } };
}

/** Approvals in a write that was refused have failed; they are told once. */
export function tellRefused(people: readonly Decided[], { refused }: Flight): Step | null {
  if (refused === null || refused.grants.length === 0) return null;
  const approvals = people.filter(
    ({ key, standing: { decision } }) =>
      (decision?.progress === 'queued' || decision?.progress === 'saved') && refused.grants.includes(key),
  );
  return (
    tell(approvals, () => ({ progress: 'failed', error: refusedBecause(refused) })) ?? {
      do: 'settle',
      settlements: [],
    }
  );
}

const refusedBecause = ({ message }: Refusal): DecisionError => ({
  code: 'gateway-refused',
  params: { message },
});

/** Approvals that cannot take effect are not written at all. */
export function tellHopeless(facts: AccessFacts, people: readonly Decided[]): Step | null {
  const obstacle = approvalObstacle(facts);
  if (obstacle === null) return null;
  const hopeless = people.filter(
    ({ standing }) => standing.state === 'approved' && standing.decision?.progress === 'queued',
  );
  return tell(hopeless, () => ({ progress: 'failed', error: obstacle }));
}

/** The decisions whose progress can still change: unsettled ones, and blocks that are not yet effective. */
export function tellProgress({ facts, chats, wanted, journal, flight, plan, nowMs }: Situation): Step | null {
  const { write } = flight;
  const isDeferred = write !== null && nowMs - write.sentAtMs > deferredAfterMs;
  const underWay = write === null ? [] : [...write.grants, ...write.alsoGrants];
  // What was read is of before this write, and lists whom it takes off.
  const leaving = write?.base === facts.baseHash ? write.losing.map((entry) => handleKey(String(entry))) : [];
  const open = wanted.people.filter((one) => {
    const { key, standing } = one;
    const { state, decision, asks } = standing;
    if (decision === null || decision.progress === 'confirmed' || isUncertain(one, flight)) return false;
    if (decision.progress === 'failed' && (state !== 'blocked' || asks !== 'keep-out')) return false;
    // What is under way may still let them in, so nothing is certain yet.
    return state === 'approved' ? !leaving.includes(key) : !underWay.includes(key);
  });
  return tell(open, ({ key, standing }) => {
    const settlement = settle(facts, plan, key, standing, chats);
    const { progress } = settlement;
    // What the gateway will not take off keeps back whoever would be let in after it, and that is said, too.
    if (progress === 'queued') {
      if (journal.held !== null) return { progress, error: journal.held };
      // Started anyway, the channel is held no more, and the gateway's no stands.
      const refusal = refusalOf(flight, plan.edit, facts);
      if (refusal !== null) return { progress, error: refusedBecause(refusal) };
    }
    const isComingUp = nowMs < flight.settlesAtMs && facts.accounts.some(({ enabled }) => enabled);
    if (isNotRunning(settlement.error) && isComingUp) return { progress, error: null };
    // What was read to be running has been stopped by us since.
    if (progress === 'confirmed' && standing.state === 'approved' && flight.stoppedOnReading) {
      return { progress: 'saved', error: null };
    }
    if (progress === 'saved' && isDeferred) return { progress, error: problem('deferred') };
    return settlement.error === null && flight.unable !== null && isWaiting(progress, facts)
      ? { progress, error: { code: 'gateway-unable', params: { message: flight.unable.message } } }
      : settlement;
  });
}

/** The decision that this one overtook was sent, for all we know, and may yet be saved: whatever was read may not last. */
function isUncertain({ standing: { overtakes, decision } }: Decided, flight: Flight): boolean {
  return overtakes && decision?.progress === 'queued' && flight.readAtMs < flight.landedAtMs;
}

/** Nothing is to be started or changed around who is let in before that is certain (OC-130). */
export const isAnybodyUncertain = (people: readonly Decided[], flight: Flight): boolean =>
  people.some((one) => isUncertain(one, flight));

/** It is for the gateway to write it, or to apply what it has. */
function isWaiting(progress: Settlement['progress'], facts: AccessFacts): boolean {
  return progress === 'queued' || (progress === 'saved' && !facts.applied);
}

/** @returns null when all of it is known already. */
function tell(people: readonly Decided[], judge: (one: Decided) => Settlement): Step | null {
  const settlements = people.flatMap((one) => {
    const { decision } = one.standing;
    if (decision === null) return [];
    const { progress, error } = judge(one);
    const isTold = decision.progress === progress && isSameProblem(decision.error, error);
    return isTold ? [] : { decisionId: decision.id, progress, error };
  });
  return settlements.length === 0 ? null : { do: 'settle', settlements };
}
