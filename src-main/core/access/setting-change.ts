import type { AccessEdit, AccessEntry, AccessFacts } from './access-facts.ts';
import { readLevel } from './list-draft.ts';
import { ourGroupName } from './our-group.ts';
import { type Level, membersSetting, settingName } from './setting-name.ts';

/** One setting, as in OpenClaw's config, before and after; null: not set. */
export interface SettingChange {
  /** Its exact name, with dots. */
  readonly path: string;
  /** As it is. */
  readonly before: unknown;
  /** As it would be. */
  readonly after: unknown;
}

const raws = (entries: readonly AccessEntry[]): readonly (string | number)[] =>
  entries.map((entry) => entry.raw);

/** The list as written at this level; null: not set there. */
export function writtenList(
  facts: AccessFacts,
  level: Level,
  list: 'direct' | 'group',
): readonly (string | number)[] | null {
  const entries = readLevel(facts, level, list);
  return entries && raws(entries);
}

/** The policy as written at this level; null: not set there. */
export function writtenPolicy<Kind extends 'directPolicy' | 'groupPolicy'>(
  facts: AccessFacts,
  level: Level,
  kind: Kind,
): AccessFacts['accounts'][number][Kind] | null {
  const setBy = level === null ? 'root' : 'account';
  return (
    facts.accounts.find(
      (account) => account[`${kind}SetBy`] === setBy && (level === null || account.id === level),
    )?.[kind] ?? null
  );
}

/** Members of a group as written; null: no such group. */
export function writtenMembers(
  facts: AccessFacts,
  name: string,
  shared: boolean,
): readonly (string | number)[] | null {
  const group = facts.groups.find((candidate) => candidate.name === name);
  return group ? raws(shared ? group.sharedMembers : group.members) : null;
}

/** Every setting an edit speaks of: what stands there now, and what it would write. Unchanged ones too. */
export function settingsOf(facts: AccessFacts, edit: AccessEdit): readonly SettingChange[] {
  const changes: SettingChange[] = [];
  for (const policy of edit.policies ?? []) {
    for (const kind of ['directPolicy', 'groupPolicy'] as const) {
      const after = policy[kind];
      if (after === undefined) continue;
      const before = writtenPolicy(facts, policy.accountId, kind);
      changes.push({ path: settingName(kind, policy.accountId), before, after });
    }
  }
  for (const { accountId, list, entries } of edit.lists ?? []) {
    const before = writtenList(facts, accountId, list);
    changes.push({ path: settingName(list, accountId), before, after: entries });
  }
  for (const { name, shared, entries } of edit.otherGroups ?? []) {
    const before = writtenMembers(facts, name, shared);
    changes.push({ path: membersSetting(name, shared), before, after: entries });
  }
  if (edit.ourMembers !== undefined) {
    const before = writtenMembers(facts, ourGroupName, false);
    changes.push({ path: membersSetting(ourGroupName, false), before, after: edit.ourMembers });
  }
  return changes;
}

/** Whether two settings hold the same value. */
export function isSameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** What an edit would change, as shown to the owner before and after. */
export function changesOf(facts: AccessFacts, edit: AccessEdit): readonly SettingChange[] {
  return settingsOf(facts, edit).filter(({ before, after }) => !isSameValue(before, after));
}
