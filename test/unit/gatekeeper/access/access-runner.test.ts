import { beforeEach, describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { entry, facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import {
  type InProcessApp,
  openApp,
  openConnected,
  ownerHandle,
  startMs,
} from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';

const alice = '+12125550101';
const silentFacts = () => facts({ direct: [ownerHandle], group: [] });

describe('a verdict', () => {
  let app: InProcessApp;
  beforeEach(async () => {
    const clock = fakeClock(startMs);
    app = openApp(temporaryStateDir(), clock, fakeGateway(silentFacts(), clock));
    app.gateway.connect();
    await clock.pass(100);
    await app.knock(alice);
  });

  test('is queued, then saved, and confirmed only when the gateway has applied it', async () => {
    await app.give('approve', alice);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'queued' });
    await app.clock.pass(1_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'saved' });
    expect(app.gateway.admits(alice)).toBe(false);
    await app.clock.pass(3_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed', error: null });
    expect(app.gateway.admits(alice)).toBe(true);
    expect(app.errors).toEqual([]);
  });

  test('given while the gateway is away waits for it', async () => {
    app.gateway.crash();
    await app.give('approve', alice);
    expect((await app.sender(alice))?.decision).toMatchObject({
      progress: 'queued',
      error: { code: 'gateway-away', params: {} },
    });
    app.gateway.connect();
    await app.clock.pass(5_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
  });

  test('that takes access away stops the channel before anything is written', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.applyMs = 60_000;
    const writes = app.gateway.edits.length;
    await app.give('block', alice);
    await settle();
    expect(app.gateway.isRunning()).toBe(false);
    await app.clock.pass(59_000);
    expect(app.gateway.edits.length).toBe(writes + 1);
    expect(await app.sender(alice)).toMatchObject({
      state: 'blocked',
      decision: {
        progress: 'saved',
        error: { code: 'deferred', params: {} },
      },
    });
    expect(app.gateway.isRunning()).toBe(false);
    await app.clock.pass(5_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
    expect(app.gateway.isRunning()).toBe(true);
    expect(app.gateway.admits(alice)).toBe(false);
  });

  test('that takes access away asks for nothing that keeps the gateway busy before its stop', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.calls.length = 0;
    await app.give('block', alice);
    await app.clock.pass(1_000);
    expect(app.gateway.calls.slice(0, 3)).toEqual(['readRuntime', 'stopChannel', 'readAccess']);
  });

  test('does not start a channel that somebody else had stopped just before', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    // Not read yet by us.
    await app.gateway.stopChannel('default');
    await app.give('block', alice);
    await app.clock.pass(10_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
    expect(app.gateway.isRunning()).toBe(false);
  });

  test('that the gateway refuses to write keeps the channel stopped until the owner says otherwise', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.answerNext = { kind: 'refused', message: 'invalid config: something else is wrong.' };
    await app.give('block', alice);
    await app.clock.pass(3_000);
    expect((await app.keeper.commands.status({})).channel).toMatchObject({
      state: 'off',
      heldBy: 'removal',
    });
    expect(app.gateway.isRunning()).toBe(false);
    await app.keeper.commands['retry-removal']({});
    await app.clock.pass(5_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
    expect((await app.keeper.commands.status({})).channel).toMatchObject({ state: 'on', heldBy: null });
  });

  test.each([50, 300])('%i at once cost at most 3 writes', async (count) => {
    const many = Array.from({ length: count }, (_, index) => `stranger${index}@example.com`);
    for (const handle of many) await app.knock(handle);
    await Promise.all(many.map((handle) => app.give('approve', handle)));
    await app.clock.pass(20_000);
    for (const handle of many) expect(app.gateway.admits(handle)).toBe(true);
    expect(app.gateway.edits.length).toBeLessThanOrEqual(3);
  });
});

describe('approvals', () => {
  test('that follow each other closely share one write', async () => {
    const app = await openConnected();
    const bob = '+12125550102';
    await app.knock(alice);
    await app.knock(bob);
    await app.give('approve', alice);
    await app.clock.pass(30);
    await app.give('approve', bob);
    await app.clock.pass(5_000);
    expect(app.gateway.edits).toMatchObject([{ ourMembers: [alice, bob] }]);
  });
});

describe('an answer', () => {
  test('to what was asked on an earlier connection is not heard', async () => {
    const app = await openConnected();
    const { gateway } = app;
    const { readAccess } = gateway;
    const late = Promise.withResolvers<AccessFacts>();
    const before = await readAccess.call(gateway);
    gateway.readAccess = () => late.promise;
    await app.clock.pass(10_000);
    gateway.crash();
    gateway.readAccess = readAccess;
    gateway.change((now) => ({ ...now, root: { ...now.root, direct: [entry('*')] } }));
    gateway.connect();
    await app.clock.pass(100);
    expect(await app.status()).toMatchObject({ silence: { state: 'open' } });
    late.resolve(before);
    await settle();
    expect(await app.status()).toMatchObject({ silence: { state: 'open' } });
  });
});

