import type { AccessEdit, AccessEntry, AccessFacts } from './access-facts.ts';
import { ourGroupName } from './our-group.ts';

/** Entries by where they are written, in no order; a list that is not there says the same as an empty one. */
type Lists = Readonly<Record<string, readonly string[]>>;

const level = (accountId: string | null, list: 'direct' | 'group'): string =>
  JSON.stringify([accountId, list]);
const members = (group: string, shared: boolean): string => JSON.stringify([group, shared]);

/** Names what lists say and whether the channel is on: the same for two configs that say the same. */
export function listsPrint(facts: AccessFacts): string {
  return printOf(facts.rootEnabled !== false, listsOf(facts));
}

/** What `listsPrint` will be once the edit is saved. */
export function listsPrintAfter(facts: AccessFacts, edit: AccessEdit): string {
  const { ourMembers, lists = [], otherGroups = [], enabled } = edit;
  return printOf(enabled ?? facts.rootEnabled !== false, {
    ...listsOf(facts),
    ...(ourMembers === undefined ? {} : { [members(ourGroupName, false)]: ourMembers ?? [] }),
    // The group goes with all that is in it.
    ...(ourMembers === null ? { [members(ourGroupName, true)]: [] } : {}),
    ...Object.fromEntries(
      lists.map(({ accountId, list, entries }) => [level(accountId, list), (entries ?? []).map(String)]),
    ),
    ...Object.fromEntries(
      otherGroups.map(({ name, shared, entries }) => [members(name, shared), entries.map(String)]),
    ),
  });
}

function listsOf({ root, accounts, groups }: AccessFacts): Lists {
  return {
    [level(null, 'direct')]: written(root.direct),
    [level(null, 'group')]: written(root.group),
    ...Object.fromEntries(
      accounts.flatMap(({ id, own }) => [
        [level(id, 'direct'), written(own.direct)],
        [level(id, 'group'), written(own.group)],
      ]),
    ),
    ...Object.fromEntries(
      groups.flatMap(({ name, members: own, sharedMembers }) => [
        [members(name, false), written(own)],
        [members(name, true), written(sharedMembers)],
      ]),
    ),
  };
}

const written = (entries: readonly AccessEntry[] | null): readonly string[] =>
  (entries ?? []).map(({ raw }) => String(raw));

function printOf(isOn: boolean, lists: Lists): string {
  const filled = Object.entries(lists).filter(([, entries]) => entries.length > 0);
  const named = filled.map(([where, entries]) => JSON.stringify([where, entries.toSorted()]));
  return JSON.stringify([isOn, named.toSorted()]);
}
