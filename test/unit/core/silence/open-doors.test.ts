import { describe, expect, test } from 'vitest';
import {
  isDirectOpen,
  isGroupOpen,
  isGroupUnset,
  isOpenToAll,
  wildcardsIn,
  withoutWildcards,
} from '#core/silence/open-doors.ts';
import { entry, facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const family = 'accessGroup:family';

type Input = NonNullable<Parameters<typeof facts>[0]>;

test('the same gateway without “everyone” keeps everybody else, on every list and in every group', () => {
  const having = (everyone: readonly string[]) =>
    facts({
      direct: [owner, ...everyone, family],
      group: [...everyone, alice],
      accounts: [
        { direct: [...everyone, alice], group: [owner, ...everyone] },
        { id: 'work', direct: null, group: null },
      ],
      groups: { family: [alice, ...everyone] },
      sharedMembers: { family: [...everyone, owner] },
    });
  expect(withoutWildcards(having(['*']))).toEqual(having([]));
});

test('everyone is found in the list and in each way that a group of people says it', () => {
  const read = facts({
    groups: { family: [alice, '*'], work: [owner], other: ['*'] },
    sharedMembers: { work: [alice, '*'] },
    otherType: ['other'],
  });
  const list = [alice, '*', family, 'accessGroup:work', 'accessGroup:other', 'accessGroup:gone', 'chat_id:7'];
  expect(wildcardsIn(read, list.map(entry))).toEqual([
    { group: null, shared: false },
    { group: 'family', shared: false },
    { group: 'work', shared: true },
  ]);
});

describe('one account', () => {
  const doors = (input: Input) => {
    const read = facts(input);
    const [account] = read.accounts;
    if (account === undefined) throw new Error('no account');
    return {
      direct: isDirectOpen(read, account),
      toAll: isOpenToAll(read, account),
      group: isGroupOpen(read, account),
      unset: isGroupUnset(read, account),
    };
  };
  const closed = { direct: false, toAll: false, group: false, unset: false };
  const lists = { direct: [owner], group: [alice] };

  test.each<[string, Input, Partial<typeof closed>]>([
    ['lists of people', lists, {}],
    [
      'pairing answers, and lets nobody in',
      { ...lists, accounts: [{ directPolicy: 'pairing' }] },
      { direct: true },
    ],
    ['open lets in', { ...lists, accounts: [{ directPolicy: 'open' }] }, { direct: true, toAll: true }],
    ['everyone on the direct list', { ...lists, direct: ['*'] }, { direct: true, toAll: true }],
    ['everyone among the group senders', { ...lists, group: ['*'] }, { group: true }],
    ['open groups', { ...lists, accounts: [{ groupPolicy: 'open' }] }, { group: true }],
    ['no group senders set', { direct: [owner] }, { unset: true }],
    ['no group senders set, and nobody on the direct list', { direct: [] }, {}],
    [
      'no group senders set, and groups off',
      { direct: [owner], accounts: [{ groupPolicy: 'disabled' }] },
      {},
    ],
    [
      'everything off, whatever stands on the lists',
      { direct: ['*'], group: ['*'], accounts: [{ directPolicy: 'disabled', groupPolicy: 'disabled' }] },
      {},
    ],
  ])('%s', (_what, input, open) => {
    expect(doors(input)).toEqual({ ...closed, ...open });
  });
});
