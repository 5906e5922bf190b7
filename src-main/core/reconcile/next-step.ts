import type { AccessFacts } from '#core/access/access-facts.ts';
import { type AccessPlan, planAccess, type Wanted } from '#core/access/access-plan.ts';
import { isPluginMissing } from '#core/access/running.ts';
import { type DecisionError, isSameProblem, problem } from '#core/decision/decision-error.ts';
import { channelView } from './channel-view.ts';
import type { Flight, Tolerated } from './flight.ts';
import { gather } from './gathering.ts';
import {
  besideStopMs,
  checkEveryMs,
  loadingMs,
  readEveryMs,
  restEveryMs,
  tryAgainMs,
  watchMs,
} from './pace.ts';
import { isOurMember } from './settle.ts';
import { isAnybodyUncertain, tellHopeless, tellProgress, tellRefused, tellUnreachable } from './settling.ts';
import { isTolerated, startAnyway } from './start-anyway.ts';
import { type ReadState, refusalOf, type Situation, type Step } from './step.ts';
import { stopAgain, stopFirst } from './stopping.ts';
import { type Decided, type OwnerRequests, wantedLists } from './wanted.ts';
import type { WriterJournal } from './writer-journal.ts';
import { writeNext } from './writing.ts';

const forAnAnswer: Step = { do: 'wait', untilMs: null };

/**
 * What is to be done next about the gateway, from what was read of it, what the owner asks of it, what must survive a
 * crash, and what is on its way. Pure; each step it returns, once carried out, makes it return another one, until it waits.
 *
 * The order is the order of importance: stop the channel; know what is so; say it; write what is wanted; start again.
 * @param nowMs monotonic clock, ms.
 */
export function nextStep(
  view: ReadState,
  wanted: OwnerRequests,
  journal: WriterJournal,
  flight: Flight,
  nowMs: number,
): Step {
  const { facts } = view;
  if (view.connection !== 'connected')
    return endChange(flight) ?? withoutGateway(view, wanted, flight, nowMs);
  const stop = stopFirst(view, wanted, journal, flight);
  if (stop?.do === 'wait') return readBesideStop(flight, nowMs);
  const known = stop ?? endChange(flight) ?? readIfDue(flight, nowMs);
  if (known !== null) return known;
  if (facts === null) return forAnAnswer;
  const situation = situationOf({ ...view, facts }, wanted, journal, flight, nowMs);
  return gather(situation) ?? reconcile(situation);
}

function situationOf(
  { facts, inEffect, chats }: ReadState & { readonly facts: AccessFacts },
  wanted: OwnerRequests,
  journal: WriterJournal,
  flight: Flight,
  nowMs: number,
): Situation {
  const plan = planNext(facts, wantedLists(wanted.people, journal.groupIsOurs));
  const isRemoving = plan.losing.some((raw) => !isTolerated(flight, facts, wanted.people, raw));
  return { facts, inEffect, chats, wanted, journal, flight, plan, nowMs, isRemoving };
}

function withoutGateway(
  { connection, unusable }: ReadState,
  { people, change }: OwnerRequests,
  { readDueMs }: Flight,
  nowMs: number,
): Step {
  if (change !== null) return { do: 'end-change', outcome: 'lost' };
  const untold = connection === 'lost' ? tellUnreachable(people, unusable) : null;
  // It could not be written down a moment ago.
  if (untold !== null && readDueMs !== null && readDueMs > nowMs) return { do: 'wait', untilMs: readDueMs };
  return untold ?? forAnAnswer;
}

function endChange({ changed }: Flight): Step | null {
  return changed === null ? null : { do: 'end-change', outcome: changed };
}

/** A stop goes first, and is answered late while a change is being applied (OC-52): what is so is looked at meanwhile (RULE-6.24). */
function readBesideStop({ reading, readDueMs, readAtMs }: Flight, nowMs: number): Step {
  if (reading) return forAnAnswer;
  const dueMs = readDueMs === null ? readAtMs + tryAgainMs : readDueMs + besideStopMs;
  return dueMs <= nowMs ? { do: 'read' } : { do: 'wait', untilMs: dueMs };
}

