import { describe, expect, test } from 'vitest';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { GatewayRefusal } from '../../../src-main/gateway/refusal.ts';
import { outcomeOf, toPatch, writeAccess } from '../../../src-main/gateway/write-access.ts';

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
});

describe('what an answer means', () => {
  const meaning = (code: string, message: string, retryAfterMs: number | null = null) =>
    outcomeOf(new GatewayRefusal(code, message, retryAfterMs));

  test.each([
    ['INVALID_REQUEST', 'config changed since last load; re-run config.get and retry', 'conflict'],
    [
      'INVALID_REQUEST',
      'config base hash required for channels.imessage.allowFrom; re-run config.get',
      'conflict',
    ],
    [
      'UNAVAILABLE',
      'config.patch persisted but was not applied to the active Gateway (superseded); run',
      'superseded',
    ],
    [
      'UNAVAILABLE',
      'config.patch persisted but was not applied to the active Gateway (failed); run',
      'not-applied',
    ],
    ['UNAVAILABLE', 'the gateway is draining', 'unknown'],
    ['INVALID_REQUEST', 'invalid config: channels.imessage.dmPolicy: Invalid input', 'refused'],
    ['FORBIDDEN', 'missing scope: operator.admin', 'refused'],
  ])('%s "%s": %s', (code, message, kind) => {
    expect(meaning(code, message).kind).toBe(kind);
  });

  test('the rate limit says when to come back', () => {
    const message = 'rate limit exceeded for config.patch; retry after 59s';
    expect(meaning('UNAVAILABLE', message, 58_777)).toEqual({ kind: 'rate-limited', retryAfterMs: 58_777 });
    expect(meaning('UNAVAILABLE', message)).toEqual({ kind: 'rate-limited', retryAfterMs: 60_000 });
  });

  test('a lost connection leaves it unknown, and an empty edit asks nobody', async () => {
    const lost = () => Promise.reject(new GatewayUnavailable(sentence('gateway.lost')));
    expect(await writeAccess(lost, { enabled: true }, 'base', keys)).toEqual({
      kind: 'unknown',
      message: 'The connection to OpenClaw was lost.',
    });
    expect(await writeAccess(lost, {}, 'base', keys)).toEqual({ kind: 'applied' });
  });
});
