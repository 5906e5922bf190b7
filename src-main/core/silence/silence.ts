import { countingAccounts } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { isActive, runsAnywhere } from '#core/access/running.ts';
import type { FindingContext, SilenceView } from './finding.ts';
import { findFindings } from './findings.ts';
import { isDirectOpen, isGroupOpen, isOpenToAll } from './open-doors.ts';

/**
 * What the gateway does with strangers, from its lists as read on this connection (RULE-6.13).
 * `open` beats `answering`; anything unread is `unknown`.
 * @param facts null when the lists were not read.
 * @param inEffect the lists that the running gateway lives by while what was saved is not applied yet; null: not known.
 */
export function judgeSilence(
  facts: AccessFacts | null,
  groupIsOurs: boolean,
  around: Omit<FindingContext, 'groupIsOurs'> = {},
  inEffect: AccessFacts | null = null,
): SilenceView {
  const context = { ...around, groupIsOurs };
  return { state: stateWhileApplied(facts, inEffect, context), findings: findFindings(facts, context) };
}

/** Saved and not applied yet: strangers get nothing when both say so, the lists that run and those that are about to. */
function stateWhileApplied(
  facts: AccessFacts | null,
  inEffect: AccessFacts | null,
  context: FindingContext,
): SilenceView['state'] {
  const state = stateOf(facts, context);
  if (state !== 'unknown' || facts === null || facts.applied || inEffect === null) return state;
  const isBoth = [{ ...facts, applied: true }, inEffect].every(
    (lists) => stateOf(lists, context) === 'silent',
  );
  return isBoth ? 'silent' : state;
}

function stateOf(facts: AccessFacts | null, context: FindingContext): SilenceView['state'] {
  if (facts === null) return 'unknown';
  if (!facts.configured && facts.applied && !runsAnywhere(facts)) return 'no-channel';
  const accounts = countingAccounts(facts);
  if (accounts.some((account) => isOpenToAll(facts, account) || isGroupOpen(facts, account))) return 'open';
  if (accounts.some((account) => isDirectOpen(facts, account))) return 'answering';
  // Of an account that runs and is not in the config nobody has read the rules.
  const isRead = facts.applied && facts.configured && accounts.length > 0 && !facts.strays.some(isActive);
  return isRead && context.unsupported == null ? 'silent' : 'unknown';
}