/** Nothing is planned on lists that may have changed. */
function readIfDue({ reading, readDueMs }: Flight, nowMs: number): Step | null {
  if (reading) return forAnAnswer;
  if (readDueMs === null) return null;
  return readDueMs <= nowMs ? { do: 'read' } : { do: 'wait', untilMs: readDueMs };
}

/** The lists are current: brings them in line with what is wanted. */
function reconcile(situation: Situation): Step {
  const { facts, wanted, journal, flight, plan } = situation;
  return (
    stopAgain(situation) ??
    tellRefused(wanted.people, flight) ??
    tellHopeless(facts, wanted.people) ??
    endTakenAway(situation) ??
    keepMark(journal, plan) ??
    hold(situation) ??
    tellProgress(situation) ??
    endRequest(situation) ??
    (flight.start === null ? (writeNext(situation) ?? startNext(situation)) : null) ??
    rest(situation)
  );
}

/** What the owner's Start Anyway is for, as the lists are now; null: no removal is on its way. */
export function toleratedNow(
  facts: AccessFacts | null,
  people: readonly Decided[],
  { groupIsOurs }: WriterJournal,
): Tolerated | null {
  if (facts === null) return null;
  const { losing } = planNext(facts, wantedLists(people, groupIsOurs));
  return startAnyway(facts, people, losing);
}

/** Taking away is written by itself and first: that the gateway refuses to let somebody in keeps nobody in. */
function planNext(facts: AccessFacts, lists: Wanted): AccessPlan {
  const whole = planAccess(facts, lists);
  if (whole.losing.length === 0 || whole.grants.length === 0) return whole;
  const approved = lists.approved
    .filter(({ key, granted }) => granted || isOurMember(facts, key))
    .map((one) => ({ ...one, confirmed: true }));
  const alone = planAccess(facts, { ...lists, approved, restore: [] });
  return alone.losing.length > 0 ? alone : whole;
}

/** What two readings of the same gateway in a row say is so, and not before: an approval that has ended stays so. */
function endTakenAway({ facts, wanted, plan, flight }: Situation): Step | null {
  const { takenAway, lost } = plan;
  if (takenAway.length === 0) return null;
  if (takenAway.some((key) => !flight.missing.includes(key))) return { do: 'look-again', missing: takenAway };
  const people = wanted.people.filter(({ key }) => takenAway.includes(key));
  return { do: 'end-approvals', people, lost, progress: facts.applied ? 'confirmed' : 'saved' };
}

/** Before the group is written, so that a crash in between does not make our own group look like a stranger's. */
function keepMark(journal: WriterJournal, { groupIsOurs }: AccessPlan): Step | null {
  return journal.groupIsOurs === groupIsOurs ? null : { do: 'journal', journal: { ...journal, groupIsOurs } };
}

/** The gateway will not save the removal: the channel stays stopped until the owner or a new config solves it. */
function hold({ facts, plan, journal, flight, isRemoving }: Situation): Step | null {
  const refusal = refusalOf(flight, plan.edit, facts);
  if (!isRemoving || refusal === null) return null;
  const held: DecisionError = { code: 'removal-held', params: { message: refusal.message } };
  return isSameProblem(journal.held, held) ? null : { do: 'journal', journal: { ...journal, held } };
}

/** The switch is where the owner wants it once lists and runtime say so, as just read. */
function endRequest({ facts, wanted, journal, flight, nowMs }: Situation): Step | null {
  const { channel } = wanted;
  if (channel === null) return null;
  const { state, persisted } = channelView(facts, channel, journal);
  if (persisted && (state === channel || (state === 'none' && channel === 'off'))) {
    return { do: 'end-request', failure: null };
  }
  if (state === 'none') return { do: 'end-request', failure: problem('no-channel') };
  if (channel === 'on' && isPluginMissing(facts) && hasTried(flight, nowMs)) {
    return { do: 'end-request', failure: problem('not-loaded') };
  }
  const refusal = refusalOf(flight, { enabled: channel === 'on' }, facts);
  if (refusal === null) return null;
  return { do: 'end-request', failure: { code: 'gateway-refused', params: { message: refusal.message } } };
}

