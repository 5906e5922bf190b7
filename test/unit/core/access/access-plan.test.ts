import { describe, expect, test } from 'vitest';
import type { AccessEntry, AccessFacts } from '#core/access/access-facts.ts';
import { planAccess, type Wanted } from '#core/access/access-plan.ts';
import { handleKey } from '#core/message/handle.ts';
import { applyEdit } from '../../../support/apply-edit.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const bob = '+12125550102';
const mallory = '+12125550103';
const ours = 'accessGroup:peephole';

interface WantedInput {
  readonly queued?: readonly string[];
  readonly saved?: readonly string[];
  readonly granted?: readonly string[];
  readonly blocked?: readonly string[];
  readonly dropped?: readonly string[];
  readonly restore?: Wanted['restore'];
  readonly groupIsOurs?: boolean;
}

function wanted(input: WantedInput): Wanted {
  const approvals = (list: readonly string[] | undefined, granted: boolean, confirmed = granted) =>
    (list ?? []).map((handle) => ({ key: handleKey(handle), handle, granted, confirmed }));
  return {
    approved: [
      ...approvals(input.queued, false),
      ...approvals(input.saved, true, false),
      ...approvals(input.granted, true),
    ],
    blocked: new Set(input.blocked?.map(handleKey)),
    dropped: new Set([...(input.blocked ?? []), ...(input.dropped ?? [])].map(handleKey)),
    restore: input.restore ?? [],
    groupIsOurs: input.groupIsOurs ?? true,
  };
}

const elsewhere = { kind: 'another-file', path: '/Users/bot/chat.db' } as const;

