import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { toleratedNow } from '#core/reconcile/next-step.ts';
import type { Step } from '#core/reconcile/step.ts';
import { afterStep } from '#core/reconcile/transitions.ts';
import type { Decided } from '#core/reconcile/wanted.ts';
import { entry, facts } from '../../../support/facts.ts';
import {
  begin,
  calm,
  happen,
  later,
  type MachineInput,
  machine,
  next,
  nowMs,
  opened,
  person,
  stepOf,
  stopAnswered,
  write,
} from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const two = [{ id: 'one' }, { id: 'two', running: false }];

const approved = person(alice, { verdict: 'approve' });
const blocked = person(alice, { verdict: 'approve' }, { verdict: 'block', progress: 'queued', id: 'block' });
const asked = person(alice, { verdict: 'approve', progress: 'queued', id: 'approve' });
const waits: Step = { do: 'wait', untilMs: null };

const does = (input: MachineInput): Step['do'] => stepOf(input).do;

describe('taking access away stops the channel', () => {
  test('of every account, and writes down first which of them run', () => {
    expect(stepOf({ facts: opened([alice], { accounts: two }), people: [blocked] })).toEqual({
      do: 'stop',
      accounts: ['one', 'two'],
      supposed: ['one'],
      journal: { ...calm, stopped: ['one'] },
    });
  });

  test.each<[string, MachineInput]>([
    ['the lists are being read', { flight: { reading: true } }],
    ['the lists are to be read', { flight: { readDueMs: nowMs } }],
    ['a write is unanswered', { flight: { write: write() } }],
    ['an account is being started', { flight: { start: 'default' } }],
    ['the gateway has told us to wait with writing', { flight: { writeNotBeforeMs: nowMs + 60_000 } }],
    ['the channel is being turned on', { channel: 'on' }],
  ])('also while %s', (_while, input) => {
    expect(does({ facts: opened([alice]), people: [blocked], ...input })).toBe('stop');
  });

  test('and asks for nothing for a second, or until that is answered', () => {
    const stopping = begin(
      machine({ facts: opened([alice]), people: [blocked], flight: { readDueMs: nowMs } }),
    );
    expect(next(stopping)).toEqual({ do: 'wait', untilMs: nowMs + 1_000 });
    expect(next(later(stopping, 999)).do).toBe('wait');
  });

  test('and what is so is looked at while that takes longer, again and again (RULE-6.24)', () => {
    const due = begin(machine({ facts: opened([alice]), people: [blocked], flight: { readDueMs: nowMs } }));
    const rested = begin(machine({ facts: opened([alice]), people: [blocked] }));
    let stopping = later(due, 1_000);
    for (let times = 0; times < 3; times += 1) {
      expect(next(stopping)).toEqual({ do: 'read' });
      const reading = begin(stopping);
      expect(next(reading)).toEqual(waits);
      stopping = later(happen(reading, { type: 'read', facts: opened([alice]) }), 2_000);
    }
    // What was read meanwhile changes nothing about the stop: it is over when it is answered.
    expect(next(stopAnswered(stopping, ['default'])).do).toBe('stop-over');
    expect(next(later(rested, 1_999)).do).toBe('wait');
    expect(next(later(rested, 2_000)).do).toBe('read');
  });

  test('once for each decision', () => {
    const flight = { stoppedFor: ['block'], stoppedOnReading: true };
    expect(does({ facts: opened([alice]), people: [blocked], flight })).toBe('write');
    const other = person(bob, { verdict: 'block', progress: 'queued', id: 'other' });
    expect(does({ facts: opened([alice, bob]), people: [blocked, other], flight })).toBe('stop');
  });

  test('not for somebody who is not let in: their decision is read back', () => {
    expect(stepOf({ people: [blocked], flight: { readDueMs: nowMs } })).toEqual({ do: 'read' });
  });

  test.each<[string, MachineInput]>([
    ['a write under way lets them in', { flight: { write: write({ grants: [alice] }) } }],
    [
      'a write that was superseded may have let them in',
      { flight: { write: write({ alsoGrants: [alice] }) } },
    ],
    [
      'nobody can tell whether they are let in',
      { facts: facts({ direct: [], accounts: [{ directPolicy: 'pairing', paired: null }] }) },
    ],
    ['nothing is known', { facts: null }],
  ])('when %s', (_when, input) => {
    expect(does({ people: [blocked], ...input })).toBe('stop');
  });

  test('also when nobody was decided about: somebody put a blocked handle back', () => {
    const known = person(alice, { verdict: 'block' });
    const put = facts({ direct: ['+12125550100', alice], group: [] });
    expect(does({ facts: put, people: [known], journal: { groupIsOurs: false } })).toBe('stop');
  });

  test('also for a member of our group whom nobody approved', () => {
    expect(does({ facts: opened([alice, bob]), people: [approved] })).toBe('stop');
  });

  test('also for a change of settings that takes somebody’s access, until it is written', () => {
    const answering = facts({ direct: ['*'], group: [], accounts: [{ directPolicy: 'open' }] });
    const change = { kind: 'make-silent', dropPaired: true } as const;
    const stopping = { facts: answering, change, journal: { groupIsOurs: false } };
    expect(does(stopping)).toBe('stop');
    expect(stepOf({ ...stopping, flight: { stoppedFor: ['change'] } })).toMatchObject({
      do: 'write',
      write: { for: 'change' },
    });
  });
});

describe('what is saved and not applied', () => {
  const saved = opened([], { applied: false });

  test.each<[string, AccessFacts | null, Step['do']]>([
    ['the lists in effect let them in', opened([alice]), 'stop'],
    ['nobody knows the lists in effect', null, 'stop'],
    ['the lists in effect do not either', opened([bob]), 'settle'],
  ])('brakes for a block when %s', (_when, inEffect, expected) => {
    expect(does({ facts: saved, inEffect, people: [blocked] })).toBe(expected);
  });

  test('keeps the channel stopped until it is applied', () => {
    const done = person(alice, { verdict: 'approve' }, { verdict: 'block', progress: 'saved', id: 'block' });
    const journal = { stopped: ['default'] };
    const flight = { stoppedFor: ['block'], stoppedOnReading: true };
    expect(stepOf({ facts: saved, people: [done], journal, flight })).toEqual({
      do: 'wait',
      untilMs: nowMs + 400,
    });
    const confirmed = person(alice, { verdict: 'block' });
    expect(does({ facts: opened([]), people: [confirmed], journal, flight })).toBe('start');
  });
});

describe('an approval that follows an undo of one', () => {
  const facts = opened([alice]);
  const off = write({ base: facts.baseHash, losing: [alice] });
  const settledBy = (flight: MachineInput['flight']) =>
    does({ facts, people: [asked], ...(flight && { flight }) });

  test('is not told saved by lists of before the write that takes them off', () => {
    expect(settledBy({})).toBe('settle');
    expect(settledBy({ write: off })).not.toBe('settle');
  });

  test('is judged again by lists of after it', () => {
    expect(settledBy({ write: { ...off, base: 'of before' } })).toBe('settle');
  });
});

