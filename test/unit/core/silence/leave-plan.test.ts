import { describe, expect, test } from 'vitest';
import { effectiveGroup } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { planAccess } from '#core/access/access-plan.ts';
import { nobodyReference, ourReference } from '#core/access/our-group.ts';
import { type LeaveOptions, planLeave } from '#core/silence/leave-plan.ts';
import { planSilence } from '#core/silence/silence-plan.ts';
import { applyEdit } from '../../../support/apply-edit.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550101';
const friend = '+12125550102';
const guest = '+12125550103';

const none: LeaveOptions = { restore: null, kept: [], groupIsOurs: true, blocked: new Set() };
const plan = (read: AccessFacts, options: Partial<LeaveOptions> = {}) =>
  planLeave(read, { ...none, ...options });
const direct = (read: AccessFacts): unknown => read.root.direct?.map(({ raw }) => raw) ?? null;
const group = (read: AccessFacts): unknown => read.root.group?.map(({ raw }) => raw) ?? null;

describe('taking Peephole out of OpenClaw’s config', () => {
  const lived = facts({
    direct: [owner, ourReference, '+12125550109'],
    group: [owner],
    groups: { peephole: [friend, guest] },
  });

  test('takes the reference and the group, and nothing else', () => {
    const { edit, losing, closed } = plan(lived);
    const after = applyEdit(lived, edit);
    expect([direct(after), group(after), after.groups]).toEqual([[owner, '+12125550109'], [owner], []]);
    expect([losing, closed]).toEqual([[friend, guest], []]);
    expect(edit).toMatchObject({ ourMembers: null, isLastGroup: true });
  });

  test('done, there is nothing left to do', () => {
    const after = applyEdit(lived, plan(lived).edit);
    expect(plan(after)).toMatchObject({ edit: null, changes: [], losing: [] });
  });

  test('other groups stay, and so does the table they are in', () => {
    const read = facts({ direct: [owner, ourReference], groups: { peephole: [friend], family: [owner] } });
    expect(plan(read).edit).toMatchObject({ ourMembers: null, isLastGroup: false });
  });

  test('who is kept stands where our reference stood, once, as long as they are in our group', () => {
    const kept = [friend, '+1 212 555 0109', '+12125550177'];
    const { edit, losing } = plan(lived, { kept });
    expect(direct(applyEdit(lived, edit))).toEqual([owner, friend, '+12125550109']);
    expect(losing).toEqual([guest]);
  });

  test('in each account that has a list of its own', () => {
    const read = facts({
      direct: [owner, ourReference],
      accounts: [{ id: 'default' }, { id: 'home', direct: [ourReference], group: [] }],
      groups: { peephole: [friend] },
    });
    const after = applyEdit(read, plan(read, { kept: [friend] }).edit);
    expect(direct(after)).toEqual([owner, friend]);
    expect(after.accounts[1]?.own.direct?.map(({ raw }) => raw)).toEqual([friend]);
  });

  test('no list is left empty: it would let anyone approve actions (OC-62)', () => {
    const read = facts({ direct: [ourReference], group: [], groups: { peephole: [friend] } });
    const { edit, closed } = plan(read);
    const after = applyEdit(read, edit);
    expect([direct(after), closed]).toEqual([[nobodyReference], [null]]);
    expect(plan(after).edit).toBeNull();
  });

  test('a group of our name that is somebody else’s is left alone', () => {
    const read = facts({ direct: [owner], groups: { peephole: ['*'] } });
    expect(plan(read, { groupIsOurs: false })).toMatchObject({ edit: null, losing: [] });
  });

  test('blocked people stay off the lists', () => {
    const read = facts({ direct: [owner, ourReference], groups: { peephole: [] } });
    const after = applyEdit(read, plan(read, { blocked: new Set([guest]) }).edit);
    expect(direct(after)).toEqual([owner]);
  });
});