describe('granting', () => {
  test('the first approval makes the group, refers to it and freezes the group senders in one write', () => {
    const plan = planAccess(facts({ direct: [owner] }), wanted({ queued: [alice], groupIsOurs: false }));
    expect(plan.edit).toEqual({
      ourMembers: [alice],
      lists: [
        { accountId: null, list: 'direct', entries: [owner, ours] },
        { accountId: null, list: 'group', entries: [owner] },
      ],
    });
    expect(plan.grants).toEqual([alice]);
    expect(plan.losing).toEqual([]);
    expect(plan.groupIsOurs).toBe(true);
  });

  test('an empty owner list leaves the groups explicitly empty', () => {
    const plan = planAccess(facts({ direct: [] }), wanted({ queued: [alice], groupIsOurs: false }));
    expect(plan.edit?.lists).toEqual([
      { accountId: null, list: 'direct', entries: [ours] },
      { accountId: null, list: 'group', entries: [] },
    ]);
  });

  test('many approvals are one write, and a second plan has nothing left to do', () => {
    const before = facts({ direct: [owner], group: [owner] });
    const want = wanted({ queued: [alice, bob], groupIsOurs: false });
    const plan = planAccess(before, want);
    expect(plan.edit?.ourMembers).toEqual([alice, bob]);
    expect(planAccess(applyEdit(before, plan.edit), { ...want, groupIsOurs: true }).edit).toBeNull();
  });

  test.each<[string, Parameters<typeof facts>[0], readonly (string | null)[]]>([
    ['one account', { accounts: [{}] }, [null]],
    [
      'the named one, where the root is parked',
      { accounts: [{ parkedBy: 'work' }, { id: 'work', direct: [bob] }] },
      ['work'],
    ],
    [
      'the named one, where the default is switched off',
      { accounts: [{ enabled: false }, { id: 'work', direct: [bob] }] },
      ['work'],
    ],
    [
      'the second one, where the first reads another database',
      { accounts: [{ direct: [bob], messages: elsewhere }, { id: 'work' }] },
      [null],
    ],
    [
      'the second one, where the first reads another Mac’s',
      { accounts: [{ messages: { kind: 'another-mac', host: 'mini' } }, { id: 'work', direct: [] }] },
      ['work'],
    ],
    ['both, where both receive', { accounts: [{}, { id: 'work', direct: [bob] }] }, [null, 'work']],
    [
      'whichever it may be, where none can be told',
      { accounts: [{ messages: { kind: 'unknown' } }, { id: 'work', direct: [bob], messages: elsewhere }] },
      [null],
    ],
    [
      'none, where none receives here',
      { accounts: [{ messages: elsewhere }, { id: 'work', enabled: false }] },
      [],
    ],
  ])('goes to where the person wrote: %s', (_what, given, levels) => {
    const plan = planAccess(
      facts({ direct: [owner], ...given }),
      wanted({ queued: [alice], groupIsOurs: false }),
    );
    const referring = (plan.edit?.lists ?? []).filter(({ entries }) => entries?.includes(ours));
    expect(referring.map(({ accountId }) => accountId)).toEqual(levels);
    expect(plan.grants).toEqual(levels.length > 0 ? [alice] : []);
  });

  test('no approval ends because other accounts receive than before', () => {
    const moved = {
      accounts: [{ parkedBy: 'work' }, { id: 'work', direct: [bob] }],
      groups: { peephole: [alice] },
    };
    const plan = planAccess(
      facts({ direct: [owner, ours], group: [], ...moved }),
      wanted({ granted: [alice] }),
    );
    expect(plan.takenAway).toEqual([]);
    expect(plan.grants).toEqual([]);
  });

  test('the default account’s own list is the one that is written', () => {
    const plan = planAccess(
      facts({ direct: [owner], accounts: [{ direct: [bob] }, { id: 'work', messages: elsewhere }] }),
      wanted({ queued: [alice], groupIsOurs: false }),
    );
    expect(plan.edit?.lists).toEqual([
      { accountId: 'default', list: 'direct', entries: [bob, ours] },
      { accountId: 'default', list: 'group', entries: [bob] },
    ]);
  });

  test('freezing the root’s group list freezes accounts that fell back to a list of their own', () => {
    const plan = planAccess(
      facts({ direct: [owner], accounts: [{}, { id: 'work', direct: [bob], messages: elsewhere }] }),
      wanted({ queued: [alice], groupIsOurs: false }),
    );
    expect(plan.edit?.lists).toEqual([
      { accountId: null, list: 'direct', entries: [owner, ours] },
      { accountId: null, list: 'group', entries: [owner] },
      { accountId: 'work', list: 'group', entries: [bob] },
    ]);
  });

  test.each<[string, readonly string[]]>([
    ['an empty group', []],
    ['those who are in it', [bob]],
  ])('one more joins %s, and no list is touched', (_whom, members) => {
    const before = facts({ direct: [owner, ours], group: [], groups: { peephole: members } });
    const plan = planAccess(before, wanted({ granted: members, queued: [alice] }));
    expect(plan).toMatchObject({ grants: [alice], losing: [], takenAway: [] });
    expect(plan.edit).toEqual({ ourMembers: [...members, alice] });
  });

  test('without an iMessage account nothing is written', () => {
    const plan = planAccess(facts({ accounts: [] }), wanted({ queued: [alice], groupIsOurs: false }));
    expect(plan.edit).toBeNull();
  });
});

describe('an account that came since it was written', () => {
  const before = { direct: [owner, ours], group: [owner], groups: { peephole: [alice] } };
  const now = facts({ ...before, accounts: [{ parkedBy: 'work' }, { id: 'work', direct: [owner] }] });

  test('gets the reference, while the approval is in force nowhere', () => {
    const plan = planAccess(now, wanted({ saved: [alice] }));
    expect(plan.edit?.ourMembers).toBeUndefined();
    expect(plan.edit?.lists).toContainEqual({ accountId: 'work', list: 'direct', entries: [owner, ours] });
    expect(plan.grants).toEqual([alice]);
  });

  test('says of those only that it lets them in, who were let in nowhere', () => {
    const both = { ...now, groups: facts({ groups: { peephole: [alice, bob] } }).groups };
    expect(planAccess(both, wanted({ saved: [alice], granted: [bob] })).grants).toEqual([alice]);
  });

  test('gets none for an approval that was in force', () => {
    expect(planAccess(now, wanted({ granted: [alice] })).edit).toBeNull();
  });

  test('puts nobody back who was taken off meanwhile', () => {
    const taken = facts({
      ...before,
      groups: { peephole: [] },
      accounts: [{ parkedBy: 'work' }, { id: 'work', direct: [owner] }],
    });
    const plan = planAccess(taken, wanted({ saved: [alice] }));
    expect(plan.takenAway).toEqual([alice]);
    expect(plan.edit).toBeNull();
  });
});