describe('what a decision overtook may be saved without our hearing of it', () => {
  const queued = { progress: 'queued' } as const;
  const flight = { landedAtMs: nowMs + 1 };
  const since = { landedAtMs: nowMs };
  const again = person(alice, { verdict: 'undo', ...queued }, { ...queued, id: 'again' });
  const approvedAgain = person(alice, {}, { verdict: 'undo', ...queued }, { ...queued, id: 'again' });
  const blockedSoon = person(alice, queued, { verdict: 'block', ...queued, id: 'soon' });
  const stopped = { stoppedFor: ['soon'], stoppedOnReading: true };

  test.each([
    ['an approval that is in the lists', opened([alice]), approvedAgain],
    ['a block of whom the lists do not let in', opened([]), blockedSoon],
  ])('%s is told nothing until it cannot be any more, and the lists are read often', (_what, facts, one) => {
    expect(stepOf({ facts, people: [one], flight })).toEqual({ do: 'wait', untilMs: nowMs + 400 });
    expect(does({ facts, people: [one], flight: since })).toBe('settle');
  });

  test('an approval that overtook nothing is told at once', () => {
    expect(again.standing.overtakes).toBe(false);
    expect(does({ facts: opened([alice]), people: [again], flight })).toBe('settle');
  });

  test('nothing that was stopped is started, and no settings are changed meanwhile', () => {
    const given = { facts: opened([]), people: [blockedSoon], journal: { stopped: ['default'] } };
    expect(does({ ...given, flight: { ...flight, ...stopped } })).not.toBe('start');
    const settled = { ...given, people: [person(alice, { verdict: 'block', id: 'soon' })] };
    expect(does({ ...settled, flight: { ...flight, ...stopped } })).toBe('start');
    const change = { kind: 'make-silent', dropPaired: false } as const;
    const silenced = {
      ...given,
      journal: {},
      facts: opened([], { accounts: [{ directPolicy: 'pairing' }] }),
      change,
    };
    expect(does({ ...silenced, flight: { ...flight, ...stopped } })).toBe('wait');
    expect(does({ ...silenced, people: [], flight })).toBe('write');
  });

  test('for a while after a connection was made, and after an answer that did not come', () => {
    const connected = happen(machine(), { type: 'connected', appliedRevision: null });
    expect(connected.flight.landedAtMs).toBe(nowMs + 5_000);
    const sent = machine({ flight: { write: write() } });
    const outcome = (kind: 'unknown' | 'not-applied') =>
      happen(sent, { type: 'written', write: write(), outcome: { kind, message: '' } }).flight.landedAtMs;
    expect(outcome('unknown')).toBe(nowMs + 5_000);
    expect(outcome('not-applied')).toBe(0);
  });
});

describe('taking away is a write of its own', () => {
  const stopped = { stoppedFor: ['block'], stoppedOnReading: true };
  const late = person(bob, { progress: 'queued', id: 'bob' });
  const both = { facts: opened([alice]), people: [blocked, late] };

  test('that an approval given meanwhile does not ride in', () => {
    const step = stepOf({ ...both, flight: stopped });
    expect(step).toMatchObject({ do: 'write', write: { edit: { ourMembers: [] }, grants: [] } });
    const after = stepOf({
      ...both,
      facts: opened([]),
      people: [person(alice, { verdict: 'block' }), late],
    });
    expect(after).toMatchObject({ do: 'write', write: { edit: { ourMembers: [bob] }, grants: [bob] } });
  });

  test('and takes nobody along whose approval is in the config already', () => {
    const facts = opened([alice, bob]);
    const step = stepOf({ ...both, facts, flight: stopped });
    expect(step).toMatchObject({ do: 'settle', settlements: [{ decisionId: 'bob', progress: 'saved' }] });
    const saved = [blocked, person(bob, { verdict: 'approve', id: 'bob' })];
    expect(stepOf({ facts, people: saved, flight: stopped })).toMatchObject({
      write: { edit: { ourMembers: [bob] } },
    });
  });

  test('and forgets nobody whose approval is gone meanwhile', () => {
    const gone = person('+12125550103', {});
    expect(stepOf({ ...both, people: [blocked, late, gone], flight: stopped })).toEqual({
      do: 'look-again',
      missing: ['+12125550103'],
    });
  });

  test('and takes nobody along whose approval follows an undo that may still be saved', () => {
    const again = person(
      bob,
      {},
      { verdict: 'undo', progress: 'queued' },
      { progress: 'queued', id: 'again' },
    );
    const third = person('+12125550103', { progress: 'queued' });
    const facts = opened([alice, bob]);
    const flight = { ...stopped, landedAtMs: nowMs + 1 };
    expect(stepOf({ facts, people: [blocked, again, third], flight })).toMatchObject({
      do: 'write',
      write: { edit: { ourMembers: [bob] }, losing: [alice], grants: [] },
    });
  });

  test('and lets nobody in at an account that has come since', () => {
    const facts = opened([alice, bob], { accounts: [{}, { id: 'work', direct: ['+12125550100'] }] });
    const saved = person(bob, { progress: 'saved', id: 'bob' });
    expect(stepOf({ facts, people: [blocked, saved], flight: stopped })).toMatchObject({
      do: 'write',
      write: { edit: { ourMembers: [bob] }, grants: [] },
    });
    const after = { ...opened([bob], { accounts: [{}, { id: 'work', direct: ['+12125550100'] }] }) };
    expect(stepOf({ facts: after, people: [saved] })).toMatchObject({
      do: 'write',
      write: { grants: [bob] },
    });
  });

  test('but for what only the approval itself takes away: one write does both', () => {
    const left = facts({ direct: ['+12125550100'], group: ['accessGroup:peephole'] });
    expect(stepOf({ facts: left, people: [asked], flight: { stoppedOnReading: true } })).toMatchObject({
      do: 'write',
      write: { edit: { ourMembers: [alice] }, grants: [alice], losing: ['channels.imessage.groupAllowFrom'] },
    });
  });

  test('a no to another write holds nothing', () => {
    const refused = { edit: { enabled: true }, base: 'base-1', message: 'no', grants: [] };
    expect(does({ ...both, flight: { ...stopped, refused } })).toBe('write');
  });

  test('that is refused once is not sent again, and holds the channel; nobody else is told of it', () => {
    const sent = begin(machine({ ...both, flight: stopped }));
    const written = sent.flight.write ?? write();
    const refused = happen(sent, {
      type: 'written',
      write: written,
      outcome: { kind: 'refused', message: 'read-only' },
    });
    const read = happen(begin(refused), { type: 'read', facts: both.facts });
    const held = next({ ...read, flight: { ...read.flight, stoppedOnReading: true } });
    expect(held).toMatchObject({ do: 'journal', journal: { held: { params: { message: 'read-only' } } } });
  });
});

describe('what the gateway could not do', () => {
  const unable = { kind: 'unknown', message: 'starting' } as const;
  const failed = (times: number) => {
    const one = machine({
      people: [asked],
      flight: { write: write(), unable: times === 0 ? null : { message: 'x', times } },
    });
    return happen(one, { type: 'written', write: write(), outcome: unable });
  };

  test('is read at once, said, and tried again later and later', () => {
    const one = failed(0);
    expect(next(one).do).toBe('read');
    const read = happen(begin(one), { type: 'read', facts: opened([]) });
    expect(next(read)).toMatchObject({
      settlements: [
        { progress: 'queued', error: { code: 'gateway-unable', params: { message: 'starting' } } },
      ],
    });
    expect([0, 1, 2, 9].map((times) => failed(times).flight.writeNotBeforeMs - nowMs)).toEqual([
      2_000, 4_000, 8_000, 60_000,
    ]);
    const applied = happen(machine({ flight: { ...one.flight, write: write() } }), {
      type: 'written',
      write: write(),
      outcome: { kind: 'applied', hash: null },
    });
    expect(applied.flight.unable).toBeNull();
  });
});

describe('reading waits for nothing', () => {
  const due = { readDueMs: nowMs };

  test.each<[string, MachineInput]>([
    ['the rate limit', { flight: { ...due, writeNotBeforeMs: nowMs + 57_000 } }],
    ['a write that is not answered', { flight: { ...due, write: write() } }],
    ['a start that is not answered', { flight: { ...due, start: 'default' } }],
  ])('not for %s', (_what, input) => {
    expect(does(input)).toBe('read');
    const open = facts({ direct: ['*'], group: [], accounts: [{ directPolicy: 'open' }] });
    expect(does({ ...input, facts: open })).toBe('read');
  });

  test('nothing is written while an account is being started', () => {
    expect(stepOf({ people: [asked], flight: { start: 'default' } }).do).toBe('wait');
  });
});

