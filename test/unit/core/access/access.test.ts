import { describe, expect, test } from 'vitest';
import {
  approvalAccounts,
  defaultAccount,
  isByGroup,
  judgeDirect,
  judgeGroup,
  judgeInGroups,
  judgeSender,
  type Ruling,
} from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { facts } from '../../../support/facts.ts';

const key = '+12125550101';
const ours = 'accessGroup:peephole';

describe('what lets somebody in anywhere', () => {
  test('names what does so without us before our own group, whichever account says so', () => {
    const read = facts({
      accounts: [
        { id: 'first', direct: [ours] },
        { id: 'second', direct: [key] },
      ],
      groups: { peephole: [key] },
    });
    expect(judgeSender(read, key)).toMatchObject({ allowed: true, via: 'owner' });
  });

  test('names our group when nothing else lets them in', () => {
    const read = facts({ direct: [ours], groups: { peephole: [key] } });
    expect(judgeSender(read, key)).toMatchObject({ allowed: true, via: 'peephole' });
  });

  test('does not say no while one account can’t tell', () => {
    const read = facts({
      direct: [],
      accounts: [{ id: 'first' }, { id: 'second', directPolicy: 'pairing', paired: null }],
    });
    expect(judgeSender(read, key)).toMatchObject({ allowed: null, rule: 'pairing-store-unknown' });
  });

  test('asks no account that is switched off while another is on', () => {
    const read = facts({
      accounts: [
        { id: 'first', direct: [] },
        { id: 'second', direct: [key], enabled: false },
      ],
    });
    expect(judgeSender(read, key)).toMatchObject({ allowed: false });
  });

  test('asks the account that people write to first, whichever the default is', () => {
    const parked = { id: 'first', direct: [], parkedBy: 'second' };
    const read = facts({ accounts: [parked, { id: 'second', direct: [] }] });
    expect(judgeSender(read, key)?.setting).toBe('channels.imessage.accounts.second.allowFrom');
  });

  test('asks the default account first where none receives here', () => {
    const elsewhere = { kind: 'another-mac', host: 'mini' } as const;
    const accounts = [
      { id: 'first', direct: [], messages: elsewhere },
      { id: 'second', direct: [], messages: elsewhere },
    ];
    const read = { ...facts({ accounts }), defaultAccountId: 'second' };
    expect(judgeSender(read, key)?.setting).toBe('channels.imessage.accounts.second.allowFrom');
  });

  test('says nothing without any account', () => {
    expect(judgeSender(facts({ accounts: [] }), key)).toBeNull();
  });
});