describe('read-back', () => {
  const base = { direct: [owner, ours], group: [owner] };

  test('a confirmed member that is gone ends its approval and is not put back', () => {
    const plan = planAccess(
      facts({ ...base, groups: { peephole: [bob] } }),
      wanted({ granted: [alice, bob] }),
    );
    expect(plan.takenAway).toEqual([alice]);
    expect(plan.edit).toBeNull();
    expect(plan.lost).toBeNull();
  });

  test('a deleted group ends every approval and loses its mark', () => {
    const plan = planAccess(facts(base), wanted({ granted: [alice, bob] }));
    expect(plan.takenAway).toEqual([alice, bob]);
    expect(plan.lost).toBe('group');
    expect(plan.edit).toBeNull();
    expect(plan.groupIsOurs).toBe(false);
  });

  test('a removed reference ends every approval; a new one is granted again, alone', () => {
    const plan = planAccess(
      facts({ direct: [owner], group: [owner], groups: { peephole: [alice] } }),
      wanted({ granted: [alice], queued: [bob] }),
    );
    expect(plan.takenAway).toEqual([alice]);
    expect(plan.lost).toBe('reference');
    expect(plan.edit?.ourMembers).toEqual([bob]);
  });

  test('a member nobody approved here is taken off and reported', () => {
    const plan = planAccess(
      facts({ ...base, groups: { peephole: [alice, mallory] } }),
      wanted({ granted: [alice] }),
    );
    expect(plan.strangers).toEqual([mallory]);
    expect(plan.losing).toEqual([mallory]);
    expect(plan.edit).toEqual({ ourMembers: [alice] });
  });

  test('a wildcard among our members is taken off', () => {
    const plan = planAccess(
      facts({ ...base, groups: { peephole: [alice, '*'] }, sharedMembers: { peephole: [bob] } }),
      wanted({ granted: [alice] }),
    );
    expect(plan.strangers).toEqual(['*', bob]);
    expect(plan.edit).toEqual({
      ourMembers: [alice],
      otherGroups: [{ name: 'peephole', shared: true, entries: [] }],
    });
  });

  test('our reference never stays among the group senders', () => {
    const plan = planAccess(
      facts({ direct: [owner, ours], group: [bob, ours], groups: { peephole: [alice] } }),
      wanted({ granted: [alice] }),
    );
    expect(plan.edit).toEqual({ lists: [{ accountId: null, list: 'group', entries: [bob] }] });
    expect(plan.losing).toEqual(['channels.imessage.groupAllowFrom']);
  });

  test('group senders that somebody unset are made explicit again', () => {
    const plan = planAccess(
      facts({ direct: [owner, ours, 'chat_id:7'], groups: { peephole: [alice] } }),
      wanted({ granted: [alice] }),
    );
    expect(plan.edit).toEqual({ lists: [{ accountId: null, list: 'group', entries: [owner, 'chat_id:7'] }] });
  });
});

