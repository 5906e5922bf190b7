import { describe, expect, test } from 'vitest';
import type { GatewayAnswer } from '#core/access/gateway-answer.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { startChannel, stopChannel } from '../../../src-main/gateway/channel.ts';
import type { CallGateway } from '../../../src-main/gateway/methods.ts';
import { GatewayRefusal } from '../../../src-main/gateway/refusal.ts';
import { outcomeOf, toPatch, writeAccess } from '../../../src-main/gateway/write-access.ts';
import { systemClock } from '../../../src-main/platform/system-clock.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const keys = new Map([
  ['default', null],
  ['work', 'Work'],
]);

describe('an edit as a patch', () => {
  test('our group, with its type and its list by exact path', () => {
    expect(toPatch({ ourMembers: ['+12125550101'] }, keys)).toEqual({
      raw: {
        accessGroups: { peephole: { type: 'message.senders', members: { imessage: ['+12125550101'] } } },
      },
      replacePaths: ['accessGroups.peephole.members.imessage'],
    });
  });

  test('lists and policies go to their level, under the name the config uses; null takes out', () => {
    const patch = toPatch(
      {
        lists: [
          { accountId: null, list: 'direct', entries: ['accessGroup:peephole', 5] },
          { accountId: 'work', list: 'group', entries: null },
          { accountId: 'default', list: 'group', entries: [] },
        ],
        policies: [
          { accountId: null, directPolicy: 'allowlist' },
          { accountId: 'work', directPolicy: null, groupPolicy: 'disabled' },
        ],
        enabled: false,
      },
      keys,
    );
    expect(patch.raw).toEqual({
      channels: {
        imessage: {
          allowFrom: ['accessGroup:peephole', 5],
          groupAllowFrom: [],
          dmPolicy: 'allowlist',
          enabled: false,
          accounts: { Work: { groupAllowFrom: null, dmPolicy: null, groupPolicy: 'disabled' } },
        },
      },
    });
    expect(patch.replacePaths).toEqual([
      'channels.imessage.allowFrom',
      'channels.imessage.accounts.Work.groupAllowFrom',
      'channels.imessage.groupAllowFrom',
    ]);
  });

  test('other groups keep their type, and shared members stay shared', () => {
    const otherGroups = [
      { name: 'family', shared: false, entries: ['a@example.com'] },
      { name: 'family', shared: true, entries: [] },
    ];
    expect(toPatch({ otherGroups }, keys)).toEqual({
      raw: { accessGroups: { family: { members: { imessage: ['a@example.com'], '*': [] } } } },
      replacePaths: ['accessGroups.family.members.imessage', 'accessGroups.family.members.*'],
    });
  });

  test('names that mean something to JavaScript stay names', () => {
    const { raw } = toPatch({ otherGroups: [{ name: 'constructor', shared: false, entries: [] }] }, keys);
    expect(JSON.stringify(raw)).toBe('{"accessGroups":{"constructor":{"members":{"imessage":[]}}}}');
  });

  test.each(['__proto__', 'constructor', 'toString'])(
    'an account and a group that are called %s are written under that name',
    (id) => {
      const named = new Map([[id, id]]);
      const entries = ['+12125550101'];
      const edit = {
        otherGroups: [{ name: id, shared: false, entries }],
        lists: [{ accountId: id, list: 'direct', entries }],
        policies: [{ accountId: id, directPolicy: 'allowlist', groupPolicy: 'disabled' }],
      } as const;
      const { raw, replacePaths } = toPatch(edit, named);
      const settings = '{"allowFrom":["+12125550101"],"dmPolicy":"allowlist","groupPolicy":"disabled"}';
      expect(JSON.stringify(raw)).toBe(
        `{"accessGroups":{"${id}":{"members":{"imessage":["+12125550101"]}}},"channels":{"imessage":{"accounts":{"${id}":${settings}}}}}`,
      );
      expect(replacePaths).toEqual([
        `accessGroups.${id}.members.imessage`,
        `channels.imessage.accounts.${id}.allowFrom`,
      ]);
      expect(Object.hasOwn(Object.prototype, 'allowFrom')).toBe(false);
      expect('members' in {}).toBe(false);
    },
  );
});

const answer = (code: string, more: Partial<GatewayAnswer> = {}): GatewayAnswer => ({
  code,
  detail: null,
  retryable: null,
  retryAfterMs: null,
  message: 'in whatever words',
  issues: [],
  ...more,
});

