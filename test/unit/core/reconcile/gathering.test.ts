import { describe, expect, test } from 'vitest';
import {
  calm,
  later,
  type MachineInput,
  machine,
  next,
  nowMs,
  opened,
  person,
  write,
} from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const asked = person(alice, { progress: 'queued' });

/** A moment after an approval, at rest on lists that were read long ago. */
const gathered = ({ flight, ...input }: MachineInput = {}) =>
  machine({
    people: [asked],
    ...input,
    flight: { readAtMs: nowMs - 50_000, checkedAtMs: nowMs - 1_000, gatherUntilMs: nowMs + 50, ...flight },
  });

describe('whoever is approved', () => {
  test('waits for others, and is then written on the lists as they are known', () => {
    const one = gathered({ people: [asked, person(bob, { progress: 'queued' })] });
    expect(next(one)).toEqual({ do: 'wait', untilMs: nowMs + 50 });
    expect(next(later(one, 49))).toEqual({ do: 'wait', untilMs: nowMs + 50 });
    expect(next(later(one, 50))).toMatchObject({
      do: 'write',
      write: { base: 'base-1', grants: [alice, bob], edit: { ourMembers: [alice, bob] } },
    });
  });

  test('waits no longer than the gateway wants to be left alone', () => {
    const limited = gathered({ flight: { gatherUntilMs: nowMs, writeNotBeforeMs: nowMs + 1_000 } });
    expect(next(limited)).toEqual({ do: 'read' });
  });

  test('does not keep a stop waiting', () => {
    const blocked = person(bob, { verdict: 'block', progress: 'queued' });
    expect(next(gathered({ people: [asked, blocked], facts: opened([bob]) }))).toMatchObject({ do: 'stop' });
  });

  test.each<[string, MachineInput]>([
    [
      'somebody is to be taken off',
      { people: [asked, person(bob, { verdict: 'block', progress: 'confirmed' })], facts: opened([bob]) },
    ],
    ['somebody whom we had let in is gone', { people: [asked, person(bob, { progress: 'confirmed' })] }],
    [
      'one is to be taken off, and another one whom we had let in is gone',
      {
        people: [
          asked,
          person(bob, { verdict: 'block', progress: 'confirmed' }),
          person('+12125550103', { progress: 'confirmed' }),
        ],
        facts: opened([bob]),
      },
    ],
    ['nothing is to be written', { people: [person(alice, { progress: 'saved' })], facts: opened([alice]) }],
    ['what is saved is not applied', { facts: opened([], { applied: false }), inEffect: opened([]) }],
    ['the channel was stopped for somebody', { journal: { stopped: ['default'] } }],
    ['the channel is held', { journal: { held: { code: 'removal-held', params: { message: 'no' } } } }],
    ['the group is not known to be ours', { journal: { groupIsOurs: false } }],
    ['the switch is being turned', { channel: 'on' }],
    ['settings are being changed', { change: { kind: 'make-silent', dropPaired: false } }],
    ['a write is under way', { flight: { gatherUntilMs: nowMs, write: write({ base: 'base-1' }) } }],
    ['a channel is being started', { flight: { gatherUntilMs: nowMs, start: 'default' } }],
    [
      'something was refused',
      { flight: { gatherUntilMs: nowMs, refused: { edit: {}, base: 'base-0', message: 'no', grants: [] } } },
    ],
    ['there is no channel', { facts: opened([], { configured: false }) }],
  ])('is written on lists that are read first when %s', (_when, input) => {
    const step = next(later(gathered(input), 50));
    expect(['read', 'stop']).toContain(step.do);
    if (step.do === 'stop') expect(step.journal).not.toEqual(calm);
  });

  test('is read for as before while nothing is known', () => {
    expect(next(gathered({ facts: null, flight: { readDueMs: nowMs } }))).toEqual({ do: 'read' });
  });

  test('is not looked for before what was written can be there', () => {
    const sent = machine({
      people: [asked],
      flight: { readAtMs: nowMs - 50_000, write: write({ base: 'base-1', sentAtMs: nowMs - 100 }) },
    });
    expect(next({ ...sent, flight: { ...sent.flight, checkedAtMs: nowMs } })).toEqual({
      do: 'wait',
      untilMs: nowMs + 300,
    });
  });
});
