import { beforeEach, describe, expect, test } from 'vitest';
import { facts } from '../../../support/facts.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { type InProcessApp, openApp, ownerHandle, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';

const alice = '+12125550101';
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

  test('does not start a channel the owner has switched off meanwhile', async () => {
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    app.gateway.applyMs = 30_000;
    await app.give('block', alice);
    await app.clock.pass(1_000);
    await app.keeper.commands.channel({ on: false });
    await app.clock.pass(120_000);
    expect(app.gateway.isRunning()).toBe(false);
    expect((await app.keeper.commands.status({})).channel).toEqual({
      state: 'off',
      persisted: true,
      heldBy: null,
    });
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
  });
});