describe('an account that runs and is not in the config', () => {
  const facts = opened([alice], { strays: ['gone'] });

  test('is stopped with the others, for a removal and for the switch', () => {
    expect(stepOf({ facts, people: [blocked] })).toMatchObject({
      do: 'stop',
      accounts: ['default', 'gone'],
      supposed: ['default', 'gone'],
    });
    expect(stepOf({ facts, channel: 'off' })).toMatchObject({ accounts: ['default', 'gone'], supposed: [] });
  });

  test('is stopped again when a reading shows that it runs', () => {
    const flight = { stoppedFor: ['channel'] };
    const off = opened([], {
      strays: ['gone'],
      accounts: [{ running: false, enabled: false }],
      rootEnabled: false,
    });
    expect(does({ facts: off, channel: 'off', flight })).toBe('stop');
  });
});

describe('without an iMessage channel', () => {
  const none = facts({ configured: false, accounts: [] });
  const journal = { groupIsOurs: false };

  test.each(['on', 'off'] as const)('a wish for %s writes nothing', (channel) => {
    const flight = { stoppedFor: ['channel'], stoppedOnReading: true };
    const failure = channel === 'off' ? null : { code: 'no-channel', params: {} };
    expect(stepOf({ facts: none, channel, flight, journal })).toEqual({ do: 'end-request', failure });
    // Not applied yet: still nothing is written.
    const unapplied = { ...none, applied: false };
    expect(['wait', 'end-request']).toContain(does({ facts: unapplied, channel, flight, journal }));
  });

  test('neither Make it silent nor a decision writes below channels.imessage', () => {
    const undo = {
      edit: { policies: [{ accountId: null, directPolicy: 'allowlist' }] },
      restore: {},
    } as const;
    expect(does({ facts: none, journal, change: { kind: 'make-silent', dropPaired: true } })).toBe(
      'end-change',
    );
    expect(does({ facts: none, journal, change: { kind: 'undo-silence', record: undo } })).toBe('end-change');
    expect(stepOf({ facts: none, people: [asked] })).toMatchObject({
      settlements: [{ progress: 'failed', error: { code: 'no-channel' } }],
    });
  });
});

describe('with a plugin that is not loaded', () => {
  const dead: AccessFacts = {
    ...opened([]),
    accounts: opened([]).accounts.map((one) => ({ ...one, runtime: null })),
  };

  test('a wish for on is given up, saying so, once it has had time to load', () => {
    const started = (ago: number) => ({ started: [{ account: 'default', atMs: nowMs - ago }] });
    expect(does({ facts: dead, channel: 'on', flight: started(3_000) })).toBe('start');
    expect(does({ facts: dead, channel: 'on', flight: started(9_999) })).toBe('start');
    expect(does({ facts: dead, channel: 'on', flight: started(10_000) })).toBe('end-request');
    const another = { account: 'another', atMs: nowMs };
    const both = { started: [...started(10_000).started, another] };
    expect(does({ facts: dead, channel: 'on', flight: both })).toBe('end-request');
    expect(stepOf({ facts: dead, channel: 'on', flight: started(11_000) })).toEqual({
      do: 'end-request',
      failure: { code: 'not-loaded', params: {} },
    });
  });
});

describe('when a stop is answered', () => {
  const stopping = begin(machine({ facts: opened([alice]), people: [blocked], journal: { stopped: [] } }));

  test('what ran is waited for, but whoever switched the channel off is told at once', () => {
    const halted = (input: MachineInput) => happen(begin(machine(input)), { type: 'stopped', failed: false });
    expect(next(halted({ facts: opened([alice]), people: [blocked] })).do).toBe('wait');
    const off = halted({ channel: 'off' });
    expect(next(off)).toEqual({ do: 'tell-stopped', failed: false });
    expect(next(begin(off)).do).toBe('wait');
    const ran = happen(begin(off), { type: 'ran', accounts: ['default'] });
    expect(next(ran)).toMatchObject({ do: 'stop-over', reasons: ['channel'] });
  });

  test('nobody is told of a stop that did not name every account', () => {
    const others = { do: 'stop', accounts: ['one'], supposed: [], journal: calm } as const;
    const facts = opened([alice], { accounts: two });
    const machineOf = machine({ facts, channel: 'off' });
    const halted = { ...machineOf, flight: afterStep(machineOf.flight, others) };
    expect(next(happen(halted, { type: 'stopped', failed: false })).do).toBe('wait');
    const unread = happen(begin(machine({ facts: null, channel: 'off' })), {
      type: 'stopped',
      failed: false,
    });
    expect(next(unread).do).toBe('wait');
  });

  test('it is over, for every reason there is by now', () => {
    expect(next(stopAnswered(stopping, ['default']))).toEqual({
      do: 'stop-over',
      reasons: ['block'],
      failed: false,
      journal: { ...calm, stopped: ['default'] },
    });
  });

  test('an account that nobody named and that ran is stopped as well, and started again later', () => {
    const answered = stopAnswered(stopping, ['default', 'gone']);
    expect(next(answered)).toEqual({
      do: 'stop',
      accounts: ['gone'],
      supposed: [],
      journal: { ...calm, stopped: ['default', 'gone'] },
    });
    const again = stopAnswered(begin(answered), ['gone']);
    expect(next(again)).toMatchObject({ do: 'stop-over', journal: { stopped: ['default', 'gone'] } });
  });

  test('an account that somebody else had stopped is not ours to start', () => {
    const answered = stopAnswered(stopping, []);
    expect(next(answered)).toMatchObject({ do: 'stop-over', journal: { stopped: [] } });
  });

  test('nothing is ours to start when the owner took the channel meanwhile', () => {
    const taken = { ...happen(stopping, { type: 'released', tolerate: null }), journal: calm };
    const answered = stopAnswered(taken, ['default']);
    expect(next(answered)).toMatchObject({ do: 'stop-over', journal: { stopped: [] } });
  });

  test('what is written down stays so when nobody knows what ran', () => {
    const answered = stopAnswered(stopping, null, true);
    expect(next(answered)).toMatchObject({
      do: 'stop-over',
      failed: true,
      journal: { stopped: ['default'] },
    });
  });

  test('what the owner had asked to be on, and did not run yet, is started when the removal is in force', () => {
    const off = opened([alice], { accounts: [{ running: false }] });
    const one = begin(machine({ facts: off, people: [blocked], channel: 'on' }));
    const answered = stopAnswered(one, []);
    expect(next(answered)).toMatchObject({ do: 'stop-over', journal: { stopped: ['default'] } });
  });
});

