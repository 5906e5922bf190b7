import type { AccessEdit, AccessEntry, AccessFacts } from './access-facts.ts';
import { ourGroupName } from './our-group.ts';

/** Lists by where they are written, entries in no order; one that is not there or is empty is left out. */
type Lists = Readonly<Record<string, readonly string[]>>;

const level = (accountId: string | null, list: 'direct' | 'group'): string =>
  JSON.stringify(['level', accountId, list]);
const members = (group: string, shared: boolean): string => JSON.stringify(['group', group, shared]);
const isOn = 'on';

/** Names what lists say and whether the channel is on: the same for two configs that say the same. */
export function listsPrint(facts: AccessFacts): string {
  return printOf(listsOf(facts));
}

/** What `listsPrint` will be once the edit is saved. */
export function listsPrintAfter(facts: AccessFacts, edit: AccessEdit): string {
  const { ourMembers, lists = [], otherGroups = [], enabled } = edit;
  return printOf({
    ...listsOf(facts),
    ...(ourMembers === undefined ? {} : { [members(ourGroupName, false)]: ourMembers ?? [] }),
    ...(ourMembers === null ? { [members(ourGroupName, true)]: [] } : {}),
    ...Object.fromEntries(
      lists.map(({ accountId, list, entries }) => [level(accountId, list), (entries ?? []).map(String)]),
    ),
    ...Object.fromEntries(
      otherGroups.map(({ name, shared, entries }) => [members(name, shared), entries.map(String)]),
    ),
    ...(enabled === undefined ? {} : { [isOn]: [String(enabled)] }),
  });
}

function listsOf({ root, accounts, groups, rootEnabled }: AccessFacts): Lists {
  return {
    [isOn]: [String(rootEnabled !== false)],
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

function printOf(lists: Lists): string {
  const filled = Object.entries(lists).filter(([, entries]) => entries.length > 0);
  return JSON.stringify(
    filled
      .map(([where, entries]) => [where, entries.toSorted()])
      .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  );
}