describe('taking off', () => {
  test('a revoked member leaves the group; our reference stays', () => {
    const plan = planAccess(
      facts({ direct: [ours], group: [], groups: { peephole: [alice] } }),
      wanted({ dropped: [alice] }),
    );
    expect(plan.edit).toEqual({ ourMembers: [] });
    expect(plan.losing).toEqual([alice]);
    expect(plan.strangers).toEqual([]);
  });

  test('a blocked handle leaves every list, in any spelling, and what was taken is remembered', () => {
    const plan = planAccess(
      facts({
        direct: [owner, '1 (212) 555-0103', ours],
        group: ['imessage:+12125550103', owner],
        accounts: [{}, { id: 'work', direct: [12125550103, bob] }],
        groups: { peephole: [mallory], family: [mallory, bob] },
      }),
      wanted({ blocked: [mallory] }),
    );
    expect(plan.edit).toEqual({
      ourMembers: [],
      lists: [
        { accountId: null, list: 'direct', entries: [owner, ours] },
        { accountId: null, list: 'group', entries: [owner] },
        { accountId: 'work', list: 'direct', entries: [bob] },
      ],
    });
    expect(plan.taken.map(({ accountId, list, raw, index }) => [accountId, list, raw, index])).toEqual([
      [null, 'direct', '1 (212) 555-0103', 1],
      [null, 'group', 'imessage:+12125550103', 0],
      ['work', 'direct', 12125550103, 0],
    ]);
    expect(plan.losing).toEqual([mallory, '1 (212) 555-0103', 'imessage:+12125550103', 12125550103]);
  });

  test('a blocked handle leaves a group of the owner’s that a list refers to', () => {
    const plan = planAccess(
      facts({ direct: ['accessGroup:family'], group: [], groups: { family: [bob, mallory] } }),
      wanted({ blocked: [mallory], groupIsOurs: false }),
    );
    expect(plan.edit).toEqual({ otherGroups: [{ name: 'family', shared: false, entries: [bob] }] });
  });

  test('an approval and a block at once leave one list with both in it', () => {
    const plan = planAccess(
      facts({ direct: [mallory, owner], group: [] }),
      wanted({ queued: [alice], blocked: [mallory], groupIsOurs: false }),
    );
    expect(plan.edit).toEqual({
      ourMembers: [alice],
      lists: [{ accountId: null, list: 'direct', entries: [owner, ours] }],
    });
  });

  test('a list is never left empty: our reference stands in', () => {
    const plan = planAccess(
      facts({ direct: [mallory], group: [mallory] }),
      wanted({ blocked: [mallory], groupIsOurs: false }),
    );
    expect(plan.edit).toEqual({
      ourMembers: [],
      lists: [
        { accountId: null, list: 'direct', entries: [ours] },
        { accountId: null, list: 'group', entries: [] },
      ],
    });
  });

  test('blocking somebody who is nowhere writes nothing', () => {
    const plan = planAccess(facts({ direct: [owner] }), wanted({ blocked: [mallory], groupIsOurs: false }));
    expect(plan.edit).toBeNull();
  });

  test('an undone block gives back exactly what it took, once', () => {
    const restore = [
      {
        key: mallory,
        accountId: null,
        list: 'direct' as const,
        groupName: null,
        raw: '1 (212) 555-0103',
        index: 1,
      },
    ];
    const before = facts({ direct: [owner, ours], group: [owner], groups: { peephole: [] } });
    const plan = planAccess(before, wanted({ dropped: [mallory], restore }));
    expect(plan.edit).toEqual({
      lists: [{ accountId: null, list: 'direct', entries: [owner, '1 (212) 555-0103', ours] }],
    });
    expect(plan.grants).toEqual([mallory]);
    expect(planAccess(applyEdit(before, plan.edit), wanted({ dropped: [mallory], restore })).edit).toBeNull();
  });
});

