import { countingAccounts } from '#core/access/access.ts';
import type { AccessEntry, AccessFacts } from '#core/access/access-facts.ts';
import { readLevel } from '#core/access/list-draft.ts';
import { nobodyReference, ourGroupName } from '#core/access/our-group.ts';
import { type Level, membersSetting, settingName } from '#core/access/setting-name.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Found } from './finding.ts';

/** Entries that do not do what they seem to, in every list that counts and every group such a list refers to. */
export function listFindings(facts: AccessFacts): readonly Found[] {
  return [
    ...listsOf(facts).flatMap((list) => [...neverMatching(facts, list), ...colliding(list)]),
    ...overriding(facts),
  ];
}

interface WrittenList {
  readonly setting: string;
  readonly entries: readonly AccessEntry[];
  /** Chats can be matched here: group senders, or a direct list that stands in for them. */
  readonly holdsChats: boolean;
}

function listsOf(facts: AccessFacts): readonly WrittenList[] {
  const accounts = countingAccounts(facts);
  const levels: readonly Level[] = [null, ...accounts.map((account) => account.id)];
  const lists = levels.flatMap((level): readonly WrittenList[] => {
    const direct = readLevel(facts, level, 'direct');
    const group = readLevel(facts, level, 'group');
    const stands = group === null && (level === null || facts.root.group === null);
    return [
      ...(direct ? [{ setting: settingName('direct', level), entries: direct, holdsChats: stands }] : []),
      ...(group ? [{ setting: settingName('group', level), entries: group, holdsChats: true }] : []),
    ];
  });
  const referenced = new Set(
    lists.flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'group' ? entry.name : []))),
  );
  const members = facts.groups
    .filter((group) => group.isSenderList && referenced.has(group.name) && group.name !== ourGroupName)
    .map((group) => ({
      setting: membersSetting(group.name, false),
      entries: group.members,
      holdsChats: true,
    }));
  return [...lists, ...members];
}

/** Digits without a `+` that look like a number without its country code (OC-45: no match). */
const nationalNumber = /^\(?[2-9]\d{2}\)?[\s.-]?\d{3}[\s.-]?\d{4}$/;

/** No sender of Messages can have this key: not a number anyone dials, a link, or pasted invisible marks. */
function isImpossible(entry: Extract<AccessEntry, { kind: 'handle' }>): boolean {
  const { key } = entry;
  if (key === '') return true;
  if (/^\+\d+$/.test(key)) {
    return /^\+0\d/.test(key) || key.length > 16 || nationalNumber.test(String(entry.raw).trim());
  }
  if (/^[+\d\u2010-\u2015\u200e\u200f\u202a-\u202e]+$/.test(key)) return true;
  return /^(?:mailto|tel|https?|imessage|sms|auto|facetime):/i.test(key) || /^[A-Za-z]+;[-+];/.test(key);
}

function matchesNobody(facts: AccessFacts, entry: AccessEntry, holdsChats: boolean): boolean {
  switch (entry.kind) {
    case 'handle':
      return isImpossible(entry);
    case 'chat':
      return !holdsChats;
    case 'group':
      if (entry.name === ourGroupName || entry.raw === nobodyReference) return false;
      return !facts.groups.some((group) => group.name === entry.name && group.isSenderList);
    case 'other':
      return true;
    case 'everyone':
      return false;
  }
}

function neverMatching(facts: AccessFacts, list: WrittenList): readonly Found[] {
  const dead = list.entries.filter((entry) => matchesNobody(facts, entry, list.holdsChats));
  if (dead.length === 0) return [];
  const names = dead.map((entry) => JSON.stringify(entry.raw)).join(', ');
  const raws = list.entries.map((entry) => entry.raw);
  const after = raws.filter((raw) => !dead.some((entry) => entry.raw === raw));
  return [
    {
      id: 'entry-never-matches',
      fix: sentence('fix.spelling', { setting: list.setting, entries: names }),
      changes: [{ path: list.setting, before: raws, after }],
    },
  ];
}

/** A number this short can be a service's code, too: both have one key (RULE-5.3). */
const shortNumber = /^\+[1-9]\d{6,7}$/;

function colliding(list: WrittenList): readonly Found[] {
  const doubtful = list.entries.filter((entry) => entry.kind === 'handle' && shortNumber.test(entry.key));
  if (doubtful.length === 0) return [];
  const names = doubtful.map((entry) => JSON.stringify(entry.raw)).join(', ');
  const raws = list.entries.map((entry) => entry.raw);
  const after = raws.filter((raw) => !doubtful.some((entry) => entry.raw === raw));
  return [
    {
      id: 'entries-collide',
      fix: sentence('fix.doubtful', { setting: list.setting, entries: names }),
      changes: [{ path: list.setting, before: raws, after }],
    },
  ];
}

function overriding(facts: AccessFacts): readonly Found[] {
  return countingAccounts(facts).flatMap((account) => {
    if (account.own.direct === null) return [];
    const setting = settingName('direct', account.id);
    const fix =
      account.id === facts.defaultAccountId
        ? sentence('fix.written-there', { setting })
        : sentence('fix.not-opened', { setting });
    return [{ id: 'accounts-override' as const, fix }];
  });
}
