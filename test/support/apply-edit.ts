import type { AccessEdit, AccessFacts } from '#core/access/access-facts.ts';
import { entry } from './facts.ts';

type Policy = NonNullable<AccessEdit['policies']>[number];

/** The gateway's defaults (OC-12, OC-24). */
const defaults = { directPolicy: 'pairing', groupPolicy: 'allowlist' } as const;

/** What the lists and policies look like once the gateway has applied an edit. */
export function applyEdit(before: AccessFacts, edit: AccessEdit | null): AccessFacts {
  if (edit === null) return before;
  const list = (level: string | null, name: 'direct' | 'group') => {
    const written = edit.lists?.find((one) => one.accountId === level && one.list === name);
    return written && { entries: written.entries?.map(entry) ?? null };
  };
  const after = (level: string | null, now: AccessFacts['root']): AccessFacts['root'] => {
    const direct = list(level, 'direct');
    const group = list(level, 'group');
    return { direct: direct ? direct.entries : now.direct, group: group ? group.entries : now.group };
  };
  const members = edit.ourMembers?.map(entry);
  const isOurGroupGone = edit.ourMembers === null;
  const left = before.groups.filter(({ name }) => !(isOurGroupGone && name === 'peephole'));
  const groups = left.map((group) => {
    const own = edit.otherGroups?.find((one) => one.name === group.name && !one.shared);
    const shared = edit.otherGroups?.find((one) => one.name === group.name && one.shared);
    return {
      ...group,
      members: group.name === 'peephole' && members ? members : (own?.entries.map(entry) ?? group.members),
      sharedMembers: shared?.entries.map(entry) ?? group.sharedMembers,
    };
  });
  if (members && !groups.some((group) => group.name === 'peephole')) {
    groups.push({ name: 'peephole', isSenderList: true, members, sharedMembers: [] });
  }
  return {
    ...before,
    root: after(null, before.root),
    accounts: before.accounts.map((account) => ({
      ...account,
      ...policy(before, edit, account, 'directPolicy'),
      ...policy(before, edit, account, 'groupPolicy'),
      own: after(account.id, account.own),
    })),
    groups,
  };
}

function policy<Kind extends 'directPolicy' | 'groupPolicy'>(
  before: AccessFacts,
  edit: AccessEdit,
  account: AccessFacts['accounts'][number],
  kind: Kind,
) {
  const written = (level: string | null): Policy[Kind] | undefined =>
    edit.policies?.find((one) => one.accountId === level)?.[kind];
  const setBy = account[`${kind}SetBy`];
  const rootNow = before.accounts.find((one) => one[`${kind}SetBy`] === 'root')?.[kind] ?? null;
  const rootAfter = written(null) === undefined ? rootNow : written(null);
  const ownNow = setBy === 'account' ? account[kind] : null;
  const own = written(account.id) === undefined ? ownNow : written(account.id);
  const inForce = own ?? rootAfter ?? defaults[kind];
  return { [kind]: inForce, [`${kind}SetBy`]: own ? 'account' : rootAfter ? 'root' : null };
}