/** OpenClaw's own order of rules (OC-19, OC-23, OC-46), one row for each thing that decides; the real plugin is asked in test/gateway. */
describe('the rule for one account', () => {
  type Input = Parameters<typeof facts>[0];
  type Row = readonly [string, Input, Partial<Ruling>];
  const only = (read: AccessFacts) => {
    const [account] = read.accounts;
    if (!account) throw new Error('The row has no account.');
    return account;
  };
  const family = { family: [key] };

  const direct: readonly Row[] = [
    [
      'nobody is let in where direct messages are off, whoever is listed',
      { direct: ['*'], accounts: [{ directPolicy: 'disabled' }] },
      { allowed: false, rule: 'policy-disabled', via: null },
    ],
    ['the owner’s list lets in', { direct: [key] }, { allowed: true, rule: 'listed', via: 'owner' }],
    ['everyone on the list lets in', { direct: ['*'] }, { allowed: true, rule: 'listed', via: 'everyone' }],
    [
      'a group of people lets its members in',
      { direct: ['accessGroup:family'], groups: family },
      { allowed: true, rule: 'listed', via: 'group:family' },
    ],
    [
      'a group of another type lets nobody in',
      { direct: ['accessGroup:family'], groups: family, otherType: ['family'] },
      { allowed: false, rule: 'not-listed', via: null },
    ],
    [
      'a group that does not exist lets nobody in',
      { direct: ['accessGroup:family'] },
      { allowed: false, rule: 'not-listed' },
    ],
    [
      'those a group has for every channel are its members too',
      { direct: ['accessGroup:family'], groups: { family: [] }, sharedMembers: family },
      { allowed: true, rule: 'listed', via: 'group:family' },
    ],
    [
      'another group is named before ours, in whichever order they stand',
      { direct: [ours, 'accessGroup:family'], groups: { peephole: [key], ...family } },
      { allowed: true, via: 'group:family' },
    ],
    [
      'open is the policy’s doing only for whom nothing else lets in',
      { direct: ['*'], accounts: [{ directPolicy: 'open' }] },
      { allowed: true, rule: 'policy-open', via: 'everyone' },
    ],
    [
      'whom the owner listed is listed, however open the policy',
      { direct: [key], accounts: [{ directPolicy: 'open' }] },
      { allowed: true, rule: 'listed', via: 'owner' },
    ],
    [
      'open without everyone on the list lets in only who is listed',
      { direct: [], accounts: [{ directPolicy: 'open' }] },
      { allowed: false, rule: 'not-listed' },
    ],
    [
      'an account’s own empty list replaces the one above it',
      { direct: [key], accounts: [{ direct: [] }] },
      { allowed: false, rule: 'not-listed' },
    ],
    [
      'whoever was paired is let in under pairing',
      { accounts: [{ directPolicy: 'pairing', paired: [key] }] },
      { allowed: true, rule: 'paired', via: 'pairing' },
    ],
    [
      'nobody who was paired is let in under allowlist',
      { accounts: [{ directPolicy: 'allowlist', paired: [key] }] },
      { allowed: false, rule: 'not-listed' },
    ],
    [
      'a stranger is answered with a code under pairing',
      { accounts: [{ directPolicy: 'pairing', paired: [] }] },
      { allowed: false, rule: 'answered-with-code' },
    ],
    [
      'a pairing store that can’t be read is unknown',
      { accounts: [{ directPolicy: 'pairing', paired: null }] },
      { allowed: null, rule: 'pairing-store-unknown' },
    ],
    [
      'a chat on the list lets no person in',
      { direct: ['chat_id:1'] },
      { allowed: false, rule: 'not-listed' },
    ],
  ];
  test.each(direct)('direct: %s', (_, input, expected) => {
    const read = facts(input);
    expect(judgeDirect(read, only(read), key)).toMatchObject(expected);
  });

  const group: readonly Row[] = [
    [
      'nobody is heard where groups are off',
      { group: ['*'], accounts: [{ groupPolicy: 'disabled' }] },
      { allowed: false, rule: 'policy-disabled' },
    ],
    [
      'everybody is heard where groups are open',
      { group: [], accounts: [{ groupPolicy: 'open' }] },
      { allowed: true, rule: 'policy-open', via: 'everyone' },
    ],
    ['a list for groups decides', { direct: [key], group: [] }, { allowed: false, rule: 'no-group-senders' }],
    [
      'an account’s own list for groups replaces the one above it',
      { group: [key], accounts: [{ group: ['+12125550102'] }] },
      { allowed: false, rule: 'not-listed' },
    ],
    [
      'without one, the direct list stands in',
      { direct: [key] },
      { allowed: true, rule: 'listed', via: 'owner' },
    ],
    ['with neither, nobody is heard', {}, { allowed: false, rule: 'no-group-senders' }],
    [
      'who was paired is no sender of a group',
      { direct: ['+12125550102'], accounts: [{ directPolicy: 'pairing', paired: [key] }] },
      { allowed: false, rule: 'not-listed' },
    ],
  ];
  test.each(group)('groups: %s', (_, input, expected) => {
    const read = facts(input);
    expect(judgeGroup(read, only(read), key)).toMatchObject(expected);
  });

  test('says by which setting, at the level that it stands at', () => {
    const read = facts({ accounts: [{ id: 'work', direct: [key], directPolicySetBy: 'account' }] });
    expect(judgeDirect(read, only(read), key).setting).toBe('channels.imessage.accounts.work.allowFrom');
    const off = facts({ accounts: [{ id: 'work', directPolicy: 'disabled', directPolicySetBy: 'account' }] });
    expect(judgeDirect(off, only(off), key).setting).toBe('channels.imessage.accounts.work.dmPolicy');
  });
});

test('the default account is the one that is named so, else the first, else none', () => {
  const read = facts({ accounts: [{ id: 'first' }, { id: 'second' }] });
  expect(defaultAccount({ ...read, defaultAccountId: 'second' })?.id).toBe('second');
  expect(defaultAccount({ ...read, defaultAccountId: 'gone' })?.id).toBe('first');
  expect(defaultAccount(facts({ accounts: [] }))).toBeNull();
});

