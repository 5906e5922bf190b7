import type { AccessEntry, AccessFacts, AccountAccess } from './access-facts.ts';
import { ourGroupName } from './our-group.ts';
import { type Level, settingName } from './setting-name.ts';

/** By what someone is let in: our group, the owner's list, another group, the pairing store, or a wildcard. */
export type Via = 'peephole' | 'owner' | `group:${string}` | 'pairing' | 'everyone';

/** True when another access group of the owner's lets them in: `group:` and its name. */
export function isByGroup(via: Via): via is `group:${string}` {
  return via.startsWith('group:');
}

/** What the access rule says, and by which setting. `allowed` null: it could not be read, so nobody knows. */
export interface Ruling {
  readonly allowed: boolean | null;
  /** Stable id of the deciding rule. */
  readonly rule:
    | 'policy-disabled'
    | 'policy-open'
    | 'listed'
    | 'paired'
    | 'pairing-store-unknown'
    | 'not-listed'
    | 'answered-with-code'
    | 'no-group-senders';
  /** The setting that decides, spelled as in the owner's config. */
  readonly setting: string;
  readonly via: Via | null;
}

/** A list in effect and the level it was written at. */
export interface EffectiveList {
  readonly entries: readonly AccessEntry[];
  readonly level: Level;
  /** `group` lists only: not written anywhere, so the direct list stands in (OC-46). */
  readonly fallback: boolean;
}

/** The direct list in effect for an account: its own replaces the root's (OC-64). */
export function effectiveDirect(facts: AccessFacts, account: AccountAccess): EffectiveList {
  if (account.own.direct) return { entries: account.own.direct, level: account.id, fallback: false };
  return { entries: facts.root.direct ?? [], level: null, fallback: false };
}

/** The group senders in effect for an account; unset, the direct list stands in. */
export function effectiveGroup(facts: AccessFacts, account: AccountAccess): EffectiveList {
  if (account.own.group) return { entries: account.own.group, level: account.id, fallback: false };
  if (facts.root.group) return { entries: facts.root.group, level: null, fallback: false };
  return { ...effectiveDirect(facts, account), fallback: true };
}

/** The accounts whose rules count: the enabled ones, or all when the channel is off. */
export function countingAccounts(facts: AccessFacts): readonly AccountAccess[] {
  const enabled = facts.accounts.filter((account) => account.enabled);
  return enabled.length > 0 ? enabled : facts.accounts;
}

/**
 * The accounts that approvals are written for: those that receive where people write to, on the Messages that Peephole
 * reads (RULE-6.3). A parked one has another receive in its place (OC-54); where none can be told, whichever may be one.
 */
export function approvalAccounts(facts: AccessFacts): readonly AccountAccess[] {
  const received = facts.accounts.filter(({ parkedBy }) => parkedBy === null);
  const here = received.filter(({ messages }) => messages.kind === 'this-mac');
  const possible = here.length > 0 ? here : received.filter(({ messages }) => messages.kind === 'unknown');
  const isOff = !facts.accounts.some(({ enabled }) => enabled);
  return isOff ? possible : possible.filter(({ enabled }) => enabled);
}

/** The account that is asked first, or null when no iMessage account exists. */
export function defaultAccount(facts: AccessFacts): AccountAccess | null {
  return facts.accounts.find((account) => account.id === facts.defaultAccountId) ?? facts.accounts[0] ?? null;
}

function groupHolds(facts: AccessFacts, name: string, key: string): boolean {
  const group = facts.groups.find((candidate) => candidate.name === name);
  if (!group?.isSenderList) return false;
  return [...group.members, ...group.sharedMembers].some(
    (member) => member.kind === 'everyone' || (member.kind === 'handle' && member.key === key),
  );
}

/** Whether one entry lets `key` in, and as what. */
function matchEntry(facts: AccessFacts, entry: AccessEntry, key: string): Via | null {
  switch (entry.kind) {
    case 'everyone':
      return 'everyone';
    case 'handle':
      return entry.key === key ? 'owner' : null;
    case 'group':
      if (!groupHolds(facts, entry.name, key)) return null;
      return entry.name === ourGroupName ? 'peephole' : `group:${entry.name}`;
    case 'chat':
    case 'other':
      return null;
  }
}

