import { describe, expect, test } from 'vitest';
import type { AccessFacts, AccountRuntime } from '#core/access/access-facts.ts';
import { planAccess, type Wanted } from '#core/access/access-plan.ts';
import { type DirectChats, noChatsAsked } from '#core/access/named-chats.ts';
import type { Standing } from '#core/decision/standing.ts';
import {
  approvalObstacle,
  isNotRunning,
  isOurMember,
  isUpToOwner,
  ourMembers,
  settle,
} from '#core/reconcile/settle.ts';
import { decision, standingAfter } from '../../../support/decisions.ts';
import { facts } from '../../../support/facts.ts';

const key = '+12125550101';
const ours = 'accessGroup:peephole';

interface Ledger {
  readonly approved?: boolean;
  readonly granted?: boolean;
  readonly confirmed?: boolean;
  readonly blocked?: boolean;
  readonly restore?: Wanted['restore'];
  readonly groupIsOurs?: boolean;
}

/** How one decision is judged, given what the ledger wants of the gateway. */
function judge(read: AccessFacts, standing: Standing, ledger: Ledger, chats: DirectChats = noChatsAsked) {
  const wanted: Wanted = {
    approved: ledger.approved
      ? [
          {
            key,
            handle: key,
            granted: ledger.granted ?? false,
            confirmed: ledger.confirmed ?? ledger.granted ?? false,
          },
        ]
      : [],
    blocked: new Set(ledger.blocked ? [key] : []),
    dropped: new Set(),
    restore: ledger.restore ?? [],
    groupIsOurs: ledger.groupIsOurs ?? true,
  };
  return settle(read, planAccess(read, wanted), key, standing, chats);
}

const approved = standingAfter(decision('approve', { progress: 'queued' }));
const blocked = standingAfter(decision('block', { progress: 'queued' }));

