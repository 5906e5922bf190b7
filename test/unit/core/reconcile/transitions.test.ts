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
    const changedBy = (before: Partial<Flight>) => happen(before, { type: 'disconnected' }).changed;
    expect(changedBy({ write: write({ for: 'change' }) })).toEqual({ kind: 'unknown', message: '' });
    expect(changedBy({ write: write() })).toBeNull();
    // The answer came, and was not told yet.
    expect(changedBy({ changed: { kind: 'applied', hash: null } })).toEqual({ kind: 'applied', hash: null });
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
    expect(reached.belief).toEqual({
      ...nothingKnown,
      revisions: ['revision-7'],
      openUntilMs: nowMs + showsMs,
    });
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
    expect(happen({}, { type: 'config-changed', hash: null }).readDueMs).toBe(nowMs);
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

describe('what runs', () => {
  test('is read with the lists when it is not what they say, at once or when they are due anyway', () => {
    const checking = { checking: true, checkedAtMs: 5 };
    const checked = (differs: boolean, readDueMs: number | null) =>
      happen({ ...checking, readDueMs }, { type: 'checked', differs });
    expect(checked(false, null)).toEqual(flight({ checkedAtMs: nowMs }));
    expect(checked(true, null)).toEqual(flight({ checkedAtMs: nowMs, readDueMs: nowMs }));
    expect(checked(true, 70)).toEqual(flight({ checkedAtMs: nowMs, readDueMs: 70 }));
    expect(afterStep(flight(), { do: 'check' })).toEqual(flight({ checking: true }));
  });

  test('is known after each reading of the lists', () => {
    expect(happen({ reading: true, checkedAtMs: 5 }, { type: 'read', facts: null })).toMatchObject({
      reading: false,
      readAtMs: nowMs,
      checkedAtMs: nowMs,
    });
  });
});

describe('a start', () => {
  const starting = { start: 'one', started: [{ account: 'two', atMs: 1 }] };

  test('that was answered is remembered, and read: it comes up within a while', () => {
    const answered = { type: 'started', account: 'one', ok: true } as const;
    expect(happen({ ...starting, readDueMs: 70 }, answered)).toEqual(
      flight({
        started: [...starting.started, { account: 'one', atMs: nowMs }],
        readDueMs: nowMs,
        settlesAtMs: nowMs + 30_000,
      }),
    );
  });

  test('that came to nothing is looked at soon, or when that is due anyway', () => {
    const failed = { type: 'started', account: 'one', ok: false } as const;
    expect(happen(starting, failed)).toEqual(flight({ started: starting.started, readDueMs: nowMs + 400 }));
    expect(happen({ ...starting, readDueMs: 70 }, failed).readDueMs).toBe(70);
  });

  test('may be made anew once nothing is left to start', () => {
    const before = flight({ started: starting.started });
    expect(afterStep(before, { do: 'journal', journal: calm })).toEqual(flight());
    const stopped = { ...calm, stopped: ['one'] };
    expect(afterStep(before, { do: 'journal', journal: stopped })).toEqual(before);
  });
});

describe('what was told', () => {
  const refused = { edit: {}, base: 'base-1', message: 'no', grants: ['a'] };

  test('of a write that was refused makes it forgotten; of nothing else that was refused', () => {
    const settle = { do: 'settle', settlements: [] } as const;
    expect(afterStep(flight({ refused }), settle)).toEqual(flight());
    const ofNobody = flight({ refused: { ...refused, grants: [] } });
    expect(afterStep(ofNobody, settle)).toEqual(ofNobody);
    expect(afterStep(flight(), settle)).toEqual(flight());
  });

  test('of a change of settings, of approvals that were gone, of a request: is over', () => {
    const ended = { do: 'end-change', outcome: null } as const;
    expect(afterStep(flight({ changed: { kind: 'conflict' } }), ended)).toEqual(flight());
    const gone = { do: 'end-approvals', people: [], lost: null, progress: 'saved' } as const;
    expect(afterStep(flight({ missing: ['a'] }), gone)).toEqual(flight());
    for (const step of [
      { do: 'end-request', failure: null },
      { do: 'wait', untilMs: null },
    ] as const)
      expect(afterStep(flight({ missing: ['a'] }), step)).toEqual(flight({ missing: ['a'] }));
  });

  test('to be looked for once more is read soon after it was missed', () => {
    const again = { do: 'look-again', missing: ['a'] } as const;
    expect(afterStep(flight({ readAtMs: 70 }), again)).toEqual(
      flight({ readAtMs: 70, missing: ['a'], readDueMs: 470 }),
    );
  });
});

