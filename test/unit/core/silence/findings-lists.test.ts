import { describe, expect, test } from 'vitest';
import type { AccessEntry } from '#core/access/access-facts.ts';
import { listFindings } from '#core/silence/findings-lists.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const ours = 'accessGroup:peephole';
const nobody = 'accessGroup:peephole-nobody';
const family = 'accessGroup:family';
const dead = 'mailto:user@example.com';
const allowFrom = 'channels.imessage.allowFrom';
const groupAllowFrom = 'channels.imessage.groupAllowFrom';
const familyMembers = 'accessGroups.family.members.imessage';

type Input = NonNullable<Parameters<typeof facts>[0]>;

/** Where an entry was found to let nobody in, and which stay if it goes. */
const deadIn = (input: Input) =>
  listFindings(facts(input))
    .filter(({ id }) => id === 'entry-never-matches')
    .flatMap(({ changes }) => changes ?? [])
    .map(({ path, after }) => [path, after]);

describe('entries that let nobody in', () => {
  test('are named together in one sentence for their list, and the others stay', () => {
    const direct = [dead, owner, 'chat_id:7', alice];
    expect(listFindings(facts({ direct, group: [] }))).toEqual([
      {
        id: 'entry-never-matches',
        fix: sentence('fix.spelling', { setting: allowFrom, entries: `"${dead}", "chat_id:7"` }),
        changes: [{ path: allowFrom, before: direct, after: [owner, alice] }],
      },
    ]);
  });

  test.each<[string, Input, readonly [string, readonly string[]][]]>([
    ['the root’s direct list', { direct: [owner, dead], group: [] }, [[allowFrom, [owner]]]],
    ['the root’s group senders', { direct: [owner], group: [dead, alice] }, [[groupAllowFrom, [alice]]]],
    [
      'both lists of an account, after the root’s',
      { direct: [dead], group: [], accounts: [{ id: 'work', direct: [dead, owner], group: [alice, dead] }] },
      [
        [allowFrom, []],
        ['channels.imessage.accounts.work.allowFrom', [owner]],
        ['channels.imessage.accounts.work.groupAllowFrom', [alice]],
      ],
    ],
    [
      'no account that is switched off while another is on',
      { direct: [owner], group: [], accounts: [{}, { id: 'off', enabled: false, group: [dead] }] },
      [],
    ],
    [
      'a group that a list refers to, after all lists',
      { direct: [dead, family], group: [], groups: { family: [alice, dead] } },
      [
        [allowFrom, [family]],
        [familyMembers, [alice]],
      ],
    ],
    [
      'a group that only the group senders of an account refer to',
      { direct: [owner], accounts: [{ group: [family] }], groups: { family: [dead] } },
      [[familyMembers, []]],
    ],
    ['no group that no list refers to', { direct: [owner], group: [], groups: { family: [dead] } }, []],
    [
      'no group of another type: then the reference itself lets nobody in',
      { direct: [owner, family], group: [], groups: { family: [dead] }, otherType: ['family'] },
      [[allowFrom, [owner]]],
    ],
    ['not in our own group', { direct: [ours], group: [], groups: { peephole: [dead] } }, []],
  ])('are looked for in %s', (_where, input, found) => {
    expect(deadIn(input)).toEqual(found);
  });

  test('are no reference of ours, though its group is not there', () => {
    expect(deadIn({ direct: [ours, nobody], group: [] })).toEqual([]);
  });

  test('are not everyone, nor a group that is there and empty', () => {
    expect(deadIn({ direct: ['*', family], group: [], groups: { family: [] } })).toEqual([]);
  });

  test('are all that OpenClaw can’t read as an entry', () => {
    const other: AccessEntry = { kind: 'other', raw: 'accessGroup:' };
    const read = { ...facts({ group: [] }), root: { direct: [other], group: [] } };
    expect(listFindings(read)).toMatchObject([
      { id: 'entry-never-matches', changes: [{ path: allowFrom, before: ['accessGroup:'], after: [] }] },
    ]);
  });
});

