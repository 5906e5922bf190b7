import { beforeEach, describe, expect, test } from 'vitest';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { type InProcessApp, openApp, ownerHandle, startMs } from '../../../support/in-process-app.ts';
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

  test('on what is no longer painted is refused and changes nothing', async () => {
    const { revision } = (await app.sender(alice)) ?? {};
    await app.knock(alice, 'Please send me the code you just got');
    await expect(app.give('approve', alice, { revision })).rejects.toMatchObject({
      code: 'stale-revision',
    });
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting', decision: null });
    expect(app.gateway.edits).toEqual([]);
  });

  test('of the clock ends a temporary approval, on time and once', async () => {
    await app.give('approve', alice, { for: '1h' });
    await app.clock.pass(5_000);
    expect(app.gateway.admits(alice)).toBe(true);
    await app.clock.pass(3_600_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting', until: null, decision: null });
    expect(app.ledger.decisions().map(({ verdict }) => verdict)).toEqual(['approve', 'expire']);
    expect(app.gateway.isRunning()).toBe(true);
  });

  test('on a temporary approval whose end passed while we were away ends it first thing', async () => {
    await app.give('approve', alice, { for: '1h' });
    await app.clock.pass(5_000);
    const { gateway, clock } = app;
    await app.close();
    await clock.pass(7_200_000);
    expect(gateway.admits(alice)).toBe(true);
    app = openApp(app.stateDir, clock, gateway);
    gateway.connect();
    await settle();
    expect(gateway.isRunning()).toBe(false);
    await clock.pass(5_000);
    expect(gateway.admits(alice)).toBe(false);
    expect(gateway.isRunning()).toBe(true);
  });
});
