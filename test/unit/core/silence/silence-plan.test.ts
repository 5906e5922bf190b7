import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countingAccounts, judgeDirect, judgeGroup } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { handleKey } from '#core/message/handle.ts';
import { withoutWildcards } from '#core/silence/open-doors.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { planSilence, type SilenceOptions } from '#core/silence/silence-plan.ts';
import { planSilenceUndo } from '#core/silence/silence-undo.ts';
import { sentence } from '#core/words/sentence.ts';
import { applyEdit } from '../../../support/apply-edit.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const bob = '+12125550102';
const carol = 'carol@example.com';
const ours = 'accessGroup:peephole';

function plan(before: AccessFacts, options: Partial<SilenceOptions> = {}) {
  return planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set(), ...options });
}

describe('the one write', () => {
  test('closes the policy, refers to our group, freezes the group senders', () => {
    const before = facts({
      direct: [owner],
      accounts: [{ directPolicy: 'pairing', directPolicySetBy: null }],
    });
    expect(plan(before, { groupIsOurs: false })).toEqual({
      edit: {
        ourMembers: [],
        lists: [
          { accountId: null, list: 'direct', entries: [owner, ours] },
          { accountId: null, list: 'group', entries: [owner] },
        ],
        policies: [{ accountId: null, directPolicy: 'allowlist' }],
      },
      restore: {
        lists: [
          { accountId: null, list: 'direct', entries: [owner] },
          { accountId: null, list: 'group', entries: null },
        ],
        policies: [{ accountId: null, directPolicy: null }],
      },
      carriedOver: [],
      notCarried: [],
      changes: [
        { path: 'channels.imessage.dmPolicy', before: null, after: 'allowlist' },
        { path: 'channels.imessage.allowFrom', before: [owner], after: [owner, ours] },
        { path: 'channels.imessage.groupAllowFrom', before: null, after: [owner] },
        { path: 'accessGroups.peephole.members.imessage', before: null, after: [] },
      ],
      blockedBy: null,
      changesNothing: false,
      takesAway: false,
      claimsGroup: true,
    });
  });

  test.each([
    ['nobody let in', { direct: [], group: [] }],
    ['ours referenced', { direct: [owner, ours], group: [], groups: { peephole: [alice] } }],
    ['disabled', { direct: ['*'], accounts: [{ directPolicy: 'disabled', groupPolicy: 'disabled' }] }],
    [
      'only a disabled account is open',
      { direct: [owner], group: [], accounts: [{}, { id: 'b', enabled: false, direct: ['*'] }] },
    ],
  ] as const)('changes nothing on a silent gateway: %s', (_, input) => {
    expect(plan(facts(input as Parameters<typeof facts>[0]))).toMatchObject({
      edit: null,
      changes: [],
      changesNothing: true,
      blockedBy: null,
    });
  });

  test('everyone in groups becomes those who were named, and no one else', () => {
    const before = facts({
      direct: [owner],
      group: ['*', alice, ours, 'chat_id:7', bob],
      accounts: [{ groupPolicy: 'open', groupPolicySetBy: 'root' }],
      groups: { peephole: [carol] },
    });
    expect(plan(before, { blocked: new Set([bob]) }).edit).toEqual({
      lists: [{ accountId: null, list: 'group', entries: [alice, 'chat_id:7'] }],
      policies: [{ accountId: null, groupPolicy: 'allowlist' }],
    });
  });

  test('an account with a list of its own is closed there, and frozen as it was', () => {
    const before = facts({
      direct: [owner],
      accounts: [
        { directPolicy: 'pairing' },
        { id: 'work', directPolicy: 'open', directPolicySetBy: 'account', direct: ['*', bob] },
        { id: 'old', enabled: false, direct: [carol] },
      ],
    });
    const { edit } = plan(before, { groupIsOurs: false });
    expect(edit?.policies).toEqual([
      { accountId: null, directPolicy: 'allowlist' },
      { accountId: 'work', directPolicy: 'allowlist' },
    ]);
    expect(edit?.lists).toEqual([
      { accountId: null, list: 'direct', entries: [owner, ours] },
      { accountId: 'work', list: 'direct', entries: [bob] },
      { accountId: null, list: 'group', entries: [owner] },
      { accountId: 'work', list: 'group', entries: [bob] },
      { accountId: 'old', list: 'group', entries: [carol] },
    ]);
  });

  test('a list that would be left empty gets our reference', () => {
    const before = facts({ direct: [owner], group: [], accounts: [{}, { id: 'work', direct: ['*'] }] });
    expect(plan(before, { groupIsOurs: false }).edit).toEqual({
      ourMembers: [],
      lists: [{ accountId: 'work', list: 'direct', entries: [ours] }],
    });
  });
});

