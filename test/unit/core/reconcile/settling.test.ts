import { describe, expect, test } from 'vitest';
import { awayBecause, isAnybodyUncertain } from '#core/reconcile/settling.ts';
import { facts } from '../../../support/facts.ts';
import {
  type MachineInput,
  machine,
  nowMs,
  opened,
  person,
  stepOf,
  write,
} from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const carol = '+12125550103';
const asked = person(alice, { progress: 'queued', id: 'approve' });
const saved = person(alice, { progress: 'saved', id: 'approve' });
const blocked = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'block' });
const held = { code: 'removal-held', params: { message: 'read-only' } } as const;
const stopped = { stoppedFor: ['block'], stoppedOnReading: true };

/** What is told of whom, or what is done instead. */
function told(input: MachineInput): unknown {
  const step = stepOf(input);
  return step.do === 'settle' ? step.settlements : step.do;
}

describe('while the gateway is away', () => {
  test('why is said in the words of its connection, if nothing will come of waiting', () => {
    expect(awayBecause(null)).toEqual({ code: 'gateway-away', params: {} });
    const another = { code: 'gateway-unusable', params: { message: 'Another gateway.' } };
    expect(awayBecause('Another gateway.')).toEqual(another);
    expect(told({ connection: 'lost', facts: null, people: [asked], unusable: 'Another gateway.' })).toEqual([
      { decisionId: 'approve', progress: 'queued', error: another },
    ]);
  });
});

describe('a write that was refused', () => {
  const refusal = (grants: readonly string[]) => ({
    refused: { edit: {}, base: 'base-0', message: 'no', grants },
  });
  const failed = (decisionId: string) => ({
    decisionId,
    progress: 'failed',
    error: { code: 'gateway-refused', params: { message: 'no' } },
  });

  test('has failed whoever was in it and is not in force: nobody else', () => {
    const people = [
      person(alice, { progress: 'queued', id: 'queued' }),
      person(bob, { progress: 'saved', id: 'saved' }),
      person(carol, { progress: 'confirmed', id: 'confirmed' }),
      person('+12125550104', { progress: 'queued', id: 'of another' }),
      person('+12125550105'),
    ];
    const grants = [alice, bob, carol, '+12125550105'];
    expect(told({ facts: opened([bob, carol]), people, flight: refusal(grants) })).toEqual([
      failed('queued'),
      failed('saved'),
    ]);
  });

  test('is over also when nobody is left to be told', () => {
    const people = [person(bob, { id: 'confirmed' })];
    expect(told({ facts: opened([bob]), people, flight: refusal([alice]) })).toEqual([]);
    expect(told({ facts: opened([bob]), people, flight: refusal([]) })).toBe('wait');
  });
});

describe('where no approval can take effect', () => {
  const off = opened([bob], { accounts: [{ directPolicy: 'disabled' }] });
  const journal = { groupIsOurs: true };

  test('the ones that wait have failed, before anything is written for them', () => {
    const people = [asked, person(bob, { id: 'in force' })];
    const error = { code: 'direct-messages-off', params: {} };
    expect(told({ facts: off, people, journal })).toEqual([
      { decisionId: 'approve', progress: 'failed', error },
    ]);
  });

  test('whoever is to be kept out is none of them', () => {
    const people = [blocked, person(bob, { id: 'in force' })];
    expect(told({ facts: off, people, journal, flight: stopped })).toEqual([
      { decisionId: 'block', progress: 'confirmed', error: null },
    ]);
  });
});

describe('a channel that is held', () => {
  test('keeps back whoever is to be let in, and that is said', () => {
    const people = [
      asked,
      person(bob, {}, { verdict: 'block', progress: 'queued', id: 'block', error: held }),
    ];
    const journal = { stopped: ['default'], held };
    const refused = { edit: { ourMembers: [] }, base: 'base-1', message: 'read-only', grants: [] };
    const flight = { ...stopped, refused };
    expect(told({ facts: opened([bob]), people, journal, flight })).toEqual([
      { decisionId: 'approve', progress: 'queued', error: held },
    ]);
  });

  test('keeps nothing back that is saved', () => {
    const journal = { stopped: ['default'], held };
    const input = { facts: opened([alice], { applied: false }), people: [asked], journal };
    expect(told({ ...input, flight: { stoppedOnReading: true } })).toEqual([
      { decisionId: 'approve', progress: 'saved', error: null },
    ]);
  });

  test('is held no more once it was started anyway: the gateway’s no stands', () => {
    const refused = { edit: { ourMembers: [] }, base: 'base-1', message: 'read-only', grants: [] };
    const tolerated = { base: 'base-1', decisions: ['block'], strangers: [] };
    expect(told({ facts: opened([alice]), people: [blocked], flight: { refused, tolerated } })).toEqual([
      {
        decisionId: 'block',
        progress: 'queued',
        error: { code: 'gateway-refused', params: { message: 'read-only' } },
      },
    ]);
  });
});

describe('an account that does not run yet', () => {
  const idle = (enabled: boolean) =>
    opened([alice], {
      accounts: [
        { id: 'one', running: false, enabled },
        { id: 'two', running: false, enabled: false },
      ],
    });
  const waiting = (error: object | null) => [{ decisionId: 'approve', progress: 'saved', error }];
  const notRunning = { code: 'not-running', params: {} };

  test('may be about to, for a while, if it is switched on', () => {
    const settling = { settlesAtMs: nowMs + 1 };
    expect(told({ facts: idle(true), people: [asked], flight: settling })).toEqual(waiting(null));
    expect(told({ facts: idle(false), people: [asked], flight: settling })).toEqual(waiting(notRunning));
    expect(told({ facts: idle(true), people: [asked], flight: { settlesAtMs: nowMs } })).toEqual(
      waiting(notRunning),
    );
  });

  test('is no reason to doubt what does not wait for it', () => {
    expect(told({ facts: opened([alice]), people: [asked], flight: { settlesAtMs: nowMs + 1 } })).toEqual([
      { decisionId: 'approve', progress: 'confirmed', error: null },
    ]);
  });
});