describe('a stop', () => {
  const stop = { do: 'stop', accounts: ['one'], supposed: ['one'], journal: calm } as const;

  test('begins as nobody’s but the removal’s, told to nobody and not answered', () => {
    expect(afterStep(flight(), stop).stop).toStrictEqual({
      accounts: ['one'],
      supposed: ['one'],
      released: false,
      stopped: null,
      ran: null,
      told: false,
    });
  });

  test('is told once, also when it goes on', () => {
    const told = afterStep(afterStep(flight(), stop), { do: 'tell-stopped', failed: false });
    expect(told.stop?.told).toBe(true);
    expect(afterStep(told, stop).stop).toMatchObject({ accounts: ['one', 'one'], told: true });
  });

  test('that is over was made for these reasons, and what began to be read before it is read again', () => {
    const over = { do: 'stop-over', reasons: ['block'], failed: false, journal: calm } as const;
    const due = (before: Partial<Flight>) => {
      const {
        stop: left,
        stoppedFor,
        stoppedOnReading,
        readDueMs,
      } = afterStep({ ...afterStep(flight(), stop), readAtMs: 70, ...before }, over);
      expect({ left, stoppedFor, stoppedOnReading }).toEqual({
        left: null,
        stoppedFor: ['block'],
        stoppedOnReading: true,
      });
      return readDueMs;
    };
    expect(due({ reading: false })).toBeNull();
    expect(due({ reading: false, readDueMs: 90 })).toBe(90);
    expect(due({ reading: true })).toBe(70);
    expect(due({ reading: true, readDueMs: 90 })).toBe(90);
  });

  test('is answered in two parts', () => {
    const stopping = afterStep(flight(), stop);
    const halted = afterEvent(stopping, { type: 'stopped', failed: true }, nowMs);
    expect(halted.stop).toMatchObject({ stopped: { failed: true }, ran: null });
    const answered = afterEvent(halted, { type: 'ran', accounts: ['one'] }, nowMs);
    expect(answered.stop).toMatchObject({ stopped: { failed: true }, ran: { accounts: ['one'] } });
    expect(happen({}, { type: 'ran', accounts: ['one'] })).toEqual(flight());
  });

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
    const stopping = { accounts: [], supposed: [], stopped: null, ran: null, told: false };
    expect(
      happen({ stop: { ...stopping, released: false } }, { type: 'released', tolerate: null }).stop,
    ).toEqual({ ...stopping, released: true });
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

  test('is answered by its own answer alone', () => {
    const sent = write();
    const answer = (other: typeof sent) =>
      happen({ write: sent }, { type: 'written', write: other, outcome: { kind: 'applied', hash: null } });
    expect(answer({ ...sent, edit: { enabled: false } })).toEqual(flight({ write: sent }));
    expect(answer({ ...sent, base: 'another' })).toEqual(flight({ write: sent }));
    expect(answer({ ...sent, sentAtMs: 1 }).write).toBeNull();
    expect(happen({}, { type: 'written', write: sent, outcome: { kind: 'refused', message: 'no' } })).toEqual(
      flight(),
    );
  });

  test('of settings has ended, unless it is to be written once more', () => {
    const sent = write({ for: 'change' });
    const changedBy = (outcome: EditOutcome) =>
      happen({ write: sent }, { type: 'written', write: sent, outcome }).changed;
    for (const outcome of [
      { kind: 'applied', hash: null },
      { kind: 'superseded' },
      { kind: 'unknown', message: '' },
      { kind: 'not-applied', message: '' },
      { kind: 'refused', message: 'no' },
    ] as const)
      expect(changedBy(outcome)).toEqual(outcome);
    expect(changedBy({ kind: 'conflict' })).toBeNull();
    expect(changedBy({ kind: 'rate-limited', retryAfterMs: 10 })).toBeNull();
    const other = write();
    expect(
      happen({ write: other }, { type: 'written', write: other, outcome: { kind: 'superseded' } }).changed,
    ).toBeNull();
  });

  test('that is in force comes up within a while; one that was superseded brings nothing', () => {
    const sent = write();
    const settles = (outcome: EditOutcome) =>
      happen({ write: sent, settlesAtMs: 7 }, { type: 'written', write: sent, outcome }).settlesAtMs;
    expect(settles({ kind: 'applied', hash: null })).toBe(nowMs + 30_000);
    expect(settles({ kind: 'superseded' })).toBe(7);
  });

  test('that the gateway could not do says so with its words, and how often in a row', () => {
    const sent = write();
    const failed = (times: number) =>
      happen(
        { write: sent, unable: times === 0 ? null : { message: 'before', times } },
        { type: 'written', write: sent, outcome: { kind: 'not-applied', message: 'starting' } },
      ).unable;
    expect(failed(0)).toEqual({ message: 'starting', times: 1 });
    expect(failed(4)).toEqual({ message: 'starting', times: 5 });
  });

  test('that could not be written down is tried again in two seconds', () => {
    expect(happen({ readDueMs: 5 }, { type: 'stuck' })).toEqual(flight({ readDueMs: nowMs + 2_000 }));
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
    expect(waits('conflict', 12)).toEqual([
      0, 0, 0, 0, 400, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    expect(waits('applied', 40).at(-1)).toBe(60_000);
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
    expect(answeredAs(twice, 'applied', nowMs + 120_001).writeNotBeforeMs).toBe(0);
    expect(answeredAs(twice, 'applied', nowMs + 120_000).writeNotBeforeMs).toBe(nowMs + 122_000);
  });

  test('is not written to sooner than it asked for', () => {
    const twice = answeredAs(answeredAs(flight(), 'applied', nowMs), 'applied', nowMs);
    const limited = { ...twice, writeNotBeforeMs: nowMs + 50_000 };
    expect(answeredAs(limited, 'applied', nowMs).writeNotBeforeMs).toBe(nowMs + 50_000);
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
