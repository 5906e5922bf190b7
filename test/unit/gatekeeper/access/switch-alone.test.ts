/** The channel's switch by itself: what it keeps, whom it tells, and how long it is waited for. */
import { expect, test } from 'vitest';
import { problem } from '#core/decision/decision-error.ts';
import type { PeepholeError } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { ChannelSwitch } from '../../../../src-main/gatekeeper/access/channel-switch.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { SteadyLedger } from '../../../../src-main/gatekeeper/record/steady-ledger.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fillDisk } from '../../../support/full-disk.ts';
import { testLedger } from '../../../support/ledger.ts';

/** As it stands in the ledgers that are out there. */
const setting = 'channel-requested';
const connection = (state: 'connected' | 'unreachable' | 'another') =>
  ({
    type: 'connection',
    connection: { state, version: null, url: '', detail: null, notes: [] },
    appliedRevision: null,
  }) as const;

function switchOn(disk: Ledger = testLedger(), read: ReturnType<typeof facts> | null = facts()) {
  const events: GatekeeperEvent[] = [];
  const emit = (event: GatekeeperEvent) => void events.push(event);
  const clock = fakeClock(0);
  const view = new GatewayView(emit);
  view.receive(connection('connected'));
  if (read !== null) view.take(read);
  const one = new ChannelSwitch(new SteadyLedger(disk, clock, emit), view, clock, emit);
  const become = (state: Parameters<typeof connection>[0]) => {
    view.receive(connection(state));
    one.receive(connection(state));
  };
  const told = () => events.splice(0).filter(({ type }) => type.startsWith('channel-'));
  return { one, disk, clock, view, told, become };
}

/** How a turn ended by now. */
function outcomeOf(turning: Promise<void>): () => string {
  let outcome = 'waits';
  turning.then(
    () => {
      outcome = 'done';
    },
    ({ code }: PeepholeError) => {
      outcome = code;
    },
  );
  return () => outcome;
}

test.each([
  ['on', 'on'],
  ['off', 'off'],
  ['', null],
  ['sideways', null],
])('a request that stands as "%s" is %s after a start', (stored, request) => {
  const disk = testLedger();
  disk.setSetting(setting, stored);
  expect(switchOn(disk).one.request).toBe(request);
});

test('nothing was asked on a new ledger', () => {
  const { one } = switchOn();
  expect([one.request, one.failure]).toEqual([null, null]);
});

test('on is kept, told, and over when the gateway says that it is so', async () => {
  const { one, disk, told } = switchOn();
  await one.turn(true);
  expect([one.request, disk.setting(setting)]).toEqual(['on', 'on']);
  expect(told()).toEqual([{ type: 'channel-asked', on: true }]);
  one.end(null);
  expect([one.request, disk.setting(setting), one.failure]).toEqual([null, '', null]);
  expect(told()).toEqual([{ type: 'channel-ended' }]);
});

test('off is kept and told at once, and done when it has been stopped', async () => {
  const { one, disk, told } = switchOn();
  const outcome = outcomeOf(one.turn(false));
  expect([one.request, disk.setting(setting)]).toEqual(['off', 'off']);
  expect(told()).toEqual([{ type: 'channel-asked', on: false }]);
  await settle();
  expect(outcome()).toBe('waits');
  one.receive({ type: 'channel-stopped', failed: false });
  await settle();
  expect(outcome()).toBe('done');
});

test('off that is answered with a failure is said, and stays asked for', async () => {
  const { one } = switchOn();
  const outcome = outcomeOf(one.turn(false));
  one.receive({ type: 'channel-stopped', failed: true });
  await settle();
  expect([outcome(), one.request]).toEqual(['gateway-refused', 'off']);
});

test('off is waited for two and a half seconds', async () => {
  const { one, clock } = switchOn();
  const outcome = outcomeOf(one.turn(false));
  await clock.pass(2_499);
  expect(outcome()).toBe('waits');
  await clock.pass(1);
  expect([outcome(), one.request]).toEqual(['gateway-refused', 'off']);
});