describe('people approved by pairing code', () => {
  const paired = (list: readonly string[] | null, direct: readonly string[] = []) =>
    facts({ direct, group: [], accounts: [{ directPolicy: 'pairing', paired: list }] });

  test('are carried over into our group, except those a list names anyway', () => {
    const result = plan(paired([alice, owner, carol], [owner]), { groupIsOurs: false });
    expect(result.carriedOver).toEqual([alice, carol]);
    expect(result.edit?.ourMembers).toEqual([alice, carol]);
    expect(result.takesAway).toBe(false);
  });

  test('join the members we have', () => {
    const before = facts({
      direct: [ours],
      group: [],
      groups: { peephole: [bob] },
      accounts: [{ directPolicy: 'pairing', paired: [alice, bob] }],
    });
    expect(plan(before).edit?.ourMembers).toEqual([bob, alice]);
  });

  test('are dropped all, or by name in any spelling, when asked', () => {
    const all = plan(paired([alice, bob]), { dropPaired: true });
    expect(all).toMatchObject({ carriedOver: [], takesAway: true, edit: { ourMembers: [] } });
    const one = plan(paired([alice, bob]), { dropPaired: ['+1 (212) 555-0101'] });
    expect(one.carriedOver).toEqual([bob]);
  });

  test('a blocked one is not carried over', () => {
    expect(plan(paired([alice, bob]), { blocked: new Set([alice]) }).carriedOver).toEqual([bob]);
  });

  test('one that can’t be approved strictly is reported and loses access', () => {
    const result = plan(paired(['262966', 'AMAZON2', alice].map(handleKey)));
    expect(result).toMatchObject({
      carriedOver: [alice],
      notCarried: ['+262966', 'AMAZON2'],
      takesAway: true,
    });
  });

  test('that could not be read stop it, unless they are dropped', () => {
    expect(plan(paired(null))).toMatchObject({
      edit: null,
      carriedOver: null,
      blockedBy: { reason: 'pairing-store-unknown' },
      changesNothing: false,
    });
    expect(plan(paired(null), { dropPaired: [alice] }).edit).toBeNull();
    expect(plan(paired(null), { dropPaired: true })).toMatchObject({ blockedBy: null, takesAway: true });
  });

  test('are let in where they were: their account’s list refers to our group', () => {
    const before = facts({
      direct: [owner],
      group: [],
      accounts: [
        {},
        { id: 'work', directPolicy: 'pairing', directPolicySetBy: 'account', direct: [bob], paired: [alice] },
      ],
    });
    expect(plan(before, { groupIsOurs: false }).edit?.lists).toEqual([
      { accountId: 'work', list: 'direct', entries: [bob, ours] },
    ]);
  });

  test('under allowlist they are locked out already and stay so', () => {
    const before = facts({ direct: [owner], group: [], accounts: [{ paired: [alice] }] });
    expect(plan(before)).toMatchObject({ edit: null, changesNothing: true });
  });
});

