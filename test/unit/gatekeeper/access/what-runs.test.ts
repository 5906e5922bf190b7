import { beforeEach, describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
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
const silent = { direct: [ownerHandle, alice], group: [] };
const without = (key: string) => (now: AccessFacts) => ({
  ...now,
  root: { ...now.root, direct: (now.root.direct ?? []).filter(({ raw }) => raw !== key) },
});

/** Saved is not in effect, and what runs is what the gateway says runs. */
describe('what the owner saved by hand during a reply', () => {
  let app: InProcessApp;
  beforeEach(async () => {
    app = await openConnected(facts(silent));
    await app.knock(alice);
  });

  test('keeps nobody in who is blocked meanwhile: the channel is stopped until it is applied', async () => {
    app.gateway.save(without(alice));
    await app.clock.pass(1_000);
    expect(app.gateway.admits(alice)).toBe(true);
    await app.give('block', alice);
    await app.clock.pass(50);
    expect(app.gateway.admits(alice)).toBe(false);
    await app.clock.pass(60_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ decision: { progress: 'saved' } });
    app.gateway.apply();
    await app.clock.pass(5_000);
    expect(await app.sender(alice)).toMatchObject({ decision: { progress: 'confirmed' } });
    expect(app.gateway.isRunning()).toBe(true);
  });

  test('stops nothing for somebody who is let in by neither of the lists', async () => {
    app.gateway.save(without(ownerHandle));
    await app.clock.pass(1_000);
    await app.knock('+12125550102');
    await app.give('block', '+12125550102');
    await app.clock.pass(2_000);
    expect(app.gateway.calls).not.toContain('stopChannel');
  });

  /** The owner's other layout: another account, and no reference to our group. */
  const moved = (to: string) => (now: AccessFacts) => ({
    ...now,
    root: { ...now.root, direct: (now.root.direct ?? []).filter(({ kind }) => kind !== 'group') },
    accounts: now.accounts.map((account) => ({ ...account, id: to })),
    defaultAccountId: to,
  });

  test.each([
    ['the approval that it ends', async () => {}],
    ['a block that is given meanwhile', () => app.give('block', alice)],
  ])('a new account runs once it is applied, whatever %s stops before that', async (_what, meanwhile) => {
    const bob = '+12125550102';
    await app.knock(bob);
    await app.give('approve', bob);
    await app.clock.pass(10_000);
    app.gateway.save(moved('home'));
    await app.clock.pass(500);
    await meanwhile();
    await app.clock.pass(20_000);
    expect(app.gateway.calls).toContain('stopChannel');
    app.gateway.apply();
    await app.clock.pass(20_000);
    expect(app.gateway.isRunning('home')).toBe(true);
    expect((await app.status()).channel).toMatchObject({ state: 'on', persisted: true, heldBy: null });
  });

  test('one that somebody had stopped by hand stays so', async () => {
    await app.gateway.stopChannel('default');
    await app.clock.pass(3_000);
    app.gateway.save(without(ownerHandle));
    await app.clock.pass(500);
    await app.give('block', alice);
    await app.clock.pass(5_000);
    app.gateway.apply();
    await app.clock.pass(20_000);
    expect(app.gateway.isRunning()).toBe(false);
  });

  test('ends an approval as saved, and as confirmed once it is applied', async () => {
    const bob = '+12125550102';
    await app.knock(bob);
    await app.give('approve', bob);
    await app.clock.pass(10_000);
    expect(await app.sender(bob)).toMatchObject({ decision: { progress: 'confirmed' } });
    app.gateway.save((now) => ({
      ...now,
      groups: now.groups.map((group) => ({ ...group, members: [] })),
    }));
    await app.clock.pass(3_000);
    const last = () => app.ledger.decisions().at(-1);
    expect(last()).toMatchObject({ verdict: 'taken-away', progress: 'saved' });
    app.gateway.apply();
    await app.clock.pass(3_000);
    expect(last()).toMatchObject({ verdict: 'taken-away', progress: 'confirmed' });
  });
});

describe('an account that was taken out of the config and runs on', () => {
  test('is stopped by off, which is not said before', async () => {
    const app = await openConnected(facts({ ...silent, accounts: [{}, { id: 'work' }] }));
    app.gateway.save((now) => ({ ...now, accounts: now.accounts.filter(({ id }) => id !== 'work') }));
    await app.clock.pass(1_000);
    expect(app.gateway.isRunning('work')).toBe(true);
    const off = app.keeper.commands.channel({ on: false });
    await app.clock.pass(100);
    await off;
    expect(app.gateway.isRunning('work')).toBe(false);
    await app.clock.pass(10_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'off' } });
  });
});

describe('without an iMessage channel', () => {
  test('no verb makes one, and nobody is told that strangers get nothing', async () => {
    const app = await openConnected(facts({ configured: false, accounts: [] }));
    await app.knock(alice);
    const { commands } = app.keeper;
    expect(await app.status()).toMatchObject({
      silence: { state: 'no-channel' },
      channel: { state: 'none' },
    });
    for (const on of [false, true]) {
      await expect(commands.channel({ on })).rejects.toMatchObject({ code: 'no-channel' });
    }
    const silence = commands.silence({ action: 'apply' });
    await app.clock.pass(10_000);
    expect(await silence).toMatchObject({ changed: false });
    await app.give('approve', alice);
    await app.give('block', alice);
    await app.clock.pass(60_000);
    expect(app.gateway.edits).toEqual([]);
  });
});

describe('with a plugin that is not loaded', () => {
  test('nothing is said of it while the gateway may still be loading it', async () => {
    const clock = fakeClock(startMs);
    const gateway = fakeGateway(facts(silent), clock);
    gateway.setLoaded(false);
    const app = openApp(temporaryStateDir(), clock, gateway);
    gateway.connect();
    await clock.pass(8_000);
    const early = await app.status();
    expect(early.channel.state).toBe('starting');
    expect(early.silence.findings.map(({ id }) => id)).not.toContain('plugin-not-loaded');
    await clock.pass(15_000);
    const late = await app.status();
    expect(late.channel.state).toBe('not-loaded');
    expect(late.silence.findings.map(({ id }) => id)).toContain('plugin-not-loaded');
  });

  test('the channel says so, and turning it on says what helps', async () => {
    const app = await openConnected(facts(silent));
    app.gateway.setLoaded(false);
    await app.clock.pass(15_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'not-loaded' } });
    const on = app.keeper.commands.channel({ on: true });
    await expect(on).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('openclaw plugins'),
    });
  });
});
