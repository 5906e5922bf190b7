import { describe, expect, test } from 'vitest';
import type { AccountMessages } from '#core/access/access-facts.ts';
import { gatewayFindings, readsOurMessages } from '#core/silence/findings-gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';

const ours = { groupIsOurs: true };

test('what the gateway can’t do, has not loaded and not applied is told in this order, before whose Messages it reads', () => {
  const unsupported = sentence('gateway.older-protocol', { protocol: '3' });
  const accounts = [{ messages: { kind: 'unknown' } as const }];
  const taken = facts({ groups: { peephole: ['*'] }, accounts });
  expect(gatewayFindings({ ...taken, applied: false }, { groupIsOurs: false, unsupported })).toEqual([
    { id: 'gateway-too-old', fix: unsupported },
    { id: 'not-applied', fix: null },
    { id: 'group-name-taken', fix: sentence('fix.rename-group') },
    { id: 'messages-unknown', fix: sentence('fix.name-messages', { account: 'default' }) },
  ]);
  expect(gatewayFindings(facts({ isLoaded: false }), ours)).toEqual([
    { id: 'plugin-not-loaded', fix: sentence('fix.load-plugin') },
  ]);
  expect(gatewayFindings(facts(), ours)).toEqual([]);
});

test('lists that were not read find nothing but what the connection says', () => {
  const unsupported = sentence('gateway.older-protocol', { protocol: '3' });
  expect(gatewayFindings(null, { ...ours, unsupported })).toEqual([
    { id: 'gateway-too-old', fix: unsupported },
  ]);
  expect(gatewayFindings(null, { ...ours, unsupported: null })).toEqual([]);
  expect(gatewayFindings(null, ours)).toEqual([]);
});

describe('other Messages than ours', () => {
  const work = (messages: AccountMessages, enabled = true) =>
    facts({ accounts: [{}, { id: 'work', messages, enabled }] });
  const account = 'work';

  test.each([
    [
      'another file',
      { kind: 'another-file', path: '/elsewhere/chat.db' },
      'other-messages-db',
      sentence('fix.same-database', { account, path: '/elsewhere/chat.db' }),
    ],
    [
      'another Mac by its name',
      { kind: 'another-mac', host: 'owner@mini' },
      'other-messages-mac',
      sentence('fix.that-mac', { account, host: 'owner@mini' }),
    ],
    [
      'another Mac that a wrapper keeps to itself',
      { kind: 'another-mac', host: null },
      'other-messages-mac',
      sentence('fix.wrapper-mac', { account }),
    ],
    [
      'Messages that nobody can tell',
      { kind: 'unknown' },
      'messages-unknown',
      sentence('fix.name-messages', { account }),
    ],
  ] as const)('%s: said of the account that reads them', (_what, messages, id, fix) => {
    expect(gatewayFindings(work(messages), ours)).toEqual([{ id, fix }]);
    expect(readsOurMessages(work(messages))).toBe(false);
  });

  test('are no matter where an account that is switched off reads them', () => {
    expect(gatewayFindings(work({ kind: 'unknown' }, false), ours)).toEqual([]);
    expect(readsOurMessages(work({ kind: 'unknown' }, false))).toBe(true);
  });
});
