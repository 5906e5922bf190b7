import { describe, expect, test } from 'vitest';
import { explain } from '#core/access/explain.ts';
import { type DirectChats, noChatsAsked } from '#core/access/named-chats.ts';
import { readHandle } from '#core/message/handle.ts';
import { facts } from '../../../support/facts.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const ours = 'accessGroup:peephole';
const ask = (input: Parameters<typeof facts>[0], handle = alice, more = {}) =>
  explain({ ...facts(input), ...more }, readHandle(handle), noChatsAsked);

describe('a direct message', () => {
  test.each([
    ['listed by the owner', { direct: [alice] }, true, 'listed', 'channels.imessage.allowFrom'],
    [
      'in our group',
      { direct: [ours], groups: { peephole: [alice] } },
      true,
      'listed',
      'channels.imessage.allowFrom',
    ],
    ['on no list', { direct: [bob] }, false, 'not-listed', 'channels.imessage.allowFrom'],
    [
      'answered with a code',
      { accounts: [{ directPolicy: 'pairing' as const }] },
      false,
      'answered-with-code',
      'channels.imessage.dmPolicy',
    ],
    [
      'approved by pairing code',
      { accounts: [{ directPolicy: 'pairing' as const, paired: [alice] }] },
      true,
      'paired',
      'channels.imessage.dmPolicy',
    ],
    [
      'perhaps approved by pairing code',
      { accounts: [{ directPolicy: 'pairing' as const, paired: null }] },
      null,
      'pairing-store-unknown',
      'channels.imessage.dmPolicy',
    ],
    [
      'to a channel that is switched off',
      { direct: [alice], rootEnabled: false, accounts: [{ enabled: false, running: false }] },
      false,
      'channel-off',
      'channels.imessage.enabled',
    ],
    [
      'to a channel that is stopped',
      { direct: [alice], accounts: [{ running: false }] },
      false,
      'channel-off',
      null,
    ],
    [
      'to an account in whose place another one receives',
      { direct: [alice], accounts: [{ parkedBy: 'work' }] },
      false,
      'parked',
      null,
    ],
    ['to no account at all', { accounts: [] }, false, 'no-account', 'channels.imessage.enabled'],
  ])('%s', (_, input, allowed, rule, setting) => {
    expect(ask(input).dm).toEqual({ allowed, rule, setting });
  });

  test('nothing is said while nothing is read', () => {
    expect(explain(null, readHandle(alice), noChatsAsked)).toMatchObject({
      dm: { allowed: null },
      group: { allowed: null },
      command: { allowed: null, ownerOnly: null },
      accounts: [],
    });
  });

  test('every account is told; the one that lets them in comes first', () => {
    const result = ask({ direct: [bob], accounts: [{}, { id: 'work', direct: [alice] }] });
    expect(result.dm).toEqual({
      allowed: true,
      rule: 'listed',
      setting: 'channels.imessage.accounts.work.allowFrom',
    });
    expect(result.accounts.map(({ accountId, dm }) => [accountId, dm.allowed])).toEqual([
      ['default', false],
      ['work', true],
    ]);
  });
});