describe('a removal that was not finished begins again at the stop', () => {
  test.each<[string, MachineInput]>([
    ['it is queued', { people: [blocked] }],
    ['it is saved', { people: [person(alice, { verdict: 'block', progress: 'saved' })] }],
    ['the journal of an earlier life says what was stopped', { journal: { stopped: ['default'] } }],
  ])('on a new connection, when %s', (_when, input) => {
    const fresh = happen(machine({ facts: null, ...input }), { type: 'connected', appliedRevision: null });
    expect(next(fresh)).toMatchObject({ do: 'stop', accounts: [] });
    const stopped = stopAnswered(begin(fresh), []);
    expect(next(begin(stopped))).toEqual({ do: 'read' });
  });

  test('what is being started is stopped by name, since it may not run yet', () => {
    const starting = { start: 'default' };
    const unknown = machine({ facts: null, people: [blocked], flight: starting });
    expect(next(unknown)).toMatchObject({
      do: 'stop',
      accounts: ['default'],
      supposed: [],
      journal: { stopped: ['default'] },
    });
    expect(next(stopAnswered(begin(unknown), []))).toMatchObject({
      do: 'stop-over',
      journal: { stopped: ['default'] },
    });
    const off = machine({ facts: null, channel: 'off', flight: starting });
    expect(next(off)).toMatchObject({ do: 'stop', accounts: ['default'], journal: { stopped: [] } });
    // Its account is not in the lists that were read since.
    const gone = machine({ facts: opened([alice]), people: [blocked], flight: { start: 'gone' } });
    expect(next(gone)).toMatchObject({
      do: 'stop',
      accounts: ['default', 'gone'],
      journal: { stopped: ['default', 'gone'] },
    });
    const again = machine({
      facts: opened([alice], { accounts: [{ running: false }] }),
      people: [person(alice, { verdict: 'block', progress: 'confirmed' })],
      journal: { stopped: ['default'] },
      flight: starting,
    });
    expect(next(again)).toMatchObject({
      do: 'stop',
      accounts: ['default'],
      journal: { stopped: ['default'] },
    });
  });

  test('and stops again after each reading that shows it not in force', () => {
    const saved = person(alice, {
      verdict: 'block',
      progress: 'saved',
      error: { code: 'deferred', params: {} },
    });
    const deferred = machine({
      facts: opened([], { applied: false }),
      people: [saved],
      journal: { stopped: ['default'] },
      flight: { write: write({ sentAtMs: nowMs - 10_000 }) },
    });
    expect(next(deferred)).toEqual({
      do: 'stop',
      accounts: [],
      supposed: [],
      journal: { ...calm, stopped: ['default'] },
    });
    const stopped = stopAnswered(begin(deferred), []);
    expect(next(begin(stopped))).toEqual({ do: 'wait', untilMs: nowMs + 400 });
  });
});

describe('the switch', () => {
  test('off stops at once, and nothing of it is ours to start', () => {
    expect(stepOf({ channel: 'off', flight: { reading: true } })).toEqual({
      do: 'stop',
      accounts: ['default'],
      supposed: [],
      journal: calm,
    });
    const stopping = begin(machine({ channel: 'off' }));
    const answered = stopAnswered(stopping, ['default']);
    expect(next(answered)).toEqual({ do: 'stop-over', reasons: ['channel'], failed: false, journal: calm });
  });

  const flight = { stoppedFor: ['channel'] };
  const stopped = opened([], { accounts: [{ running: false }] });
  const off = opened([], { accounts: [{ running: false, enabled: false }], rootEnabled: false });

  test('off is then made to last', () => {
    expect(stepOf({ channel: 'off', facts: stopped, flight })).toMatchObject({
      do: 'write',
      write: { for: 'channel', edit: { enabled: false } },
    });
  });

  test('off stops again what a gateway started by itself', () => {
    expect(does({ channel: 'off', facts: opened([]), flight })).toBe('stop');
    expect(does({ channel: 'off', facts: opened([]), flight: { ...flight, stoppedOnReading: true } })).toBe(
      'write',
    );
  });

  test('off is done when nothing runs and that will last', () => {
    expect(stepOf({ channel: 'off', facts: off, flight })).toEqual({ do: 'end-request', failure: null });
    expect(does({ channel: 'off', facts: { ...off, applied: false }, flight })).toBe('wait');
  });

  test('off supersedes a write that waits to be applied, but not one that is not saved', () => {
    const waiting = { ...flight, write: write() };
    expect(does({ channel: 'off', facts: stopped, flight: waiting })).toBe('write');
    const unsaved = { ...flight, write: write({ base: 'base-1' }) };
    expect(does({ channel: 'off', facts: stopped, flight: unsaved })).toBe('wait');
  });

  test('off is given up, saying so, when the gateway refuses to make it last', () => {
    const refused = { edit: { enabled: false }, base: 'base-1', message: 'read-only', grants: [] };
    expect(stepOf({ channel: 'off', facts: stopped, flight: { ...flight, refused } })).toEqual({
      do: 'end-request',
      failure: { code: 'gateway-refused', params: { message: 'read-only' } },
    });
  });

  test('on is made to last, then started, one account a step', () => {
    expect(stepOf({ channel: 'on', facts: off })).toMatchObject({
      do: 'write',
      write: { edit: { enabled: true } },
    });
    const both = opened([], {
      accounts: [
        { id: 'one', running: false },
        { id: 'two', running: false },
      ],
    });
    const first = machine({ channel: 'on', facts: both });
    expect(next(first)).toEqual({ do: 'start', account: 'one' });
    const started = happen(happen(begin(first), { type: 'started', account: 'one', ok: true }), {
      type: 'read',
      facts: both,
    });
    expect(next({ ...started, flight: { ...started.flight, readDueMs: null } })).toEqual({
      do: 'start',
      account: 'two',
    });
  });

  test('on is tried again when it does not come on', () => {
    const tried = { started: [{ account: 'default', atMs: nowMs - 1_000 }] };
    expect(stepOf({ channel: 'on', facts: stopped, flight: tried })).toEqual({
      do: 'wait',
      untilMs: nowMs + 2_000,
    });
    const longAgo = { started: [{ account: 'default', atMs: nowMs - 2_000 }] };
    expect(does({ channel: 'on', facts: stopped, flight: longAgo })).toBe('start');
  });

  test('on is tried on and on where the plugin is there, however long that takes', () => {
    const longAgo = { started: [{ account: 'default', atMs: nowMs - 60_000 }] };
    expect(stepOf({ channel: 'on', facts: stopped, flight: longAgo })).toEqual({
      do: 'start',
      account: 'default',
    });
  });

  test('on starts neither what runs nor what is switched off', () => {
    const some = opened([], {
      accounts: [
        { id: 'off', running: false, enabled: false },
        { id: 'runs' },
        { id: 'stopped', running: false },
      ],
    });
    expect(stepOf({ channel: 'on', facts: some })).toEqual({ do: 'start', account: 'stopped' });
    const tried = { started: [{ account: 'stopped', atMs: nowMs }] };
    expect(does({ channel: 'on', facts: some, flight: tried })).toBe('wait');
  });

  test('on starts nothing while it is made to last', () => {
    const saving = write({ for: 'channel', edit: { enabled: true } });
    expect(does({ channel: 'on', facts: stopped, flight: { write: saving } })).toBe('wait');
    expect(does({ channel: 'on', facts: stopped, flight: { write: write() } })).toBe('start');
  });

  test('nothing is started that nobody asked for: whoever stopped it wants it so', () => {
    expect(does({ facts: stopped })).toBe('wait');
  });

  test('on is given up, saying so, when the gateway refuses to make it last', () => {
    const no = (enabled: boolean) => ({
      edit: { enabled },
      base: 'base-1',
      message: 'read-only',
      grants: [],
    });
    expect(stepOf({ channel: 'on', facts: off, flight: { refused: no(true) } })).toEqual({
      do: 'end-request',
      failure: { code: 'gateway-refused', params: { message: 'read-only' } },
    });
    // A no to something else is no answer to this.
    expect(does({ channel: 'on', facts: off, flight: { refused: no(false) } })).toBe('write');
  });

  test('on is done when it is connected and ready', () => {
    expect(stepOf({ channel: 'on', facts: opened([]) })).toEqual({ do: 'end-request', failure: null });
  });

  test('on does not start what a removal has stopped since', () => {
    const input = {
      channel: 'on',
      facts: { ...stopped, applied: false },
      journal: { stopped: ['default'] },
    } as const;
    expect(does({ ...input, flight: { stoppedOnReading: true } })).toBe('wait');
  });

  test('off and then on again while it is made to last: the last word is written', () => {
    const saving = write({ for: 'channel', edit: { enabled: false } });
    expect(stepOf({ channel: 'on', facts: off, flight: { write: saving } })).toMatchObject({
      do: 'write',
      write: { edit: { enabled: true } },
    });
  });
});

