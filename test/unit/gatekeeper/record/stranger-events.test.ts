import { describe, expect, test } from 'vitest';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import type { StrangerEventKind } from '#core/log/stranger-event-kinds.ts';
import { StrangerEvents } from '../../../../src-main/gatekeeper/record/stranger-events.ts';
import { type FakeClock, fakeClock } from '../../../support/fake-clock.ts';
import { openConnected } from '../../../support/in-process-app.ts';
import { startMs, testLedger } from '../../../support/ledger.ts';

const hourMs = 3_600_000;

describe('what strangers make us write down', () => {
  test('is a few lines an hour, however many addresses guess codes and look like somebody', async () => {
    const app = await openConnected();
    await app.knock('alice.smith@example.com');
    await app.give('approve', 'alice.smith@example.com');
    await app.clock.pass(5_000);
    await app.keeper.commands.invite({});
    const before = app.ledger.log(10_000).length;
    for (let index = 0; index < 200; index += 1) {
      await app.knock(`alice.smith+${index}@examp1e.com`, 'My code is ACDE-3467');
    }
    expect(app.ledger.log(10_000).length - before).toBeLessThanOrEqual(8);
    await app.clock.pass(hourMs);
    const { items } = await app.keeper.commands.history({});
    const counted = items.filter(({ kind }) => kind === 'more-of-a-kind');
    expect(counted.length).toBeGreaterThanOrEqual(1);
    expect(app.ledger.log(10_000).length - before).toBeLessThanOrEqual(16);
    // The owner's own decision is still where the owner looks.
    expect(items.some(({ type }) => type === 'decision')).toBe(true);
    expect(JSON.stringify(counted)).toContain('197');
    expect(app.errors).toEqual([]);
  });

  test('is counted also when Peephole ends within the hour', async () => {
    const app = await openConnected();
    await app.keeper.commands.invite({});
    for (let index = 0; index < 10; index += 1) await app.knock(`n${index}@example.com`, 'ACDE-3467');
    await app.keeper.stop();
    const kinds = app.ledger.log(100).map(({ body }) => JSON.stringify(body));
    expect(kinds.filter((body) => body.includes('more-of-a-kind'))).toHaveLength(1);
  });
});

const alice = '+12125550101';
const madeOf = {
  'code-guess': { key: alice, guid: 'g1' },
  'code-guesses': { key: alice, count: 3 },
  flood: { key: alice, count: 20 },
  'knocks-after-block': { key: alice, count: 5 },
  'look-alike': { key: alice, resembles: '+12125550102' },
  'many-strangers': { key: '', count: 50 },
} as const;

/** Events that strangers bring about, and what is written of them, as kind and minutes since the test began. */
function strangers() {
  const running = fakeClock(startMs);
  let setByMs = 0;
  const clock: FakeClock = { ...running, now: () => running.now() + setByMs };
  const ledger = testLedger();
  const written: LedgerEvent[] = [];
  Object.defineProperty(ledger, 'appendEvent', { value: (event: LedgerEvent) => written.push(event) });
  const events = new StrangerEvents(ledger, clock);
  const happen = (kind: StrangerEventKind, times = 1) => {
    const event = {
      kind,
      handle: alice,
      atMs: clock.now(),
      data: madeOf[kind],
    } as LedgerEvent<StrangerEventKind>;
    for (let time = 0; time < times; time += 1) events.append(event);
  };
  return {
    clock,
    events,
    happen,
    written,
    kinds: () => written.map(({ kind, atMs }) => [kind, atMs - startMs]),
    set(byMs: number) {
      setByMs += byMs;
    },
  };
}

describe('of each kind of event that strangers bring about', () => {
  test.each([
    ['code-guess', 3],
    ['code-guesses', 1],
    ['flood', 1],
    ['knocks-after-block', 1],
    ['look-alike', 1],
    ['many-strangers', 1],
  ] as const)(
    'so many an hour are written as they come, and the rest is counted: %s, %i',
    async (kind, room) => {
      const { clock, happen, written } = strangers();
      happen(kind, 10);
      const line = { kind, handle: alice, atMs: startMs, data: madeOf[kind] };
      expect(written).toEqual(Array(room).fill(line));
      await clock.pass(hourMs - 1);
      expect(written).toHaveLength(room);
      await clock.pass(1);
      expect(written.slice(room)).toEqual([
        {
          kind: 'more-of-a-kind',
          handle: null,
          atMs: startMs + hourMs,
          data: { of: kind, count: 10 - room },
        },
      ]);
      await clock.pass(2 * hourMs);
      expect(written).toHaveLength(room + 1);
    },
  );

  test('the hour is its own', () => {
    const { happen, kinds } = strangers();
    happen('flood');
    happen('look-alike');
    happen('flood');
    expect(kinds()).toEqual([
      ['flood', 0],
      ['look-alike', 0],
    ]);
  });

  test('the hour begins with the first, and the next one with whatever comes after it', async () => {
    const { clock, happen, kinds } = strangers();
    await clock.pass(1_000);
    happen('flood');
    await clock.pass(hourMs);
    happen('flood');
    await clock.pass(hourMs - 1);
    happen('flood');
    await clock.pass(1);
    expect(kinds()).toEqual([
      ['flood', 1_000],
      ['flood', 1_000 + hourMs],
      ['more-of-a-kind', 1_000 + 2 * hourMs],
    ]);
  });

  test('an hour that has not begun, as after the clock was set back, is none', () => {
    const { happen, kinds, set } = strangers();
    happen('flood', 2);
    set(-1);
    happen('flood');
    expect(kinds()).toEqual([
      ['flood', 0],
      ['more-of-a-kind', -1],
      ['flood', -1],
    ]);
  });

  test('what was only counted is written at the end, once', async () => {
    const { clock, events, happen, written } = strangers();
    happen('flood', 3);
    happen('look-alike');
    events.stop();
    expect(written.slice(2)).toMatchObject([{ kind: 'more-of-a-kind', data: { of: 'flood', count: 2 } }]);
    await clock.pass(hourMs);
    expect(written).toHaveLength(3);
  });
});
