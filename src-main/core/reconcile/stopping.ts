import { judgeInGroups, judgeSender } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { isActive, isComingUp, reportedAccounts, runsAnywhere } from '#core/access/running.ts';
import { isUnsettled } from '#core/decision/standing.ts';
import type { Flight, Stop } from './flight.ts';
import { isOurMember } from './settle.ts';
import { isStartedAnyway } from './start-anyway.ts';
import type { ReadState, Situation, Step } from './step.ts';
import type { OwnerRequests } from './wanted.ts';
import type { WriterJournal } from './writer-journal.ts';
import { planChange } from './writing.ts';

/** Why the channel is stopped: the switch, the journal of an earlier life, a change of settings, or a decision's id. */
type StopReason = 'channel' | 'journal' | 'change' | (string & {});

/**
 * Taking access away and switching off come before everything, even before knowing what is so; each stops the channel
 * once by itself. @returns null when nothing is to be stopped, or everything has been.
 */
export function stopFirst(
  view: ReadState,
  wanted: OwnerRequests,
  journal: WriterJournal,
  flight: Flight,
): Step | null {
  const { facts } = view;
  const reasons = stopReasons(view, wanted, journal, flight);
  if (flight.stop !== null) return goOn(flight.stop, reasons, facts, wanted, journal);
  if (reasons.every((reason) => flight.stoppedFor.includes(reason))) return null;
  return stopEverything(view, wanted, journal, flight);
}

/** After each reading: a reload may have started what was stopped. */
export function stopAgain(situation: Situation): Step | null {
  const { facts, wanted, journal, flight, isRemoving } = situation;
  if (flight.stoppedOnReading) return null;
  const isStopped = journal.stopped.length > 0;
  const isOffAsked = wanted.channel === 'off' && runsAnywhere(facts);
  if ((isRemoving && !isStopped) || isOffAsked) return stopEverything(situation, wanted, journal, flight);
  const isInForce = flight.write === null && facts.applied;
  if (!isRemoving && (!isStopped || isInForce)) return null;
  return { do: 'stop', accounts: beingStarted(flight), supposed: [], journal };
}

function stopReasons(
  view: ReadState,
  wanted: OwnerRequests,
  journal: WriterJournal,
  flight: Flight,
): readonly StopReason[] {
  const { facts } = view;
  const reasons: StopReason[] = [];
  if (wanted.channel === 'off') reasons.push('channel');
  if (facts === null && journal.stopped.length > 0) reasons.push('journal');
  if (facts !== null && planChange(facts, wanted, journal)?.takesAway) reasons.push('change');
  for (const { key, standing } of wanted.people) {
    const { asks, decision } = standing;
    if (asks !== 'keep-out' || !isUnsettled(decision)) continue;
    if (isStartedAnyway(flight, facts, decision.id)) continue;
    // A gateway that was restarted runs its channels again: an unfinished removal begins again at the stop.
    const matters = facts === null || (decision.progress === 'queued' && mayBeLetIn(view, key, flight));
    if (matters) reasons.push(decision.id);
  }
  return reasons;
}

/** Whether taking `key` off could matter: let in now, or about to be by a write that is under way. */
function mayBeLetIn(view: ReadState, key: string, { write }: Flight): boolean {
  if (write !== null && [...write.grants, ...write.alsoGrants].includes(key)) return true;
  return isMaybeLetIn(view, key);
}

/** Whether the gateway lets `key` in, or may: by the lists that are saved, or by those that it still lives by. */
export function isMaybeLetIn(
  { facts, inEffect }: Pick<ReadState, 'facts' | 'inEffect'>,
  key: string,
): boolean {
  return letsIn(facts, key) || letsIn(inEffect, key);
}

const letsIn = (facts: AccessFacts | null, key: string): boolean =>
  facts === null || isOurMember(facts, key) || (facts.configured && isNamed(facts, key));

