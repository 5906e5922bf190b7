import { describe, expect, test } from 'vitest';
import type { EditOutcome } from '#core/access/access-facts.ts';
import { type Belief, nothingKnown } from '#core/reconcile/belief.ts';
import { type Flight, nothingInFlight } from '#core/reconcile/flight.ts';
import { showsMs } from '#core/reconcile/pace.ts';
import { afterEvent, afterStep, type FlightEvent } from '#core/reconcile/transitions.ts';
import { calm, nowMs, opened, write } from '../../../support/machine.ts';

const flight = (change: Partial<Flight> = {}): Flight => ({ ...nothingInFlight, ...change });
/** Start Anyway, in spite of one. */
const tolerated = { base: 'base-1', decisions: ['block'], strangers: [] };
const happen = (change: Partial<Flight>, event: FlightEvent): Flight =>
  afterEvent(flight(change), event, nowMs);

describe('a new connection', () => {
  test('reads at once, and remembers nothing but Start Anyway', () => {
    const before = {
      write: write(),
      stoppedFor: ['block'],
      refused: { edit: {}, base: 'base-1', message: 'no', grants: [] },
      writeNotBeforeMs: nowMs + 1_000,
      tolerated,
    };
    expect(happen(before, { type: 'connected', appliedRevision: null })).toEqual(
      flight({ tolerated, readDueMs: nowMs, settlesAtMs: nowMs + 30_000, landedAtMs: nowMs + 5_000 }),
    );
    expect(happen(before, { type: 'disconnected' })).toEqual(flight({ tolerated }));
  });

  test('knows of a change of settings that it was sent, and no more', () => {
    expect(happen({ write: write({ for: 'change' }) }, { type: 'disconnected' }).changed).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('what is known of the config', () => {
  const belief: Belief = { ...nothingKnown, hashes: ['one'], revisions: ['revision-1'] };
  const doubted = { hash: 'two', sinceMs: nowMs };

  test('outlives a connection, but for what was doubted', () => {
    expect(happen({ belief: { ...belief, doubted } }, { type: 'disconnected' }).belief).toEqual(belief);
    expect(happen({ belief }, { type: 'connected', appliedRevision: null }).belief).toEqual(belief);
  });

  test('begins anew with a gateway that says what it lives by', () => {
    const reached = happen({ belief }, { type: 'connected', appliedRevision: 'revision-7' });
    expect(reached.belief).toEqual({ ...nothingKnown, revisions: ['revision-7'] });
    const another = { ...opened([]), appliedRevision: 'another' };
    expect(afterEvent(reached, { type: 'read', facts: another }, nowMs).belief.doubted).not.toBeNull();
    const same = { ...opened([]), appliedRevision: 'revision-7' };
    expect(afterEvent(reached, { type: 'read', facts: same }, nowMs).belief.doubted).toBeNull();
  });
});

describe('reading', () => {
  test('is due at the earliest time that anything asks for', () => {
    expect(happen({}, { type: 'look', byMs: 70 }).readDueMs).toBe(70);
    expect(happen({ readDueMs: 50 }, { type: 'look', byMs: 70 }).readDueMs).toBe(50);
    expect(happen({ readDueMs: 90 }, { type: 'look', byMs: 70 }).readDueMs).toBe(70);
  });

  test('is not due for an approval, which waits for others, unless it is due or under way anyhow', () => {
    const untilMs = nowMs + 50;
    const gather = { type: 'gather', untilMs } as const;
    expect(happen({}, gather)).toEqual(flight({ gatherUntilMs: untilMs }));
    // The first that is given says how long.
    expect(happen({ gatherUntilMs: nowMs + 10 }, gather)).toEqual(flight({ gatherUntilMs: nowMs + 10 }));
    expect(happen({ readDueMs: nowMs + 400 }, gather)).toEqual(flight({ readDueMs: untilMs }));
    expect(happen({ readDueMs: nowMs }, gather)).toEqual(flight({ readDueMs: nowMs }));
    expect(happen({ reading: true }, gather)).toEqual(flight({ reading: true, readDueMs: untilMs }));
    const gathered = flight({ gatherUntilMs: untilMs });
    expect(afterStep(gathered, { do: 'read' }).gatherUntilMs).toBeNull();
    const records = { taken: [], putBack: [], strangers: [], silence: null };
    const step = { do: 'write', write: write(), records, journal: calm } as const;
    expect(afterStep(gathered, step).gatherUntilMs).toBeNull();
  });

  test('is due at once when the config changed, which may be applied for as long as the gateway puts it off', () => {
    const changed = happen({ readDueMs: nowMs + 50 }, { type: 'config-changed', hash: null });
    expect(changed).toMatchObject({ readDueMs: nowMs, changesUntilMs: nowMs + 310_000 });
    expect(happen({ readDueMs: nowMs - 50 }, { type: 'config-changed', hash: null }).readDueMs).toBe(
      nowMs - 50,
    );
  });

  test('that began before something changed does not count for it', () => {
    const reading = afterStep(flight({ readDueMs: 10 }), { do: 'read' });
    expect(reading).toMatchObject({ reading: true, readDueMs: null });
    const changed = afterEvent(reading, { type: 'look', byMs: 20 }, 20);
    expect(afterEvent(changed, { type: 'read', facts: opened([]) }, 30)).toMatchObject({
      reading: false,
      readDueMs: 20,
    });
  });

  test('that contradicts what is known is done again soon, until somebody says what changed', () => {
    const first = happen({}, { type: 'read', facts: opened([]) });
    const other = { ...opened([]), baseHash: 'another' };
    const doubted = afterEvent({ ...first, readDueMs: null }, { type: 'read', facts: other }, nowMs);
    expect(doubted).toMatchObject({ readDueMs: nowMs + 400, belief: { doubted: { hash: 'another' } } });
    const said = afterEvent(doubted, { type: 'config-changed', hash: 'another' }, nowMs);
    const read = afterEvent({ ...said, readDueMs: null }, { type: 'read', facts: other }, nowMs);
    expect(read).toMatchObject({ readDueMs: null, belief: { doubted: null, hashes: ['another'] } });
  });

  test('is of any config where a file changed, but for what our own write is doing', () => {
    const known = { ...flight(), belief: { ...nothingKnown, hashes: ['one'] } };
    const inFiles = { type: 'config-changed', hash: null } as const;
    expect(afterEvent(known, inFiles, nowMs).belief.openUntilMs).toBeGreaterThan(nowMs);
    expect(afterEvent({ ...known, write: write() }, inFiles, nowMs).belief).toEqual(known.belief);
    const inEffect = { type: 'config-changed', hash: 'two' } as const;
    expect(afterEvent({ ...known, write: write() }, inEffect, nowMs).belief.hashes).toEqual(['one', 'two']);
  });

  test.each<[EditOutcome, Partial<Belief>]>([
    [
      { kind: 'applied', hash: 'two' },
      { hashes: ['one', 'two'], openUntilMs: 0 },
    ],
    [
      { kind: 'applied', hash: null },
      { hashes: ['one'], openUntilMs: nowMs + showsMs },
    ],
    [{ kind: 'conflict' }, { hashes: ['one'], openUntilMs: nowMs + showsMs }],
    [{ kind: 'superseded' }, { hashes: ['one'], openUntilMs: nowMs + showsMs }],
    [
      { kind: 'not-applied', message: '' },
      { hashes: ['one'], openUntilMs: nowMs + showsMs },
    ],
    [
      { kind: 'unknown', message: '' },
      { hashes: ['one'], openUntilMs: nowMs + showsMs },
    ],
    [
      { kind: 'refused', message: '' },
      { hashes: ['one'], openUntilMs: 0 },
    ],
    [
      { kind: 'rate-limited', retryAfterMs: 1 },
      { hashes: ['one'], openUntilMs: 0 },
    ],
  ])('after a write of ours that was answered with %j may be of %j', (outcome, expected) => {
    const sent = write();
    const known = { ...flight(), write: sent, belief: { ...nothingKnown, hashes: ['one'] } };
    expect(afterEvent(known, { type: 'written', write: sent, outcome }, nowMs).belief).toMatchObject(
      expected,
    );
  });

  test('that failed is done again soon, or when it is due anyway', () => {
    expect(happen({ reading: true }, { type: 'read', facts: null }).readDueMs).toBe(nowMs + 400);
    expect(happen({ reading: true, readDueMs: 5 }, { type: 'read', facts: null }).readDueMs).toBe(5);
  });

  test('lets what runs be stopped again', () => {
    expect(happen({ stoppedOnReading: true }, { type: 'read', facts: opened([]) }).stoppedOnReading).toBe(
      false,
    );
  });
});

describe('a stop', () => {
  const stop = { do: 'stop', accounts: ['one'], supposed: ['one'], journal: calm } as const;

  test('overtakes a start that is under way: its answer is not heard', () => {
    const stopping = afterStep(flight({ start: 'one', started: [{ account: 'two', atMs: 1 }] }), stop);
    expect(stopping).toMatchObject({ start: null, started: [] });
    expect(afterEvent(stopping, { type: 'started', account: 'one', ok: true }, nowMs)).toEqual(stopping);
  });

  test('goes on with what else runs, and stays the owner’s once it was released', () => {
    const first = afterStep(flight(), stop);
    const released = afterEvent(first, { type: 'released', tolerate: null }, nowMs);
    const second = afterStep(afterEvent(released, { type: 'ran', accounts: ['two'] }, nowMs), {
      ...stop,
      accounts: ['two'],
      supposed: [],
    });
    expect(second.stop).toEqual({
      accounts: ['one', 'two'],
      supposed: [],
      released: true,
      stopped: null,
      ran: null,
      told: false,
    });
  });

  test('that is answered after the connection was lost changes nothing', () => {
    expect(happen({}, { type: 'stopped', failed: false })).toEqual(flight());
  });
});

describe('the owner’s hand on the switch', () => {
  test('has the switch’s own stop made anew, remembers Start Anyway, and reads', () => {
    const before = { stoppedFor: ['channel', 'block'] };
    expect(happen(before, { type: 'released', tolerate: tolerated })).toEqual(
      flight({ stoppedFor: ['block'], tolerated, readDueMs: nowMs }),
    );
    const refused = (edit: object) => ({ edit, base: 'base-1', message: 'no', grants: [] });
    const released = { type: 'released', tolerate: null } as const;
    expect(happen({ refused: refused({ enabled: false }) }, released).refused).toBeNull();
    expect(happen({ refused: refused({ ourMembers: [] }) }, released).refused).not.toBeNull();
  });
});

describe('a write', () => {
  test('carries on what a write that it supersedes may still let in', () => {
    const under = flight({ write: write({ grants: ['a'], alsoGrants: ['b'] }) });
    const step = { do: 'write', write: write({ base: 'base-1', grants: ['c'] }), journal: calm } as const;
    const records = { taken: [], putBack: [], strangers: [], silence: null };
    expect(afterStep(under, { ...step, records }).write).toMatchObject({
      grants: ['c'],
      alsoGrants: ['a', 'b'],
    });
  });

  test('that was answered is read back, whatever the answer', () => {
    const sent = write();
    for (const outcome of [
      { kind: 'applied', hash: null },
      { kind: 'superseded' },
      { kind: 'unknown', message: '' },
      { kind: 'not-applied', message: '' },
      { kind: 'refused', message: 'no' },
      { kind: 'conflict' },
      { kind: 'rate-limited', retryAfterMs: 10 },
    ] as const) {
      const answered = happen({ write: sent }, { type: 'written', write: sent, outcome });
      expect(answered).toMatchObject({ write: null, readDueMs: nowMs });
    }
  });

  test('that was refused says for whom, and a conflict before it is forgotten', () => {
    const sent = write({ grants: ['a'] });
    const answered = happen(
      { write: sent, conflicts: 3 },
      {
        type: 'written',
        write: sent,
        outcome: { kind: 'refused', message: 'no' },
      },
    );
    expect(answered).toMatchObject({
      conflicts: 0,
      refused: { edit: sent.edit, base: sent.base, message: 'no', grants: ['a'] },
    });
  });

  test('may be tried again when the owner says so', () => {
    const refused = { edit: {}, base: 'base-1', message: 'no', grants: [] };
    const before = { refused, tolerated, writeNotBeforeMs: nowMs + 9_000 };
    expect(happen(before, { type: 'retry' })).toEqual(flight({ writeNotBeforeMs: nowMs, readDueMs: nowMs }));
  });
});

describe('a gateway that makes us write', () => {
  const sent = write();
  const answeredAs = (before: Flight, kind: 'applied' | 'superseded' | 'conflict', atMs: number): Flight =>
    afterEvent(
      { ...before, write: sent },
      { type: 'written', write: sent, outcome: kind === 'applied' ? { kind, hash: null } : { kind } },
      atMs,
    );
  /** How long each of so many writes in a row is put off, ms, when the one before was answered at once. */
  function waits(kind: 'applied' | 'superseded' | 'conflict', times: number): readonly number[] {
    let now = nowMs;
    let before = flight();
    return Array.from({ length: times }, () => {
      before = answeredAs(before, kind, now);
      const waitMs = Math.max(0, before.writeNotBeforeMs - now);
      now += waitMs;
      return waitMs;
    });
  }

  test('the same edit again and again is put off, longer each time', () => {
    expect(waits('applied', 8)).toEqual([0, 0, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    expect(waits('superseded', 4)).toEqual([0, 0, 2_000, 4_000]);
    expect(waits('conflict', 6).slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(waits('conflict', 8).at(-1)).toBeGreaterThan(2_000);
  });

  test('another edit, or the same one much later, is not', () => {
    const other = write({ edit: { ourMembers: ['+12125550101'] } });
    const twice = answeredAs(answeredAs(flight(), 'applied', nowMs), 'applied', nowMs);
    const changed = afterEvent(
      { ...twice, write: other },
      { type: 'written', write: other, outcome: { kind: 'applied', hash: null } },
      nowMs,
    );
    expect(changed.writeNotBeforeMs).toBe(0);
    expect(answeredAs(twice, 'applied', nowMs + 121_000).writeNotBeforeMs).toBe(0);
  });

  test.each([
    [0, 400],
    [20_000, 20_000],
    [3e13, 60_000],
  ])('a wait of %i ms that it asks for is one of %i ms', (retryAfterMs, waitMs) => {
    const limited = { kind: 'rate-limited', retryAfterMs } as const;
    const after = happen({ write: sent }, { type: 'written', write: sent, outcome: limited });
    expect(after.writeNotBeforeMs - nowMs).toBe(waitMs);
  });
});