describe('what an undone block gives back of a list with variables', () => {
  const variable = '\u0024{MY_FRIEND}';
  /** As read: what the variable stands for, and how the file spells it. */
  const spelled = (entry: AccessEntry): AccessEntry =>
    entry.kind === 'handle' && entry.key === mallory ? { ...entry, written: variable } : entry;
  const lists = {
    direct: [owner, mallory],
    group: [owner],
    accounts: [{}, { id: 'work', direct: [mallory] }],
    groups: { family: [bob, mallory] },
  };
  const plain = facts({ ...lists, direct: [owner, mallory, 'accessGroup:family'] });
  const written: AccessFacts = {
    ...plain,
    root: { direct: plain.root.direct?.map(spelled) ?? null, group: plain.root.group },
    accounts: plain.accounts.map((one) => ({
      ...one,
      own: { ...one.own, direct: one.own.direct?.map(spelled) ?? null },
    })),
    groups: plain.groups.map((one) => ({ ...one, members: one.members.map(spelled) })),
  };
  const block = planAccess(written, wanted({ blocked: [mallory], groupIsOurs: false }));
  const after = applyEdit(written, block.edit);
  const restore = block.taken;

  test('is the variable, not what it stood for', () => {
    const { edit } = planAccess(after, wanted({ dropped: [mallory], restore, groupIsOurs: false }));
    expect(edit?.lists?.find(({ accountId }) => accountId === null)?.entries).toContain(variable);
    expect(edit?.lists?.find(({ accountId }) => accountId === 'work')?.entries).toContain(variable);
    expect(edit?.otherGroups).toEqual([{ name: 'family', shared: false, entries: [bob, variable] }]);
    expect(JSON.stringify(edit)).not.toContain(mallory);
  });

  test('is given back once, whatever the variable stands for by then', () => {
    expect(planAccess(written, wanted({ dropped: [mallory], restore, groupIsOurs: false })).edit).toBeNull();
    const changed = JSON.parse(JSON.stringify(written).replaceAll(mallory, alice)) as AccessFacts;
    expect(planAccess(changed, wanted({ dropped: [mallory], restore, groupIsOurs: false })).edit).toBeNull();
  });
});

describe('a group without the mark', () => {
  const found = { direct: [owner, ours], group: [owner], groups: { peephole: [alice, bob] } };

  test('nobody is expelled and nothing is written until the owner has decided about everyone in it', () => {
    const plan = planAccess(facts(found), wanted({ queued: [mallory], groupIsOurs: false }));
    expect(plan.edit).toBeNull();
    expect(plan.undecided).toEqual([alice, bob]);
    expect(plan.groupIsOurs).toBe(false);
  });

  test('dropping one takes off exactly that one', () => {
    const plan = planAccess(facts(found), wanted({ dropped: [alice], groupIsOurs: false }));
    expect(plan.edit).toEqual({ ourMembers: [bob] });
    expect(plan.groupIsOurs).toBe(false);
  });

  test('when all are kept or dropped the group is ours', () => {
    const plan = planAccess(
      facts(found),
      wanted({ queued: [alice, mallory], dropped: [bob], groupIsOurs: false }),
    );
    expect(plan.edit).toEqual({ ourMembers: [alice, mallory] });
    expect(plan.groupIsOurs).toBe(true);
  });

  test.each([
    ['a wildcard', { groups: { peephole: ['*'] } }],
    ['a spelling of ours that is not strict', { groups: { peephole: ['(212) 555-0101'] } }],
    ['members for every channel', { groups: { peephole: [] }, sharedMembers: { peephole: [alice] } }],
    ['another type', { groups: { peephole: [] }, otherType: ['peephole'] }],
  ])('%s makes it somebody else’s: approvals are refused', (_, shape) => {
    const plan = planAccess(
      facts({ direct: [owner], ...shape }),
      wanted({ queued: [bob], groupIsOurs: false }),
    );
    expect(plan.groupNameTaken).toBe(true);
    expect(plan.edit).toBeNull();
  });

  test('a block still works when the name is taken, and leaves no empty list', () => {
    const plan = planAccess(
      facts({ direct: [mallory], group: [], groups: { peephole: ['*'] } }),
      wanted({ blocked: [mallory], groupIsOurs: false }),
    );
    expect(plan.edit).toEqual({
      lists: [{ accountId: null, list: 'direct', entries: ['accessGroup:peephole-nobody'] }],
    });
  });
});

