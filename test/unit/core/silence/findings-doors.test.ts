import { describe, expect, test } from 'vitest';
import { doorFindings } from '#core/silence/findings-doors.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const family = 'accessGroup:family';
const root = 'channels.imessage';
const work = 'channels.imessage.accounts.work';

type Input = NonNullable<Parameters<typeof facts>[0]>;
/** What was found, and the settings it stands on. */
const find = (input: Input) => doorFindings(facts(input)).map(({ id, settings }) => [id, settings ?? []]);
const closed = { direct: [owner], group: [] };

test.each<[string, Input, readonly (readonly [string, readonly string[]])[]]>([
  ['nothing, where all is closed', closed, []],
  [
    'pairing, at the account that sets it',
    { ...closed, accounts: [{ id: 'work', directPolicy: 'pairing', directPolicySetBy: 'account' }] },
    [['dm-policy-pairing', [`${work}.dmPolicy`]]],
  ],
  [
    'pairing, at the root where nobody set it',
    { ...closed, accounts: [{ id: 'work', directPolicy: 'pairing', directPolicySetBy: null }] },
    [['dm-policy-unset', [`${root}.dmPolicy`]]],
  ],
  [
    'open, by whichever level',
    { ...closed, accounts: [{ directPolicy: 'open', directPolicySetBy: null }] },
    [['dm-policy-open', [`${root}.dmPolicy`]]],
  ],
  [
    'everyone on the direct list in effect',
    { ...closed, direct: ['*'], accounts: [{ id: 'work', direct: ['*'] }] },
    [['wildcard', [`${work}.allowFrom`]]],
  ],
  [
    'everyone through a group, of iMessage and of every channel',
    { ...closed, direct: [family], groups: { family: ['*'] }, sharedMembers: { family: ['*'] } },
    [
      ['wildcard', ['accessGroups.family.members.imessage']],
      ['wildcard', ['accessGroups.family.members.*']],
    ],
  ],
  [
    'no list where direct messages and groups are off',
    {
      direct: ['*'],
      group: ['*', 'chat_id:7'],
      accounts: [{ directPolicy: 'disabled', groupPolicy: 'disabled' }],
    },
    [],
  ],
  [
    'groups that are open, and then no list of group senders',
    {
      direct: [owner],
      group: ['*', 'chat_id:7'],
      accounts: [{ id: 'work', groupPolicy: 'open', groupPolicySetBy: 'account' }],
    },
    [['group-policy-open', [`${work}.groupPolicy`]]],
  ],
  [
    'everyone among the group senders',
    { direct: [owner], accounts: [{ id: 'work', group: ['*'] }] },
    [['group-wildcard', [`${work}.groupAllowFrom`]]],
  ],
  [
    'everyone on a direct list that stands in for group senders, as both',
    { direct: ['*'] },
    [
      ['wildcard', [`${root}.allowFrom`]],
      ['group-wildcard', [`${root}.allowFrom`]],
      ['group-list-unset', [`${root}.groupAllowFrom`]],
    ],
  ],
  [
    'group senders that are not set, where the direct list stands',
    { accounts: [{ id: 'work', direct: [owner] }] },
    [['group-list-unset', [`${work}.groupAllowFrom`]]],
  ],
])('finds %s', (_what, input, found) => {
  expect(find(input)).toEqual(found);
});

test('says of every door how to close it', () => {
  const setting = `${root}.allowFrom`;
  const accounts = [{ directPolicy: 'pairing' as const, groupPolicy: 'open' as const }];
  expect(doorFindings(facts({ direct: ['*'], group: [], accounts })).map(({ fix }) => fix)).toEqual([
    sentence('fix.allowlist', { setting: `${root}.dmPolicy` }),
    sentence('fix.no-wildcard', { setting }),
    sentence('fix.allowlist', { setting: `${root}.groupPolicy` }),
  ]);
  expect(doorFindings(facts({ group: ['*'] })).map(({ fix }) => fix)).toEqual([
    sentence('fix.no-wildcard', { setting: `${root}.groupAllowFrom` }),
  ]);
  expect(doorFindings(facts({ direct: [owner] })).map(({ fix }) => fix)).toEqual([
    sentence('fix.group-list', { setting: `${root}.groupAllowFrom` }),
  ]);
});

describe('a chat that lets in whoever sits in it', () => {
  const chat = 'chat_id:7';

  test('goes from the group senders, and the people stay', () => {
    const setting = `${work}.groupAllowFrom`;
    const accounts = [{ id: 'work', group: [alice, chat, owner] }];
    expect(doorFindings(facts({ direct: [owner], accounts }))).toEqual([
      {
        id: 'group-chat-listed',
        fix: sentence('fix.list-people', { setting }),
        changes: [{ path: setting, before: [alice, chat, owner], after: [alice, owner] }],
      },
    ]);
  });

  test('goes from the direct list where that stands in for them', () => {
    const setting = `${root}.allowFrom`;
    expect(doorFindings(facts({ direct: [chat, owner] }))[1]).toEqual({
      id: 'group-chat-listed',
      fix: sentence('fix.list-people', { setting }),
      changes: [{ path: setting, before: [chat, owner], after: [owner] }],
    });
  });
});

describe('the queue of pairing requests', () => {
  const full = (count: number | null, directPolicy: 'pairing' | 'open' | 'allowlist' = 'pairing') =>
    doorFindings(
      facts({
        ...closed,
        accounts: [{ id: 'work', directPolicy, directPolicySetBy: 'account' }],
        pairingQueue: { pending: new Map(count === null ? [] : [['work', count]]), limit: 3 },
      }),
    ).filter(({ id }) => id === 'pairing-queue-full');

  test('is full at its limit, and said with the policy that fills it', () => {
    const setting = `${work}.dmPolicy`;
    const found = [
      { id: 'pairing-queue-full', fix: sentence('fix.full-queue', { setting }), settings: [setting] },
    ];
    expect(full(3)).toEqual(found);
    expect(full(4)).toEqual(found);
  });

  test('has room below it, and where no request waits', () => {
    expect(full(2)).toEqual([]);
    expect(full(null)).toEqual([]);
  });

  test('that holds one has room while nobody waits', () => {
    const pairingQueue = { pending: new Map([['other', 1]]), limit: 1 };
    const read = facts({ ...closed, accounts: [{ directPolicy: 'pairing' }], pairingQueue });
    expect(doorFindings(read).map(({ id }) => id)).toEqual(['dm-policy-pairing']);
  });

  test('matters under pairing only', () => {
    expect(full(3, 'open')).toEqual([]);
    expect(full(3, 'allowlist')).toEqual([]);
  });
});
