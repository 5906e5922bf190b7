import { expect, test } from 'vitest';
import type { AccessEdit } from '#core/access/access-facts.ts';
import { changesOf, isSameValue, settingsOf, writtenPolicy } from '#core/access/setting-change.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const read = facts({
  direct: [owner],
  accounts: [
    { directPolicy: 'pairing', directPolicySetBy: 'root' },
    { id: 'work', directPolicy: 'open', directPolicySetBy: 'account', group: [alice] },
  ],
  groups: { peephole: [alice], family: [owner] },
  sharedMembers: { peephole: ['*'], family: ['*'] },
});

const edit: AccessEdit = {
  ourMembers: [],
  otherGroups: [
    { name: 'family', shared: true, entries: [] },
    { name: 'family', shared: false, entries: [owner] },
    { name: 'gone', shared: false, entries: [] },
  ],
  lists: [
    { accountId: null, list: 'direct', entries: [owner] },
    { accountId: 'work', list: 'group', entries: null },
    { accountId: 'gone', list: 'group', entries: [] },
  ],
  policies: [
    { accountId: null, directPolicy: 'allowlist', groupPolicy: null },
    { accountId: 'work', directPolicy: null },
  ],
};

test('every setting of an edit is told as it stands and as it would be: policies, lists, groups, our group', () => {
  expect(settingsOf(read, edit)).toEqual([
    { path: 'channels.imessage.dmPolicy', before: 'pairing', after: 'allowlist' },
    { path: 'channels.imessage.groupPolicy', before: null, after: null },
    { path: 'channels.imessage.accounts.work.dmPolicy', before: 'open', after: null },
    { path: 'channels.imessage.allowFrom', before: [owner], after: [owner] },
    { path: 'channels.imessage.accounts.work.groupAllowFrom', before: [alice], after: null },
    { path: 'channels.imessage.accounts.gone.groupAllowFrom', before: null, after: [] },
    { path: 'accessGroups.family.members.*', before: ['*'], after: [] },
    { path: 'accessGroups.family.members.imessage', before: [owner], after: [owner] },
    { path: 'accessGroups.gone.members.imessage', before: null, after: [] },
    { path: 'accessGroups.peephole.members.imessage', before: [alice], after: [] },
  ]);
});

test('only those that would differ are changes, and a group that goes is one', () => {
  expect(changesOf(read, edit).map(({ path }) => path)).toEqual([
    'channels.imessage.dmPolicy',
    'channels.imessage.accounts.work.dmPolicy',
    'channels.imessage.accounts.work.groupAllowFrom',
    'channels.imessage.accounts.gone.groupAllowFrom',
    'accessGroups.family.members.*',
    'accessGroups.gone.members.imessage',
    'accessGroups.peephole.members.imessage',
  ]);
  expect(changesOf(read, { ourMembers: null })).toEqual([
    { path: 'accessGroups.peephole.members.imessage', before: [alice], after: null },
  ]);
  expect(changesOf(read, {})).toEqual([]);
});

test('a policy is written where it was set, and nowhere else', () => {
  expect(writtenPolicy(read, null, 'directPolicy')).toBe('pairing');
  expect(writtenPolicy(read, 'work', 'directPolicy')).toBe('open');
  expect(writtenPolicy(read, 'default', 'directPolicy')).toBeNull();
  expect(writtenPolicy(read, 'work', 'groupPolicy')).toBeNull();
  expect(writtenPolicy(read, 'gone', 'directPolicy')).toBeNull();
});

test('values are the same as they are written: lists in their order, no list and an empty one apart', () => {
  expect(isSameValue([1, '1'], [1, '1'])).toBe(true);
  expect(isSameValue([1, 2], [2, 1])).toBe(false);
  expect(isSameValue(null, [])).toBe(false);
  expect(isSameValue(1, '1')).toBe(false);
});
