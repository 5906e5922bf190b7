import { handleKey } from '#core/message/handle.ts';
import { effectiveDirect, effectiveGroup } from './access.ts';
import type { AccessEntry, AccessFacts, TakenEntry } from './access-facts.ts';
import { isOurReference, isReference, ourGroupName } from './our-group.ts';
import { type Level, settingName } from './setting-name.ts';

/** The lists as a plan would leave them: opened one by one, only where something changes. */
export interface ListDraft {
  readonly lists: Map<string, { level: Level; list: 'direct' | 'group'; entries: (string | number)[] }>;
  /** Entries that let somebody in now and no longer will, as written; a list's name where it closes as a whole. */
  readonly losing: (string | number)[];
}

/** Whether an entry is the reference to our own group. */
export const isOurs = (entry: AccessEntry): boolean => entry.kind === 'group' && entry.name === ourGroupName;

/** The list as written at this level; null: not set there. */
export function readLevel(
  facts: AccessFacts,
  level: Level,
  list: 'direct' | 'group',
): readonly AccessEntry[] | null {
  const lists = level === null ? facts.root : facts.accounts.find((account) => account.id === level)?.own;
  return lists?.[list] ?? null;
}

function levelsOf(facts: AccessFacts): readonly Level[] {
  return [null, ...facts.accounts.map((account) => account.id)];
}

function listKey(level: Level, list: 'direct' | 'group'): string {
  return `${list}:${level ?? ''}`;
}

/** The list as this plan would leave it, opened for change. */
export function openList(
  draft: ListDraft,
  facts: AccessFacts,
  level: Level,
  list: 'direct' | 'group',
): (string | number)[] {
  const key = listKey(level, list);
  const known = draft.lists.get(key);
  if (known) return known.entries;
  const entries = (readLevel(facts, level, list) ?? []).map((entry) => entry.raw);
  draft.lists.set(key, { level, list, entries });
  return entries;
}

/** The list as this plan would leave it, without opening it. */
export function draftedEntries(
  draft: ListDraft,
  facts: AccessFacts,
  level: Level,
  list: 'direct' | 'group',
): readonly (string | number)[] {
  const drafted = draft.lists.get(listKey(level, list))?.entries;
  return drafted ?? (readLevel(facts, level, list) ?? []).map((entry) => entry.raw);
}

function spelled({
  raw,
  written,
}: Extract<AccessEntry, { kind: 'handle' }>): Pick<TakenEntry, 'raw' | 'written'> {
  return written === undefined ? { raw } : { raw, written };
}

/** Takes blocked handles off every list and every referenced group (PROMISE-5), remembering what stood where. */
export function takeOffBlocked(draft: ListDraft, facts: AccessFacts, blocked: ReadonlySet<string>) {
  const taken: (TakenEntry & { key: string })[] = [];
  for (const level of levelsOf(facts)) {
    for (const list of ['direct', 'group'] as const) {
      const entries = readLevel(facts, level, list);
      if (!entries?.some((entry) => entry.kind === 'handle' && blocked.has(entry.key))) continue;
      const kept = openList(draft, facts, level, list);
      kept.length = 0;
      entries.forEach((entry, index) => {
        if (entry.kind === 'handle' && blocked.has(entry.key)) {
          taken.push({ accountId: level, list, groupName: null, ...spelled(entry), index, key: entry.key });
        } else kept.push(entry.raw);
      });
    }
  }
  const referenced = new Set(
    levelsOf(facts).flatMap((level) =>
      (['direct', 'group'] as const).flatMap((list) =>
        (readLevel(facts, level, list) ?? []).flatMap((entry) => (entry.kind === 'group' ? entry.name : [])),
      ),
    ),
  );
  const otherGroups: { name: string; shared: boolean; entries: (string | number)[] }[] = [];
  for (const group of facts.groups) {
    if (group.name === ourGroupName || !group.isSenderList || !referenced.has(group.name)) continue;
    for (const shared of [false, true]) {
      const members = shared ? group.sharedMembers : group.members;
      const kept: (string | number)[] = [];
      members.forEach((member, index) => {
        if (member.kind === 'handle' && blocked.has(member.key)) {
          const list = shared ? 'other-group-shared' : 'other-group';
          taken.push({
            accountId: null,
            list,
            groupName: group.name,
            ...spelled(member),
            index,
            key: member.key,
          });
        } else kept.push(member.raw);
      });
      if (kept.length === members.length) continue;
      otherGroups.push({ name: group.name, shared, entries: kept });
    }
  }
  return { taken, otherGroups };
}