describe('an approval', () => {
  test('is queued until it is in the gateway’s config', () => {
    expect(judge(facts({ direct: [] }), approved, { approved: true })).toEqual({
      progress: 'queued',
      error: null,
    });
    // In the group, but the group is not referred to yet.
    const unreferenced = facts({ direct: ['+12125550100'], groups: { peephole: [key] } });
    expect(judge(unreferenced, approved, { approved: true }).progress).toBe('queued');
  });

  const listed = { direct: [ours], group: [], groups: { peephole: [key] } };

  test('is saved until the running gateway has applied it', () => {
    expect(judge(facts({ ...listed, applied: false }), approved, { approved: true, granted: true })).toEqual({
      progress: 'saved',
      error: null,
    });
  });

  test('is confirmed when the running gateway lets them in', () => {
    expect(judge(facts(listed), approved, { approved: true, granted: true })).toEqual({
      progress: 'confirmed',
      error: null,
    });
  });

  test('stays saved while an account that came since is still to be told of our group', () => {
    const read = facts({ ...listed, accounts: [{ parkedBy: 'work' }, { id: 'work', direct: [] }] });
    const saved = standingAfter(decision('approve', { progress: 'saved' }));
    const ledger = { approved: true, granted: true, confirmed: false };
    expect(judge(read, saved, ledger)).toEqual({ progress: 'saved', error: null });
  });

  test.each<[string, Parameters<typeof facts>[0], string]>([
    ['that is off', { accounts: [{ running: false }] }, 'not-running'],
    [
      'that is parked and seems to run',
      { accounts: [{ parkedBy: 'work' }, { id: 'work', direct: [] }] },
      'kept-out',
    ],
    [
      'that is parked by one that does not run',
      { accounts: [{ parkedBy: 'work' }, { id: 'work', running: false }] },
      'not-running',
    ],
    [
      'that is switched off',
      { accounts: [{ enabled: false }, { id: 'work', running: false }] },
      'not-running',
    ],
    [
      'that reads another Mac',
      { accounts: [{ messages: { kind: 'another-mac', host: null } }] },
      'no-account-here',
    ],
  ])('is never confirmed by an account %s', (_what, given, code) => {
    const { progress, error } = judge(facts({ ...listed, ...given }), approved, {
      approved: true,
      granted: true,
    });
    expect(progress).not.toBe('confirmed');
    expect(error?.code).toBe(code);
  });

  describe('of somebody whose direct chat `groups` names', () => {
    const setting = 'channels.imessage.groups["7"]';
    const namedChats = [{ id: 7, setting, wantsMention: false }];
    const settled = (given: Parameters<typeof facts>[0], theirs: readonly number[] | null) => {
      const read = facts({ ...listed, accounts: [{ namedChats }], ...given });
      const chats = { asked: [7], of: [[key, theirs ?? []]] as const };
      return judge(read, approved, { approved: true, granted: true }, theirs === null ? noChatsAsked : chats);
    };
    const asGroup = { progress: 'saved', error: { code: 'chat-as-group', params: { setting } } };
    const confirmed = { progress: 'confirmed', error: null };

    test('is saved and says which entry keeps it from counting', () => {
      expect(settled({}, [7])).toEqual(asGroup);
    });

    test('also when only one of their chats is named', () => {
      expect(settled({}, [3, 7])).toEqual(asGroup);
    });

    test('and when they are let in there, but only with a mention', () => {
      const accounts = [{ namedChats: [{ id: 7, setting, wantsMention: true }] }];
      expect(settled({ group: [ours], accounts }, [7])).toEqual(asGroup);
    });

    test('is confirmed when the list for groups lets them in as well', () => {
      expect(settled({ group: [ours] }, [7])).toEqual(confirmed);
      expect(settled({ accounts: [{ namedChats, groupPolicy: 'open' }] }, [7])).toEqual(confirmed);
    });

    test('is confirmed when another account lets them in and receives', () => {
      expect(settled({ accounts: [{ namedChats }, { id: 'work' }] }, [7])).toEqual(confirmed);
    });

    test('is confirmed when none of theirs is named, and said not to be known while Messages has not said', () => {
      expect(settled({}, [3])).toEqual(confirmed);
      expect(settled({}, [])).toEqual(confirmed);
      expect(settled({}, null)).toEqual({ progress: 'saved', error: { code: 'chats-unread', params: {} } });
    });
  });

  test('is saved, saying that the plugin is not loaded, when no account is reported at all', () => {
    const read = facts(listed);
    const dead = { ...read, accounts: read.accounts.map((one) => ({ ...one, runtime: null })) };
    expect(judge(dead, approved, { approved: true, granted: true })).toEqual({
      progress: 'saved',
      error: { code: 'not-loaded', params: {} },
    });
  });

  test.each<[string, Partial<AccountRuntime>, string]>([
    ['starts', { running: true, lifecycle: 'starting' }, 'not-receiving'],
    ['is about to be started again', { lifecycle: 'starting' }, 'not-receiving'],
    ['runs without a life cycle', { running: true, lifecycle: 'unknown' }, 'not-receiving'],
    ['is ready and has lost its Messages', { running: true, lifecycle: 'ready' }, 'not-receiving'],
    [
      'runs and fails over and over',
      { running: true, lifecycle: 'recovering', lastError: { kind: 'other', words: 'exit 1' } },
      'not-receiving',
    ],
    ['was never started', { lifecycle: 'unknown' }, 'not-running'],
    ['was stopped', { lifecycle: 'stopped' }, 'not-running'],
    ['is in a state of a newer release', { lifecycle: 'resting' }, 'not-running'],
  ])('never waits without a word for an account that %s', (_, change, code) => {
    const read = facts(listed);
    const runtime = { running: false, connected: false, lifecycle: 'stopped', lastError: null, ...change };
    const idle = { ...read, accounts: read.accounts.map((one) => ({ ...one, runtime })) };
    expect(judge(idle, approved, { approved: true, granted: true })).toEqual({
      progress: 'saved',
      error: { code, params: {} },
    });
  });

  test('fails when the gateway keeps them out all the same, naming the setting', () => {
    const disabled = facts({ ...listed, accounts: [{ directPolicy: 'disabled' }] });
    expect(judge(disabled, approved, { approved: true, granted: true })).toEqual({
      progress: 'failed',
      error: { code: 'direct-messages-off', params: {} },
    });
  });

  test('fails when no account’s list lets them in, naming the first one’s', () => {
    const own = [
      { id: 'one', direct: ['+12125550100'] },
      { id: 'two', direct: ['+12125550100'] },
    ];
    expect(judge(facts({ ...listed, accounts: own }), approved, { approved: true, granted: true })).toEqual({
      progress: 'failed',
      error: { code: 'kept-out', params: { setting: 'channels.imessage.accounts.one.allowFrom' } },
    });
  });

  test('waits for an account that starts, beside one that was stopped', () => {
    const made = facts({ ...listed, accounts: [{ running: false }, { id: 'work', running: false }] });
    const accounts = made.accounts.map((one) =>
      one.id === 'work' && one.runtime ? { ...one, runtime: { ...one.runtime, lifecycle: 'starting' } } : one,
    );
    expect(judge({ ...made, accounts }, approved, { approved: true, granted: true })).toEqual({
      progress: 'saved',
      error: { code: 'not-receiving', params: {} },
    });
  });

  test('fails when the group’s name is somebody else’s', () => {
    const foreign = facts({ direct: [], groups: { peephole: ['*'] } });
    expect(judge(foreign, approved, { approved: true, groupIsOurs: false })).toEqual({
      progress: 'failed',
      error: { code: 'group-name-taken', params: {} },
    });
  });

  test('waits, saying so, while the owner has not decided about members that were there', () => {
    const adopted = facts({ direct: [ours], group: [], groups: { peephole: ['+12125550177'] } });
    expect(judge(adopted, approved, { approved: true, groupIsOurs: false })).toEqual({
      progress: 'queued',
      error: { code: 'undecided-members', params: {} },
    });
  });
});

