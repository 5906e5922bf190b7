import { describe, expect, test } from 'vitest';
import { nothingInFlight } from '#core/reconcile/flight.ts';
import { afterEvent } from '#core/reconcile/transitions.ts';
import { type MachineInput, machine, next, opened, person } from '../../../support/machine.ts';

const alice = '+12125550101';

/** A machine in the first moment of the clock, when nothing has happened yet. */
const first = (input: MachineInput) => ({ ...machine(input), flight: nothingInFlight, nowMs: 0 });

describe('where nothing is in flight', () => {
  test('nothing is put off, from the first moment of the clock on', () => {
    expect(next(first({ people: [person(alice, { progress: 'queued' })] })).do).toBe('write');
  });

  test.each([
    ['somebody looks: what runs is asked after two seconds', true, 2_000],
    ['nobody looks: everything is read after a minute', false, 60_000],
  ])('%s', (_what, isLooking, untilMs) => {
    expect(next(first({ isLooking }))).toEqual({ do: 'wait', untilMs });
  });

  test('no write that nobody heard of is waited for', () => {
    const again = person(
      alice,
      {},
      { verdict: 'undo', progress: 'queued' },
      { progress: 'queued', id: 'again' },
    );
    expect(next(first({ people: [again], facts: opened([alice]) }))).toEqual({
      do: 'settle',
      settlements: [{ decisionId: 'again', progress: 'confirmed', error: null }],
    });
  });

  test('the first reading has nothing to contradict', () => {
    const read = afterEvent(nothingInFlight, { type: 'read', facts: opened([]) }, 0);
    expect(read).toEqual({
      ...nothingInFlight,
      belief: { hashes: ['base-1'], revisions: ['revision-1', 'revision-1'], openUntilMs: 0, doubted: null },
    });
  });
});