describe('a group that is not ours', () => {
  const found = (peephole: readonly string[], paired: readonly string[]) =>
    facts({
      direct: [owner],
      group: [],
      groups: { peephole },
      accounts: [{ directPolicy: 'pairing', paired }],
    });

  test('of our name stops carrying over, and is left alone when nobody is carried over', () => {
    const taken = found(['(212) 555-0101'], [bob]);
    expect(plan(taken, { groupIsOurs: false }).blockedBy?.reason).toBe('group-name-taken');
    expect(plan(taken, { groupIsOurs: false, dropPaired: true }).edit).toEqual({
      policies: [{ accountId: null, directPolicy: 'allowlist' }],
    });
  });

  test('whose members nobody has kept or dropped is neither written nor referred to', () => {
    const undecided = found([alice], [bob]);
    expect(plan(undecided, { groupIsOurs: false }).blockedBy?.reason).toBe('members-undecided');
    expect(plan(undecided, { groupIsOurs: false, dropPaired: true }).edit?.ourMembers).toBeUndefined();
  });
});

describe('lists and policies, by level', () => {
  const nobody = 'accessGroup:peephole-nobody';
  const elsewhere = { kind: 'another-file', path: '/elsewhere/chat.db' } as const;
  const closed = { direct: [owner], group: [] };

  test('both policies of one level are one entry, and those that are closed stay as they are', () => {
    const before = facts({
      ...closed,
      accounts: [
        { id: 'a', directPolicy: 'pairing', groupPolicy: 'open', groupPolicySetBy: 'account' },
        {
          id: 'b',
          directPolicy: 'open',
          directPolicySetBy: 'root',
          groupPolicy: 'open',
          groupPolicySetBy: 'root',
        },
        { id: 'c', directPolicy: 'disabled', directPolicySetBy: 'account', groupPolicy: 'disabled' },
      ],
    });
    expect(plan(before, { groupIsOurs: false })).toMatchObject({
      edit: {
        policies: [
          { accountId: null, directPolicy: 'allowlist', groupPolicy: 'allowlist' },
          { accountId: 'a', groupPolicy: 'allowlist' },
        ],
      },
      restore: {
        policies: [
          { accountId: null, directPolicy: 'pairing', groupPolicy: 'open' },
          { accountId: 'a', groupPolicy: 'open' },
        ],
      },
    });
  });

  test('group senders that are made explicit for an account alone open nothing at another', () => {
    const before = facts({
      accounts: [
        { id: 'work', directPolicy: 'pairing', direct: [owner] },
        { id: 'old', enabled: false, direct: [carol] },
      ],
    });
    expect(plan(before, { groupIsOurs: false }).edit?.lists).toEqual([
      { accountId: 'work', list: 'direct', entries: [owner, ours] },
      { accountId: 'work', list: 'group', entries: [owner] },
    ]);
  });

  test('group senders that are made explicit at the root freeze whoever fell back to a list of their own', () => {
    const accounts = [
      { directPolicy: 'pairing' as const },
      { id: 'old', enabled: false, direct: [carol] },
      { id: 'older', enabled: false, direct: [carol], group: [bob] },
      { id: 'oldest', enabled: false },
    ];
    expect(plan(facts({ direct: [owner], accounts }), { groupIsOurs: false }).edit?.lists).toEqual([
      { accountId: null, list: 'direct', entries: [owner, ours] },
      { accountId: null, list: 'group', entries: [owner] },
      { accountId: 'old', list: 'group', entries: [carol] },
    ]);
  });

  test('group senders keep no reference that stands for nobody', () => {
    const before = facts({ direct: [owner], group: ['*', nobody, alice] });
    expect(plan(before).edit).toEqual({ lists: [{ accountId: null, list: 'group', entries: [alice] }] });
  });

  test('our reference is not added where it stands with spaces in it', () => {
    const spaced = 'accessGroup: peephole';
    const before = facts({ direct: [spaced], group: ['*', spaced, alice], groups: { peephole: [] } });
    expect(
      plan({ ...before, accounts: facts({ accounts: [{ directPolicy: 'pairing' }] }).accounts }).edit,
    ).toEqual({
      lists: [{ accountId: null, list: 'group', entries: [alice] }],
      policies: [{ accountId: null, directPolicy: 'allowlist' }],
    });
    expect(plan(facts({ direct: [owner, spaced], groups: { peephole: [] } })).edit).toEqual({
      lists: [{ accountId: null, list: 'group', entries: [owner] }],
    });
  });

  test('group senders that let in only who was named are left as they are, blocked people and all', () => {
    const before = facts({ direct: [owner], group: [alice, bob, nobody] });
    expect(plan(before, { blocked: new Set([bob]) })).toMatchObject({ edit: null, changesNothing: true });
  });

  test('where no account receives here, the default one’s list refers to our group', () => {
    const open = { directPolicy: 'pairing', messages: elsewhere } as const;
    const accounts = [
      { ...open, direct: [bob] },
      { ...open, id: 'work', direct: [alice] },
    ];
    const { edit } = plan(facts({ ...closed, accounts }), { groupIsOurs: false });
    expect(edit?.lists).toEqual([{ accountId: 'default', list: 'direct', entries: [bob, ours] }]);
  });

  test('while our group’s name is taken, a list that would be left empty lets nobody in, others are left alone', () => {
    const accounts = [{}, { id: 'work', direct: ['*', bob] }];
    const before = facts({ direct: ['*'], group: [], accounts, groups: { peephole: ['(212) 555-0101'] } });
    expect(plan(before, { groupIsOurs: false })).toMatchObject({
      edit: {
        lists: [
          { accountId: null, list: 'direct', entries: [nobody] },
          { accountId: 'work', list: 'direct', entries: [bob] },
        ],
      },
      claimsGroup: false,
    });
  });

  test('an empty group of our name is made ours, and not written again', () => {
    const before = facts({ ...closed, accounts: [{ directPolicy: 'pairing' }], groups: { peephole: [] } });
    expect(plan(before, { groupIsOurs: false })).toMatchObject({
      edit: { lists: [{ accountId: null, list: 'direct', entries: [owner, ours] }] },
      blockedBy: null,
      claimsGroup: false,
    });
  });
});

