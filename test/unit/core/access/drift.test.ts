import { describe, expect, test } from 'vitest';
import { accessSettings, driftOf } from '#core/access/drift.ts';
import { facts } from '../../../support/facts.ts';

describe('what changed between two readings', () => {
  const family = facts({ direct: ['+12125550101'], groups: { family: ['+12125550102'] } });

  test('nothing did, however often it is read', () => {
    expect(driftOf(accessSettings(family), accessSettings(family))).toEqual([]);
  });

  test('a setting that came, by its name in OpenClaw’s config', () => {
    const before = accessSettings(facts({ direct: ['+12125550101'] }));
    expect(driftOf(before, accessSettings(family))).toContainEqual({
      path: 'accessGroups.family.members.imessage',
      before: null,
      after: ['+12125550102'],
    });
  });

  test('a setting that is gone counts as much', () => {
    const after = accessSettings(facts({ direct: ['+12125550101'] }));
    expect(driftOf(accessSettings(family), after)).toContainEqual({
      path: 'accessGroups.family.members.imessage',
      before: ['+12125550102'],
      after: null,
    });
  });

  test('the order of a list is part of it', () => {
    const one = accessSettings(facts({ direct: ['+12125550101', '+12125550102'] }));
    const other = accessSettings(facts({ direct: ['+12125550102', '+12125550101'] }));
    expect(driftOf(one, other)).toHaveLength(1);
  });
});

test('every setting that decides who is let in is kept, of the root, each account and each group', () => {
  const read = facts({
    direct: ['+12125550101'],
    rootEnabled: false,
    accounts: [
      { directPolicy: 'pairing', directPolicySetBy: 'root', groupPolicy: 'open', groupPolicySetBy: 'root' },
      {
        id: 'work',
        group: [],
        directPolicy: 'open',
        directPolicySetBy: 'account',
        groupPolicy: 'disabled',
        groupPolicySetBy: 'account',
      },
    ],
    groups: { family: ['+12125550102'] },
    sharedMembers: { family: ['*'] },
  });
  expect(accessSettings(read)).toEqual({
    'channels.imessage.enabled': false,
    'channels.imessage.allowFrom': ['+12125550101'],
    'channels.imessage.groupAllowFrom': null,
    'channels.imessage.dmPolicy': 'pairing',
    'channels.imessage.groupPolicy': 'open',
    'channels.imessage.accounts.default.allowFrom': null,
    'channels.imessage.accounts.default.groupAllowFrom': null,
    'channels.imessage.accounts.default.dmPolicy': null,
    'channels.imessage.accounts.default.groupPolicy': null,
    'channels.imessage.accounts.work.allowFrom': null,
    'channels.imessage.accounts.work.groupAllowFrom': [],
    'channels.imessage.accounts.work.dmPolicy': 'open',
    'channels.imessage.accounts.work.groupPolicy': 'disabled',
    'accessGroups.family.members.imessage': ['+12125550102'],
    'accessGroups.family.members.*': ['*'],
  });
});

test('what changed is told in the order of the settings’ names, absent ones as null', () => {
  const before = { b: 1, gone: [], same: [1], none: null };
  const after = { same: [1], came: false, b: 2 };
  expect(driftOf(before, after)).toEqual([
    { path: 'b', before: 1, after: 2 },
    { path: 'came', before: null, after: false },
    { path: 'gone', before: [], after: null },
  ]);
});