describe('who is taken off our group', () => {
  const lists = { direct: [owner, ours], group: [owner] };
  const both = facts({ ...lists, groups: { peephole: [alice, bob] } });
  const only = { approved: [], blocked: new Set<string>(), dropped: new Set<string>(), restore: [] };

  test.each<[string, AccessFacts, Wanted, readonly string[]]>([
    ['dropped', both, { ...only, dropped: new Set([alice, bob]), groupIsOurs: true }, []],
    ['blocked', both, { ...only, blocked: new Set([alice, bob]), groupIsOurs: true }, []],
    [
      'one of them dropped, the other blocked',
      both,
      { ...only, dropped: new Set([alice]), blocked: new Set([bob]), groupIsOurs: true },
      [],
    ],
    [
      'no longer let in since our reference went',
      facts({ direct: [owner], group: [owner], groups: { peephole: [alice, bob] } }),
      wanted({ granted: [alice, bob] }),
      [],
    ],
    ['nobody’s choice', both, wanted({}), [alice, bob]],
  ])('is no stranger when known: %s', (_why, read, want, strangers) => {
    const plan = planAccess(read, want);
    expect(plan.edit).toEqual({ ourMembers: [] });
    expect([plan.losing, plan.strangers]).toEqual([[alice, bob], strangers]);
  });

  test('is blocked even while the owner has not decided about the others in it', () => {
    const plan = planAccess(both, { ...only, blocked: new Set([bob]), groupIsOurs: false });
    expect(plan.edit).toEqual({ ourMembers: [alice] });
    expect(plan.strangers).toEqual([]);
  });

  test('is an approved person who is blocked as well', () => {
    const plan = planAccess(both, wanted({ granted: [alice, bob], blocked: [bob] }));
    expect([plan.edit, plan.takenAway]).toEqual([{ ourMembers: [alice] }, []]);
  });
});

describe('the mark', () => {
  const plan = (members: readonly string[], want: Wanted) =>
    planAccess(facts({ direct: [owner, ours], group: [], groups: { peephole: members } }), want);

  test('comes with a member who is approved here, though nothing is to be written', () => {
    const { edit, groupIsOurs } = plan([alice], wanted({ queued: [alice], groupIsOurs: false }));
    expect([edit, groupIsOurs]).toEqual([null, true]);
  });

  test('does not come with an empty group that nobody asked for', () => {
    expect(plan([], wanted({ groupIsOurs: false }))).toMatchObject({ edit: null, groupIsOurs: false });
  });

  test('stays, whoever is in the group', () => {
    expect(plan([], wanted({})).groupIsOurs).toBe(true);
  });

  test('goes with a group that became one of another type, and the name is taken', () => {
    const other = facts({ direct: [owner], group: [], groups: { peephole: [] }, otherType: ['peephole'] });
    expect(planAccess(other, wanted({ queued: [alice] }))).toMatchObject({
      edit: null,
      grants: [],
      groupNameTaken: true,
      groupIsOurs: false,
    });
  });

  test('stays on a group that somebody else put into another form: it is put right', () => {
    const spelled = plan(['+1 (212) 555-0101', '*'], wanted({ granted: [alice] }));
    expect(spelled).toMatchObject({
      edit: { ourMembers: ['+1 (212) 555-0101'] },
      groupNameTaken: false,
      groupIsOurs: true,
    });
  });
});