/** It stands there again; what a variable stands for may have changed meanwhile. */
function isSameEntry(entry: AccessEntry, { raw, written }: TakenEntry): boolean {
  if (entry.raw === raw) return true;
  return (
    written !== undefined && (entry.raw === written || (entry.kind === 'handle' && entry.written === written))
  );
}

/** Puts back what an undone block had taken, where it stood. @returns keys of those that get something back. */
export function putBack(
  draft: ListDraft,
  facts: AccessFacts,
  restore: readonly (TakenEntry & { readonly key: string })[],
  otherGroups: { name: string; shared: boolean; entries: (string | number)[] }[],
): readonly string[] {
  const keys: string[] = [];
  for (const { key, ...entry } of restore) {
    if (entry.list === 'direct' || entry.list === 'group') {
      const now = readLevel(facts, entry.accountId, entry.list);
      if (now === null || now.some((one) => isSameEntry(one, entry))) continue;
      openList(draft, facts, entry.accountId, entry.list).splice(entry.index, 0, entry.written ?? entry.raw);
      keys.push(key);
      continue;
    }
    const shared = entry.list === 'other-group-shared';
    const group = facts.groups.find((candidate) => candidate.name === entry.groupName);
    const members = shared ? group?.sharedMembers : group?.members;
    if (!group || !members || members.some((member) => isSameEntry(member, entry))) continue;
    let edit = otherGroups.find((candidate) => candidate.name === group.name && candidate.shared === shared);
    if (!edit) {
      edit = { name: group.name, shared, entries: members.map((member) => member.raw) };
      otherGroups.push(edit);
    }
    edit.entries.splice(entry.index, 0, entry.written ?? entry.raw);
    keys.push(key);
  }
  return keys;
}

/**
 * Makes the group senders explicit wherever our reference would open them (RULE-6.4): what was in effect,
 * without our reference and without blocked handles.
 */
export function keepGroupsClosed(draft: ListDraft, facts: AccessFacts, blocked: ReadonlySet<string>): void {
  const direct = (level: Level): readonly (string | number)[] =>
    draftedEntries(draft, facts, level, 'direct');
  const closed = (entries: readonly (string | number)[]): (string | number)[] =>
    entries.filter((raw) => !isReference(raw) && !blocked.has(handleKey(String(raw))));
  const write = (level: Level, entries: (string | number)[]): void => {
    draft.lists.set(listKey(level, 'group'), { level, list: 'group', entries });
  };

  for (const level of levelsOf(facts)) {
    const entries = readLevel(facts, level, 'group');
    if (!entries?.some(isOurs)) continue;
    const kept = openList(draft, facts, level, 'group').filter((raw) => !isOurReference(raw));
    write(level, kept);
    draft.losing.push(settingName('group', level));
  }

  const wasReferenced = (account: AccessFacts['accounts'][number]): boolean =>
    effectiveDirect(facts, account).entries.some(isOurs);
  const exposed = facts.accounts.filter((account) => {
    const group = effectiveGroup(facts, account);
    return group.fallback && direct(account.own.direct ? account.id : null).some(isOurReference);
  });
  for (const account of exposed) {
    if (wasReferenced(account)) draft.losing.push(settingName('group', account.id));
    if (account.own.direct) write(account.id, closed(direct(account.id)));
  }
  if (!exposed.some((account) => account.own.direct === null)) return;
  write(null, closed(direct(null)));
  // The root's list now counts for accounts that fell back to a list of their own: freeze those as they were.
  for (const account of facts.accounts) {
    const fellBack = account.own.group === null && account.own.direct !== null;
    if (fellBack && !draft.lists.has(listKey(account.id, 'group'))) {
      write(account.id, closed(direct(account.id)));
    }
  }
}
