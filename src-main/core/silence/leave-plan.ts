import type { AccessEdit, AccessFacts } from '#core/access/access-facts.ts';
import { isGroupNameTaken } from '#core/access/access-plan.ts';
import { readLevel } from '#core/access/list-draft.ts';
import { isOurReference, isReference, nobodyReference, ourGroupName } from '#core/access/our-group.ts';
import { changesOf, type SettingChange } from '#core/access/setting-change.ts';
import type { Level } from '#core/access/setting-name.ts';
import { handleKey } from '#core/message/handle.ts';
import { planSilenceUndo, type SilenceRecord } from './silence-undo.ts';

export interface LeaveOptions {
  /** What "Make it silent" changed, to be restored; null: it stays, or there is nothing to restore. */
  readonly restore: SilenceRecord | null;
  /** Who is approved for good, as written to the gateway: they go onto the owner's own list. Empty: nobody does. */
  readonly kept: readonly string[];
  /** The mark of RULE-6.2: a group of our name that is somebody else's is left alone. */
  readonly groupIsOurs: boolean;
  /** Keys of blocked senders: what Peephole keeps off the lists is no change of somebody else's. */
  readonly blocked: ReadonlySet<string>;
}

/** Taking Peephole out of OpenClaw's config, as one write (RULE-6.27). */
export interface LeavePlan {
  /** null: nothing of ours stands there, or `foreign`. */
  readonly edit: AccessEdit | null;
  readonly changes: readonly SettingChange[];
  /** Settings of "Make it silent" that somebody else changed since: nothing is restored over them. */
  readonly foreign: readonly SettingChange[];
  /** Members of our group who lose access by it, as written: the channel is stopped first. */
  readonly losing: readonly string[];
  /** Lists that keep a reference which lets nobody in, because an empty list would let anyone approve actions (OC-62). */
  readonly closed: readonly Level[];
}

type Entries = readonly (string | number)[];

/** The list without our references; whom the owner keeps stands where the reference stood. */
function withoutUs(entries: Entries, kept: readonly string[]): (string | number)[] {
  const at = entries.findIndex(isOurReference);
  const known = new Set(entries.map((raw) => handleKey(String(raw))));
  const added = kept.filter((handle) => !known.has(handleKey(handle)));
  return entries.flatMap((raw, index) => {
    if (index === at) return added;
    return isReference(raw) ? [] : raw;
  });
}

/**
 * Plans what takes Peephole out of OpenClaw's config: our group, every reference to it, and, when asked, what "Make it
 * silent" changed. Nobody gains anything by it but what is restored: lists of group senders that were made explicit stay so
 * while somebody is kept.
 */
export function planLeave(facts: AccessFacts, options: LeaveOptions): LeavePlan {
  const { restore, blocked, groupIsOurs } = options;
  const group = facts.groups.find(({ name }) => name === ourGroupName);
  const isOurGroup = group !== undefined && !isGroupNameTaken(facts, groupIsOurs);
  const members = isOurGroup ? group.members.map(({ raw }) => String(raw)) : [];
  const memberKeys = new Set(members.map(handleKey));
  const kept = options.kept.filter((handle) => memberKeys.has(handleKey(handle)));

  const undo =
    restore === null ? null : planSilenceUndo(restore, facts, { hasApprovals: kept.length > 0, blocked });
  const lists = new Map<string, NonNullable<AccessEdit['lists']>[number]>();
  const closed: Level[] = [];
  for (const list of undo?.edit?.lists ?? []) lists.set(`${list.list}:${list.accountId ?? ''}`, list);
  for (const level of [null, ...facts.accounts.map(({ id }) => id)]) {
    for (const list of ['direct', 'group'] as const) {
      const key = `${list}:${level ?? ''}`;
      const now = (readLevel(facts, level, list) ?? []).map(({ raw }) => raw);
      const restored = lists.get(key);
      if (restored === undefined && !now.some(isReference)) continue;
      // What is restored keeps our reference while somebody is kept, and so says where they go.
      const base = restored === undefined ? now : (restored.entries ?? []);
      const entries = withoutUs(base, list === 'direct' && now.some(isOurReference) ? kept : []);
      const isClosed = list === 'direct' && restored === undefined && entries.length === 0;
      if (isClosed) closed.push(level);
      const left = restored?.entries === null && entries.length === 0 ? null : entries;
      lists.set(key, { accountId: level, list, entries: isClosed ? [nobodyReference] : left });
    }
  }
  const edit: AccessEdit = {
    ...undo?.edit,
    ...(lists.size > 0 ? { lists: [...lists.values()] } : {}),
    ...(isOurGroup ? { ourMembers: null, isLastGroup: facts.groups.length === 1 } : {}),
  };
  const changes = changesOf(facts, edit);
  const foreign = undo?.foreign ?? [];
  const keptKeys = new Set(kept.map(handleKey));
  return {
    edit: foreign.length === 0 && (changes.length > 0 || isOurGroup) ? edit : null,
    changes,
    foreign,
    losing: members.filter((member) => !keptKeys.has(handleKey(member))),
    closed,
  };
}