describe('knowing', () => {
  test('the lists are read when that is due, and nothing is planned before', () => {
    const input = { people: [asked] };
    expect(does({ ...input, flight: { readDueMs: nowMs } })).toBe('read');
    expect(stepOf({ ...input, flight: { readDueMs: nowMs + 50 } })).toEqual({
      do: 'wait',
      untilMs: nowMs + 50,
    });
    expect(stepOf({ ...input, flight: { reading: true } })).toEqual(waits);
    expect(does(input)).toBe('write');
  });

  test('lists that could not be read are read again soon', () => {
    const unread = happen(machine({ facts: null }), { type: 'read', facts: null });
    expect(next(unread)).toEqual({ do: 'wait', untilMs: nowMs + 400 });
    expect(next(later(unread, 400))).toEqual({ do: 'read' });
  });

  test('while somebody looks what runs is asked often, everything now and then', () => {
    expect(stepOf()).toEqual({ do: 'wait', untilMs: nowMs + 2_000 });
    expect(next(later(machine(), 2_000))).toEqual({ do: 'check' });
    expect(next(later(machine({ flight: { checking: true } }), 2_000))).toEqual({
      do: 'wait',
      untilMs: nowMs + 10_000,
    });
    expect(next(later(machine({ flight: { checkedAtMs: nowMs + 9_000 } }), 10_000))).toEqual({ do: 'read' });
  });

  test('where nothing is known and nothing is due, an answer is waited for', () => {
    expect(stepOf({ facts: null })).toEqual(waits);
  });

  const idle = opened([alice], { accounts: [{ running: false }] });
  const unread = { code: 'pairing-unread', params: {} } as const;
  test.each<[string, MachineInput, number]>([
    [
      'an approval that waits for its account to come up',
      { people: [person(alice, { progress: 'saved' })] },
      400,
    ],
    ['an approval that is in force', { people: [approved], facts: opened([alice]) }, 2_000],
    [
      'a block of whom the pairing store may let in',
      {
        people: [person(alice, { verdict: 'block', progress: 'saved', error: unread })],
        facts: facts({ direct: [], group: [], accounts: [{ directPolicy: 'pairing', paired: null }] }),
        journal: { groupIsOurs: false },
        flight: { stoppedFor: ['block'] },
      },
      2_000,
    ],
    ['nobody', { facts: opened([]) }, 2_000],
  ])('right after the gateway was reached the lists are looked at for %s', (_whom, input, inMs) => {
    const one = machine({ facts: idle, isLooking: false, ...input });
    const settles = { ...one, flight: { ...one.flight, settlesAtMs: nowMs + 30_000 } };
    expect(next(settles)).toEqual({ do: 'wait', untilMs: nowMs + inMs });
  });

  test('for nobody any more when it has had its time', () => {
    const notRunning = { code: 'not-running', params: {} } as const;
    const people = [person(alice, { progress: 'saved', error: notRunning })];
    const over = {
      facts: idle,
      people,
      isLooking: false,
      flight: { settlesAtMs: nowMs, changesUntilMs: nowMs },
    };
    expect(stepOf(over)).toEqual({ do: 'wait', untilMs: nowMs + 2_000 });
    expect(stepOf({ ...over, facts: opened([]), people: [] })).toEqual({
      do: 'wait',
      untilMs: nowMs + 60_000,
    });
  });

  test('while what runs is being asked, what was asked for is still looked at every two seconds', () => {
    const inTwoSeconds = { do: 'wait', untilMs: nowMs + 2_000 };
    const started = [{ account: 'default', atMs: nowMs }];
    const off = opened([], { accounts: [{ running: false }] });
    const on = { facts: off, channel: 'on', isLooking: false } as const;
    expect(stepOf({ ...on, flight: { checking: true, started } })).toEqual(inTwoSeconds);
    const held = { code: 'removal-held', params: { message: 'no' } } as const;
    const told = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'block', error: held });
    expect(
      stepOf({
        facts: opened([alice], { accounts: [{ running: false }] }),
        people: [told],
        isLooking: false,
        journal: { stopped: ['default'], held },
        flight: {
          checking: true,
          stoppedFor: ['block'],
          stoppedOnReading: true,
          refused: { edit: { ourMembers: [] }, base: 'base-1', message: 'no', grants: [] },
        },
      }),
    ).toEqual(inTwoSeconds);
  });

  test('a settings change that may not be written yet is a reason to look often', () => {
    const input = { facts: opened([], { accounts: [{ directPolicy: 'pairing' }] }), isLooking: false };
    const change = { kind: 'make-silent', dropPaired: false } as const;
    expect(stepOf({ ...input, change, flight: { writeNotBeforeMs: nowMs + 50_000 } })).toEqual({
      do: 'wait',
      untilMs: nowMs + 2_000,
    });
  });

  test('somebody about whom nothing is decided is no reason for anything', () => {
    const nobody = person(alice);
    expect(stepOf({ people: [nobody], isLooking: false, flight: { settlesAtMs: nowMs + 1 } }).do).toBe(
      'wait',
    );
    expect(stepOf({ people: [nobody], isLooking: false })).toEqual({ do: 'wait', untilMs: nowMs + 60_000 });
    expect(stepOf({ people: [nobody], connection: 'lost', facts: null })).toEqual(waits);
  });

  test('while nobody looks everything is read once a minute', () => {
    const alone = machine({ isLooking: false });
    expect(next(alone)).toEqual({ do: 'wait', untilMs: nowMs + 60_000 });
    expect(next(later(alone, 60_000))).toEqual({ do: 'read' });
  });

  test.each<[string, MachineInput]>([
    ['what does not run may be about to', { flight: { settlesAtMs: nowMs + 30_000 } }],
    ['a change of the config may be applied yet', { flight: { changesUntilMs: nowMs + 30_000 } }],
    [
      'a decision waits until it may be written',
      { people: [asked], flight: { writeNotBeforeMs: nowMs + 50_000 } },
    ],
    [
      'an approval waits for an account that runs',
      {
        people: [person(alice, { progress: 'saved', error: { code: 'not-running', params: {} } })],
        facts: opened([alice], { accounts: [{ id: 'default', running: false }] }),
      },
    ],
  ])('nor while nobody looks is it left alone as long as %s', (_what, input) => {
    expect(next(later(machine({ ...input, isLooking: false }), 2_000)).do).not.toBe('wait');
  });

  test('what runs otherwise than it was read is a reason to read', () => {
    const checked = { ...machine(), flight: { ...machine().flight, checking: true } };
    expect(next(happen(checked, { type: 'checked', differs: true }))).toEqual({ do: 'read' });
    expect(next(happen(checked, { type: 'checked', differs: false })).do).toBe('wait');
  });
});