describe('our reference as somebody else spelled it', () => {
  const spaced = 'accessGroup: peephole ';
  const groups = { peephole: [alice] };
  const plan = (input: Parameters<typeof facts>[0]) =>
    planAccess(facts({ groups, ...input }), wanted({ granted: [alice] }));

  test('counts as it is', () => {
    expect(plan({ direct: [owner, spaced], group: [] })).toMatchObject({ edit: null, takenAway: [] });
  });

  test('does not stay among the group senders either, and is taken off once', () => {
    const before = facts({ direct: [owner, ours], group: [bob, spaced], groups });
    const { edit } = planAccess(before, wanted({ granted: [alice] }));
    expect(edit).toEqual({ lists: [{ accountId: null, list: 'group', entries: [bob] }] });
    expect(planAccess(applyEdit(before, edit), wanted({ granted: [alice] })).edit).toBeNull();
  });

  test('opens no group where the direct list stands in', () => {
    expect(plan({ direct: [owner, spaced] }).edit).toEqual({
      lists: [{ accountId: null, list: 'group', entries: [owner] }],
    });
  });
});

describe('group senders', () => {
  const family = 'accessGroup:family';

  test('are left alone while a group of our name is not ours', () => {
    const found = facts({ direct: [owner], group: [owner, ours], groups: { peephole: [alice] } });
    expect(planAccess(found, wanted({ groupIsOurs: false })).edit).toBeNull();
  });

  test('keep the owner’s other groups, and those are no reference to ours', () => {
    const before = facts({ direct: [owner, family], group: [family], groups: { family: [bob] } });
    expect(planAccess(before, wanted({ queued: [alice], groupIsOurs: false })).edit).toEqual({
      ourMembers: [alice],
      lists: [{ accountId: null, list: 'direct', entries: [owner, family, ours] }],
    });
  });

  test('that somebody unset are closed to our members, which is said of each account they were open at', () => {
    const before = facts({
      direct: [owner, ours],
      accounts: [{}, { id: 'home' }, { id: 'work', direct: [ours, bob] }],
      groups: { peephole: [alice] },
    });
    const plan = planAccess(before, wanted({ granted: [alice] }));
    expect(plan.edit).toEqual({
      lists: [
        { accountId: 'work', list: 'group', entries: [bob] },
        { accountId: null, list: 'group', entries: [owner] },
      ],
    });
    expect(plan.losing).toEqual([
      'channels.imessage.accounts.default.groupAllowFrom',
      'channels.imessage.accounts.home.groupAllowFrom',
      'channels.imessage.accounts.work.groupAllowFrom',
    ]);
  });

  test('that are made explicit name nobody who is blocked, and no reference that stands for nobody', () => {
    const before = facts({
      direct: [owner, mallory, 'accessGroup:peephole-nobody'],
      accounts: [{}, { id: 'work', direct: [mallory, bob], messages: elsewhere }],
    });
    const plan = planAccess(before, wanted({ queued: [alice], blocked: [mallory], groupIsOurs: false }));
    expect(plan.edit?.lists?.filter(({ list }) => list === 'group')).toEqual([
      { accountId: null, list: 'group', entries: [owner] },
      { accountId: 'work', list: 'group', entries: [bob] },
    ]);
    expect(plan.losing).toEqual([mallory, mallory]);
  });

  test('of an account with a list of its own need none at the root', () => {
    const before = facts({
      direct: [owner],
      accounts: [
        { id: 'work', direct: [bob] },
        { id: 'old', enabled: false, direct: [mallory] },
      ],
    });
    expect(planAccess(before, wanted({ queued: [alice], groupIsOurs: false })).edit?.lists).toEqual([
      { accountId: 'work', list: 'direct', entries: [bob, ours] },
      { accountId: 'work', list: 'group', entries: [bob] },
    ]);
  });
});

