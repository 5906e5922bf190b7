import { describe, expect, test } from 'vitest';
import { isStartedAnyway, isTolerated, startAnyway } from '#core/reconcile/start-anyway.ts';
import { facts } from '../../../support/facts.ts';
import { machine, person } from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const lists = facts();
const blocked = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'block' });

describe('Start Anyway', () => {
  test('is said of removals that are not in force, and of members whom nobody approved', () => {
    const saved = person('+12125550103', {}, { verdict: 'revoke', progress: 'saved', id: 'revoke' });
    const people = [
      blocked,
      saved,
      person('+12125550104', { progress: 'queued', id: 'approval' }),
      person('+12125550105', { verdict: 'block', progress: 'confirmed', id: 'in force' }),
      person('+12125550106', { verdict: 'ignore', progress: 'queued', id: 'ignored' }),
    ];
    expect(startAnyway(lists, people, [alice, bob])).toEqual({
      base: 'base-1',
      decisions: ['block', 'revoke'],
      strangers: [bob],
    });
    // However the entry is written.
    expect(startAnyway(lists, [blocked], ['+1 (212) 555-0101'])).toMatchObject({ strangers: [] });
  });

  test('may be said of one of them alone, and of nobody it is not', () => {
    expect(startAnyway(lists, [blocked], [])).toEqual({
      base: 'base-1',
      decisions: ['block'],
      strangers: [],
    });
    expect(startAnyway(lists, [], [bob])).toEqual({ base: 'base-1', decisions: [], strangers: [bob] });
    expect(startAnyway(lists, [], [])).toBeNull();
    expect(startAnyway(lists, [person(alice, { id: 'approved' })], [alice])).toBeNull();
  });

  test('takes somebody about whom nothing is decided for a stranger', () => {
    const nobody = person(alice);
    expect(startAnyway(lists, [nobody], [alice])).toEqual({
      base: 'base-1',
      decisions: [],
      strangers: [alice],
    });
  });

  const { flight } = machine({
    flight: { tolerated: { base: 'base-1', decisions: ['block'], strangers: [bob] } },
  });
  const other = { ...lists, baseHash: 'base-2' };

  test('holds for an entry by the decision about whom it names, or by itself', () => {
    expect(isTolerated(flight, lists, [blocked], alice)).toBe(true);
    expect(isTolerated(flight, lists, [blocked], bob)).toBe(true);
    expect(isTolerated(flight, lists, [person(bob, { verdict: 'block', id: 'later' })], bob)).toBe(false);
    expect(isTolerated(flight, lists, [], alice)).toBe(false);
    expect(isTolerated(flight, other, [blocked], alice)).toBe(false);
    expect(isTolerated(machine().flight, lists, [blocked], alice)).toBe(false);
  });

  test('holds for a removal under the config that it was said under, and no other', () => {
    expect(isStartedAnyway(flight, lists, 'block')).toBe(true);
    expect(isStartedAnyway(flight, lists, 'later')).toBe(false);
    expect(isStartedAnyway(flight, other, 'block')).toBe(false);
    expect(isStartedAnyway(flight, null, 'block')).toBe(false);
    expect(isStartedAnyway(machine().flight, lists, 'block')).toBe(false);
  });
});