describe('a chat on a list', () => {
  const chat = 'chat_id:7';
  const work = { id: 'work', direct: [owner, chat] };
  const workDirect = 'channels.imessage.accounts.work.allowFrom';

  test.each<[string, Input, readonly [string, readonly string[]][]]>([
    ['the root’s direct list, which stands in for group senders', { direct: [owner, chat] }, []],
    ['the root’s group senders', { direct: [owner], group: [chat] }, []],
    ['an account’s direct list, where no group senders are set at all', { accounts: [work] }, []],
    ['an account’s group senders', { accounts: [{ group: [chat] }] }, []],
    ['the members of a group', { direct: [family], group: [], groups: { family: [chat] } }, []],
    [
      'the root’s direct list beside group senders, where it lets nobody in',
      { direct: [owner, chat], group: [] },
      [[allowFrom, [owner]]],
    ],
    [
      'an account’s direct list beside group senders of its own, likewise',
      { accounts: [{ ...work, group: [] }] },
      [[workDirect, [owner]]],
    ],
    [
      'an account’s direct list beside the root’s group senders, likewise',
      { group: [], accounts: [work] },
      [[workDirect, [owner]]],
    ],
  ])('on %s', (_where, input, found) => {
    expect(deadIn(input)).toEqual(found);
  });
});

describe('a spelling', () => {
  const isDead = (raw: string): boolean => deadIn({ direct: [raw], group: [] }).length > 0;

  test.each([
    ['nothing at all', ' '],
    ['only a service', 'imessage:'],
    ['a number that begins with zero', '+0049170'],
    ['a number of sixteen digits, one more than there are', '+1234567890123456'],
    ['ten digits without the country’s code', '2125550101'],
    ['the same between spaces', ' 2125550101 '],
    ['the same in groups', '(212) 555-0101'],
    ['the same with dots', '212.555.0101'],
    ['a number between invisible marks', '\u200e+12125550101'],
    ['a link to a number of another scheme', 'facetime:+12125550101'],
    ['a link in capitals', 'HTTPS://example.com'],
    ['a chat’s address of a service', 'SMS;-;+12125550101'],
    ['a group chat’s address of any service', 'any;+;chat123'],
  ])('that is %s lets nobody in', (_what, raw) => {
    expect(isDead(raw)).toBe(true);
  });

  test.each([
    ['a number of fifteen digits, the longest there is', '+123456789012345'],
    ['eleven digits with the country’s code', '12125550101'],
    ['ten digits after a plus', '+2125550101'],
    ['nine digits', '212555010'],
    ['ten digits that begin with one', '1125550101'],
    ['ten digits with more behind them', '21255501012'],
    ['a name with digits in it', 'AMAZON2'],
    ['an address with a scheme’s name inside', 'my-tel:shop@example.com'],
    ['a name with a chat’s marks inside', 'x-SMS;-;y'],
  ])('that is %s may be somebody', (_what, raw) => {
    expect(isDead(raw)).toBe(false);
  });
});

describe('a short number, which a service’s code is written like', () => {
  const doubtful = (raw: string | number): boolean =>
    listFindings(facts({ direct: [raw], group: [] })).some(({ id }) => id === 'entries-collide');

  test('is named with the others of its list; everybody else stays', () => {
    const direct = [owner, '1234567', 12345678, ours];
    expect(listFindings(facts({ direct, group: [] }))).toEqual([
      {
        id: 'entries-collide',
        fix: sentence('fix.doubtful', { setting: allowFrom, entries: '"1234567", 12345678' }),
        changes: [{ path: allowFrom, before: direct, after: [owner, ours] }],
      },
    ]);
  });

  test.each(['1234567', '12345678', '+4912345'])('is one of seven or eight digits: %s', (raw) => {
    expect(doubtful(raw)).toBe(true);
  });

  test.each(['123456', '123456789', '01234567', 'AMAZON1234567', 'chat_id:1234567'])('is not %s', (raw) => {
    expect(doubtful(raw)).toBe(false);
  });
});

describe('an account with a list of its own', () => {
  const direct = [ours];
  const groups = { peephole: [] };

  test('is said to be written where it is the default, and not opened elsewhere', () => {
    const accounts = [
      { id: 'default', direct },
      { id: 'work', direct },
    ];
    expect(listFindings(facts({ direct, group: [], groups, accounts }))).toEqual([
      {
        id: 'accounts-override',
        fix: sentence('fix.written-there', { setting: 'channels.imessage.accounts.default.allowFrom' }),
      },
      {
        id: 'accounts-override',
        fix: sentence('fix.not-opened', { setting: 'channels.imessage.accounts.work.allowFrom' }),
      },
    ]);
  });

  test('is no matter of group senders, nor of an account that is switched off', () => {
    const accounts = [{ group: [] }, { id: 'off', enabled: false, direct }];
    expect(listFindings(facts({ direct, group: [], groups, accounts }))).toEqual([]);
  });
});
