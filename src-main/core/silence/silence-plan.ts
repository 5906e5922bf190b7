import {
  approvalAccounts,
  countingAccounts,
  defaultAccount,
  effectiveDirect,
  effectiveGroup,
} from '#core/access/access.ts';
import type { AccessEdit, AccessEntry, AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { isGroupNameTaken } from '#core/access/access-plan.ts';
import { draftedEntries, isOurs, type ListDraft, openList, readLevel } from '#core/access/list-draft.ts';
import {
  isOurReference,
  isReference,
  nobodyReference,
  ourGroupName,
  ourReference,
} from '#core/access/our-group.ts';
import {
  changesOf,
  type SettingChange,
  writtenList,
  writtenMembers,
  writtenPolicy,
} from '#core/access/setting-change.ts';
import { type Level, membersSetting } from '#core/access/setting-name.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { type Carried, carryOver } from './carry-over.ts';
import { isDirectOpen, isGroupOpen, isGroupUnset, wildcardsIn } from './open-doors.ts';

export interface SilenceOptions {
  /** Approvals of the pairing store that are not carried over: all of them, or these handles. */
  readonly dropPaired: boolean | readonly string[];
  /** The mark of RULE-6.2. */
  readonly groupIsOurs: boolean;
  /** Keys of blocked senders: they are carried over nowhere and frozen into no list. */
  readonly blocked: ReadonlySet<string>;
}

/** Why "Make it silent" can't be done as asked, and what to do about it. */
export interface SilenceObstacle {
  readonly reason: 'pairing-store-unknown' | 'group-name-taken' | 'members-undecided' | 'shared-wildcard';
  readonly sentence: Sentence;
}

/** "Make it silent" as one write (RULE-6.14). */
export interface SilencePlan {
  /** null: nothing to write, or `blockedBy`. */
  readonly edit: AccessEdit | null;
  /** The same settings as they are now: kept in the journal, for `planSilenceUndo`. */
  readonly restore: AccessEdit | null;
  /** Handles that the pairing store lets in now and our group will; null: the store could not be read. */
  readonly carriedOver: readonly string[] | null;
  /** Entries of the pairing store that can't be carried over, as written there: they lose access. */
  readonly notCarried: readonly string[];
  /** The diff, also when blocked. */
  readonly changes: readonly SettingChange[];
  readonly blockedBy: SilenceObstacle | null;
  /** Already so: there is nothing to write. */
  readonly changesNothing: boolean;
  /** Somebody who is let in now no longer will be: the channel is stopped before the write (RULE-6.6). */
  readonly takesAway: boolean;
  /** The write makes or fills our group: the mark is set before it. */
  readonly claimsGroup: boolean;
}

/** What was in force by name: without "everyone", our references and blocked handles. */
function frozen(entries: readonly AccessEntry[], blocked: ReadonlySet<string>): readonly (string | number)[] {
  return entries
    .filter((entry) => entry.kind !== 'everyone' && !isReference(entry.raw))
    .filter((entry) => entry.kind !== 'handle' || !blocked.has(entry.key))
    .map((entry) => entry.raw);
}

/** Group senders: explicit wherever the direct list stood in, without "*" and our reference; never widened. */
function freezeGroups(
  draft: ListDraft,
  facts: AccessFacts,
  accounts: readonly AccountAccess[],
  blocked: ReadonlySet<string>,
): void {
  const write = (level: Level, entries: readonly AccessEntry[]): void => {
    const list = openList(draft, facts, level, 'group');
    list.splice(0, list.length, ...frozen(entries, blocked));
  };
  let writesRoot = false;
  for (const account of accounts) {
    const { entries, level, fallback } = effectiveGroup(facts, account);
    if (fallback) {
      const refersToUs = draftedEntries(draft, facts, level, 'direct').some(isOurReference);
      if (!refersToUs && !isGroupUnset(facts, account)) continue;
      write(level, entries);
      writesRoot ||= level === null;
    } else if (entries.some(isOurs) || isGroupOpen(facts, account)) write(level, entries);
  }
  if (!writesRoot) return;
  // The root's list now counts for accounts that fell back to a list of their own: freeze those as they were.
  for (const account of facts.accounts) {
    if (account.own.group === null && account.own.direct !== null) write(account.id, account.own.direct);
  }
}

/** Takes "*" out of what these lists refer to. @returns the settings that hold it for every channel: not ours to change. */
function closeGroups(
  facts: AccessFacts,
  accounts: readonly AccountAccess[],
  groupIsOurs: boolean,
): { readonly otherGroups: NonNullable<AccessEdit['otherGroups']>; readonly shared: readonly string[] } {
  const wildcards = accounts.flatMap((account) => [
    ...(account.directPolicy === 'disabled'
      ? []
      : wildcardsIn(facts, effectiveDirect(facts, account).entries)),
    ...(account.groupPolicy === 'disabled' ? [] : wildcardsIn(facts, effectiveGroup(facts, account).entries)),
  ]);
  const names = (shared: boolean): string[] => [
    ...new Set(wildcards.flatMap((one) => (one.group !== null && one.shared === shared ? one.group : []))),
  ];
  const otherGroups = names(false)
    .filter((name) => name !== ourGroupName || !groupIsOurs)
    .map((name) => {
      const members = facts.groups.find((group) => group.name === name)?.members ?? [];
      const kept = members.filter((member) => member.kind !== 'everyone').map((member) => member.raw);
      return { name, shared: false, entries: kept };
    });
  return { otherGroups, shared: names(true).map((name) => membersSetting(name, true)) };
}

function closedPolicies(accounts: readonly AccountAccess[]): NonNullable<AccessEdit['policies']> {
  const policies = new Map<Level, { directPolicy?: 'allowlist'; groupPolicy?: 'allowlist' }>();
  const close = (level: Level, kind: 'directPolicy' | 'groupPolicy'): void => {
    policies.set(level, { ...policies.get(level), [kind]: 'allowlist' });
  };
  for (const account of accounts) {
    const level = (setBy: 'root' | 'account' | null): Level => (setBy === 'account' ? account.id : null);
    if (account.directPolicy === 'pairing' || account.directPolicy === 'open') {
      close(level(account.directPolicySetBy), 'directPolicy');
    }
    if (account.groupPolicy === 'open') close(level(account.groupPolicySetBy), 'groupPolicy');
  }
  return [...policies].map(([accountId, policy]) => ({ accountId, ...policy }));
}

/** Takes "*" out of the direct lists in effect and refers to our group where it is needed. @returns added a reference. */
function closeDirect(
  draft: ListDraft,
  facts: AccessFacts,
  open: readonly AccountAccess[],
  carried: Carried,
  canRefer: boolean,
): boolean {
  const target = approvalAccounts(facts)[0] ?? defaultAccount(facts);
  let refers = false;
  for (const account of open) {
    const { level } = effectiveDirect(facts, account);
    const entries = readLevel(facts, level, 'direct') ?? [];
    if (entries.some((entry) => entry.kind === 'everyone')) {
      const list = openList(draft, facts, level, 'direct');
      list.splice(0, list.length, ...entries.filter((one) => one.kind !== 'everyone').map((one) => one.raw));
    }
    const wanted = carried.levels.has(level) || account.id === target?.id;
    const kept = draftedEntries(draft, facts, level, 'direct');
    if (kept.some(isOurReference) || (!wanted && kept.length > 0)) continue;
    if (!canRefer && kept.length > 0) continue;
    // Never empty: an empty list would let anyone approve the assistant's actions (OC-62).
    openList(draft, facts, level, 'direct').push(canRefer ? ourReference : nobodyReference);
    refers ||= canRefer;
  }
  return refers;
}

function inverse(facts: AccessFacts, edit: AccessEdit): AccessEdit {
  const { policies, lists, otherGroups } = edit;
  return {
    ...(policies && {
      policies: policies.map(({ accountId, directPolicy, groupPolicy }) => ({
        accountId,
        ...(directPolicy === undefined
          ? {}
          : { directPolicy: writtenPolicy(facts, accountId, 'directPolicy') }),
        ...(groupPolicy === undefined ? {} : { groupPolicy: writtenPolicy(facts, accountId, 'groupPolicy') }),
      })),
    }),
    ...(lists && {
      lists: lists.map(({ accountId, list }) => ({
        accountId,
        list,
        entries: writtenList(facts, accountId, list),
      })),
    }),
    ...(otherGroups && {
      otherGroups: otherGroups.map(({ name, shared }) => ({
        name,
        shared,
        entries: writtenMembers(facts, name, shared) ?? [],
      })),
    }),
  };
}

/**
 * Closes every door that lets in, or answers, somebody whom nobody chose, without locking out anybody somebody did
 * choose. Only enabled accounts count; an account that is silent already is left as it is.
 */
export function planSilence(facts: AccessFacts, options: SilenceOptions): SilencePlan {
  const accounts = countingAccounts(facts);
  const open = accounts.filter((account) => isDirectOpen(facts, account));
  const carried = carryOver(facts, accounts, options);
  const group = facts.groups.find((candidate) => candidate.name === ourGroupName) ?? null;
  const taken = isGroupNameTaken(facts, options.groupIsOurs);
  const undecided = !taken && !options.groupIsOurs && (group?.members.length ?? 0) > 0;

  const draft: ListDraft = { lists: new Map(), losing: [] };
  const refers = closeDirect(draft, facts, open, carried, !taken && !undecided);
  freezeGroups(draft, facts, accounts, options.blocked);
  const { otherGroups, shared } = closeGroups(facts, accounts, options.groupIsOurs);
  const policies = closedPolicies(accounts);

  const present = taken ? [] : (group?.members ?? []);
  const members = present.filter((member) => member.kind === 'handle');
  const known = new Set(members.map((member) => member.key));
  const newcomers = [...carried.handles].filter(([key]) => !known.has(key)).map(([, handle]) => handle);
  const writesGroup =
    newcomers.length > 0 ||
    (refers && group === null) ||
    present.some((member) => member.kind === 'everyone');

  const lists = [...draft.lists.values()]
    .map(({ level, list, entries }) => ({ accountId: level, list, entries }))
    .filter(({ accountId, list, entries }) => {
      const now = writtenList(facts, accountId, list);
      return JSON.stringify(now) !== JSON.stringify(entries);
    });
  const edit: AccessEdit = {
    ...(writesGroup ? { ourMembers: [...members.map((member) => String(member.raw)), ...newcomers] } : {}),
    ...(lists.length > 0 ? { lists } : {}),
    ...(policies.length > 0 ? { policies } : {}),
    ...(otherGroups.length > 0 ? { otherGroups } : {}),
  };
  const blockedBy = findObstacle(carried, options, { taken, undecided, shared, newcomers });
  const changesNothing = Object.keys(edit).length === 0 && blockedBy === null;
  const writes = blockedBy === null && !changesNothing;
  return {
    edit: writes ? edit : null,
    restore: writes ? inverse(facts, edit) : null,
    carriedOver: carried.unreadable ? null : [...carried.handles.values()],
    notCarried: [...carried.notCarried],
    changes: changesOf(facts, edit),
    blockedBy,
    changesNothing,
    takesAway:
      carried.dropsSomebody ||
      carried.unreadable ||
      carried.notCarried.size > 0 ||
      accounts.some(
        (account) =>
          wildcardsIn(facts, effectiveDirect(facts, account).entries).length > 0 ||
          isGroupOpen(facts, account),
      ) ||
      accounts.some((account) => effectiveGroup(facts, account).entries.some(isOurs)),
    claimsGroup: writes && writesGroup,
  };
}

function findObstacle(
  carried: Carried,
  options: SilenceOptions,
  found: {
    readonly taken: boolean;
    readonly undecided: boolean;
    readonly shared: readonly string[];
    readonly newcomers: readonly string[];
  },
): SilenceObstacle | null {
  if (found.shared.length > 0) {
    const [first = '', ...others] = found.shared;
    const settings = others.reduce<string | Sentence>(
      (before, setting) => sentence('obstacle.settings-and', { settings: before, setting }),
      first,
    );
    return { reason: 'shared-wildcard', sentence: sentence('obstacle.shared-wildcard', { settings }) };
  }
  if (carried.unreadable && options.dropPaired !== true) {
    return { reason: 'pairing-store-unknown', sentence: sentence('obstacle.pairing-store-unknown') };
  }
  if (found.newcomers.length === 0) return null;
  if (found.taken) {
    const said = sentence('obstacle.group-name-taken', { group: ourGroupName });
    return { reason: 'group-name-taken', sentence: said };
  }
  return found.undecided
    ? { reason: 'members-undecided', sentence: sentence('obstacle.members-undecided') }
    : null;
}