describe('everyone in a group that a list refers to', () => {
  const family = 'accessGroup:family';
  const silent = { direct: [owner], group: [], groups: { family: ['*', alice, '*'] } };
  const out = [{ name: 'family', shared: false, entries: [alice] }];

  test.each<[string, Parameters<typeof facts>[0], unknown]>([
    ['the direct list', { ...silent, direct: [owner, family] }, out],
    ['the group senders', { ...silent, group: [family] }, out],
    ['both, once', { ...silent, direct: [owner, family], group: [family] }, out],
    [
      'the direct list, where direct messages are off',
      { ...silent, direct: [family], accounts: [{ directPolicy: 'disabled' }] },
      undefined,
    ],
    [
      'the group senders, where groups are off',
      { ...silent, group: [family], accounts: [{ groupPolicy: 'disabled' }] },
      undefined,
    ],
    ['no list', silent, undefined],
  ])('goes, and the others stay: %s', (_list, input, otherGroups) => {
    expect(plan(facts(input)).edit?.otherGroups).toEqual(otherGroups);
  });

  test('comes back with the way back', () => {
    const { restore, changes } = plan(facts({ ...silent, group: [family] }));
    expect(restore).toEqual({ otherGroups: [{ name: 'family', shared: false, entries: ['*', alice, '*'] }] });
    expect(changes).toEqual([
      { path: 'accessGroups.family.members.imessage', before: ['*', alice, '*'], after: [alice] },
    ]);
  });

  test('goes from ours with whatever else is no person', () => {
    const before = facts({ direct: [ours], group: [], groups: { peephole: [alice, '*', 'chat_id:7'] } });
    expect(plan(before)).toMatchObject({ edit: { ourMembers: [alice] }, claimsGroup: true });
    expect(plan(before).edit).not.toHaveProperty('otherGroups');
  });

  test('goes from a group that only has our name, as from any of the owner’s', () => {
    const before = facts({ direct: [owner, ours], group: [], groups: { peephole: [alice, '*'] } });
    expect(plan(before, { groupIsOurs: false }).edit).toEqual({
      otherGroups: [{ name: 'peephole', shared: false, entries: [alice] }],
    });
  });

  test('is not ours to take out where it is for every channel: each such setting is named', () => {
    const shared = (...names: readonly string[]) =>
      plan(
        facts({
          direct: names.map((name) => `accessGroup:${name}`),
          group: [],
          groups: Object.fromEntries(names.map((name) => [name, []])),
          sharedMembers: Object.fromEntries(names.map((name) => [name, ['*']])),
          accounts: [{ directPolicy: 'pairing', paired: null }],
        }),
      );
    const settings = 'accessGroups.family.members.*';
    expect(shared('family')).toMatchObject({ edit: null, restore: null, claimsGroup: false });
    expect(shared('family').blockedBy).toEqual({
      reason: 'shared-wildcard',
      sentence: sentence('obstacle.shared-wildcard', { settings }),
    });
    const both = sentence('obstacle.settings-and', { settings, setting: 'accessGroups.work.members.*' });
    expect(shared('family', 'work').blockedBy).toEqual({
      reason: 'shared-wildcard',
      sentence: sentence('obstacle.shared-wildcard', { settings: both }),
    });
  });
});