describe('a write that takes long', () => {
  const lists = opened([alice], { applied: false });
  const sent = (ago: number) => ({ write: write({ sentAtMs: nowMs - ago }) });

  test('is said to be put off after three seconds, not before', () => {
    expect(told({ facts: lists, people: [saved], flight: sent(3_000) })).toBe('wait');
    expect(told({ facts: lists, people: [saved], flight: sent(3_001) })).toEqual([
      { decisionId: 'approve', progress: 'saved', error: { code: 'deferred', params: {} } },
    ]);
    expect(told({ facts: lists, people: [saved] })).toBe('wait');
  });

  test('says nothing of whom a write that it superseded may let in', () => {
    const flight = { ...stopped, write: write({ alsoGrants: [alice] }) };
    expect(told({ people: [blocked], flight })).toBe('wait');
    expect(told({ people: [blocked], flight: { ...stopped, write: write({ alsoGrants: [bob] }) } })).toEqual([
      { decisionId: 'block', progress: 'confirmed', error: null },
    ]);
  });

  test('says nothing of whom it takes off, and of nobody else less', () => {
    const lists = opened([alice, bob]);
    const flight = { write: write({ base: lists.baseHash, losing: [alice] }) };
    const people = [asked, person(bob, { progress: 'queued', id: 'bob' })];
    expect(told({ facts: lists, people, flight })).toEqual([
      { decisionId: 'bob', progress: 'confirmed', error: null },
    ]);
  });
});

describe('what the gateway could not do', () => {
  const unable = { message: 'starting', times: 1 };
  const error = { code: 'gateway-unable', params: { message: 'starting' } };
  const flight = { unable, writeNotBeforeMs: nowMs + 2_000 };

  test('is said of what it did not write, and of what it did not apply', () => {
    expect(told({ people: [asked], flight })).toEqual([{ decisionId: 'approve', progress: 'queued', error }]);
    expect(told({ facts: opened([alice], { applied: false }), people: [asked], flight })).toEqual([
      { decisionId: 'approve', progress: 'saved', error },
    ]);
  });

  test('is not said of what is in force, or what says more already', () => {
    expect(told({ facts: opened([alice]), people: [asked], flight })).toEqual([
      { decisionId: 'approve', progress: 'confirmed', error: null },
    ]);
    const idle = opened([alice], { accounts: [{ running: false }] });
    expect(told({ facts: idle, people: [asked], flight })).toEqual([
      { decisionId: 'approve', progress: 'saved', error: { code: 'not-running', params: {} } },
    ]);
  });

  test('is not said of what it has written and applied, where one account is still to be told of', () => {
    const accounts = [{ parkedBy: 'work' }, { id: 'work', direct: ['+12125550100'] }];
    expect(told({ facts: opened([alice], { accounts }), people: [saved], flight })).toBe('wait');
  });
});

describe('a decision that has ended', () => {
  const everyone = facts({ direct: ['*'], group: [] });
  const journal = { groupIsOurs: false };

  test('is judged again only where it is a block that is not in force', () => {
    const failed = { progress: 'failed', id: 'failed' } as const;
    const input = { facts: opened([]), journal };
    expect(told({ ...input, people: [person(alice, { verdict: 'block', ...failed })] })).toEqual([
      { decisionId: 'failed', progress: 'confirmed', error: null },
    ]);
    expect(told({ ...input, people: [person(alice, {}, { verdict: 'revoke', ...failed })] })).toBe('wait');
    expect(told({ ...input, people: [person(alice, failed)] })).toBe('wait');
    expect(told({ facts: everyone, journal, people: [person(alice, { verdict: 'block' })] })).toBe('wait');
  });

  test('is told again only when there is something else to say', () => {
    const why = { code: 'still-everyone', params: { setting: 'channels.imessage.allowFrom' } } as const;
    const block = { verdict: 'block', progress: 'failed', id: 'block' } as const;
    const still = [{ decisionId: 'block', progress: 'failed', error: why }];
    const input = { facts: everyone, journal, flight: { stoppedFor: ['block'] } };
    expect(told({ ...input, people: [person(alice, { ...block, error: why })] })).toBe('wait');
    expect(told({ ...input, people: [person(alice, block)] })).toEqual(still);
    const queued = person(alice, { ...block, progress: 'queued', error: why });
    expect(told({ ...input, people: [queued] })).toEqual(still);
  });
});

test('whether anybody’s decision overtook one that may still be saved', () => {
  const again = person(alice, {}, { verdict: 'undo', progress: 'queued' }, { progress: 'queued' });
  const told = person(alice, {}, { verdict: 'undo', progress: 'queued' }, { progress: 'saved' });
  const { flight } = machine({ flight: { landedAtMs: nowMs + 1 } });
  expect(isAnybodyUncertain([person(bob, {}), again], flight)).toBe(true);
  expect(isAnybodyUncertain([again], { ...flight, readAtMs: nowMs + 1 })).toBe(false);
  expect(isAnybodyUncertain([told, asked], flight)).toBe(false);
  expect(isAnybodyUncertain([], flight)).toBe(false);
});
