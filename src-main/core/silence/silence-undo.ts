import type { AccessEdit, AccessFacts } from '#core/access/access-facts.ts';
import { isReference } from '#core/access/our-group.ts';
import {
  changesOf,
  isSameValue,
  type SettingChange,
  settingsOf,
  writtenList,
} from '#core/access/setting-change.ts';
import { handleKey } from '#core/message/handle.ts';

/** Where the ledger keeps the `SilenceRecord`; empty: nothing to undo. */
export const silenceRecordSetting = 'silence-record';

/** What "Make it silent" wrote, and the same settings as they were before: kept in the ledger until undone. */
export interface SilenceRecord {
  readonly edit: AccessEdit;
  readonly restore: AccessEdit;
}

/** Taking "Make it silent" back, as one write. */
export interface SilenceUndoPlan {
  /** null: nothing to write, or refused. */
  readonly edit: AccessEdit | null;
  readonly changes: readonly SettingChange[];
  /** `everything`: the settings before. `policies`: our reference and the explicit group senders stay. */
  readonly gives: 'everything' | 'policies';
  /** Settings that somebody else changed since: `before` is what we had written, `after` what stands there now. */
  readonly foreign: readonly SettingChange[];
}

type Entries = readonly (string | number)[];
type ListEdit = NonNullable<AccessEdit['lists']>[number];

/** A list without what Peephole itself adds and takes out while it runs. */
function bare(value: unknown, blocked: ReadonlySet<string>): unknown {
  if (!Array.isArray(value)) return value;
  return (value as Entries).filter((raw) => !isReference(raw) && !blocked.has(handleKey(String(raw))));
}

/** The owner's list back, with our reference to it kept. */
function keepReference(facts: AccessFacts, list: ListEdit): ListEdit {
  const kept = (writtenList(facts, list.accountId, list.list) ?? []).filter(isReference);
  const before = (list.entries ?? []).filter((raw) => !kept.includes(raw));
  return { ...list, entries: [...before, ...kept] };
}

/**
 * What takes a "Make it silent" back (RULE-6.15): to the settings before when nobody is approved;
 * otherwise the policies and lists only, so that no approval ends and no group opens. Our group's members are never part
 * of it. Refused, with a diff, when somebody else changed one of these settings since.
 * @param blocked keys that Peephole keeps off the lists by itself: no foreign edit.
 */
export function planSilenceUndo(
  record: SilenceRecord,
  facts: AccessFacts,
  { hasApprovals, blocked }: { readonly hasApprovals: boolean; readonly blocked: ReadonlySet<string> },
): SilenceUndoPlan {
  const stays = (list: ListEdit): boolean => hasApprovals && list.list === 'group';
  const { ourMembers: _ours, ...written } = record.edit;
  const concerned = { ...written, lists: (written.lists ?? []).filter((list) => !stays(list)) };
  const foreign = settingsOf(facts, concerned)
    .filter((setting) => !isSameValue(bare(setting.before, blocked), bare(setting.after, blocked)))
    .map(({ path, before: now, after: expected }) => ({ path, before: expected, after: now }));

  const lists = (record.restore.lists ?? []).filter((list) => !stays(list));
  const edit: AccessEdit = {
    ...record.restore,
    lists: hasApprovals ? lists.map((list) => keepReference(facts, list)) : lists,
  };
  const changes = changesOf(facts, edit);
  return {
    edit: foreign.length === 0 && changes.length > 0 ? edit : null,
    changes,
    gives: hasApprovals ? 'policies' : 'everything',
    foreign,
  };
}