describe('the accounts', () => {
  const accounts = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const order = (input: Parameters<typeof facts>[0], more = {}) =>
    ask(input, alice, more).accounts.map(({ accountId }) => accountId);

  test('are told with the default one first, the others in their order', () => {
    expect(order({ accounts }, { defaultAccountId: 'b' })).toEqual(['b', 'a', 'c']);
    expect(order({ accounts }, { defaultAccountId: 'c' })).toEqual(['c', 'a', 'b']);
    expect(order({ accounts: [...accounts, { id: 'off', enabled: false }] })).toEqual(['a', 'b', 'c']);
  });

  test('the first that lets a group message in answers for groups, whichever lets a direct one in', () => {
    const input = { direct: [alice], group: [bob], accounts: [{}, { id: 'work', group: [alice] }] };
    const { dm, group } = ask(input);
    expect([dm.setting, group.setting]).toEqual([
      'channels.imessage.allowFrom',
      'channels.imessage.accounts.work.groupAllowFrom',
    ]);
  });

  test('none: nothing is answered, for want of any', () => {
    const none = { allowed: false, rule: 'no-account', setting: 'channels.imessage.enabled' };
    expect(ask({ accounts: [] })).toEqual({
      handle: alice,
      dm: none,
      group: none,
      command: { ...none, ownerOnly: false },
      accounts: [],
    });
  });

  test('unread: nothing can be told of a message or a command', () => {
    const unread = { allowed: null, rule: 'not-read', setting: null };
    expect(explain(null, readHandle(alice), noChatsAsked)).toEqual({
      handle: alice,
      dm: unread,
      group: unread,
      command: { ...unread, ownerOnly: null },
      accounts: [],
    });
  });

  test('one that is off by itself says so at its own setting, for groups and commands too', () => {
    const off = {
      allowed: false,
      rule: 'channel-off',
      setting: 'channels.imessage.accounts.work.enabled',
    };
    for (const rootEnabled of [true, null]) {
      const { dm, group, command } = ask({ rootEnabled, accounts: [{ id: 'work', enabled: false }] });
      expect([dm, group, command]).toEqual([off, off, { ...off, ownerOnly: false }]);
    }
  });

  test('one that the gateway does not report does not run', () => {
    expect(ask({ direct: [alice], isLoaded: false }).dm).toEqual({
      allowed: false,
      rule: 'channel-off',
      setting: null,
    });
  });
});

describe('a direct message where groups names chats by number', () => {
  const seven = { id: 7, setting: 'channels.imessage.groups["7"]', wantsMention: false };
  const nine = { ...seven, id: 9, setting: 'channels.imessage.groups["9"]' };
  const known = (chats: readonly number[], asked = [7, 9]): DirectChats => ({
    asked,
    of: [[alice, chats]],
  });
  const askOf = (input: object, chats: DirectChats, named = [seven]) =>
    explain(facts({ ...input, accounts: [{ namedChats: named }] }), readHandle(alice), chats).dm;
  const direct = { direct: [alice], group: [] };

  test.each([
    ['let in directly, and by no group list', direct, false],
    ['our member', { direct: [ours], group: [], groups: { peephole: [alice] } }, false],
    ['kept out directly, and let in by the group list', { direct: [bob], group: [alice] }, true],
  ])('and theirs is one of them: %s', (_, input, allowed) => {
    expect(askOf(input, known([7]))).toEqual({
      allowed,
      rule: 'chat-as-group',
      setting: 'channels.imessage.groups["7"]',
    });
    expect(askOf(input, noChatsAsked)).toMatchObject({ allowed: null, rule: 'chats-unread' });
    expect(askOf(input, known([7]), [])).toMatchObject({ allowed: !allowed });
  });

  test.each([
    ['let in by both', { direct: [alice], group: [alice] }, true],
    ['kept out by both', { direct: [bob], group: [bob] }, false],
  ])('%s: it makes no difference, whose ever they are', (_, input, allowed) => {
    for (const chats of [known([7]), known([3]), noChatsAsked])
      expect(askOf(input, chats).allowed).toBe(allowed);
  });

  test('none of them theirs: the direct list decides', () => {
    expect(askOf(direct, known([3]))).toMatchObject({ allowed: true, rule: 'listed' });
    expect(askOf(direct, known([]))).toMatchObject({ allowed: true, rule: 'listed' });
    expect(askOf(direct, { asked: [7], of: [] })).toMatchObject({ allowed: true, rule: 'listed' });
  });

  test('one of two of theirs: it depends on the chat, and both: it does not', () => {
    expect(askOf(direct, known([3, 7]))).toEqual({
      allowed: null,
      rule: 'depends-on-chat',
      setting: 'channels.imessage.groups["7"]',
    });
    expect(askOf(direct, known([7, 9]), [nine, seven])).toMatchObject({
      allowed: false,
      rule: 'chat-as-group',
    });
  });

  test('a chat that was named since Messages was asked is unknown, never somebody else’s', () => {
    expect(askOf(direct, known([7], [7]), [seven, nine])).toMatchObject({
      allowed: null,
      rule: 'chats-unread',
    });
  });

  test('the numbers of other Messages say nothing', () => {
    const accounts = [{ namedChats: [seven], messages: { kind: 'another-mac', host: 'studio' } as const }];
    const { dm } = explain(facts({ ...direct, accounts }), readHandle(alice), known([7]));
    expect(dm).toMatchObject({ allowed: null, rule: 'chats-unread' });
  });

  test('let in there, but only what mentions the assistant is answered', () => {
    const both = { direct: [alice], group: [alice] };
    expect(askOf(both, known([7]), [{ ...seven, wantsMention: true }])).toMatchObject({
      allowed: null,
      rule: 'wants-mention',
    });
  });

  test('a chat on the list for groups lets in whoever writes there, and may be this one', () => {
    expect(askOf({ direct: [alice], group: ['chat_id:7'] }, known([7]))).toMatchObject({
      allowed: null,
      rule: 'depends-on-chat',
    });
  });

  test('nor is anything said of a command there', () => {
    const input = { ...direct, accounts: [{ namedChats: [seven] }], commandOwners: [] };
    const { command } = explain(facts(input), readHandle(alice), known([3, 7]));
    expect(command).toMatchObject({ allowed: null, rule: 'depends-on-chat', ownerOnly: null });
  });
});

