import type { AccessEdit, AccessFacts } from '#core/access/access-facts.ts';
import type { AccessPlan } from '#core/access/access-plan.ts';
import { listsPrintAfter } from '#core/access/lists-print.ts';
import { handleKey } from '#core/message/handle.ts';
import { planLeave } from '#core/silence/leave-plan.ts';
import { planSilence, type SilencePlan } from '#core/silence/silence-plan.ts';
import { planSilenceUndo } from '#core/silence/silence-undo.ts';
import type { Write } from './flight.ts';
import { isAnybodyUncertain } from './settling.ts';
import {
  noRecords,
  type Records,
  refusalOf,
  type SilenceRecords,
  type Situation,
  type Step,
} from './step.ts';
import { approvedForGood, blockedKeys, type Decided, hasApprovals, type OwnerRequests } from './wanted.ts';
import type { WriterJournal } from './writer-journal.ts';

/**
 * One write at a time; a removal and the switch supersede one that is under way and waits to be applied. One that is not
 * saved yet cannot be superseded: both would stand on the same config.
 */
export function writeNext(situation: Situation): Step | null {
  const { facts, flight, nowMs } = situation;
  if (nowMs < flight.writeNotBeforeMs || flight.write?.base === facts.baseHash) return null;
  const first = writeRemoval(situation) ?? writeChannel(situation);
  if (first !== null || flight.write !== null) return first;
  return writeChange(situation) ?? writeLists(situation);
}

/** A removal never waits behind another write: it supersedes it. */
function writeRemoval(situation: Situation): Step | null {
  const { plan, flight } = situation;
  const losing = flight.write?.losing ?? [];
  return plan.losing.some((entry) => !losing.includes(entry)) ? writeLists(situation) : null;
}

function writeLists(situation: Situation): Step | null {
  const { facts, wanted, flight, plan } = situation;
  const { edit, losing, grants } = plan;
  if (edit === null || refusalOf(flight, edit, facts) !== null) return null;
  const records = { ...noRecords, ...takenRecords(plan, wanted.people), strangers: plan.strangers };
  return send(situation, { for: 'decisions', edit, losing, grants }, records);
}

function writeChannel(situation: Situation): Step | null {
  const { facts, wanted, flight } = situation;
  // Turned on where there is none, it would be made, and answer strangers with codes (OC-12).
  if (wanted.channel === null || !facts.configured) return null;
  const enabled = wanted.channel === 'on';
  const isSaved = (facts.rootEnabled !== false) === enabled;
  if (isSaved || flight.write?.edit.enabled === enabled) return null;
  return send(situation, { for: 'channel', edit: { enabled }, losing: [], grants: [] });
}

function writeChange(situation: Situation): Step | null {
  const { facts, wanted, journal, flight } = situation;
  // Settings are planned around who is let in, so that is certain first.
  if (wanted.change === null || isAnybodyUncertain(wanted.people, flight)) return null;
  const planned = planChange(facts, wanted, journal);
  if (planned === null || (!facts.configured && isAboutChannel(planned.edit))) {
    return { do: 'end-change', outcome: null };
  }
  const { edit, grants, silence, claimsGroup } = planned;
  const marked = claimsGroup ? { ...journal, groupIsOurs: true } : journal;
  const records = { ...noRecords, silence };
  return send(situation, { for: 'change', edit, losing: [], grants }, records, marked);
}

function send(
  { facts, journal, nowMs }: Situation,
  write: Pick<Write, 'for' | 'edit' | 'losing' | 'grants'>,
  records: Records = noRecords,
  marked: WriterJournal = journal,
): Step | null {
  // Whatever is written below `channels.imessage` makes that channel.
  if (!facts.configured && isAboutChannel(write.edit)) return null;
  const sent: Write = {
    ...write,
    base: facts.baseHash,
    expected: listsPrintAfter(facts, write.edit),
    alsoGrants: [],
    sentAtMs: nowMs,
  };
  return { do: 'write', write: sent, records, journal: marked };
}

function isAboutChannel({ lists = [], policies = [], enabled }: AccessEdit): boolean {
  return lists.length > 0 || policies.length > 0 || enabled !== undefined;
}

function takenRecords(plan: AccessPlan, people: readonly Decided[]): Pick<Records, 'taken' | 'putBack'> {
  const decisions = new Map(people.map(({ key, standing }) => [key, standing.decision]));
  const taken = plan.taken.flatMap(({ key, ...entry }) => {
    const decision = decisions.get(key) ?? null;
    return decision === null ? [] : { decision, entry };
  });
  return {
    taken: taken.map(({ decision, entry }) => ({ decisionId: decision.id, entry })),
    putBack: taken.flatMap(({ decision: { progress, handle }, entry: { list } }) =>
      progress === 'confirmed' ? { handle, list } : [],
    ),
  };
}

/** A change of settings as one write, with what has to be known around it. */
interface PlannedChange {
  readonly edit: NonNullable<SilencePlan['edit']>;
  readonly grants: readonly string[];
  readonly takesAway: boolean;
  readonly claimsGroup: boolean;
  readonly silence: SilenceRecords | null;
}

/** The change the owner asked for, planned on the lists as they are now; null: there is nothing to write. */
export function planChange(
  facts: AccessFacts,
  { change, people }: OwnerRequests,
  { groupIsOurs }: WriterJournal,
): PlannedChange | null {
  if (change === null) return null;
  const blocked = blockedKeys(people);
  if (change.kind === 'undo-silence') {
    const { edit } = planSilenceUndo(change.record, facts, { hasApprovals: hasApprovals(people), blocked });
    return edit && { edit, grants: [], takesAway: false, claimsGroup: false, silence: null };
  }
  if (change.kind === 'leave') {
    const kept = change.keepApproved ? approvedForGood(people) : [];
    const { edit, losing } = planLeave(facts, { restore: change.restore, kept, groupIsOurs, blocked });
    return edit && { edit, grants: [], takesAway: losing.length > 0, claimsGroup: false, silence: null };
  }
  const plan = planSilence(facts, { dropPaired: change.dropPaired, groupIsOurs, blocked });
  if (plan.edit === null) return null;
  const { edit, restore, carriedOver, changes, takesAway, claimsGroup } = plan;
  const grants = (carriedOver ?? []).map(handleKey);
  return { edit, grants, takesAway, claimsGroup, silence: { edit, restore, carriedOver, changes } };
}
