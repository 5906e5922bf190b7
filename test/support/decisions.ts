import type { Decision, DecisionVerdict, TrackedDecision } from '#core/decision/decision.ts';
import { type Standing, standingOf } from '#core/decision/standing.ts';

let count = 0;

/** A verdict about +1 212 555 0101: approve, unless told otherwise. */
export function madeDecision(change: Partial<Decision> = {}): Decision {
  count += 1;
  return {
    id: `decision-${count}`,
    key: '+12125550101',
    handle: '+12125550101',
    verdict: 'approve',
    untilMs: null,
    issuedAtMs: 1_000,
    source: 'cli',
    painted: null,
    ...change,
  };
}

/** A decision as it stands, confirmed unless told otherwise. */
export function decision(verdict: DecisionVerdict, change: Partial<TrackedDecision> = {}): TrackedDecision {
  const made = madeDecision({ verdict });
  return { ...made, progress: 'confirmed', error: null, atMs: 1_000, taken: [], ...change };
}

/** The standing after these verdicts, in this order. */
export function standingAfter(...verdicts: readonly (DecisionVerdict | TrackedDecision)[]): Standing {
  return standingOf(verdicts.map((one) => (typeof one === 'string' ? decision(one) : one)));
}