describe('blocked people in the owner’s own groups', () => {
  const read = (members: readonly string[], shared: readonly string[], from = 'accessGroup:family') =>
    facts({
      direct: [owner, from],
      group: [],
      groups: { family: members },
      sharedMembers: { family: shared },
    });
  const block = (facts: AccessFacts) => planAccess(facts, wanted({ blocked: [mallory], groupIsOurs: false }));

  test('are taken out of what it holds for iMessage and for every channel, and it is remembered where', () => {
    const { edit, taken, losing } = block(read([bob, mallory], [mallory, alice]));
    expect(edit).toEqual({
      otherGroups: [
        { name: 'family', shared: false, entries: [bob] },
        { name: 'family', shared: true, entries: [alice] },
      ],
    });
    const entry = { accountId: null, groupName: 'family', raw: mallory, key: mallory };
    expect(taken).toEqual([
      { ...entry, list: 'other-group', index: 1 },
      { ...entry, list: 'other-group-shared', index: 0 },
    ]);
    expect(losing).toEqual([mallory, mallory]);
  });

  test('only the list that names them is written', () => {
    expect(block(read([bob], [mallory])).edit).toEqual({
      otherGroups: [{ name: 'family', shared: true, entries: [] }],
    });
  });

  test('stay where no list refers to the group, or it is of another type', () => {
    expect(block(read([mallory], [mallory], 'accessGroup:other')).edit).toBeNull();
    const other = facts({
      direct: ['accessGroup:family'],
      group: [],
      groups: { family: [mallory] },
      otherType: ['family'],
    });
    expect(block(other).edit).toBeNull();
  });
});

describe('what an undone block gives back', () => {
  const entry = { key: mallory, accountId: null, groupName: null, raw: mallory, index: 0 } as const;
  const ofFamily = { ...entry, list: 'other-group', groupName: 'family' } as const;
  const shared = { ...ofFamily, list: 'other-group-shared' } as const;
  const give = (input: Parameters<typeof facts>[0], restore: Wanted['restore'], blocked: string[] = []) => {
    const { edit, grants } = planAccess(facts(input), wanted({ restore, blocked, groupIsOurs: false }));
    return [edit, grants];
  };
  const family = { direct: ['accessGroup:family'], group: [] };

  test.each<[string, Parameters<typeof facts>[0], Wanted['restore']]>([
    ['the account is gone', {}, [{ ...entry, accountId: 'gone', list: 'direct' }]],
    ['the list is not set any more', { direct: [owner] }, [{ ...entry, list: 'group' }]],
    ['it stands there again', { direct: [mallory], group: [] }, [{ ...entry, list: 'direct' }]],
    ['the group is gone', { direct: [owner] }, [ofFamily]],
    ['it is in the group again', { ...family, groups: { family: [mallory] } }, [ofFamily]],
    [
      'it is in the group for every channel again',
      { ...family, groups: { family: [] }, sharedMembers: { family: [mallory] } },
      [shared],
    ],
  ])('is nothing where %s', (_why, input, restore) => {
    expect(give(input, restore)).toEqual([null, []]);
  });

  test('goes back into the members it was taken from, each once', () => {
    const input = { ...family, groups: { family: [bob] }, sharedMembers: { family: [alice] } };
    expect(give(input, [{ ...ofFamily, index: 1 }, shared])).toEqual([
      {
        otherGroups: [
          { name: 'family', shared: false, entries: [bob, mallory] },
          { name: 'family', shared: true, entries: [mallory, alice] },
        ],
      },
      [mallory],
    ]);
  });

  test('joins what a block of somebody else leaves of the same group, in one write', () => {
    const input = {
      ...family,
      groups: { family: [bob, alice], work: [bob] },
      sharedMembers: { family: [owner, bob] },
    };
    const work = { ...family, direct: ['accessGroup:work', 'accessGroup:family'] };
    expect(give({ ...input, ...work }, [shared, ofFamily], [bob])).toEqual([
      {
        otherGroups: [
          { name: 'family', shared: false, entries: [mallory, alice] },
          { name: 'family', shared: true, entries: [mallory, owner] },
          { name: 'work', shared: false, entries: [] },
        ],
      },
      [mallory],
    ]);
  });

  test('opens no group senders of an account that has its own', () => {
    const accounts = [{ id: 'work', direct: [owner], group: [bob] }];
    expect(give({ accounts }, [{ ...entry, accountId: 'work', list: 'group', index: 1 }])).toEqual([
      { lists: [{ accountId: 'work', list: 'group', entries: [bob, mallory] }] },
      [mallory],
    ]);
  });
});
