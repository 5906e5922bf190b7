import { effectiveDirect, effectiveGroup } from '#core/access/access.ts';
import type { AccessEntry, AccessFacts, AccountAccess } from '#core/access/access-facts.ts';

/** Where a list says "everyone": as an entry of its own, or through a group it refers to. */
export interface Wildcard {
  /** null: the list itself; otherwise the group that holds it. */
  readonly group: string | null;
  /** The group holds it for every channel, not for iMessage alone. */
  readonly shared: boolean;
}

const isEveryone = (entry: AccessEntry): boolean => entry.kind === 'everyone';

/** Every way in which these entries let everyone in (OC-23). */
export function wildcardsIn(facts: AccessFacts, entries: readonly AccessEntry[]): readonly Wildcard[] {
  return entries.flatMap((entry): readonly Wildcard[] => {
    if (entry.kind === 'everyone') return [{ group: null, shared: false }];
    if (entry.kind !== 'group') return [];
    const group = facts.groups.find((candidate) => candidate.name === entry.name);
    if (!group?.isSenderList) return [];
    return [
      ...(group.members.some(isEveryone) ? [{ group: group.name, shared: false }] : []),
      ...(group.sharedMembers.some(isEveryone) ? [{ group: group.name, shared: true }] : []),
    ];
  });
}

const named = (entries: readonly AccessEntry[]): readonly AccessEntry[] =>
  entries.filter((entry) => !isEveryone(entry));

/** The same gateway as if nobody had ever written "*": who is let in by name. */
export function withoutWildcards(facts: AccessFacts): AccessFacts {
  const lists = ({ direct, group }: AccountAccess['own']): AccountAccess['own'] => ({
    direct: direct && named(direct),
    group: group && named(group),
  });
  return {
    ...facts,
    root: lists(facts.root),
    accounts: facts.accounts.map((account) => ({ ...account, own: lists(account.own) })),
    groups: facts.groups.map((group) => ({
      ...group,
      members: named(group.members),
      sharedMembers: named(group.sharedMembers),
    })),
  };
}

/** Direct messages of this account answer or let in somebody whom nobody chose. */
export function isDirectOpen(facts: AccessFacts, account: AccountAccess): boolean {
  if (account.directPolicy === 'disabled') return false;
  if (account.directPolicy !== 'allowlist') return true;
  return wildcardsIn(facts, effectiveDirect(facts, account).entries).length > 0;
}

/** Group messages of this account let in somebody whom nobody chose. */
export function isGroupOpen(facts: AccessFacts, account: AccountAccess): boolean {
  if (account.groupPolicy !== 'allowlist') return account.groupPolicy === 'open';
  return wildcardsIn(facts, effectiveGroup(facts, account).entries).length > 0;
}

/** The direct list stands in for the group senders, so that each approval would open groups (RULE-6.4). */
export function isGroupUnset(facts: AccessFacts, account: AccountAccess): boolean {
  const list = effectiveGroup(facts, account);
  return account.groupPolicy !== 'disabled' && list.fallback && list.entries.length > 0;
}

/** Any stranger's direct message reaches the assistant of this account, or one entry would make it so. */
export function isOpenToAll(facts: AccessFacts, account: AccountAccess): boolean {
  if (account.directPolicy === 'disabled') return false;
  return (
    account.directPolicy === 'open' || wildcardsIn(facts, effectiveDirect(facts, account).entries).length > 0
  );
}