/** Every way in that a list gives `key`, in the list's order. */
function waysIn(facts: AccessFacts, entries: readonly AccessEntry[], key: string): Via[] {
  return entries.flatMap((entry) => matchEntry(facts, entry, key) ?? []);
}

/** Ours is named last: whatever else lets someone in does so without us. */
function foremost(ways: readonly Via[]): Via | null {
  return ways.find((way) => way !== 'peephole') ?? ways[0] ?? null;
}

/**
 * Would a direct message of `key` to this account reach the assistant? OpenClaw's own order of rules
 * (OC-19, OC-23). Says nothing about whether the channel runs.
 */
export function judgeDirect(facts: AccessFacts, account: AccountAccess, key: string): Ruling {
  const list = effectiveDirect(facts, account);
  const policySetting = settingName(
    'directPolicy',
    account.directPolicySetBy === 'account' ? account.id : null,
  );
  if (account.directPolicy === 'disabled') {
    return { allowed: false, rule: 'policy-disabled', setting: policySetting, via: null };
  }
  const via = foremost(waysIn(facts, list.entries, key));
  const listSetting = settingName('direct', list.level);
  if (via !== null) {
    const open = via === 'everyone' && account.directPolicy === 'open';
    return {
      allowed: true,
      rule: open ? 'policy-open' : 'listed',
      setting: open ? policySetting : listSetting,
      via,
    };
  }
  if (account.directPolicy !== 'pairing') {
    return { allowed: false, rule: 'not-listed', setting: listSetting, via: null };
  }
  if (account.paired === null) {
    return { allowed: null, rule: 'pairing-store-unknown', setting: policySetting, via: null };
  }
  if (account.paired.includes(key))
    return { allowed: true, rule: 'paired', setting: policySetting, via: 'pairing' };
  return { allowed: false, rule: 'answered-with-code', setting: policySetting, via: null };
}

/** Would a group message of `key` reach the assistant? (OC-46.) */
export function judgeGroup(facts: AccessFacts, account: AccountAccess, key: string): Ruling {
  const policySetting = settingName(
    'groupPolicy',
    account.groupPolicySetBy === 'account' ? account.id : null,
  );
  if (account.groupPolicy === 'disabled') {
    return { allowed: false, rule: 'policy-disabled', setting: policySetting, via: null };
  }
  if (account.groupPolicy === 'open') {
    return { allowed: true, rule: 'policy-open', setting: policySetting, via: 'everyone' };
  }
  const list = effectiveGroup(facts, account);
  const setting = settingName(list.fallback ? 'direct' : 'group', list.level);
  if (list.entries.length === 0) return { allowed: false, rule: 'no-group-senders', setting, via: null };
  const via = foremost(waysIn(facts, list.entries, key));
  return { allowed: via !== null, rule: via === null ? 'not-listed' : 'listed', setting, via };
}

/**
 * What lets `key` in anywhere, for direct messages: the account they write to is asked first.
 * @returns the ruling of the first account that lets them in; otherwise that account's, unknown before "no".
 */
export function judgeSender(facts: AccessFacts, key: string): Ruling | null {
  const first = approvalAccounts(facts)[0] ?? defaultAccount(facts);
  const accounts = countingAccounts(facts);
  const ordered = [
    ...accounts.filter((account) => account.id === first?.id),
    ...accounts.filter((account) => account.id !== first?.id),
  ];
  const rulings = ordered.map((account) => judgeDirect(facts, account, key));
  return (
    rulings.find((ruling) => ruling.allowed === true && ruling.via !== 'peephole') ??
    rulings.find((ruling) => ruling.allowed === true) ??
    rulings.find((ruling) => ruling.allowed === null) ??
    rulings[0] ??
    null
  );
}

/** What may let `key` in in groups, at any account: also a listed chat, in which nobody is asked who they are; null: nothing does. */
export function judgeInGroups(facts: AccessFacts, key: string): Ruling | null {
  for (const account of countingAccounts(facts)) {
    const ruling = judgeGroup(facts, account, key);
    const namesChats = effectiveGroup(facts, account).entries.some(({ kind }) => kind === 'chat');
    if (ruling.allowed || (ruling.rule === 'not-listed' && namesChats)) return ruling;
  }
  return null;
}