describe('what is in the way', () => {
  const paired = (list: readonly string[] | null, peephole?: readonly string[]) =>
    facts({
      direct: [owner],
      group: [],
      groups: peephole ? { peephole } : {},
      accounts: [{ directPolicy: 'pairing', paired: list }],
    });

  test.each([
    [
      'a pairing store that can’t be read',
      paired(null),
      'pairing-store-unknown',
      sentence('obstacle.pairing-store-unknown'),
    ],
    [
      'a group that is somebody else’s',
      paired([bob], ['(212) 555-0101']),
      'group-name-taken',
      sentence('obstacle.group-name-taken', { group: 'peephole' }),
    ],
    [
      'a group whose members nobody has decided about',
      paired([bob], [alice]),
      'members-undecided',
      sentence('obstacle.members-undecided'),
    ],
  ] as const)(
    'is told, with what would change, and nothing is written: %s',
    (_what, before, reason, said) => {
      const result = plan(before, { groupIsOurs: false });
      expect(result).toMatchObject({ edit: null, restore: null, changesNothing: false, claimsGroup: false });
      expect(result.blockedBy).toEqual({ reason, sentence: said });
      expect(result.changes[0]).toEqual({
        path: 'channels.imessage.dmPolicy',
        before: 'pairing',
        after: 'allowlist',
      });
    },
  );

  test('is nothing in our own group: whoever is a member already is not added again', () => {
    expect(plan(paired([bob], [bob, alice])).edit).toEqual({
      lists: [{ accountId: null, list: 'direct', entries: [owner, ours] }],
      policies: [{ accountId: null, directPolicy: 'allowlist' }],
    });
  });
});

describe('somebody loses access', () => {
  const closed = { direct: [owner], group: [] };

  test.each<[string, Parameters<typeof facts>[0], Partial<SilenceOptions>, boolean]>([
    [
      'by a code that strangers no longer get: nobody',
      { ...closed, accounts: [{ directPolicy: 'pairing' }] },
      {},
      false,
    ],
    [
      'by being carried over: nobody',
      { ...closed, accounts: [{ directPolicy: 'pairing', paired: [alice] }] },
      {},
      false,
    ],
    [
      'who was approved by code and is dropped',
      { ...closed, accounts: [{ directPolicy: 'pairing', paired: [alice] }] },
      { dropPaired: true },
      true,
    ],
    [
      'perhaps, where the approvals can’t be read',
      { ...closed, accounts: [{ directPolicy: 'pairing', paired: null }] },
      { dropPaired: true },
      true,
    ],
    [
      'who can’t be carried over',
      { ...closed, accounts: [{ directPolicy: 'pairing', paired: ['AMAZON2'] }] },
      {},
      true,
    ],
    ['who was let in as everyone', { ...closed, direct: ['*'] }, {}, true],
    [
      'who was let in as everyone by one account of two',
      { ...closed, accounts: [{}, { id: 'work', direct: ['*'] }] },
      {},
      true,
    ],
    ['in groups that were open', { ...closed, accounts: [{ groupPolicy: 'open' }] }, {}, true],
    ['in groups where everyone was listed', { ...closed, group: ['*'] }, {}, true],
    [
      'in groups where our members were listed',
      { ...closed, direct: [ours], group: [ours], groups: { peephole: [alice] } },
      {},
      true,
    ],
  ])('%s', (_who, input, options, takesAway) => {
    expect(plan(facts(input), options).takesAway).toBe(takesAway);
  });
});