describe('taking access away', () => {
  test('is confirmed at once for somebody who was not let in', () => {
    expect(judge(facts({ direct: ['+12125550100'] }), blocked, { blocked: true })).toEqual({
      progress: 'confirmed',
      error: null,
    });
  });

  test('is queued while they are on a list, saved until that is applied, then confirmed', () => {
    expect(judge(facts({ direct: [key, '+12125550100'] }), blocked, { blocked: true }).progress).toBe(
      'queued',
    );
    const applied = { direct: ['+12125550100'] };
    expect(judge(facts({ ...applied, applied: false }), blocked, { blocked: true }).progress).toBe('saved');
    expect(judge(facts(applied), blocked, { blocked: true }).progress).toBe('confirmed');
  });

  test('waits for no write that takes off somebody else', () => {
    const paired = facts({
      direct: ['+12125550102', ours],
      groups: { peephole: ['+12125550103'] },
      accounts: [{ directPolicy: 'pairing', paired: [key] }],
    });
    const wanted = { approved: [], blocked: new Set([key]), dropped: new Set<string>(), restore: [] };
    const plan = planAccess(paired, { ...wanted, groupIsOurs: true });
    expect(plan.losing).toContain('+12125550103');
    expect(settle(paired, plan, key, blocked, noChatsAsked)).toEqual({
      progress: 'failed',
      error: { code: 'still-paired', params: {} },
    });
  });

  test.each([
    [
      'everyone',
      facts({ direct: ['*'] }),
      { code: 'still-everyone', params: { setting: 'channels.imessage.allowFrom' } },
    ],
    [
      'the pairing store',
      facts({ direct: [], accounts: [{ directPolicy: 'pairing', paired: [key] }] }),
      { code: 'still-paired', params: {} },
    ],
  ])('fails when %s lets them in and we cannot change that', (_name, read, why) => {
    const { progress, error } = judge(read, blocked, { blocked: true });
    expect(progress).toBe('failed');
    expect(error).toEqual(why);
  });

  test.each([
    ['every group is open', { group: [], accounts: [{ groupPolicy: 'open' as const }] }, 'groupPolicy'],
    ['everyone is among the group senders', { group: ['*'] }, 'groupAllowFrom'],
    ['a chat is listed whole', { group: ['chat_id:7'] }, 'groupAllowFrom'],
    [
      'another group of the owner’s is',
      { group: ['accessGroup:all'], groups: { all: ['*'] } },
      'groupAllowFrom',
    ],
  ])('fails while they may reach the assistant in groups: %s', (_, input, name) => {
    const read = facts({ direct: [], ...input });
    const error = { code: 'still-in-groups', params: { setting: `channels.imessage.${name}` } };
    expect(judge(read, blocked, { blocked: true })).toEqual({ progress: 'failed', error });
    expect(judge({ ...read, applied: false }, blocked, { blocked: true }).progress).toBe('saved');
    // Ignoring never claimed to keep anybody out.
    expect(judge(read, standingAfter('ignore'), {}).progress).toBe('confirmed');
  });

  test.each<[string, Parameters<typeof facts>[0], boolean, object]>([
    [
      'another group of the owner’s',
      { direct: ['accessGroup:friends'], groups: { friends: [key] } },
      true,
      { code: 'still-in-group', params: { group: 'friends' } },
    ],
    [
      'a group of our name that is not ours',
      { direct: [ours], groups: { peephole: [key, '*'] } },
      false,
      { code: 'still-let-in', params: { setting: 'channels.imessage.allowFrom' } },
    ],
    [
      'an entry of the owner’s own',
      { direct: [key] },
      true,
      { code: 'still-listed', params: { setting: 'channels.imessage.allowFrom' } },
    ],
  ])('an approval that was taken back fails where %s lets them in', (_what, input, groupIsOurs, error) => {
    const revoked = standingAfter('approve', decision('revoke', { progress: 'queued' }));
    const read = facts({ group: [], ...input });
    expect(judge(read, revoked, { groupIsOurs })).toEqual({ progress: 'failed', error });
    // What is saved and not applied may be otherwise once it is.
    expect(judge({ ...read, applied: false }, revoked, { groupIsOurs })).toEqual({
      progress: 'saved',
      error: null,
    });
  });

  test('is done where there is no account at all', () => {
    expect(judge(facts({ accounts: [] }), blocked, { blocked: true })).toEqual({
      progress: 'confirmed',
      error: null,
    });
  });

  test('nobody claims to know while the pairing store cannot be read', () => {
    const read = facts({ direct: [], accounts: [{ directPolicy: 'pairing', paired: null }] });
    expect(judge(read, blocked, { blocked: true })).toEqual({
      progress: 'saved',
      error: { code: 'pairing-unread', params: {} },
    });
  });

  test('ignoring has nothing to wait for, whoever lets them in', () => {
    expect(judge(facts({ direct: ['*'] }), standingAfter('ignore'), {})).toEqual({
      progress: 'confirmed',
      error: null,
    });
  });

  test('undoing a block is done when the entry is back on its list', () => {
    const taken = [{ accountId: null, list: 'direct', groupName: null, raw: key, index: 0 }] as const;
    const restore = taken.map((one) => ({ ...one, key }));
    const undone = standingAfter(decision('block', { taken }), decision('undo', { progress: 'queued' }));
    expect(judge(facts({ direct: ['+12125550100'] }), undone, { restore }).progress).toBe('queued');
    expect(judge(facts({ direct: [key, '+12125550100'] }), undone, { restore }).progress).toBe('confirmed');
    expect(judge(facts({ direct: [key], applied: false }), undone, { restore }).progress).toBe('saved');
  });

  test('undoing a block or an ignore keeps nobody out whom the owner’s list lets in', () => {
    const listed = facts({ direct: [key] });
    for (const verdict of ['block', 'ignore'] as const) {
      const undone = standingAfter(verdict, decision('undo', { progress: 'queued' }));
      expect(judge(listed, undone, {})).toEqual({ progress: 'confirmed', error: null });
    }
    const revoked = standingAfter('approve', decision('undo', { progress: 'queued' }));
    expect(judge(listed, revoked, {})).toMatchObject({ progress: 'failed', error: { code: 'still-listed' } });
  });
});

