import { describe, expect, test } from 'vitest';
import { explain } from '#core/access/explain.ts';
import { readHandle } from '#core/message/handle.ts';
import { facts } from '../../../support/facts.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const ours = 'accessGroup:peephole';
const ask = (input: Parameters<typeof facts>[0], handle = alice, more = {}) =>
  explain({ ...facts(input), ...more }, readHandle(handle));

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
    expect(explain(null, readHandle(alice))).toMatchObject({
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

describe('a direct message where groups names chats, and theirs may be one of them', () => {
  const named = [{ namesChats: true }];
  test.each([
    ['let in directly, and by no group list', { direct: [alice], group: [] }, null],
    ['our member', { direct: [ours], group: [], groups: { peephole: [alice] } }, null],
    ['kept out directly, and let in by the group list', { direct: [bob], group: [alice] }, null],
    ['let in by both', { direct: [alice], group: [alice] }, true],
    ['kept out by both', { direct: [bob], group: [bob] }, false],
    ['a chat on the group list', { direct: [alice], group: ['chat_id:7'] }, null],
  ])('%s', (_, input, allowed) => {
    const { dm } = ask({ ...input, accounts: named });
    expect(dm.allowed).toBe(allowed);
    if (allowed === null)
      expect(dm).toMatchObject({ rule: 'depends-on-chat', setting: 'channels.imessage.groups' });
    expect(ask({ ...input, accounts: [{}] }).dm.allowed).not.toBeNull();
  });

  test('nor is anything said of a command there', () => {
    const input = { direct: [alice], group: [], accounts: named, commandOwners: [] };
    expect(ask(input).command).toMatchObject({ allowed: null, rule: 'depends-on-chat', ownerOnly: null });
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

describe('a command', () => {
  const listed = { direct: [alice] };

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