test('off is not waited for when the connection goes, or is not there; only then', async () => {
  const { one, become, clock } = switchOn();
  const outcome = outcomeOf(one.turn(false));
  one.receive({ type: 'time' });
  become('connected');
  await settle();
  expect(outcome()).toBe('waits');
  become('unreachable');
  await settle();
  expect(outcome()).toBe('gateway-refused');
  const without = outcomeOf(one.turn(false));
  await settle();
  expect(without()).toBe('gateway-refused');
  // Nobody is left who waits.
  await clock.pass(10_000);
  one.receive({ type: 'channel-stopped', failed: false });
  expect(one.request).toBe('off');
});

test('neither is kept for a gateway that is not used, nor on for one that is not read', async () => {
  const { one, become, disk, told } = switchOn(testLedger(), null);
  await expect(one.turn(true)).rejects.toMatchObject({
    code: 'gateway-refused',
    sentence: { key: 'refuse.channel-on' },
  });
  become('another');
  await expect(one.turn(false)).rejects.toMatchObject({ code: 'gateway-refused' });
  expect([one.request, disk.setting(setting)]).toEqual([null, null]);
  expect(told()).toEqual([]);
});

test('there is nothing to turn without a channel, and nothing to turn on without its plugin', async () => {
  const none = switchOn(testLedger(), facts({ configured: false, accounts: [{ running: false }] }));
  await expect(none.one.turn(false)).rejects.toMatchObject({ code: 'no-channel' });
  const stray = switchOn(testLedger(), facts({ configured: false, accounts: [], strays: ['left'] }));
  void stray.one.turn(false).catch(() => {});
  expect(stray.one.request).toBe('off');
  const unloaded = facts({ isLoaded: false });
  // For a while it may still be loaded.
  await expect(switchOn(testLedger(), unloaded).one.turn(true)).resolves.toBeUndefined();
  const missing = switchOn(testLedger(), unloaded);
  missing.view.take({ ...unloaded, readAtMs: 60_000 });
  await expect(missing.one.turn(true)).rejects.toMatchObject({ code: 'gateway-refused' });
  void missing.one.turn(false).catch(() => {});
  expect(missing.one.request).toBe('off');
});

test('the channel is shown as it was read, with what was asked of it and what holds it', async () => {
  const { one, disk } = switchOn(testLedger(), facts({ accounts: [{ running: false }] }));
  expect(one.view()).toEqual({ state: 'off', persisted: false, heldBy: null });
  await one.turn(true);
  expect(one.view()).toEqual({ state: 'starting', persisted: false, heldBy: null });
  const held = testLedger();
  held.setJournal({ ...disk.journal(), stopped: ['default'] });
  expect(switchOn(held).one.view()).toMatchObject({ heldBy: 'removal' });
  expect(switchOn(testLedger(), null).one.view()).toMatchObject({ state: 'unknown' });
});

test('why off could not be promised is said in words', async () => {
  const { one, clock } = switchOn();
  const turning = one.turn(false).catch((error: unknown) => error);
  await clock.pass(2_500);
  expect(await turning).toMatchObject({ code: 'gateway-refused', sentence: { key: 'refuse.channel-off' } });
});

test('whoever waits for off longer than another one is answered at the same time', async () => {
  const { one, clock } = switchOn();
  const first = outcomeOf(one.turn(false));
  await clock.pass(1_000);
  const second = outcomeOf(one.turn(false));
  one.receive({ type: 'channel-stopped', failed: false });
  await settle();
  expect([first(), second()]).toEqual(['done', 'done']);
});

test('why a request came to nothing is said until the next', async () => {
  const { one } = switchOn();
  await one.turn(true);
  one.end(problem('no-channel'));
  expect(one.failure).toMatchObject({ code: 'no-channel' });
  one.end(problem('not-loaded'));
  expect(one.failure).toMatchObject({ code: 'gateway-refused' });
  await one.turn(true);
  expect(one.failure).toBeNull();
});

test('a full disk keeps nothing running: it is stopped, and then said', async () => {
  const { one, disk, told } = switchOn();
  const free = fillDisk(disk);
  const outcome = outcomeOf(one.turn(false));
  expect(told()).toEqual([{ type: 'channel-asked', on: false }]);
  await settle();
  expect(outcome()).toBe('waits');
  one.receive({ type: 'channel-stopped', failed: false });
  await settle();
  expect([outcome(), one.request]).toEqual(['ledger-full', 'off']);
  await expect(one.turn(true)).rejects.toMatchObject({ code: 'ledger-full' });
  expect(one.request).toBe('off');
  free();
});