/** Somebody whom groups take because they take everybody is kept out by no removal of ours. */
function isNamed(facts: AccessFacts, key: string): boolean {
  const inGroups = judgeInGroups(facts, key)?.via ?? 'everyone';
  return judgeSender(facts, key)?.allowed !== false || inGroups !== 'everyone';
}

/** It may not run yet, so that a gateway which is asked what runs does not name it. */
const beingStarted = ({ start }: Flight): readonly string[] => (start === null ? [] : [start]);

/**
 * Also what seems to be stopped: a reload under way may be about to start it. A stop that comes before that start is kept by the
 * gateway for good, so such an account is ours to start again, as is one that runs.
 */
function stopEverything(
  { facts, inEffect }: Pick<ReadState, 'facts' | 'inEffect'>,
  wanted: OwnerRequests,
  journal: WriterJournal,
  flight: Flight,
): Step {
  const known = facts === null ? [] : reportedAccounts(facts);
  const starting = beingStarted(flight);
  const accounts = [...new Set([...known.map(({ id }) => id), ...starting])];
  // What the owner switches off is not ours to start again.
  if (wanted.channel === 'off') return { do: 'stop', accounts, supposed: [], journal };
  if (facts === null) return { do: 'stop', accounts, supposed: [], journal: remember(journal, starting) };
  const isNew = (id: string) => !journal.stopped.includes(id);
  const coming = known.filter(({ id }) => isComingUp(facts, inEffect, id)).map(({ id }) => id);
  const running = known.filter((account) => isActive(account) || wanted.channel === 'on').map(({ id }) => id);
  const supposed = running.filter((id) => isNew(id) && !coming.includes(id));
  return {
    do: 'stop',
    accounts,
    supposed,
    journal: remember(journal, [...supposed, ...coming, ...starting]),
  };
}

/** What is stopped is what the gateway reports as running, whether or not its config still names it. */
function goOn(
  { accounts, supposed, released, stopped, ran: answer, told }: Stop,
  reasons: readonly StopReason[],
  facts: AccessFacts | null,
  wanted: OwnerRequests,
  journal: WriterJournal,
): Step {
  if (stopped === null) return { do: 'wait', untilMs: null };
  const { failed } = stopped;
  if (answer === null) {
    // Whoever switched it off is told as soon as it is so, unless nobody knows yet what there is to stop.
    const isAll = facts !== null && reportedAccounts(facts).every(({ id }) => accounts.includes(id));
    const isToldNow = !told && isAll && reasons.includes('channel');
    return isToldNow ? { do: 'tell-stopped', failed } : { do: 'wait', untilMs: null };
  }
  const { accounts: ran } = answer;
  const left = (ran ?? []).filter((id) => !accounts.includes(id));
  const isOurs = wanted.channel !== 'off' && !released && ran !== null;
  // Somebody else had stopped those that did not run, unless the owner has just asked for them.
  const isAsked = (id: string) => wanted.channel === 'on' && facts?.accounts.some((one) => one.id === id);
  const others = supposed.filter((id) => !ran?.includes(id) && !isAsked(id));
  const after = isOurs ? remember(forget(journal, others), ran) : journal;
  if (left.length > 0) return { do: 'stop', accounts: left, supposed: [], journal: after };
  // Turned on meanwhile, it is started whatever it was stopped for: who was decided about since needs a stop of their own.
  const servedFor = released && wanted.channel === 'on' ? [] : reasons;
  return { do: 'stop-over', reasons: servedFor, failed, journal: after };
}

/** These are started again when the removal is in force. */
function remember(journal: WriterJournal, ids: readonly string[]): WriterJournal {
  return { ...journal, stopped: [...new Set([...journal.stopped, ...ids])] };
}

function forget(journal: WriterJournal, ids: readonly string[]): WriterJournal {
  return { ...journal, stopped: journal.stopped.filter((id) => !ids.includes(id)) };
}
