import { describe, expect, test } from 'vitest';
import type { FindingContext } from '#core/silence/finding.ts';
import { grantFindings } from '#core/silence/findings-grants.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const bob = '+12125550102';
const ours = 'accessGroup:peephole';
const allowFrom = 'channels.imessage.allowFrom';

type Input = NonNullable<Parameters<typeof facts>[0]>;
const find = (input: Input, context: Partial<FindingContext> = {}) =>
  grantFindings(facts(input), { groupIsOurs: true, ...context });

describe('somebody on the direct list, who may approve the assistant’s actions', () => {
  const proposed = (direct: readonly string[]) =>
    find({ direct }, { ownKeys: new Set([owner]) }).map(({ changes }) => changes?.[0]?.after);

  test('goes, and our reference comes where there was none', () => {
    expect(find({ direct: [alice, owner] }, { ownKeys: new Set([owner]) })).toEqual([
      {
        id: 'direct-entries',
        fix: sentence('fix.approve-listed', { setting: allowFrom }),
        changes: [{ path: allowFrom, before: [alice, owner], after: [owner, ours] }],
      },
    ]);
  });

  test('goes, and a reference that is there stays where it stands, once', () => {
    expect(proposed([ours, alice, owner])).toEqual([[ours, owner]]);
  });

  test('is everybody while no address of the owner’s is known', () => {
    expect(find({ direct: [owner, alice] })[0]?.changes?.[0]?.after).toEqual([ours]);
  });

  test('is nobody where only the owner, groups, chats and everyone stand', () => {
    expect(proposed([owner, ours, 'accessGroup:family', 'chat_id:7', '*'])).toEqual([]);
  });

  test('is told once for a list, however many accounts it counts for', () => {
    const accounts = [{}, { id: 'home' }, { id: 'work', direct: [bob] }];
    expect(find({ direct: [alice], accounts }).map(({ changes }) => changes?.[0]?.path)).toEqual([
      allowFrom,
      'channels.imessage.accounts.work.allowFrom',
    ]);
  });
});

describe('commands without an owner', () => {
  const setting = 'commands.ownerAllowFrom';
  const proposed = (ownKeys?: ReadonlySet<string>) =>
    find({ commandOwnerConfigured: false }, ownKeys && { ownKeys }).map(({ changes }) => changes?.[0]?.after);

  test('every address of the owner’s is proposed, in order', () => {
    expect(proposed(new Set(['b@example.com', owner, 'a@example.com']))).toEqual([
      [`imessage:${owner}`, 'imessage:a@example.com', 'imessage:b@example.com'],
    ]);
  });

  test('where none is known, the place for it', () => {
    expect(proposed()).toEqual([['imessage:<your own address>']]);
    expect(proposed(new Set())).toEqual([['imessage:<your own address>']]);
  });

  test('it is said how to set one', () => {
    const [found] = find({ commandOwnerConfigured: false });
    expect([found?.id, found?.fix]).toEqual(['no-command-owner', sentence('fix.own-address', { setting })]);
  });

  test.each([true, null])('says nothing where that is %s', (commandOwnerConfigured) => {
    expect(find({ commandOwnerConfigured })).toEqual([]);
  });
});

test('approved people who share the owner’s conversation, and commands that write the config, are told with their settings', () => {
  expect(find({ sharesMainSession: true, channelConfigWrites: true })).toEqual([
    {
      id: 'shares-main-session',
      fix: sentence('fix.conversations', { setting: 'session.dmScope' }),
      changes: [{ path: 'session.dmScope', before: 'main', after: 'per-channel-peer' }],
    },
    {
      id: 'channel-config-writes',
      fix: sentence('fix.config-writes', { setting: 'channels.imessage.configWrites' }),
      changes: [{ path: 'channels.imessage.configWrites', before: true, after: false }],
    },
  ]);
  expect(find({ sharesMainSession: false, channelConfigWrites: null })).toEqual([]);
  expect(find({ sharesMainSession: false, channelConfigWrites: false })).toEqual([]);
});

describe('people approved by pairing code', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `+1212555011${index}`);
  const lockedOut = (paired: readonly string[], input: Input = {}, context: Partial<FindingContext> = {}) =>
    find({ ...input, accounts: [{ paired }] }, context).filter(({ id }) => id === 'paired-locked-out');

  test('are named, up to five of them', () => {
    const people = '+12125550110, +12125550111, +12125550112, +12125550113, +12125550114';
    const found = [{ id: 'paired-locked-out', fix: sentence('fix.approve-paired', { people }) }];
    expect(lockedOut(keys(5))).toEqual(found);
  });

  test('beyond five the others are counted', () => {
    const five = '+12125550110, +12125550111, +12125550112, +12125550113, +12125550114';
    for (const more of [1, 2]) {
      const people = sentence('fix.people-more', { people: five, count: more });
      expect(lockedOut(keys(5 + more))).toEqual([
        { id: 'paired-locked-out', fix: sentence('fix.approve-paired', { people }) },
      ]);
    }
  });

  test('are not locked out where a list lets them in, and not missed where they are blocked', () => {
    const groups = { peephole: [bob] };
    const people = '+12125550110';
    expect(
      lockedOut(
        [alice, ...keys(1), bob, '+12125550177'],
        { direct: [alice, ours], groups },
        { blocked: new Set(['+12125550177']) },
      ),
    ).toEqual([{ id: 'paired-locked-out', fix: sentence('fix.approve-paired', { people }) }]);
    expect(lockedOut([alice], { direct: [alice] })).toEqual([]);
  });

  test('under pairing nobody is locked out', () => {
    expect(find({ accounts: [{ directPolicy: 'pairing', paired: keys(2) }] })).toEqual([]);
  });

  test('that can’t be read matter under pairing only', () => {
    expect(find({ accounts: [{ directPolicy: 'pairing', paired: null }] })).toEqual([
      { id: 'pairing-store-unknown', fix: sentence('fix.pairing-store') },
    ]);
    expect(find({ accounts: [{ directPolicy: 'allowlist', paired: null }] })).toEqual([]);
  });

  test('of an account that is switched off are nobody’s business', () => {
    expect(find({ accounts: [{}, { id: 'off', enabled: false, paired: keys(1) }] })).toEqual([]);
  });
});
