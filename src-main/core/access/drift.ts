import type { AccessFacts } from './access-facts.ts';
import {
  isSameValue,
  type SettingChange,
  writtenList,
  writtenMembers,
  writtenPolicy,
} from './setting-change.ts';
import { membersSetting, settingName } from './setting-name.ts';

/** Every setting that decides who is let in, by its name in OpenClaw's config, as written. Plain JSON. */
export type AccessSettings = Readonly<Record<string, unknown>>;

/** What stood in the gateway's config at this reading. */
export function accessSettings(facts: AccessFacts): AccessSettings {
  const settings: Record<string, unknown> = { [settingName('enabled', null)]: facts.rootEnabled };
  for (const level of [null, ...facts.accounts.map((account) => account.id)]) {
    for (const list of ['direct', 'group'] as const) {
      settings[settingName(list, level)] = writtenList(facts, level, list);
    }
    for (const policy of ['directPolicy', 'groupPolicy'] as const) {
      settings[settingName(policy, level)] = writtenPolicy(facts, level, policy);
    }
  }
  for (const { name } of facts.groups) {
    for (const shared of [false, true]) {
      settings[membersSetting(name, shared)] = writtenMembers(facts, name, shared);
    }
  }
  return settings;
}

/** What changed between two readings; a setting that is absent counts as null. */
export function driftOf(before: AccessSettings, after: AccessSettings): readonly SettingChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().flatMap((path) => {
    const change = { path, before: before[path] ?? null, after: after[path] ?? null };
    return isSameValue(change.before, change.after) ? [] : change;
  });
}