describe('our group', () => {
  test('its members, as handles', () => {
    const read = facts({ groups: { peephole: [key, 'Alice@example.com'], friends: ['+12125550102'] } });
    expect(ourMembers(read).map((member) => member.key)).toEqual([key, 'alice@example.com']);
    expect(isOurMember(read, 'alice@example.com')).toBe(true);
    expect(isOurMember(read, '+12125550102')).toBe(false);
    expect(ourMembers(null)).toEqual([]);
    expect(ourMembers(facts())).toEqual([]);
    expect(isOurMember(facts(), key)).toBe(false);
  });

  test('has no member that is no handle', () => {
    const read = facts({ groups: { peephole: ['*', key, 'accessGroup:friends', 'chat_id:7'] } });
    expect(ourMembers(read).map((member) => member.key)).toEqual([key]);
    expect(isOurMember(read, '*')).toBe(false);
  });
});

test('why no approval could take effect', () => {
  expect(approvalObstacle(facts())).toBeNull();
  expect(approvalObstacle(facts({ configured: false }))).toEqual({ code: 'no-channel', params: {} });
  expect(approvalObstacle(facts({ accounts: [] }))).toEqual({ code: 'no-account', params: {} });
  expect(approvalObstacle(facts({ accounts: [{ directPolicy: 'disabled' }] }))).toEqual({
    code: 'direct-messages-off',
    params: {},
  });
  const half = [{ directPolicy: 'disabled' as const }, { id: 'work' }];
  expect(approvalObstacle(facts({ accounts: half }))).toBeNull();
});