describe('approvals are written for', () => {
  type Account = NonNullable<NonNullable<Parameters<typeof facts>[0]>['accounts']>[number];
  const unknown = { kind: 'unknown' } as const;
  const file = { kind: 'another-file', path: '/elsewhere/chat.db' } as const;

  test.each<[string, readonly Account[], readonly string[]]>([
    [
      'whoever reads our Messages',
      [{ id: 'a' }, { id: 'b', messages: unknown }, { id: 'c', messages: file }],
      ['a'],
    ],
    [
      'whoever may, where none is known to',
      [
        { id: 'a', messages: unknown },
        { id: 'b', messages: file },
      ],
      ['a'],
    ],
    ['nobody in whose place another receives', [{ id: 'a', parkedBy: 'b' }, { id: 'b' }], ['b']],
    ['nobody who is switched off, while another is on', [{ id: 'a', enabled: false }, { id: 'b' }], ['b']],
    [
      'all of them, while all are off',
      [
        { id: 'a', enabled: false },
        { id: 'b', enabled: false },
      ],
      ['a', 'b'],
    ],
    [
      'none, where the one that is on reads others',
      [
        { id: 'a', enabled: false },
        { id: 'b', messages: file },
      ],
      [],
    ],
  ])('%s', (_whom, accounts, ids) => {
    expect(approvalAccounts(facts({ accounts })).map(({ id }) => id)).toEqual(ids);
  });
});

describe('what may let somebody in in groups', () => {
  test.each<[string, Parameters<typeof facts>[0], Partial<Ruling> | null]>([
    ['the group senders', { group: [key] }, { allowed: true, rule: 'listed', via: 'owner' }],
    [
      'a chat among them, in which nobody is asked who they are',
      { group: ['chat_id:7'] },
      { allowed: false, rule: 'not-listed', setting: 'channels.imessage.groupAllowFrom' },
    ],
    [
      'an account further down',
      { group: [], accounts: [{}, { id: 'work', group: [key] }] },
      { allowed: true },
    ],
    ['nothing, where only others are listed', { group: ['+12125550102'] }, null],
    [
      'nothing, where groups are off',
      { group: ['chat_id:7', key], accounts: [{ groupPolicy: 'disabled' }] },
      null,
    ],
    [
      'nothing, where only an account that is off would',
      { group: [], accounts: [{}, { id: 'work', enabled: false, group: [key] }] },
      null,
    ],
    ['nothing, without any account', { accounts: [], group: [key] }, null],
  ])('%s', (_what, input, expected) => {
    const ruling = judgeInGroups(facts(input), key);
    if (expected === null) expect(ruling).toBeNull();
    else expect(ruling).toMatchObject(expected);
  });
});

test.each<[string, Parameters<typeof facts>[0], string]>([
  [
    'the root’s policy',
    { accounts: [{ groupPolicy: 'open', groupPolicySetBy: 'root' }] },
    'channels.imessage.groupPolicy',
  ],
  [
    'the root’s, where nobody set one',
    { accounts: [{ groupPolicy: 'disabled' }] },
    'channels.imessage.groupPolicy',
  ],
  [
    'an account’s policy that is open',
    { accounts: [{ id: 'work', groupPolicy: 'open', groupPolicySetBy: 'account' }] },
    'channels.imessage.accounts.work.groupPolicy',
  ],
  [
    'an account’s policy that is off',
    { accounts: [{ id: 'work', groupPolicy: 'disabled', groupPolicySetBy: 'account' }] },
    'channels.imessage.accounts.work.groupPolicy',
  ],
  ['the root’s group senders', { group: [key] }, 'channels.imessage.groupAllowFrom'],
  [
    'an account’s',
    { accounts: [{ id: 'work', group: [] }] },
    'channels.imessage.accounts.work.groupAllowFrom',
  ],
  ['the direct list that stands in', { direct: [key] }, 'channels.imessage.allowFrom'],
])('groups are decided by %s, and that setting is named', (_which, input, setting) => {
  const read = facts(input);
  expect(read.accounts.map((account) => judgeGroup(read, account, key).setting)).toEqual([setting]);
});

test('a way in by another group is told by its name', () => {
  expect((['group:family', 'peephole', 'owner', 'pairing', 'everyone'] as const).filter(isByGroup)).toEqual([
    'group:family',
  ]);
});