describe('a group message', () => {
  test.each([
    [
      'our members are let in to no group',
      { direct: [ours], group: [], groups: { peephole: [alice] } },
      false,
    ],
    ['the direct list stands in', { direct: [alice] }, true],
    ['listed', { direct: [], group: [alice] }, true],
    ['a chat on the list lets in whoever writes there', { direct: [], group: ['chat_id:7'] }, null],
    [
      'only some groups are answered',
      { direct: [], group: [alice], accounts: [{ groupChats: 'listed' as const }] },
      null,
    ],
    [
      'only some are, and not for them',
      { direct: [], group: [bob], accounts: [{ groupChats: 'listed' as const }] },
      false,
    ],
    ['policy open', { accounts: [{ groupPolicy: 'open' as const }] }, true],
    ['policy disabled', { group: ['*'], accounts: [{ groupPolicy: 'disabled' as const }] }, false],
  ])('%s', (_, input, allowed) => {
    expect(ask(input).group.allowed).toBe(allowed);
  });
});

test.each([
  ['a chat on the list', { group: ['chat_id:7'] }, 'depends-on-chat', 'channels.imessage.groupAllowFrom'],
  [
    'a chat on the direct list that stands in',
    { direct: ['chat_id:7'] },
    'depends-on-chat',
    'channels.imessage.allowFrom',
  ],
  [
    'groups that are listed',
    { group: [alice], accounts: [{ groupChats: 'listed' as const }] },
    'depends-on-chat',
    'channels.imessage.groups',
  ],
  [
    'a chat beside somebody else',
    { group: [bob, 'chat_id:7'] },
    'depends-on-chat',
    'channels.imessage.groupAllowFrom',
  ],
  ['somebody else alone', { group: [bob] }, 'not-listed', 'channels.imessage.groupAllowFrom'],
  ['the sender beside a chat', { group: ['chat_id:7', alice] }, 'listed', 'channels.imessage.groupAllowFrom'],
])('a group message is decided by %s, with its rule and setting', (_, input, rule, setting) => {
  expect(ask(input).group).toMatchObject({ rule, setting });
});

