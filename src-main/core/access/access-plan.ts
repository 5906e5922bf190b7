import { readHandle } from '#core/message/handle.ts';
import { approvalAccounts } from './access.ts';
import type { AccessEdit, AccessFacts, AccessGroup, TakenEntry } from './access-facts.ts';
import {
  isOurs,
  keepGroupsClosed,
  type ListDraft,
  openList,
  putBack,
  readLevel,
  takeOffBlocked,
} from './list-draft.ts';
import { nobodyReference, ourGroupName, ourReference } from './our-group.ts';
import type { Level } from './setting-name.ts';

/** What the ledger asks of the gateway's lists. */
export interface Wanted {
  readonly approved: readonly {
    readonly key: string;
    readonly handle: string;
    /** Already seen in the gateway's config: only read back from now on, never granted again (RULE-6.1). */
    readonly granted: boolean;
    /** Seen in force. Until then it is asked for wherever it is missing: an account may have come since it was written. */
    readonly confirmed: boolean;
  }[];
  readonly blocked: ReadonlySet<string>;
  /** Members of an unmarked group the owner has decided to drop. */
  readonly dropped: ReadonlySet<string>;
  /** Entries an undone block gives back to the owner's lists, each once. */
  readonly restore: readonly (TakenEntry & { readonly key: string })[];
  /** The mark of RULE-6.2. */
  readonly groupIsOurs: boolean;
}

/** What is to be done about the difference between what is wanted and what was read. Pure data. */
export interface AccessPlan {
  /** One write, or null when nothing is to be written. */
  readonly edit: AccessEdit | null;
  /** Who loses access by the write, as written: when any, the channel is stopped first (RULE-6.6). */
  readonly losing: readonly (string | number)[];
  /** Keys this write lets in. */
  readonly grants: readonly string[];
  /** Approvals that were gone on read-back: they end, and are never granted again. */
  readonly takenAway: readonly string[];
  /** The group, or our reference to it, is gone: why `takenAway` holds everyone. */
  readonly lost: 'group' | 'reference' | null;
  /** Members of our group that we did not put there and that are taken off, as written. */
  readonly strangers: readonly (string | number)[];
  /** Members of a group without the mark that the owner has not yet kept or dropped (keys). */
  readonly undecided: readonly string[];
  /** Entries of the owner's that blocked handles lose with this write, with the key they named. */
  readonly taken: readonly (TakenEntry & { readonly key: string })[];
  /** The group's name belongs to somebody else: approvals are refused. */
  readonly groupNameTaken: boolean;
  /** The mark after this plan. */
  readonly groupIsOurs: boolean;
}

/** The lists that approvals are written to: each receiving account's own, where it has one. */
function approvalLevels(facts: AccessFacts): readonly Level[] {
  return [...new Set(approvalAccounts(facts).map(({ id, own }) => (own.direct ? id : null)))];
}

/** Whether a group of our name can be told apart from one of ours: a static list of strict handles only. */
function looksLikeOurs(group: AccessGroup): boolean {
  return (
    group.isSenderList &&
    group.sharedMembers.length === 0 &&
    group.members.every((member) => member.kind === 'handle' && readHandle(String(member.raw)).approvable)
  );
}

/** Our group at the gateway is unusable for us: the name is somebody else's (RULE-6.2). */
export function isGroupNameTaken(facts: AccessFacts, groupIsOurs: boolean): boolean {
  const group = facts.groups.find((candidate) => candidate.name === ourGroupName);
  if (!group) return false;
  return groupIsOurs ? !group.isSenderList : !looksLikeOurs(group);
}

/**
 * Compares what is wanted with what the gateway has, and says what to write. Grants only what an unconfirmed
 * approval asks for; only removals are enforced by comparison (RULE-6.1 to RULE-6.5).
 */