describe('undo', () => {
  const before = facts({
    direct: ['*', owner],
    accounts: [{ directPolicy: 'open', groupPolicy: 'open', groupPolicySetBy: 'root' }],
  });
  const { edit, restore } = plan(before, { groupIsOurs: false });
  if (edit === null || restore === null) throw new Error('nothing was planned');
  const record = { edit, restore };
  const after = applyEdit(before, edit);
  const undo = (now: AccessFacts, hasApprovals: boolean, blocked: readonly string[] = []) =>
    planSilenceUndo(record, now, { hasApprovals, blocked: new Set(blocked) });

  test('gives the settings before back when nobody is approved', () => {
    const plan = undo(after, false);
    expect(plan.gives).toBe('everything');
    const given = applyEdit(after, plan.edit);
    expect({ ...given, groups: before.groups }).toEqual(before);
  });

  test('with approvals our reference and the explicit group senders stay', () => {
    const plan = undo(after, true);
    expect(plan.gives).toBe('policies');
    const given = applyEdit(after, plan.edit);
    expect(given.root.direct?.map(({ raw }) => raw)).toEqual(['*', owner, ours]);
    expect(given.root.group?.map(({ raw }) => raw)).toEqual([owner]);
    expect(given.accounts[0]).toMatchObject({ directPolicy: 'open', groupPolicy: 'open' });
  });

  test.each([
    ['a list', { lists: [{ accountId: null, list: 'direct' as const, entries: [owner, bob, ours] }] }],
    ['a policy', { policies: [{ accountId: null, directPolicy: 'disabled' as const }] }],
    ['the group senders', { lists: [{ accountId: null, list: 'group' as const, entries: [bob] }] }],
  ])('is refused, with a diff, when somebody else changed %s', (_, foreign) => {
    const plan = undo(applyEdit(after, foreign), false);
    expect(plan.edit).toBeNull();
    expect(plan.foreign).toHaveLength(1);
  });

  test('the diff names what we wrote and what stands there now', () => {
    const now = applyEdit(after, { policies: [{ accountId: null, directPolicy: 'pairing' }] });
    expect(undo(now, true).foreign).toEqual([
      { path: 'channels.imessage.dmPolicy', before: 'allowlist', after: 'pairing' },
    ]);
  });

  test('group senders that stay may have been changed', () => {
    const now = applyEdit(after, { lists: [{ accountId: null, list: 'group', entries: [bob] }] });
    expect(undo(now, true).edit).not.toBeNull();
  });

  test('what Peephole itself did since is no foreign edit', () => {
    const approved = applyEdit(after, { ourMembers: [alice] });
    expect(undo(approved, true).foreign).toEqual([]);
    const withoutOwner = applyEdit(after, {
      lists: [
        { accountId: null, list: 'direct', entries: [ours] },
        { accountId: null, list: 'group', entries: [] },
      ],
    });
    expect(undo(withoutOwner, false, [owner]).foreign).toEqual([]);
    expect(undo(withoutOwner, false).foreign).toHaveLength(2);
  });

  test('twice has nothing left to do', () => {
    const given = applyEdit(after, undo(after, true).edit);
    expect(undo(given, true)).toMatchObject({ edit: null });
  });
});

// ---------------------------------------------------------------------------------------------- properties

