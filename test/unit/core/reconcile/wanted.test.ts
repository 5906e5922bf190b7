import { expect, test } from 'vitest';
import { approvedForGood, blockedKeys, hasApprovals, wantedLists } from '#core/reconcile/wanted.ts';
import { decision, standingAfter } from '../../../support/decisions.ts';
import { person } from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const entry = { accountId: null, list: 'direct', groupName: null, raw: alice, index: 0 } as const;
const undone = (progress: 'queued' | 'confirmed') =>
  person(alice, { verdict: 'block', taken: [entry] }, { verdict: 'undo', progress });

test.each([
  ['queued', false, false],
  ['saved', true, false],
  ['confirmed', true, true],
] as const)('an approval that is %s: seen in the config %s, in force %s', (progress, granted, confirmed) => {
  const one = { key: 'alice@example.com', handle: 'Alice@example.com' };
  const standing = standingAfter(decision('approve', { progress }));
  expect(wantedLists([{ ...one, standing }], true)).toEqual({
    approved: [{ ...one, granted, confirmed }],
    blocked: new Set(),
    dropped: new Set(),
    restore: [],
    groupIsOurs: true,
  });
});

test('whoever is not approved is dropped, and whoever is blocked is named as such', () => {
  const people = [
    person(alice, { verdict: 'block' }),
    person(bob, { verdict: 'ignore' }),
    person('+12125550103', {}, { verdict: 'revoke' }),
    person('+12125550104', { verdict: 'approve', progress: 'failed' }),
  ];
  expect(wantedLists(people, false)).toEqual({
    approved: [],
    blocked: new Set([alice]),
    dropped: new Set(people.map(({ key }) => key)),
    restore: [],
    groupIsOurs: false,
  });
  expect(blockedKeys(people)).toEqual(new Set([alice]));
});

test('what an undone block took is given back once, not whenever it is missing', () => {
  expect(wantedLists([undone('queued')], true).restore).toEqual([{ ...entry, key: alice }]);
  expect(wantedLists([undone('confirmed')], true).restore).toEqual([]);
});

test('who is approved for good, as written to the gateway', () => {
  const people = [
    { ...person('alice@example.com', {}), handle: 'Alice@example.com' },
    person(bob, { untilMs: 5_000 }),
    person('+12125550103', { verdict: 'block' }),
    person('+12125550104', { verdict: 'ignore' }),
  ];
  expect(approvedForGood(people)).toEqual(['Alice@example.com']);
});

test('whether anybody is approved, for good or for a while', () => {
  const blocked = person(alice, { verdict: 'block' });
  expect(hasApprovals([blocked, person(bob, { untilMs: 5_000 })])).toBe(true);
  expect(hasApprovals([blocked])).toBe(false);
  expect(hasApprovals([])).toBe(false);
});
