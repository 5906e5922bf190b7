import { beforeEach, describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { fillDisk } from '../../../support/full-disk.ts';
import { type InProcessApp, openApp, ownerHandle, reopen, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const silentFacts = () => facts({ direct: [ownerHandle], group: [] });

describe('the switch', () => {
  let app: InProcessApp;
  beforeEach(async () => {
    const clock = fakeClock(startMs);
    app = openApp(temporaryStateDir(), clock, fakeGateway(silentFacts(), clock));
    app.gateway.connect();
    await clock.pass(100);
    await app.knock(alice);
  });

  test('does not start a channel that the owner switched off while its stop was on the way', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.stopMs = 2_500;
    await app.give('block', alice);
    await app.clock.pass(100);
    const off = app.keeper.commands.channel({ on: false });
    await app.clock.pass(20_000);
    await off;
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
    expect(app.gateway.isRunning()).toBe(false);
    expect(await app.status()).toMatchObject({ channel: { state: 'off', persisted: true, heldBy: null } });
  });

  test('is off once everything has stopped, however long the gateway takes to say what ran', async () => {
    app.gateway.runtimeMs = 20_000;
    const off = app.keeper.commands.channel({ on: false });
    await app.clock.pass(100);
    await expect(off).resolves.toBeDefined();
    expect(app.gateway.isRunning()).toBe(false);
    app.gateway.runtimeMs = 0;
    await app.clock.pass(30_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
  });

  test('does not start a channel the owner has switched off meanwhile', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.applyMs = 30_000;
    await app.give('block', alice);
    await app.clock.pass(1_000);
    await app.keeper.commands.channel({ on: false });
    await app.clock.pass(120_000);
    expect(app.gateway.isRunning()).toBe(false);
    expect((await app.keeper.commands.status({})).channel).toMatchObject({
      state: 'off',
      persisted: true,
      heldBy: null,
    });
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
  });

  test('on is Start Anyway for a channel that a removal holds', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.answerNext = { kind: 'refused', message: 'invalid config: something else is wrong.' };
    await app.give('block', alice);
    await app.clock.pass(3_000);
    expect(app.gateway.isRunning()).toBe(false);
    await app.keeper.commands.channel({ on: true });
    await app.clock.pass(20_000);
    expect(app.gateway.isRunning()).toBe(true);
    expect(await app.status()).toMatchObject({ channel: { state: 'on', heldBy: null } });
    // Another config is another question.
    app.gateway.change((now) => ({ ...now, sharesMainSession: true }));
    await app.clock.pass(10_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ decision: { progress: 'confirmed' } });
  });

  test('whoever is blocked after the channel was turned on is kept out like anybody else', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    await app.keeper.commands.channel({ on: true });
    await app.clock.pass(5_000);
    await app.give('block', alice);
    await app.clock.pass(20_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ decision: { progress: 'confirmed' } });
    expect(await app.status()).toMatchObject({ channel: { state: 'on', heldBy: null } });
  });

  test('Start Anyway is for whom it was said of: the next who is blocked is kept out', async () => {
    await app.knock(bob);
    await app.give('approve', alice);
    await app.give('approve', bob);
    await app.clock.pass(5_000);
    app.gateway.answerNext = { kind: 'refused', message: 'invalid config: something else is wrong.' };
    await app.give('block', alice);
    await app.clock.pass(3_000);
    await app.keeper.commands.channel({ on: true });
    await app.clock.pass(20_000);
    expect(app.gateway.isRunning()).toBe(true);
    expect(app.gateway.admits(bob)).toBe(true);
    await app.give('block', bob);
    await app.clock.pass(20_000);
    expect(app.gateway.admits(bob)).toBe(false);
    expect(await app.sender(bob)).toMatchObject({ decision: { progress: 'confirmed' } });
    // One write took both off: the gateway refuses it no more.
    expect(app.gateway.admits(alice)).toBe(false);
  });

  test('off that a full disk could not keep is written down as soon as it takes it, and outlives a crash then', async () => {
    app.gateway.crash();
    const free = fillDisk(app.ledger);
    await expect(app.keeper.commands.channel({ on: false })).rejects.toMatchObject({ code: 'ledger-full' });
    free();
    await app.clock.pass(10_000);
    const next = await reopen(app);
    await next.clock.pass(10_000);
    expect(await next.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
  });

  test('off that a full disk could not keep is carried out all the same, and that is said', async () => {
    const { setSetting } = app.ledger;
    app.ledger.setSetting = () => {
      throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
    };
    const off = app.keeper.commands.channel({ on: false });
    off.catch(() => {});
    await app.clock.pass(1_000);
    await expect(off).rejects.toMatchObject({ code: 'ledger-full' });
    expect(app.gateway.isRunning()).toBe(false);
    app.ledger.setSetting = setSetting;
    await app.clock.pass(10_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
  });

  test('off that nobody answers is said to be open, and carried out when somebody does', async () => {
    const { stopChannel } = app.gateway;
    app.gateway.stopChannel = () => new Promise(() => {});
    const off = app.keeper.commands.channel({ on: false });
    off.catch(() => {});
    await app.clock.pass(3_000);
    await expect(off).rejects.toMatchObject({ code: 'gateway-refused' });
    app.gateway.stopChannel = stopChannel;
    app.gateway.crash();
    app.gateway.connect();
    await app.clock.pass(10_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
  });

  test('off that was asked for survives a restart of Peephole', async () => {
    app.gateway.applyMs = 60_000;
    await app.keeper.commands.channel({ on: false });
    await app.close();
    app.gateway.crash();
    const next = openApp(app.stateDir, app.clock, app.gateway);
    app.gateway.applyMs = 1_000;
    app.gateway.connect();
    await app.clock.pass(10_000);
    expect(app.gateway.isRunning()).toBe(false);
    expect(await next.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
  });

  test('on is refused while the gateway does not answer, off is kept for when it does', async () => {
    app.gateway.crash();
    await expect(app.keeper.commands.channel({ on: true })).rejects.toMatchObject({
      code: 'gateway-refused',
    });
    await expect(app.keeper.commands.channel({ on: false })).rejects.toMatchObject({
      code: 'gateway-refused',
    });
    app.gateway.connect();
    await app.clock.pass(10_000);
    expect(await app.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
  });

  test('off is given up, saying so, when the gateway refuses to make it last', async () => {
    app.gateway.answerNext = { kind: 'refused', message: 'read-only' };
    const off = app.keeper.commands.channel({ on: false, waitMs: 30_000 });
    off.catch(() => {});
    await app.clock.pass(5_000);
    await expect(off).rejects.toMatchObject({ code: 'gateway-refused', message: 'read-only' });
    expect(await app.status()).toMatchObject({ channel: { state: 'off', persisted: false } });
  });
});
