import { describe, expect, test } from 'vitest';
import { carryOver } from '#core/silence/carry-over.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const bob = '+12125550102';
const ours = 'accessGroup:peephole';

type Input = NonNullable<Parameters<typeof facts>[0]>;
type Options = Partial<Parameters<typeof carryOver>[2]>;

const carry = (input: Input, options: Options = {}) => {
  const read = facts(input);
  return carryOver(read, read.accounts, { dropPaired: false, blocked: new Set(), ...options });
};
const nobody = {
  handles: new Map(),
  levels: new Set(),
  notCarried: new Set(),
  dropsSomebody: false,
  unreadable: false,
};

describe('who was approved by pairing code', () => {
  test.each<[string, Input, Partial<typeof nobody>]>([
    [
      'is carried over under pairing',
      { accounts: [{ directPolicy: 'pairing', paired: [alice] }] },
      { handles: new Map([[alice, alice]]), levels: new Set([null]) },
    ],
    [
      'is carried over where everyone is let in, which then is gone',
      { direct: ['*'], accounts: [{ paired: [alice] }] },
      { handles: new Map([[alice, alice]]), levels: new Set([null]) },
    ],
    [
      'is not where direct messages are off',
      { direct: ['*'], accounts: [{ directPolicy: 'disabled', paired: [alice] }] },
      {},
    ],
    ['is not where the pairing store counts for nothing', { accounts: [{ paired: [alice] }] }, {}],
    [
      'is not where an open policy lets in only who is listed',
      { direct: [owner], accounts: [{ directPolicy: 'open', paired: [alice] }] },
      {},
    ],
    [
      'is not needed where a list names them anyway',
      { direct: [alice], accounts: [{ directPolicy: 'pairing', paired: [alice] }] },
      {},
    ],
    [
      'is not needed where they are in our group already',
      {
        direct: [ours],
        groups: { peephole: [alice] },
        accounts: [{ directPolicy: 'pairing', paired: [alice] }],
      },
      {},
    ],
    [
      'is judged by the lists of the account that approved them',
      {
        direct: [owner],
        accounts: [
          { directPolicy: 'pairing', paired: [bob] },
          { id: 'work', directPolicy: 'pairing', direct: [bob, alice], paired: [alice] },
        ],
      },
      { handles: new Map([[bob, bob]]), levels: new Set([null]) },
    ],
    [
      'is let in at each level where they were',
      {
        accounts: [
          { directPolicy: 'pairing', paired: [alice, bob] },
          { id: 'work', directPolicy: 'pairing', direct: [owner], paired: [alice] },
        ],
      },
      {
        handles: new Map([
          [alice, alice],
          [bob, bob],
        ]),
        levels: new Set([null, 'work']),
      },
    ],
    [
      'is told where no strict handle can name them',
      { accounts: [{ directPolicy: 'pairing', paired: ['AMAZON2', '+262966'] }] },
      { notCarried: new Set(['AMAZON2', '+262966']) },
    ],
    [
      'is unknown where one store of several can’t be read',
      {
        accounts: [
          { directPolicy: 'pairing', paired: null },
          { id: 'work', directPolicy: 'pairing' },
        ],
      },
      { unreadable: true },
    ],
    [
      'is no matter where a store that counts for nothing can’t be read',
      { direct: ['*'], accounts: [{ directPolicy: 'disabled', paired: null }] },
      {},
    ],
  ])('%s', (_what, input, carried) => {
    expect(carry(input)).toEqual({ ...nobody, ...carried });
  });

  const two = { accounts: [{ directPolicy: 'pairing' as const, paired: [alice, bob, 'AMAZON2'] }] };

  test.each<[string, Options, Partial<typeof nobody>]>([
    ['all are dropped when that is asked', { dropPaired: true }, { dropsSomebody: true }],
    [
      'those are dropped who are named, in any spelling',
      { dropPaired: ['+1 (212) 555-0101', 'amazon2', 'AMAZON2'] },
      { handles: new Map([[bob, bob]]), levels: new Set([null]), dropsSomebody: true },
    ],
    [
      'whoever is blocked is neither carried over nor dropped',
      { dropPaired: [alice], blocked: new Set([alice, 'AMAZON2']) },
      { handles: new Map([[bob, bob]]), levels: new Set([null]) },
    ],
  ])('%s', (_what, options, carried) => {
    expect(carry(two, options)).toEqual({ ...nobody, ...carried });
  });

  test('nobody is dropped where nobody was approved', () => {
    expect(carry({ accounts: [{ directPolicy: 'pairing' }] }, { dropPaired: true })).toEqual(nobody);
  });
});