describe('saying how far decisions have come', () => {
  const told = (input: MachineInput): unknown => {
    const step = stepOf(input);
    return step.do === 'settle' ? step.settlements : step.do;
  };

  test.each<[string, MachineInput, object]>([
    [
      'saved, when the config has it',
      { facts: opened([alice], { applied: false }), people: [asked] },
      { progress: 'saved', error: null },
    ],
    [
      'confirmed, when it is applied',
      { facts: opened([alice]), people: [asked] },
      { progress: 'confirmed', error: null },
    ],
    [
      'failed, when the policy lets nobody in',
      { facts: opened([], { accounts: [{ directPolicy: 'disabled' }] }), people: [asked] },
      { progress: 'failed', error: { code: 'direct-messages-off', params: {} } },
    ],
    [
      'failed, when the group’s name is somebody else’s',
      {
        facts: facts({ direct: ['+12125550100'], groups: { peephole: ['*'] } }),
        people: [asked],
        journal: { groupIsOurs: false },
      },
      { progress: 'failed', error: { code: 'group-name-taken', params: {} } },
    ],
    [
      'deferred, when it takes longer than an idle gateway would',
      {
        facts: opened([alice], { applied: false }),
        people: [asked],
        flight: { write: write({ sentAtMs: nowMs - 3_001 }) },
      },
      { progress: 'saved', error: { code: 'deferred', params: {} } },
    ],
  ])('%s', (_name, input, settlement) => {
    expect(told(input)).toEqual([{ decisionId: 'approve', ...settlement }]);
  });

  test('nothing that was said already', () => {
    const saved = person(alice, { verdict: 'approve', progress: 'saved' });
    expect(told({ facts: opened([alice], { applied: false }), people: [saved] })).toBe('wait');
  });

  test('nothing of a write that takes long to somebody who is not in it yet', () => {
    const flight = { write: write({ base: 'base-1', sentAtMs: nowMs - 10_000 }) };
    expect(told({ people: [asked], flight })).toBe('wait');
  });

  test('nothing of somebody whom a write under way may let in', () => {
    const flight = { write: write({ grants: [alice] }), stoppedFor: ['block'], stoppedOnReading: true };
    expect(told({ people: [blocked], flight })).toBe('wait');
  });

  test('that the gateway is away, once there was one', () => {
    const away = { connection: 'lost', facts: null, people: [asked] } as const;
    expect(told(away)).toEqual([
      { decisionId: 'approve', progress: 'queued', error: { code: 'gateway-away', params: {} } },
    ]);
    expect(told({ ...away, connection: 'connecting' })).toBe('wait');
    const saved = person(alice, { verdict: 'approve', progress: 'saved' });
    expect(told({ ...away, people: [saved] })).toBe('wait');
    expect(stepOf({ ...away, flight: { readDueMs: nowMs + 2_000 } })).toEqual({
      do: 'wait',
      untilMs: nowMs + 2_000,
    });
    expect(does({ ...away, flight: { readDueMs: nowMs } })).toBe('settle');
    // Who has nobody to tell waits for the gateway alone.
    expect(stepOf({ ...away, people: [], flight: { readDueMs: nowMs + 2_000 } })).toEqual(waits);
  });

  test('that an approval was in a write that was refused, and that only once', () => {
    const refused = { edit: { ourMembers: [alice] }, base: 'base-1', message: 'no', grants: [alice] };
    const one = machine({ people: [asked], flight: { refused } });
    const error = { code: 'gateway-refused', params: { message: 'no' } };
    expect(told({ people: [asked], flight: { refused } })).toEqual([
      { decisionId: 'approve', progress: 'failed', error },
    ]);
    // Approved once more: that is another decision, and another try.
    expect(next(begin(one)).do).toBe('write');
  });
});

describe('what the gateway refused stays as it was', () => {
  const entry = { accountId: null, list: 'direct', groupName: null, raw: alice, index: 0 } as const;
  const refusal = { edit: {}, base: 'base', message: 'No.', grants: [alice] };
  const block = { verdict: 'block', taken: [entry] } as const;
  const undo = { verdict: 'undo', progress: 'queued', id: 'undo' } as const;

  test.each<[string, Decided]>([
    ['an approval again', person(alice, { verdict: 'approve' }, { verdict: 'block' }, undo)],
    ['an entry given back', person(alice, block, undo)],
  ])('an undo that would bring back %s fails, with the gateway’s words', (_what, one) => {
    expect(stepOf({ people: [one], flight: { refused: refusal } })).toMatchObject({
      do: 'settle',
      settlements: [{ decisionId: 'undo', progress: 'failed', error: { code: 'gateway-refused' } }],
    });
  });

  test.each<[string, Decided]>([
    [
      'the block',
      person(alice, { verdict: 'approve' }, { verdict: 'block' }, { ...undo, progress: 'failed' }),
    ],
    ['the block and what it took', person(alice, block, { ...undo, progress: 'failed' })],
  ])('and is not judged again by %s that is left', (_what, one) => {
    expect(does({ people: [one] })).toBe('wait');
  });

  test('a write that gives somebody’s entry back names them among those it lets in', () => {
    const listed = facts({ direct: ['+12125550100'], group: [] });
    const journal = { groupIsOurs: false };
    expect(stepOf({ facts: listed, people: [person(alice, block, undo)], journal })).toMatchObject({
      do: 'write',
      write: { grants: [alice] },
    });
  });
});

describe('what was taken away at the gateway', () => {
  const again = { missing: [alice] };

  test('is taken for so by a second reading of the same gateway, and by no other', () => {
    const one = machine({ facts: opened([]), people: [approved] });
    expect(next(one)).toEqual({ do: 'look-again', missing: [alice] });
    expect(next(begin(one))).toEqual({ do: 'wait', untilMs: nowMs + 400 });
    const read = (facts: AccessFacts, from = begin(one)) =>
      happen(begin(later(from, 400)), { type: 'read', facts });
    expect(next(read(opened([]))).do).toBe('end-approvals');
    expect(next(read(opened([alice]))).do).toBe('wait');
    // On a connection of its own each reading is a first one.
    const reconnected = happen(happen(begin(one), { type: 'disconnected' }), {
      type: 'connected',
      appliedRevision: null,
    });
    expect(next(read(opened([]), reconnected)).do).toBe('look-again');
    // Who is missed only since then is looked for once more.
    const both = {
      ...one,
      wanted: { ...one.wanted, people: [approved, person(bob, { verdict: 'approve' })] },
    };
    expect(next(read(opened([]), { ...begin(one), wanted: both.wanted })).do).toBe('look-again');
  });

  test('is saved and no more while the running gateway still lives by its old lists', () => {
    const facts = opened([], { applied: false });
    expect(stepOf({ facts, people: [approved], flight: again })).toMatchObject({
      do: 'end-approvals',
      progress: 'saved',
    });
    const ended = person(
      alice,
      { verdict: 'approve' },
      { verdict: 'taken-away', progress: 'saved', id: 'gone' },
    );
    expect(stepOf({ facts, people: [ended] }).do).toBe('wait');
    expect(stepOf({ facts: opened([]), people: [ended] })).toMatchObject({
      do: 'settle',
      settlements: [{ decisionId: 'gone', progress: 'confirmed' }],
    });
  });

  test('ends the approval of somebody who is no member any more', () => {
    expect(stepOf({ facts: opened([]), people: [approved], flight: again })).toEqual({
      do: 'end-approvals',
      people: [approved],
      lost: null,
      progress: 'confirmed',
    });
  });

  test('ends all of them when the group is gone, and says so', () => {
    const gone = facts({ direct: ['+12125550100', 'accessGroup:peephole'], group: [] });
    expect(stepOf({ facts: gone, people: [approved], flight: again })).toMatchObject({
      do: 'end-approvals',
      lost: 'group',
    });
  });

  test('ends all of them when nothing refers to it any more', () => {
    const unreferenced = facts({ direct: ['+12125550100'], group: [], groups: { peephole: [alice] } });
    const flight = { ...again, stoppedOnReading: true };
    expect(stepOf({ facts: unreferenced, people: [approved], flight })).toMatchObject({
      do: 'end-approvals',
      lost: 'reference',
    });
  });
});