/** It was asked to start long enough ago that its plugin would be loaded by now. */
function hasTried({ started }: Flight, nowMs: number): boolean {
  return started.some(({ atMs }) => atMs <= nowMs - loadingMs);
}

/** One account a step, so that a removal that arrives in between is seen before the next. */
function startNext(situation: Situation): Step | null {
  const { wanted, flight, isRemoving } = situation;
  if (isRemoving || wanted.channel === 'off') return null;
  if (isAnybodyUncertain(wanted.people, flight)) return null;
  return startStopped(situation) ?? (wanted.channel === 'on' ? startAsked(situation) : null);
}

/** The removal is in force: what we stopped runs again, unless the owner switched it off meanwhile. */
function startStopped({ facts, wanted, journal, flight }: Situation): Step | null {
  const { stopped, held } = journal;
  if (stopped.length === 0 && held === null) return null;
  if (flight.write !== null || !facts.applied || wanted.change !== null) return null;
  const account = facts.accounts.find(
    ({ id, enabled }) =>
      enabled && stopped.includes(id) && !flight.started.some(({ account: started }) => started === id),
  );
  if (account !== undefined) return { do: 'start', account: account.id };
  return { do: 'journal', journal: { ...journal, stopped: [], held: null } };
}

/** What a removal stopped since the owner asked is started when that is in force. */
function startAsked({ facts, journal, flight, nowMs }: Situation): Step | null {
  if (journal.stopped.length > 0 || flight.write?.for === 'channel') return null;
  const isTried = (id: string) =>
    flight.started.some(({ account, atMs }) => account === id && atMs > nowMs - tryAgainMs);
  const account = facts.accounts.find(
    ({ id, enabled, runtime }) => enabled && !runtime?.running && !isTried(id),
  );
  return account === undefined ? null : { do: 'start', account: account.id };
}

/** Its account is being started. */
const isApprovalSaved = ({ standing: { state, decision } }: Decided): boolean =>
  state === 'approved' && decision?.progress === 'saved';

/** Not confirmed, and not failed: it waits for the gateway, or for an account that receives. */
const isOpen = ({ standing: { decision } }: Decided): boolean =>
  decision?.progress === 'queued' || decision?.progress === 'saved';

/** Everything is done that can be done now: looks again in time. */
function rest({ facts, wanted, journal, flight, nowMs }: Situation): Step {
  const isOnItsWay = flight.write !== null || !facts.applied;
  const isStopped = journal.stopped.length > 0;
  const isComingUp = nowMs < flight.settlesAtMs && wanted.people.some(isApprovalSaved);
  const mayChange = isAnybodyUncertain(wanted.people, flight);
  const isWatched = isOnItsWay || isComingUp || mayChange || (isStopped && journal.held === null);
  const isAsked = isStopped || wanted.channel !== null;
  const mayDiffer = nowMs < Math.max(flight.settlesAtMs, flight.changesUntilMs);
  const isDeciding = wanted.change !== null || wanted.people.some(isOpen);
  const isFollowed = wanted.isLooking || isDeciding || mayDiffer || isAsked || isWatched;
  const atLeastEveryMs = isFollowed ? readEveryMs : restEveryMs;
  // What was just sent is not there yet.
  const lookedAtMs = Math.max(flight.readAtMs, flight.write?.sentAtMs ?? 0);
  const readAtMs = lookedAtMs + (isWatched ? watchMs : isAsked ? tryAgainMs : atLeastEveryMs);
  if (readAtMs <= nowMs) return { do: 'read' };
  // The reading tells what runs, too.
  const checkAtMs = isFollowed && !flight.checking ? flight.checkedAtMs + checkEveryMs : readAtMs;
  if (checkAtMs <= nowMs) return { do: 'check' };
  const times = [readAtMs, checkAtMs, flight.writeNotBeforeMs, flight.settlesAtMs];
  return { do: 'wait', untilMs: Math.min(...times.filter((time) => time > nowMs)) };
}