test.each([
  ['not-loaded', true, true],
  ['not-running', true, true],
  ['not-receiving', true, true],
  ['chat-as-group', false, true],
  ['chats-unread', false, false],
  ['deferred', false, false],
] as const)('%s: iMessage does not run: %s, and the rest is the owner’s: %s', (code, isIdle, isOwners) => {
  const error =
    code === 'chat-as-group'
      ? { code, params: { setting: 'channels.imessage.groups["7"]' } }
      : { code, params: {} };
  expect([isNotRunning(error), isUpToOwner(error)]).toEqual([isIdle, isOwners]);
});

test('where nothing is wrong, iMessage runs and nothing is left to the owner', () => {
  expect([isNotRunning(null), isUpToOwner(null)]).toEqual([false, false]);
});

describe('a block, in groups', () => {
  const named = 'channels.imessage';

  test.each<[string, Parameters<typeof facts>[0], string, object]>([
    [
      'groups are open to all',
      { accounts: [{ groupPolicy: 'open' }] },
      'still-in-groups',
      { setting: `${named}.groupPolicy` },
    ],
    [
      'a second account’s are',
      { accounts: [{}, { id: 'work', groupPolicy: 'open' }] },
      'still-in-groups',
      { setting: `${named}.groupPolicy` },
    ],
    [
      'everyone is on their list',
      { group: ['*'] },
      'still-in-groups',
      { setting: `${named}.groupAllowFrom` },
    ],
  ])('is not confirmed while %s', (_what, given, code, params) => {
    const read = facts({ direct: ['+12125550100'], group: [], ...given });
    expect(judge(read, blocked, { blocked: true, groupIsOurs: false })).toEqual({
      progress: 'failed',
      error: { code, params },
    });
  });

  test('is queued while a group list still names them, and confirmed once nothing does', () => {
    const listed = facts({ direct: ['+12125550100'], group: [key] });
    expect(judge(listed, blocked, { blocked: true, groupIsOurs: false }).progress).toBe('queued');
    const gone = facts({ direct: ['+12125550100'], group: [] });
    expect(judge(gone, blocked, { blocked: true, groupIsOurs: false }).progress).toBe('confirmed');
  });
});
