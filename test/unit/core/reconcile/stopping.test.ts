import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { isMaybeLetIn } from '#core/reconcile/stopping.ts';
import { facts } from '../../../support/facts.ts';
import {
  begin,
  calm,
  happen,
  type MachineInput,
  machine,
  next,
  opened,
  person,
  stepOf,
  stopAnswered,
  write,
} from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const owner = '+12125550100';
const blocked = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'block' });
const does = (input: MachineInput) => stepOf(input).do;

/** One account of these was never started so far. */
function withNew(input: Parameters<typeof facts>[0], id: string): AccessFacts {
  const made = opened([alice], input);
  return {
    ...made,
    accounts: made.accounts.map((one) =>
      one.id === id && one.runtime ? { ...one, runtime: { ...one.runtime, lifecycle: 'unknown' } } : one,
    ),
  };
}

describe('whether the gateway may let somebody in', () => {
  const closed = facts({ direct: [owner], group: [] });

  test.each<[string, boolean, AccessFacts | null]>([
    ['nobody knows its lists', true, null],
    ['they are a member of our group', true, opened([alice])],
    ['they are one where there is no channel yet', true, { ...opened([alice]), configured: false }],
    ['the owner’s list names them', true, facts({ direct: [owner, alice], group: [] })],
    [
      'it does so where there is no channel',
      false,
      facts({ direct: [owner, alice], group: [], configured: false }),
    ],
    ['the list for groups names them', true, facts({ direct: [owner], group: [alice] })],
    ['everybody may write', true, facts({ direct: ['*'], group: [] })],
    [
      'nobody can tell who was paired',
      true,
      facts({ direct: [owner], group: [], accounts: [{ directPolicy: 'pairing', paired: null }] }),
    ],
    // No removal of ours keeps them out there.
    ['only groups take them, as they take everybody', false, facts({ direct: [owner], group: ['*'] })],
    [
      'only groups take them, which are open',
      false,
      facts({ direct: [owner], accounts: [{ groupPolicy: 'open' }] }),
    ],
    ['only a listed chat may', false, facts({ direct: [owner], group: ['chat_id:7'] })],
    ['nothing names them', false, closed],
    ['no account says otherwise', true, facts({ accounts: [] })],
  ])('%s: %s', (_when, expected, lists) => {
    expect(isMaybeLetIn({ facts: lists, inEffect: closed }, alice)).toBe(expected);
    expect(isMaybeLetIn({ facts: closed, inEffect: lists }, alice)).toBe(expected);
  });
});