describe('what stands around our reference', () => {
  const groups = { peephole: [friend, guest] };
  const leave = (input: Parameters<typeof facts>[0], options: Partial<LeaveOptions> = {}) => {
    const { edit, closed, losing } = plan(facts({ groups, ...input }), options);
    return { lists: edit?.lists, closed, losing };
  };
  const root = (list: 'direct' | 'group', entries: readonly string[]) => ({ accountId: null, list, entries });

  test.each<[string, readonly string[], readonly string[]]>([
    ['first on the list', [ourReference, owner], [friend, owner]],
    ['last on the list', [owner, ourReference], [owner, friend]],
    [
      'behind one that stands for nobody',
      [nobodyReference, owner, ourReference, guest],
      [owner, friend, guest],
    ],
    ['with spaces in it', [owner, 'accessGroup: peephole', guest], [owner, friend, guest]],
    ['twice on the list', [owner, ourReference, guest, ourReference], [owner, friend, guest]],
  ])('whoever is kept stands in its place: %s', (_where, direct, entries) => {
    expect(leave({ direct }, { kept: [friend] }).lists).toEqual([root('direct', entries)]);
  });

  test('whoever stands on the owner’s list anyway is not put there again, in any spelling', () => {
    const listed = '+1 (212) 555-0102';
    expect(leave({ direct: [ourReference, listed] }, { kept: [friend, guest] })).toEqual({
      lists: [root('direct', [guest, listed])],
      closed: [],
      losing: [],
    });
  });

  test('whoever is kept goes onto no list that did not refer to us', () => {
    const accounts = [{ id: 'work', direct: [owner] }];
    expect(leave({ direct: [ourReference], accounts }, { kept: [friend] }).lists).toEqual([
      root('direct', [friend]),
    ]);
    expect(leave({ direct: [owner, nobodyReference] }, { kept: [friend] }).lists).toEqual([
      root('direct', [owner]),
    ]);
  });

  test('among group senders it goes, nobody takes its place, and they may be left empty', () => {
    expect(leave({ group: [owner, ourReference] }, { kept: [friend] }).lists).toEqual([
      root('group', [owner]),
    ]);
    expect(leave({ group: [ourReference] })).toEqual({
      lists: [root('group', [])],
      closed: [],
      losing: [friend, guest],
    });
  });

  test('every list that would be left empty is told, account by account', () => {
    const accounts = [
      { id: 'home', direct: [ourReference] },
      { id: 'work', direct: [owner, ourReference] },
    ];
    expect(leave({ direct: [ourReference], accounts })).toMatchObject({
      lists: [
        root('direct', [nobodyReference]),
        { accountId: 'home', list: 'direct', entries: [nobodyReference] },
        { accountId: 'work', list: 'direct', entries: [owner] },
      ],
      closed: [null, 'home'],
    });
  });

  test('no list is written where none refers to us', () => {
    const read = facts({ direct: [owner], group: [], groups });
    expect(plan(read)).toEqual({
      edit: { ourMembers: null, isLastGroup: true },
      changes: [{ path: 'accessGroups.peephole.members.imessage', before: [friend, guest], after: null }],
      foreign: [],
      losing: [friend, guest],
      closed: [],
    });
  });

  test('a group of ours that is empty goes as well', () => {
    expect(plan(facts({ direct: [owner], groups: { peephole: [] } })).edit).toEqual({
      ourMembers: null,
      isLastGroup: true,
    });
  });

  test('a reference to a group that is somebody else’s goes, and their group stays', () => {
    const read = facts({ direct: [owner, ourReference], groups: { peephole: ['*'] } });
    expect(plan(read, { groupIsOurs: false, kept: [friend] })).toMatchObject({
      edit: { lists: [root('direct', [owner])] },
      losing: [],
    });
    expect(plan(read, { groupIsOurs: false }).edit).not.toHaveProperty('ourMembers');
  });
});

/** Somebody was approved since: they are in our group, and the lists in force refer to it. */
function approve(read: AccessFacts): AccessFacts {
  const wanted = {
    approved: [{ key: friend, handle: friend, granted: false, confirmed: false }],
    blocked: new Set<string>(),
    dropped: new Set<string>(),
    restore: [],
    groupIsOurs: true,
  };
  return applyEdit(read, planAccess(read, wanted).edit);
}