describe('writing', () => {
  const stopped = { stoppedFor: ['block'], stoppedOnReading: true };

  test('lets in who was approved, after the mark says that the group is ours', () => {
    const fresh = { facts: facts({ direct: ['+12125550100'], group: [] }), people: [asked] };
    expect(stepOf({ ...fresh, journal: { groupIsOurs: false } })).toEqual({ do: 'journal', journal: calm });
    expect(stepOf(fresh)).toMatchObject({
      do: 'write',
      write: { for: 'decisions', grants: [alice], base: 'base-1' },
    });
  });

  test('takes off who was blocked, and writes down first what that takes from the owner', () => {
    const listed = facts({ direct: ['+12125550100', alice], group: [] });
    const input = { facts: listed, people: [blocked], journal: { groupIsOurs: false }, flight: stopped };
    expect(stepOf(input)).toMatchObject({
      do: 'write',
      write: { losing: [alice] },
      records: {
        taken: [{ decisionId: 'block', entry: { list: 'direct', raw: alice, index: 1 } }],
        putBack: [],
      },
    });
    const known = person(alice, { verdict: 'block', id: 'block' });
    expect(stepOf({ ...input, people: [known] })).toMatchObject({
      records: { putBack: [{ handle: alice, list: 'direct' }] },
    });
  });

  test('takes off a stranger in our group, saying so', () => {
    expect(stepOf({ facts: opened([alice, bob]), people: [approved], flight: stopped })).toMatchObject({
      do: 'write',
      write: { edit: { ourMembers: [alice] } },
      records: { strangers: [bob] },
    });
  });

  test('a removal supersedes a write that waits to be applied; an approval waits for it', () => {
    const waiting = { ...stopped, write: write({ losing: [bob] }) };
    expect(does({ facts: opened([alice]), people: [blocked], flight: waiting })).toBe('write');
    expect(does({ people: [asked], flight: { write: write() } })).toBe('wait');
  });

  test('nothing is written twice while it is not answered', () => {
    const sent = begin(machine({ facts: opened([alice]), people: [blocked], flight: stopped }));
    expect(sent.flight.write).toMatchObject({ losing: [alice] });
    expect(next(sent).do).toBe('wait');
  });

  test('a conflict is read and planned again; after five in a row the other writer gets room', () => {
    let one = machine({ people: [asked] });
    for (let conflicts = 1; conflicts <= 5; conflicts += 1) {
      expect(next(one).do).toBe('write');
      one = begin(one);
      const sent = one.flight.write ?? write();
      one = happen(one, { type: 'written', write: sent, outcome: { kind: 'conflict' } });
      expect(next(one)).toEqual({ do: 'read' });
      one = happen(begin(one), { type: 'read', facts: one.view.facts });
    }
    expect(next(one)).toEqual({ do: 'wait', untilMs: nowMs + 400 });
    expect(next(later(one, 400)).do).toBe('write');
  });

  test('a rate limit is kept', () => {
    const one = begin(machine({ people: [asked] }));
    const sent = one.flight.write ?? write();
    const limited = happen(one, {
      type: 'written',
      write: sent,
      outcome: { kind: 'rate-limited', retryAfterMs: 59_000 },
    });
    const read = happen(begin(limited), { type: 'read', facts: one.view.facts });
    expect(next(read).do).toBe('wait');
    expect(next(later(read, 58_999)).do).not.toBe('write');
    const reread = { ...later(read, 59_000), flight: { ...read.flight, readAtMs: nowMs + 59_000 } };
    expect(next(reread).do).toBe('write');
  });

  test('a removal that the gateway refuses holds the channel until a retry, another config or Start Anyway', () => {
    const refused = { edit: { ourMembers: [] }, base: 'base-1', message: 'invalid config', grants: [] };
    const held = { code: 'removal-held', params: { message: 'invalid config' } } as const;
    const base = { facts: opened([alice]), people: [blocked] };
    const flight = { ...stopped, refused };
    const journal = { stopped: ['default'] };
    expect(stepOf({ ...base, flight, journal })).toEqual({
      do: 'journal',
      journal: { ...calm, ...journal, held },
    });
    const holding = { ...base, flight, journal: { ...journal, held } };
    expect(stepOf(holding)).toEqual({
      do: 'settle',
      settlements: [{ decisionId: 'block', progress: 'queued', error: held }],
    });
    const told = person(
      alice,
      { verdict: 'approve' },
      { verdict: 'block', progress: 'queued', id: 'block', error: held },
    );
    const still = machine({ ...holding, people: [told] });
    expect(next(still)).toEqual({ do: 'wait', untilMs: nowMs + 2_000 });

    expect(next(happen(still, { type: 'retry' }))).toEqual({ do: 'read' });
    expect(
      stepOf({ ...holding, people: [told], facts: { ...base.facts, baseHash: 'base-2' } }),
    ).toMatchObject({
      do: 'write',
      write: { base: 'base-2' },
    });
    const anyway = { ...flight, tolerated: toleratedNow(base.facts, [told], calm) };
    expect(does({ ...holding, people: [told], flight: anyway, journal: {} })).toBe('settle');
    expect(does({ ...base, people: [{ ...told }], flight: anyway, channel: 'on' })).not.toBe('stop');
  });

  test('Start Anyway holds for the config it was said under, and for whom it was said of', () => {
    const lists = opened([alice, bob]);
    const input = { facts: lists, people: [approved] };
    const anyway = toleratedNow(lists, input.people, calm);
    const tolerated = { base: 'base-1', decisions: [], strangers: [bob] };
    expect(anyway).toEqual(tolerated);
    // It runs, and who is tolerated is still to be taken off.
    expect(does({ ...input, flight: { tolerated } })).toBe('write');
    expect(does({ ...input, flight: { tolerated: { ...tolerated, base: 'base-0' } } })).toBe('stop');
    // Blocked after it: kept out like anybody else.
    const both = person(alice, {}, { verdict: 'block', id: 'block', progress: 'queued' });
    const later = { facts: lists, people: [both], flight: { tolerated, stoppedFor: ['block'] } };
    expect(does(later)).toBe('stop');
    expect(stepOf({ ...later, flight: { ...later.flight, stoppedOnReading: true } })).toMatchObject({
      do: 'write',
      write: { losing: [alice, bob] },
    });
  });

  test('Start Anyway is over for somebody whom the owner decides about anew', () => {
    const lists = opened([alice]);
    const tolerated = toleratedNow(lists, [blocked], calm);
    const flight = { tolerated, stoppedFor: ['block', 'revoke'] };
    expect(does({ facts: lists, people: [blocked], flight })).toBe('write');
    const anew = { verdict: 'revoke', progress: 'queued', id: 'revoke' } as const;
    const twice = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'block' }, anew);
    expect(does({ facts: lists, people: [twice], flight })).toBe('stop');
  });

  test('the switch turned on when nobody is being removed tolerates nobody', () => {
    expect(toleratedNow(opened([alice]), [approved], calm)).toBeNull();
    expect(toleratedNow(null, [blocked], calm)).toBeNull();
  });

  test('no approval is confirmed by what was read before a stop of ours', () => {
    const saved = person(alice, { progress: 'saved' });
    const input = { facts: opened([alice]), people: [saved] };
    const before = { stoppedFor: ['channel'], stoppedOnReading: true };
    expect(stepOf(input)).toMatchObject({ do: 'settle', settlements: [{ progress: 'confirmed' }] });
    expect(does({ ...input, flight: before })).not.toBe('settle');
  });

  test('what the gateway saved and could not apply is said to be saved, no more', () => {
    const one = begin(machine({ people: [asked] }));
    const sent = one.flight.write ?? write();
    const outcome = { kind: 'not-applied', message: 'superseded' } as const;
    const read = begin(happen(one, { type: 'written', write: sent, outcome }));
    const answered = happen(read, { type: 'read', facts: opened([alice], { applied: false }) });
    expect(next(answered)).toMatchObject({ do: 'settle', settlements: [{ progress: 'saved' }] });
  });

  test('the answer of a write that was superseded is not heard', () => {
    const first = write({ grants: [alice] });
    const second = write({ base: 'base-1', edit: { enabled: false }, for: 'channel' });
    const one = machine({ flight: { write: second } });
    const refused = { kind: 'refused', message: 'no' } as const;
    expect(happen(one, { type: 'written', write: first, outcome: refused }).flight).toEqual(one.flight);
    // The same again, on another config.
    const again = machine({ flight: { write: write({ base: 'base-1' }) } });
    expect(happen(again, { type: 'written', write: write(), outcome: refused }).flight).toEqual(again.flight);
  });
});

