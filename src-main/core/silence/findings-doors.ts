import { countingAccounts, effectiveDirect, effectiveGroup } from '#core/access/access.ts';
import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { type Level, membersSetting, settingName } from '#core/access/setting-name.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Found } from './finding.ts';
import { isGroupUnset, wildcardsIn } from './open-doors.ts';

/** Doors that answer or let in somebody whom nobody chose, account by account. */
export function doorFindings(facts: AccessFacts): readonly Found[] {
  return countingAccounts(facts).flatMap((account) => [
    ...directPolicy(account),
    ...directWildcards(facts, account),
    ...groupPolicy(account),
    ...groupWildcards(facts, account),
    ...groupUnset(facts, account),
    ...groupChats(facts, account),
    ...queueFull(facts, account),
  ]);
}

function levelOf(setBy: 'root' | 'account' | null, account: AccountAccess): Level {
  return setBy === 'account' ? account.id : null;
}

function directPolicy(account: AccountAccess): readonly Found[] {
  const { directPolicy: policy, directPolicySetBy } = account;
  if (policy !== 'pairing' && policy !== 'open') return [];
  const setting = settingName('directPolicy', levelOf(directPolicySetBy, account));
  const unset = directPolicySetBy === null ? 'dm-policy-unset' : 'dm-policy-pairing';
  return [
    {
      id: policy === 'open' ? 'dm-policy-open' : unset,
      fix: sentence('fix.allowlist', { setting }),
      settings: [setting],
    },
  ];
}

/** Where each "*" is to be taken out: the list itself, or a group it refers to. */
function wildcardSettings(facts: AccessFacts, list: ReturnType<typeof effectiveGroup>): readonly string[] {
  const own = settingName(list.fallback ? 'direct' : 'group', list.level);
  return wildcardsIn(facts, list.entries).map(({ group, shared }) =>
    group === null ? own : membersSetting(group, shared),
  );
}

function directWildcards(facts: AccessFacts, account: AccountAccess): readonly Found[] {
  if (account.directPolicy === 'disabled') return [];
  // Read as the direct list it is, whatever the group senders do with it.
  const list = { ...effectiveDirect(facts, account), fallback: true };
  return wildcardSettings(facts, list).map((setting) => ({
    id: 'wildcard',
    fix: sentence('fix.no-wildcard', { setting }),
    settings: [setting],
  }));
}

function groupPolicy(account: AccountAccess): readonly Found[] {
  if (account.groupPolicy !== 'open') return [];
  const setting = settingName('groupPolicy', levelOf(account.groupPolicySetBy, account));
  return [{ id: 'group-policy-open', fix: sentence('fix.allowlist', { setting }), settings: [setting] }];
}

function groupWildcards(facts: AccessFacts, account: AccountAccess): readonly Found[] {
  if (account.groupPolicy !== 'allowlist') return [];
  return wildcardSettings(facts, effectiveGroup(facts, account)).map((setting) => ({
    id: 'group-wildcard',
    fix: sentence('fix.no-wildcard', { setting }),
    settings: [setting],
  }));
}

function groupUnset(facts: AccessFacts, account: AccountAccess): readonly Found[] {
  if (!isGroupUnset(facts, account)) return [];
  const setting = settingName('group', effectiveGroup(facts, account).level);
  return [
    {
      id: 'group-list-unset',
      fix: sentence('fix.group-list', { setting }),
      settings: [setting],
    },
  ];
}

/** An entry that names a chat lets in whoever sits in it (the plugin matches it in groups only). */
function groupChats(facts: AccessFacts, account: AccountAccess): readonly Found[] {
  const list = effectiveGroup(facts, account);
  if (account.groupPolicy !== 'allowlist' || !list.entries.some(({ kind }) => kind === 'chat')) return [];
  const setting = settingName(list.fallback ? 'direct' : 'group', list.level);
  const raw = list.entries.map((entry) => entry.raw);
  const people = list.entries.filter(({ kind }) => kind !== 'chat').map((entry) => entry.raw);
  return [
    {
      id: 'group-chat-listed',
      fix: sentence('fix.list-people', { setting }),
      changes: [{ path: setting, before: raw, after: people }],
    },
  ];
}

function queueFull(facts: AccessFacts, account: AccountAccess): readonly Found[] {
  const queue = facts.pairingQueue;
  if (queue === null || account.directPolicy !== 'pairing') return [];
  if ((queue.pending.get(account.id) ?? 0) < queue.limit) return [];
  const setting = settingName('directPolicy', levelOf(account.directPolicySetBy, account));
  return [
    {
      id: 'pairing-queue-full',
      fix: sentence('fix.full-queue', { setting }),
      settings: [setting],
    },
  ];
}