describe('a command', () => {
  const listed = { direct: [alice] };

  test.each([
    ['nobody knows them', null, null, 'command-owner-unknown', null],
    ['the sender is one', [bob, alice], true, 'command-owner', true],
    ['the sender is none', [bob], false, 'not-command-owner', false],
  ])('with owners, its rule and their setting are told: %s', (_, commandOwners, allowed, rule, ownerOnly) => {
    expect(ask({ ...listed, commandOwners }).command).toEqual({
      allowed,
      rule,
      setting: 'commands.ownerAllowFrom',
      ownerOnly,
    });
  });

  test('listed, and nobody knows the owners: whether an owner’s are allowed is unknown', () => {
    const commandSenders = { setting: 'commands.allowFrom', entries: [alice] };
    expect(ask({ ...listed, commandSenders }).command).toEqual({
      allowed: true,
      rule: 'command-listed',
      setting: 'commands.allowFrom',
      ownerOnly: null,
    });
  });

  test('listed in another case it is unknown for an owner’s commands as well', () => {
    const mail = 'user@example.com';
    const commandSenders = { setting: 'commands.allowFrom', entries: ['USER@example.com'] };
    expect(ask({ direct: [mail], commandOwners: [mail], commandSenders }, mail).command).toEqual({
      allowed: null,
      rule: 'depends-on-spelling',
      setting: 'commands.allowFrom',
      ownerOnly: null,
    });
  });

  test('without a command owner whoever is let in may use ordinary ones, nobody an owner’s', () => {
    expect(ask({ ...listed, commandOwners: [] }).command).toEqual({
      allowed: true,
      rule: 'no-command-owner',
      setting: 'commands.ownerAllowFrom',
      ownerOnly: false,
    });
  });

  test('with one only the owner may use any; unread is unknown', () => {
    expect(ask(listed).command).toMatchObject({ allowed: null, rule: 'command-owner-unknown' });
    expect(ask({ ...listed, commandOwners: [alice] }).command).toMatchObject({
      allowed: true,
      ownerOnly: true,
    });
    expect(ask({ ...listed, commandOwners: [bob] }).command).toMatchObject({
      allowed: false,
      rule: 'not-command-owner',
      ownerOnly: false,
    });
  });

  const senders = (...entries: string[]) => ({ setting: 'commands.allowFrom.imessage', entries });
  test.each([
    ['is listed', [alice], [], true, 'command-listed', false],
    ['is listed and owns them', [alice], [alice], true, 'command-listed', true],
    ['everyone is', ['*'], [bob], true, 'command-listed', false],
    ['owns them, and is not listed', [bob], [alice], false, 'not-command-listed', false],
    ['nobody is', [], [], false, 'not-command-listed', false],
    ['is spelled otherwise', ['1 212 555 0101'], [], false, 'not-command-listed', false],
    ['only by a group', [ours], [], false, 'not-command-listed', false],
  ])(
    'where a list for commands is set, it decides: %s',
    (_, list, commandOwners, allowed, rule, ownerOnly) => {
      const asked = ask({ ...listed, commandOwners, commandSenders: senders(...list) });
      expect(asked.command).toEqual({ allowed, rule, setting: 'commands.allowFrom.imessage', ownerOnly });
    },
  );

  test('an address in another case may or may not be the sender’s', () => {
    const mail = 'user@example.com';
    const input = { direct: [mail], commandOwners: ['User@Example.com'] };
    expect(ask(input, mail).command).toMatchObject({ allowed: null, rule: 'depends-on-spelling' });
  });

  test('whether somebody may, of whom nobody can tell if they are let in, is unknown too', () => {
    const unread = { accounts: [{ directPolicy: 'pairing' as const, paired: null }] };
    expect(ask({ ...unread, commandOwners: [] }).command).toMatchObject({
      allowed: null,
      rule: 'pairing-store-unknown',
      ownerOnly: null,
    });
  });

  test('whoever is not let in commands nothing, for the same reason', () => {
    expect(ask({ direct: [bob], commandOwners: [] }).command).toEqual({
      allowed: false,
      rule: 'not-listed',
      setting: 'channels.imessage.allowFrom',
      ownerOnly: false,
    });
  });
});