describe('what a crash must not lose', () => {
  test('is on disk before the gateway is told: which accounts were stopped, and what a block takes', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle, alice], group: [] }));
    await app.knock(alice);
    const { gateway, ledger } = app;
    const known: object[] = [];
    const { stopChannel, edit } = gateway;
    gateway.stopChannel = (id) => {
      known.push({ stopping: ledger.journal().stopped });
      return stopChannel.call(gateway, id);
    };
    gateway.edit = (change, base) => {
      const { stopped, groupIsOurs } = ledger.journal();
      known.push({
        writing: change,
        stopped,
        groupIsOurs,
        taken: ledger.decisions().flatMap(({ taken }) => taken),
      });
      return edit.call(gateway, change, base);
    };
    await app.give('block', alice);
    await app.clock.pass(10_000);
    expect(known).toMatchObject([
      { stopping: ['default'] },
      {
        writing: { lists: [{ entries: [ownerHandle] }] },
        stopped: ['default'],
        taken: [{ list: 'direct', raw: alice, index: 1 }],
      },
    ]);
    expect(await app.sender(alice)).toMatchObject({ decision: { progress: 'confirmed' } });
    expect(ledger.journal().stopped).toEqual([]);
  });

  test('a full disk keeps nobody in: the channel is stopped all the same', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.ledger.setJournal = () => {
      throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
    };
    await app.give('block', alice);
    await app.clock.pass(1_000);
    expect(app.gateway.isRunning()).toBe(false);
    expect(app.errors).not.toEqual([]);
    for (const error of app.errors) expect(error).toMatchObject({ code: 'ledger-full' });
    await app.clock.pass(10_000);
    expect(app.gateway.admits(alice)).toBe(false);
  });

  test('an account that the saved config no longer names is stopped with the others, also while it restarts', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    const { gateway } = app;
    const { readRuntime } = gateway;
    const stopped: string[] = [];
    gateway.readRuntime = async () =>
      new Map([
        ...(await readRuntime.call(gateway)),
        ['gone', { running: false, ready: false, restarting: true }],
      ]);
    const { stopChannel } = gateway;
    gateway.stopChannel = (id) => {
      stopped.push(id);
      return id === 'gone' ? Promise.resolve() : stopChannel.call(gateway, id);
    };
    await app.give('block', alice);
    await settle();
    expect(stopped.slice(0, 2)).toEqual(['default', 'gone']);
  });
});

describe('what the gateway is asked when nothing happens', () => {
  /** A minute after it was connected: whatever was coming up has come up. */
  async function rested() {
    const clock = fakeClock(startMs);
    const app = openApp(temporaryStateDir(), clock, fakeGateway(facts(), clock));
    app.gateway.connect();
    await clock.pass(90_000);
    app.gateway.calls.length = 0;
    return app;
  }
  /** How often all lists were read, and what runs was asked, while the time passes. */
  async function asked({ clock, gateway: { calls } }: InProcessApp, ms: number) {
    calls.length = 0;
    await clock.pass(ms);
    const times = (call: string) => calls.filter((one) => one === call).length;
    return { read: times('readAccess'), runs: times('readRuntime') };
  }
  const minuteMs = 60_000;

  test('nobody looks: everything once a minute, and nothing else', async () => {
    const app = await rested();
    expect(await asked(app, 60 * minuteMs)).toEqual({ read: 60, runs: 0 });
  });

  test('the icon and the banners look at nothing', async () => {
    const app = await rested();
    app.keeper.follow(() => {});
    app.keeper.notices(() => {});
    expect(await asked(app, 10 * minuteMs)).toEqual({ read: 10, runs: 0 });
  });

  test('somebody looks: at once, then what runs every 2 s and everything every 10 s, until they have gone', async () => {
    const app = await rested();
    await app.clock.pass(20_000);
    app.gateway.calls.length = 0;
    const leave = app.keeper.subscribe(() => {});
    const other = app.keeper.look();
    expect(app.gateway.calls).toEqual(['readAccess']);
    expect(await asked(app, minuteMs)).toEqual({ read: 6, runs: 24 });
    leave();
    leave();
    expect(await asked(app, minuteMs)).toEqual({ read: 6, runs: 24 });
    other();
    await app.clock.pass(minuteMs);
    expect(await asked(app, 10 * minuteMs)).toEqual({ read: 10, runs: 0 });
  });

  test('the config changed: it may be applied for five minutes, and is followed as long', async () => {
    const app = await rested();
    app.gateway.save((now) => now);
    await app.clock.pass(1_000);
    app.gateway.apply();
    expect(await asked(app, 5 * minuteMs)).toEqual({ read: 30, runs: 120 });
    await app.clock.pass(minuteMs);
    expect(await asked(app, 10 * minuteMs)).toEqual({ read: 10, runs: 0 });
  });

  test('a command is answered by what is so by then, and is followed for a while', async () => {
    const app = await rested();
    expect(await app.status()).toMatchObject({ channel: { state: 'on' } });
    await app.clock.pass(minuteMs);
    await app.gateway.stopChannel('default');
    await app.clock.pass(15_000);
    app.gateway.calls.length = 0;
    const answer = app.status();
    await app.clock.pass(0);
    expect(await answer).toMatchObject({ channel: { state: 'off' } });
    expect(await app.status()).toMatchObject({ channel: { state: 'off' } });
    expect(app.gateway.calls).toEqual(['readAccess']);
    await app.gateway.startChannel('default');
    await app.clock.pass(2_500);
    expect(await app.status()).toMatchObject({ channel: { state: 'on' } });
  });

  test('a channel that somebody stops or starts is noticed within the next question of whoever watches', async () => {
    const app = await rested();
    const states: string[] = [];
    app.keeper.subscribe(({ status }) => states.push(status.channel.state));
    await app.gateway.stopChannel('default');
    await app.clock.pass(2_500);
    expect(states.at(-1)).toBe('off');
    await app.gateway.startChannel('default');
    await app.clock.pass(2_500);
    expect(states.at(-1)).toBe('on');
  });
});