describe('with what Make it silent changed', () => {
  const shapes: readonly (readonly [string, AccessFacts])[] = [
    [
      'pairing, group senders not set',
      facts({ direct: [owner], group: null, accounts: [{ directPolicy: 'pairing' }] }),
    ],
    [
      'pairing, no list',
      facts({ direct: null, group: null, accounts: [{ directPolicy: 'pairing', directPolicySetBy: null }] }),
    ],
    [
      'open to everyone',
      facts({
        direct: ['*'],
        group: [owner],
        accounts: [{ directPolicy: 'open', groupPolicy: 'open', groupPolicySetBy: 'root' }],
      }),
    ],
    [
      'an account of its own',
      facts({
        direct: [owner],
        group: [owner],
        accounts: [
          { id: 'default' },
          { id: 'home', directPolicy: 'pairing', directPolicySetBy: 'account', direct: [owner] },
        ],
      }),
    ],
  ];

  test.each(shapes)('%s: restored it is what it was before', (_name, before) => {
    const made = planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set() });
    if (made.edit === null || made.restore === null) throw new Error('nothing to make silent');
    const silent = applyEdit(before, made.edit);
    const lived = approve(silent);
    const record = { edit: made.edit, restore: made.restore };
    const { edit, foreign } = plan(lived, { restore: record });
    expect(foreign).toEqual([]);
    const after = applyEdit(lived, edit);
    expect([after.root, after.groups]).toEqual([before.root, []]);
    expect(after.accounts).toEqual(before.accounts);
  });

  test.each(shapes)('%s: who is kept gains no group by it', (_name, before) => {
    const made = planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set() });
    if (made.edit === null || made.restore === null) throw new Error('nothing to make silent');
    const lived = approve(applyEdit(before, made.edit));
    const { edit } = plan(lived, { restore: { edit: made.edit, restore: made.restore }, kept: [friend] });
    const after = applyEdit(lived, edit);
    const levels = [{ own: after.root }, ...after.accounts];
    expect(levels.flatMap(({ own }) => own.direct?.map(({ raw }) => raw) ?? [])).toContain(friend);
    for (const account of after.accounts) {
      expect(effectiveGroup(after, account).entries.map(({ raw }) => raw)).not.toContain(friend);
    }
  });

  test('somebody else changed one of these settings since: nothing is written over it', () => {
    const before = facts({ direct: [owner], group: [owner], accounts: [{ directPolicy: 'pairing' }] });
    const made = planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set() });
    if (made.edit === null || made.restore === null) throw new Error('nothing to make silent');
    const lived = applyEdit(applyEdit(before, made.edit), {
      policies: [{ accountId: null, directPolicy: 'disabled' }],
    });
    const { edit, foreign } = plan(lived, { restore: { edit: made.edit, restore: made.restore } });
    expect(edit).toBeNull();
    expect(foreign.map(({ path }) => path)).toEqual(['channels.imessage.dmPolicy']);
  });

  test('policies alone changed: they are restored, and the lists are only cleared of us', () => {
    const before = facts({ direct: [owner], group: [], accounts: [{ directPolicy: 'pairing' }] });
    const record = {
      edit: { policies: [{ accountId: null, directPolicy: 'allowlist' as const }] },
      restore: { policies: [{ accountId: null, directPolicy: 'pairing' as const }] },
    };
    const lived = approve(applyEdit(before, record.edit));
    expect(plan(lived, { restore: record, kept: [friend] }).edit).toEqual({
      policies: [{ accountId: null, directPolicy: 'pairing' }],
      lists: [{ accountId: null, list: 'direct', entries: [owner, friend] }],
      ourMembers: null,
      isLastGroup: true,
    });
  });

  test('whoever no list lets in any more gains nothing by one that is restored', () => {
    const direct = (entries: readonly string[]) => ({ accountId: null, list: 'direct' as const, entries });
    const record = {
      edit: { lists: [direct([owner, ourReference])] },
      restore: { lists: [direct(['*', ourReference])] },
    };
    const lived = facts({ direct: [owner], group: [], groups: { peephole: [friend] } });
    expect(plan(lived, { restore: record, kept: [friend] }).edit?.lists).toEqual([direct(['*'])]);
  });

  test('a list that was empty before is restored so: it is the owner’s own', () => {
    const record = {
      edit: { lists: [{ accountId: null, list: 'direct' as const, entries: [ourReference] }] },
      restore: { lists: [{ accountId: null, list: 'direct' as const, entries: [] }] },
    };
    const lived = facts({ direct: [ourReference], group: [], groups: { peephole: [] } });
    const { edit, closed } = plan(lived, { restore: record });
    expect([edit?.lists, closed]).toEqual([record.restore.lists, []]);
  });
});