describe('a change of settings', () => {
  const answering = facts({
    direct: ['+12125550100'],
    accounts: [{ directPolicy: 'pairing', paired: [alice] }],
  });
  const change = { kind: 'make-silent', dropPaired: false } as const;
  const input = { facts: answering, change, journal: { groupIsOurs: false } };

  test('is written with who is carried over and the way back, and marks the group', () => {
    expect(stepOf(input)).toMatchObject({
      do: 'write',
      write: { for: 'change', grants: [alice] },
      records: { silence: { carriedOver: [alice], restore: expect.any(Object) } },
      journal: { groupIsOurs: true },
    });
  });

  test('waits for a write that is under way', () => {
    expect(does({ ...input, flight: { write: write() } })).toBe('wait');
  });

  test.each([
    [{ kind: 'applied', hash: null }],
    [{ kind: 'refused', message: 'no' }],
    [{ kind: 'superseded' }],
    [{ kind: 'not-applied', message: '' }],
    [{ kind: 'unknown', message: '' }],
  ] as const)('ends with the gateway’s answer %j', (outcome) => {
    const one = begin(machine(input));
    const sent = one.flight.write ?? write();
    expect(next(happen(one, { type: 'written', write: sent, outcome }))).toEqual({
      do: 'end-change',
      outcome,
    });
  });

  test('is planned again after a conflict', () => {
    const one = begin(machine(input));
    const conflict = happen(one, {
      type: 'written',
      write: one.flight.write ?? write(),
      outcome: { kind: 'conflict' },
    });
    expect(next(conflict)).toEqual({ do: 'read' });
  });

  test('ends without a write when it is so already', () => {
    const silent = facts({ direct: ['+12125550100'], group: [] });
    expect(stepOf({ facts: silent, change, journal: { groupIsOurs: false } })).toEqual({
      do: 'end-change',
      outcome: null,
    });
  });

  test('ends when the gateway goes away: without an answer when it was sent, else lost', () => {
    const gone = (one: ReturnType<typeof machine>) => {
      const lost = happen(one, { type: 'disconnected' });
      return next({ ...lost, view: { ...lost.view, connection: 'lost', facts: null, inEffect: null } });
    };
    expect(gone(machine(input))).toEqual({ do: 'end-change', outcome: 'lost' });
    expect(gone(begin(machine(input)))).toMatchObject({ do: 'end-change', outcome: { kind: 'unknown' } });
  });

  test('is taken back, unless somebody changed the settings since', () => {
    const record = {
      edit: { policies: [{ accountId: null, directPolicy: 'allowlist' as const }] },
      restore: { policies: [{ accountId: null, directPolicy: 'pairing' as const }] },
    };
    const silent = facts({ direct: ['+12125550100'], group: [] });
    const undo = { kind: 'undo-silence', record } as const;
    expect(stepOf({ facts: silent, change: undo, journal: { groupIsOurs: false } })).toMatchObject({
      do: 'write',
      write: { for: 'change', edit: record.restore },
      records: { silence: null },
    });
    const foreign = facts({ direct: ['+12125550100'], group: [], accounts: [{ directPolicy: 'disabled' }] });
    expect(stepOf({ facts: foreign, change: undo, journal: { groupIsOurs: false } })).toEqual({
      do: 'end-change',
      outcome: null,
    });
  });
});

describe('starting again', () => {
  const inForce = (input: MachineInput = {}): MachineInput => ({
    facts: opened([], {
      accounts: [
        { id: 'one', running: false },
        { id: 'two', running: false },
      ],
    }),
    journal: { stopped: ['one', 'two'] },
    ...input,
  });

  test('happens one account a step, each after another reading', () => {
    const one = machine(inForce());
    expect(next(one)).toEqual({ do: 'start', account: 'one' });
    expect(next(begin(one))).toEqual({ do: 'wait', untilMs: nowMs + 400 });
    const started = happen(begin(one), { type: 'started', account: 'one', ok: true });
    expect(next(started)).toEqual({ do: 'read' });
    const read = happen(begin(started), { type: 'read', facts: one.view.facts });
    expect(next(read)).toEqual({ do: 'start', account: 'two' });
  });

  test('is over when all of them were started, whatever held the channel', () => {
    const held = { code: 'removal-held', params: { message: 'no' } } as const;
    const started = [
      { account: 'one', atMs: nowMs },
      { account: 'two', atMs: nowMs },
    ];
    expect(stepOf(inForce({ journal: { stopped: ['one', 'two'], held }, flight: { started } }))).toEqual({
      do: 'journal',
      journal: calm,
    });
    expect(stepOf({ journal: { held } })).toEqual({ do: 'journal', journal: calm });
  });

  test('leaves out what the owner switched off meanwhile', () => {
    const off = opened([], { accounts: [{ running: false, enabled: false }], rootEnabled: false });
    expect(stepOf({ facts: off, journal: { stopped: ['default'] } })).toEqual({
      do: 'journal',
      journal: calm,
    });
  });

  test.each<[string, MachineInput]>([
    ['somebody must not be let in', { people: [approved], facts: opened([alice, bob], { accounts: two }) }],
    ['what is saved is not applied', { facts: opened([], { applied: false }) }],
    ['a write is under way', { flight: { write: write(), stoppedOnReading: true } }],
    [
      'a change of settings is not written',
      {
        change: { kind: 'make-silent', dropPaired: false },
        flight: { stoppedFor: ['change'], stoppedOnReading: true, writeNotBeforeMs: nowMs + 10 },
        facts: facts({
          direct: ['+12125550100', 'accessGroup:peephole'],
          accounts: [
            { id: 'one', running: false },
            { id: 'two', running: false },
          ],
          groups: { peephole: [] },
        }),
      },
    ],
  ])('waits while %s', (_while, input) => {
    expect(does(inForce({ journal: { stopped: ['one', 'two'], groupIsOurs: true }, ...input }))).not.toBe(
      'start',
    );
  });

  test('does not happen while the owner wants it off', () => {
    const off = inForce({ channel: 'off', flight: { stoppedFor: ['channel'] } });
    expect(does(off)).toBe('write');
    const flight = { stoppedFor: ['channel'], writeNotBeforeMs: nowMs + 10 };
    expect(does({ ...off, flight })).toBe('wait');
  });

  test('sees a removal that arrived in between before the next account', () => {
    const one = happen(begin(machine(inForce())), { type: 'started', account: 'one', ok: true });
    const read = happen(begin(one), { type: 'read', facts: opened([alice], { accounts: two }) });
    expect(next({ ...read, wanted: { ...read.wanted, people: [blocked] } }).do).toBe('stop');
  });

  test('of an account that was stopped again while it was started is not over', () => {
    const starting = begin(machine(inForce()));
    const stopping = begin({
      ...starting,
      wanted: { ...starting.wanted, people: [blocked] },
      view: { ...starting.view, facts: opened([alice], { accounts: two }) },
    });
    const late = happen(stopping, { type: 'started', account: 'one', ok: true });
    expect(late.flight).toEqual(stopping.flight);
    expect(late.journal.stopped).toEqual(['one', 'two']);
  });

  test('is tried again when the gateway did not answer', () => {
    const failed = happen(begin(machine(inForce())), { type: 'started', account: 'one', ok: false });
    expect(next(failed)).toEqual({ do: 'wait', untilMs: nowMs + 400 });
  });
});

test('what could not be written down is tried again later', () => {
  const stuck = happen(machine({ people: [asked] }), { type: 'stuck' });
  expect(next(stuck)).toEqual({ do: 'wait', untilMs: nowMs + 2_000 });
});

test('everything the machine looks at and answers is plain data', () => {
  const one = machine({
    facts: { ...opened([alice]), root: { direct: [entry(alice)], group: [] } },
    people: [blocked],
  });
  expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  const step = next(one);
  expect(JSON.parse(JSON.stringify(step))).toEqual(step);
});