const handles = [owner, alice, bob, carol, '262966', 'AMAZON2'] as const;
const entries = fc.array(
  fc.constantFrom<string>(...handles, '*', ours, 'accessGroup:family', 'chat_id:7', '1 (212) 555-0101'),
  { maxLength: 5 },
);
const list = fc.option(entries, { nil: null });
const policies = {
  directPolicy: fc.option(fc.constantFrom('pairing', 'allowlist', 'open', 'disabled'), { nil: null }),
  groupPolicy: fc.option(fc.constantFrom('allowlist', 'open', 'disabled'), { nil: null }),
};
const setBy = (own: unknown, root: unknown) => (own ? 'account' : root ? 'root' : null);
const account = (id: string) =>
  fc.record({
    id: fc.constant(id),
    enabled: fc.boolean(),
    ...policies,
    direct: list,
    group: list,
    paired: fc.uniqueArray(fc.constantFrom(...handles.map(handleKey)), { maxLength: 4 }),
  });
const gateways = fc
  .record({
    direct: list,
    group: list,
    ...policies,
    accounts: fc.tuple(account('default'), account('work')),
    peephole: fc.option(fc.uniqueArray(fc.constantFrom(alice, bob), { maxLength: 2 }), { nil: null }),
    family: fc.array(fc.constantFrom(carol, bob, '*'), { maxLength: 2 }),
  })
  .map(({ accounts, peephole, family, ...root }) =>
    facts({
      direct: root.direct,
      group: root.group,
      accounts: accounts.map((one) => ({
        ...one,
        directPolicy: one.directPolicy ?? root.directPolicy ?? 'pairing',
        directPolicySetBy: setBy(one.directPolicy, root.directPolicy),
        groupPolicy: one.groupPolicy ?? root.groupPolicy ?? 'allowlist',
        groupPolicySetBy: setBy(one.groupPolicy, root.groupPolicy),
      })),
      groups: { family, ...(peephole && { peephole }) },
    }),
  );
const keys = [...new Set(handles.map(handleKey))];
const stranger = '+12125550199';

describe('whatever the settings are', () => {
  test('it ends silent, opens no group to anyone, and locks out nobody who was chosen', () => {
    fc.assert(
      fc.property(gateways, fc.subarray(keys, { maxLength: 1 }), (before, blockedKeys) => {
        const blocked = new Set(blockedKeys);
        const result = plan(before, { blocked });
        expect(result.blockedBy).toBeNull();
        const after = applyEdit(before, result.edit);
        expect(judgeSilence(after, true).state).toBe('silent');
        const named = withoutWildcards(before);

        for (const account of countingAccounts(before)) {
          const now = after.accounts.find(({ id }) => id === account.id);
          const bare = named.accounts.find(({ id }) => id === account.id);
          if (!now || !bare) throw new Error('the account is gone');
          expect(judgeDirect(after, now, stranger).allowed).toBe(false);
          expect(judgeGroup(after, now, stranger).allowed).toBe(false);
          for (const key of keys) {
            if (judgeGroup(after, now, key).allowed)
              expect(judgeGroup(before, account, key).allowed).toBe(true);
            const wasNamed = judgeDirect(named, bare, key).allowed === true;
            const isReported = result.notCarried.some((entry) => handleKey(entry) === key);
            if (wasNamed && !blocked.has(key) && !isReported) {
              expect(judgeDirect(after, now, key).allowed).toBe(true);
            }
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a second time there is nothing left to do', () => {
    fc.assert(
      fc.property(gateways, (before) => {
        const after = applyEdit(before, plan(before).edit);
        expect(plan(after)).toMatchObject({ edit: null, changesNothing: true });
      }),
      { numRuns: 1000 },
    );
  });

  test('undone at once, every setting is as before, our group aside', () => {
    fc.assert(
      fc.property(gateways, (before) => {
        const { edit, restore } = plan(before);
        if (edit === null || restore === null) return;
        const after = applyEdit(before, edit);
        const undo = planSilenceUndo({ edit, restore }, after, { hasApprovals: false, blocked: new Set() });
        const given = applyEdit(after, undo.edit);
        const family = (one: AccessFacts) => one.groups.filter(({ name }) => name === 'family');
        expect({ ...given, groups: family(given) }).toEqual({ ...before, groups: family(before) });
      }),
      { numRuns: 1000 },
    );
  });
});