describe('what an answer means: by codes and by the config, never by the words', () => {
  const refusedForGood = answer('UNAVAILABLE', { retryable: false, detail: 'CONFIG_INCLUDE_OWNERSHIP' });
  test.each([
    ['somebody wrote first', answer('INVALID_REQUEST'), true, 'conflict'],
    ['a schema is violated', answer('INVALID_REQUEST'), false, 'refused'],
    ['a scope is missing', answer('FORBIDDEN', { detail: 'MISSING_SCOPE' }), false, 'refused'],
    ['a code of a later release', answer('LOCKED'), false, 'refused'],
    ['saved, not applied', answer('UNAVAILABLE'), true, 'not-applied'],
    ['it drains', answer('UNAVAILABLE'), false, 'unknown'],
    ['it drains, and says so', answer('UNAVAILABLE', { retryable: true }), false, 'unknown'],
    ['split by $include, or managed elsewhere', refusedForGood, false, 'refused'],
    ['it says never, but the file did change', refusedForGood, true, 'not-applied'],
    ['the config can’t be asked', answer('INVALID_REQUEST'), null, 'unknown'],
  ])('%s: %s, changed %s: %s', (_, said, changed, kind) => {
    const outcome = outcomeOf(said, { changed, isOvertaken: false });
    expect(outcome.kind).toBe(kind);
    if (kind !== 'conflict') expect(outcome).toMatchObject({ answer: said, message: 'in whatever words' });
  });

  test('a conflict that no reading of the config shows is none, whatever it is called (OC-129)', () => {
    const said = answer('INVALID_REQUEST', {
      message: 'config changed since last load; re-run config.get and retry',
    });
    expect(outcomeOf(said, { changed: false, isOvertaken: false }).kind).toBe('refused');
  });

  test('a write of ours that a later one of ours overtook was replaced by it', () => {
    const outcome = outcomeOf(answer('UNAVAILABLE'), { changed: true, isOvertaken: true });
    expect(outcome).toEqual({ kind: 'superseded' });
  });

  test('the rate limit says when to come back', () => {
    const said = answer('UNAVAILABLE', { retryable: true, retryAfterMs: 58_777 });
    const outcome = outcomeOf(said, { changed: false, isOvertaken: false });
    expect(outcome).toEqual({ kind: 'rate-limited', retryAfterMs: 58_777 });
  });

  /** A gateway that refuses, and answers with these hashes one after the other; null: with none. The last one stays. */
  function refusing(...hashes: readonly (string | null)[]) {
    const asked: string[] = [];
    const call: CallGateway = async (method) => {
      if (method !== 'config.get')
        throw new GatewayRefusal(answer('INVALID_REQUEST', { message: 'reworded by a later release' }));
      const hash = hashes[Math.min(asked.length, hashes.length - 1)] ?? null;
      asked.push(String(hash));
      if (hash === null) throw new GatewayUnavailable(sentence('gateway.lost'));
      return { hash, valid: false };
    };
    return { call, asked };
  }

  test.each<[string, readonly (string | null)[], string, number]>([
    ['another one at once: a conflict', ['another'], 'conflict', 1],
    [
      'the one from before, until its watcher has seen the change: a conflict',
      ['base', 'base', 'another'],
      'conflict',
      3,
    ],
    ['nothing for a while, then another one: a conflict', [null, 'another'], 'conflict', 2],
    ['the same for longer than any release takes: refused for good', ['base'], 'refused', 4],
    ['nothing: nobody knows', [null], 'unknown', 4],
  ])(
    'the config is asked after a refusal, in whatever words it came. It holds %s',
    async (_, hashes, kind, times) => {
      const clock = fakeClock(0);
      const { call, asked } = refusing(...hashes);
      const writing = writeAccess(call, { enabled: true }, 'base', keys, clock);
      await clock.pass(1_500);
      expect(await writing).toMatchObject({ kind });
      expect(asked).toHaveLength(times);
    },
  );

  test('the rate limit is not asked about', async () => {
    const { asked } = refusing('base');
    const call = () => Promise.reject(new GatewayRefusal(answer('UNAVAILABLE', { retryAfterMs: 5_000 })));
    expect(await writeAccess(call, { enabled: true }, 'base', keys, fakeClock(0))).toEqual({
      kind: 'rate-limited',
      retryAfterMs: 5_000,
    });
    expect(asked).toEqual([]);
  });

  test.each<[string, unknown, string | null]>([
    ['the hash of what came of it', { ok: true, hash: 'after' }, 'after'],
    [
      'that it changed nothing: the config is the one before (OC-37)',
      { ok: true, noop: true, changedPaths: [] },
      'base',
    ],
    ['nothing of it', { ok: true }, null],
    ['something that is no hash', { ok: true, hash: 7 }, null],
    ['no object', 'ok', null],
  ])('applied, the answer says %s', async (_what, said, hash) => {
    const call = (async () => said) as CallGateway;
    const outcome = await writeAccess(call, { enabled: true }, 'base', keys, fakeClock(0));
    expect(outcome).toEqual({ kind: 'applied', hash });
  });

  test('a lost connection leaves it unknown, and an empty edit asks nobody', async () => {
    const lost = () => Promise.reject(new GatewayUnavailable(sentence('gateway.lost')));
    expect(await writeAccess(lost, { enabled: true }, 'base', keys, fakeClock(0))).toEqual({
      kind: 'unknown',
      message: 'The connection to OpenClaw was lost.',
    });
    expect(await writeAccess(lost, {}, 'base', keys, fakeClock(0))).toEqual({
      kind: 'applied',
      hash: 'base',
    });
  });
});

describe('a stop that is refused', () => {
  const status = (...accounts: readonly object[]) => ({ channelAccounts: { imessage: accounts } });
  const refusing =
    (answered: object): CallGateway =>
    async (method) => {
      if (method === 'channels.status') return answered;
      throw new GatewayRefusal(answer('INVALID_REQUEST', { message: 'no such thing, says a later release' }));
    };
  const stop = (answered: object) => stopChannel(refusing(answered), systemClock, 'default');

  test('is no trouble when there is no such channel, or it does not run', async () => {
    await stop({ channelAccounts: {} });
    await stop(status({ accountId: 'default', running: false }));
    expect(await startChannel(refusing({ channelAccounts: {} }), 'default')).toBe(false);
  });

  test('is told with the gateway’s own answer while it runs', async () => {
    const failed = stop(status({ accountId: 'default', running: true }));
    await expect(failed).rejects.toMatchObject({
      name: 'GatewayUnavailable',
      answer: { code: 'INVALID_REQUEST' },
    });
  });
});