describe('the channel is stopped', () => {
  test('once for each reason, also when another one has been served', () => {
    const other = person(bob, {}, { verdict: 'block', progress: 'queued', id: 'other' });
    const input = { facts: opened([alice, bob]), people: [blocked, other] };
    expect(does({ ...input, flight: { stoppedFor: ['other'], stoppedOnReading: true } })).toBe('stop');
    expect(does({ ...input, flight: { stoppedFor: ['other', 'block'], stoppedOnReading: true } })).toBe(
      'write',
    );
  });

  test('with what never ran, which may be about to: ours to start again like what runs', () => {
    const lists = withNew(
      { accounts: [{ id: 'runs' }, { id: 'new', running: false }, { id: 'off', running: false }] },
      'new',
    );
    expect(stepOf({ facts: lists, people: [blocked] })).toEqual({
      do: 'stop',
      accounts: ['runs', 'new', 'off'],
      supposed: ['runs'],
      journal: { ...calm, stopped: ['runs', 'new'] },
    });
  });

  test('anew after a reading that shows somebody let in, and what was stopped before stays ours', () => {
    const lists = opened([alice], { accounts: [{ id: 'one' }, { id: 'two' }] });
    const flight = { stoppedFor: ['block'] };
    expect(stepOf({ facts: lists, people: [blocked], flight })).toEqual({
      do: 'stop',
      accounts: ['one', 'two'],
      supposed: ['one', 'two'],
      journal: { ...calm, stopped: ['one', 'two'] },
    });
    // What had been stopped is not only supposed to have run.
    const fresh = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'again' });
    expect(stepOf({ facts: lists, people: [fresh], journal: { stopped: ['one'] } })).toEqual({
      do: 'stop',
      accounts: ['one', 'two'],
      supposed: ['two'],
      journal: { ...calm, stopped: ['one', 'two'] },
    });
  });

  test('by asking what runs alone, once its removal is under way, after each reading until it is in force', () => {
    const journal = { stopped: ['default'] };
    const again = { do: 'stop', accounts: [], supposed: [], journal: { ...calm, ...journal } };
    const flight = { stoppedFor: ['block'] };
    const saved = person(alice, {}, { verdict: 'block', progress: 'saved', id: 'block' });
    const lists = opened([], { accounts: [{ running: false }] });
    expect(stepOf({ facts: opened([alice]), people: [blocked], journal, flight })).toEqual(again);
    expect(stepOf({ facts: lists, people: [saved], journal, flight: { ...flight, write: write() } })).toEqual(
      again,
    );
    expect(stepOf({ facts: { ...lists, applied: false }, people: [saved], journal, flight })).toEqual(again);
    expect(does({ facts: lists, people: [saved], journal, flight })).toBe('settle');
    expect(does({ facts: { ...lists, applied: false }, people: [], flight })).toBe('wait');
  });

  test('naming what is being started meanwhile', () => {
    const lists = opened([alice], { accounts: [{ running: false }] });
    const flight = { stoppedFor: ['block'], start: 'default' };
    expect(stepOf({ facts: lists, people: [blocked], journal: { stopped: ['default'] }, flight })).toEqual({
      do: 'stop',
      accounts: ['default'],
      supposed: [],
      journal: { ...calm, stopped: ['default'] },
    });
  });

  test('not for a removal that is saved, nor for one that was decided about and asks for nothing', () => {
    const saved = person(alice, {}, { verdict: 'block', progress: 'saved', id: 'block' });
    const unapplied = opened([], { applied: false });
    expect(does({ facts: unapplied, inEffect: opened([alice]), people: [saved] })).toBe('wait');
    const ignored = person(alice, { verdict: 'ignore', progress: 'queued' });
    const listed = facts({ direct: [owner, alice], group: [] });
    expect(does({ facts: listed, people: [ignored], journal: { groupIsOurs: false } })).toBe('settle');
  });

  test('for an earlier life’s journal while nothing is known, once', () => {
    const one = begin(machine({ facts: null, journal: { stopped: ['default'] } }));
    const over = stopAnswered(one, []);
    expect(next(over)).toMatchObject({ do: 'stop-over', reasons: ['journal'] });
    expect(next(begin(over))).toEqual({ do: 'wait', untilMs: null });
  });

  test('not for an earlier life’s journal once the lists are known', () => {
    const lists = opened([], { accounts: [{ running: false }] });
    expect(does({ facts: lists, journal: { stopped: ['default'] } })).toBe('start');
  });

  test('for Peephole’s own leaving only where somebody loses access by it', () => {
    const change = (keepApproved: boolean) => ({ kind: 'leave', restore: null, keepApproved }) as const;
    const input = { facts: opened([alice]), people: [person(alice, {})] };
    expect(does({ ...input, change: change(false) })).toBe('stop');
    expect(does({ ...input, change: change(true) })).toBe('write');
  });
});

describe('a stop that the owner’s hand met', () => {
  const stopping = begin(machine({ facts: opened([alice]), people: [blocked] }));
  const released = happen({ ...stopping, journal: calm }, { type: 'released', tolerate: null });
  const turned = (channel: 'on' | 'off' | null) =>
    next(stopAnswered({ ...released, wanted: { ...released.wanted, channel } }, ['default']));

  test('served the switch when that was turned off, and nothing when it was turned on', () => {
    expect(turned('off')).toMatchObject({ do: 'stop-over', reasons: ['channel', 'block'], journal: calm });
    expect(turned('on')).toMatchObject({ do: 'stop-over', reasons: [], journal: calm });
    expect(turned(null)).toMatchObject({ do: 'stop-over', reasons: ['block'], journal: calm });
  });

  test('served whoever it was made for where the switch had been on before', () => {
    const on = begin(machine({ facts: opened([alice]), people: [blocked], channel: 'on' }));
    expect(next(stopAnswered(on, ['default']))).toMatchObject({ do: 'stop-over', reasons: ['block'] });
  });

  test('starts again what the owner asked for, not what had been stopped and is none of the config’s', () => {
    const lists = opened([alice], { strays: ['gone'] });
    const on = begin(machine({ facts: lists, people: [blocked], channel: 'on' }));
    expect(on.journal.stopped).toEqual(['default', 'gone']);
    expect(next(stopAnswered(on, []))).toMatchObject({ do: 'stop-over', journal: { stopped: ['default'] } });
    const two = opened([alice], { accounts: [{ id: 'one' }, { id: 'two' }] });
    const both = begin(machine({ facts: two, people: [blocked], channel: 'on' }));
    expect(next(stopAnswered(both, []))).toMatchObject({ journal: { stopped: ['one', 'two'] } });
    expect(next(stopAnswered({ ...both, wanted: { ...both.wanted, channel: null } }, ['two']))).toMatchObject(
      {
        journal: { stopped: ['two'] },
      },
    );
  });
});