export function planAccess(facts: AccessFacts, wanted: Wanted): AccessPlan {
  const draft: ListDraft = { lists: new Map(), losing: [] };
  const group = facts.groups.find((candidate) => candidate.name === ourGroupName) ?? null;
  const taken = isGroupNameTaken(facts, wanted.groupIsOurs);
  const usable = taken ? null : group;
  const targets = approvalLevels(facts);
  const refers = (level: Level) => (readLevel(facts, level, 'direct') ?? []).some(isOurs);
  // Wherever it stands: which accounts receive may change, and ends nobody's approval.
  const referenced = [null, ...facts.accounts.map(({ id }) => id)].some(refers);
  const unreferenced = targets.filter((level) => !refers(level));
  const memberKeys = new Set(
    usable?.members.flatMap((member) => (member.kind === 'handle' ? member.key : [])),
  );

  const takenAway = wanted.approved.filter(
    (one) => one.granted && !(usable && referenced && memberKeys.has(one.key)),
  );
  const lost = takenAway.length === 0 ? null : usable === null ? 'group' : referenced ? null : 'reference';
  const ended = new Set(takenAway.map((one) => one.key));
  const approved = wanted.approved.filter((one) => !ended.has(one.key) && !wanted.blocked.has(one.key));
  const approvedKeys = new Set(approved.map((one) => one.key));

  // A group that is gone takes its mark with it; whatever appears under its name later is not ours.
  const marked = wanted.groupIsOurs && usable !== null;
  const undecided =
    marked || usable === null
      ? []
      : [...memberKeys].filter((key) => !approvedKeys.has(key) && !wanted.dropped.has(key));
  const mayGrant = !taken && targets.length > 0 && undecided.length === 0;

  const strangers: (string | number)[] = [];
  const kept: string[] = [];
  for (const member of usable?.members ?? []) {
    const key = member.kind === 'handle' ? member.key : null;
    if (key !== null && approvedKeys.has(key)) kept.push(String(member.raw));
    else if (key !== null && undecided.includes(key) && !wanted.blocked.has(key))
      kept.push(String(member.raw));
    else {
      draft.losing.push(member.raw);
      const known = key !== null && (wanted.dropped.has(key) || wanted.blocked.has(key) || ended.has(key));
      if (!known) strangers.push(member.raw);
    }
  }
  for (const member of usable?.sharedMembers ?? []) strangers.push(member.raw);
  const emptyShared = (usable?.sharedMembers.length ?? 0) > 0;
  draft.losing.push(...(usable?.sharedMembers ?? []).map((member) => member.raw));

  const newcomers = mayGrant ? approved.filter((one) => !one.granted && !memberKeys.has(one.key)) : [];
  const members = [...kept, ...newcomers.map((one) => one.handle)];
  const asksForReference = mayGrant && unreferenced.length > 0 && approved.some((one) => !one.confirmed);

  const { taken: takenEntries, otherGroups } = takeOffBlocked(draft, facts, wanted.blocked);
  if (asksForReference) {
    for (const level of unreferenced) openList(draft, facts, level, 'direct').push(ourReference);
  }
  const givenBack = putBack(draft, facts, wanted.restore, otherGroups);
  if (emptyShared) otherGroups.push({ name: ourGroupName, shared: true, entries: [] });

  let writesGroup = newcomers.length > 0 || kept.length !== (usable?.members.length ?? 0);
  let refersToUs = asksForReference;
  for (const { list, entries } of draft.lists.values()) {
    if (list !== 'direct' || entries.length > 0) continue;
    entries.push(taken ? nobodyReference : ourReference);
    refersToUs ||= !taken;
  }
  writesGroup ||= refersToUs && usable === null;
  if (marked || refersToUs) keepGroupsClosed(draft, facts, wanted.blocked);

  const lists = [...draft.lists.values()].map(({ level, list, entries }) => ({
    accountId: level,
    list,
    entries,
  }));
  const edit: AccessEdit | null =
    writesGroup || lists.length > 0 || otherGroups.length > 0
      ? {
          ...(writesGroup ? { ourMembers: members } : {}),
          ...(lists.length > 0 ? { lists } : {}),
          ...(otherGroups.length > 0 ? { otherGroups } : {}),
        }
      : null;
  return {
    edit,
    losing: [...draft.losing, ...takenEntries.map((entry) => entry.raw)],
    grants: [
      ...new Set([
        ...newcomers.map(({ key }) => key),
        ...(asksForReference ? approved.flatMap((one) => (one.confirmed ? [] : one.key)) : []),
        ...givenBack,
      ]),
    ],
    takenAway: takenAway.map((one) => one.key),
    lost,
    strangers,
    undecided,
    taken: takenEntries,
    groupNameTaken: taken,
    groupIsOurs:
      !taken &&
      (marked ||
        (undecided.length === 0 && (writesGroup || [...memberKeys].some((key) => approvedKeys.has(key))))),
  };
}
