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

  test('on a temporary approval ends soon after the Mac’s clock was put forward', async () => {
    await app.give('approve', alice, { for: '1h' });
    await app.clock.pass(5_000);
    const { now } = app.clock;
    app.clock.now = () => now() + 3_600_000;
    await app.clock.pass(40_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting' });
  });

  test('on somebody who is not let in is confirmed by the time it is answered', async () => {
    expect(await app.give('block', alice)).toMatchObject({ decision: { progress: 'confirmed' } });
    expect(app.gateway.edits).toEqual([]);
    expect(app.gateway.isRunning()).toBe(true);
  });

  test('waited for is answered with what the gateway said', async () => {
    app.gateway.answerNext = { kind: 'refused', message: 'read-only' };
    const refused = app.give('approve', alice, { waitMs: 30_000 });
    refused.catch(() => {});
    await app.clock.pass(5_000);
    await expect(refused).rejects.toMatchObject({ code: 'gateway-refused', message: 'read-only' });
    const confirmed = app.give('approve', alice, { waitMs: 30_000 });
    await app.clock.pass(5_000);
    expect(await confirmed).toMatchObject({ decision: { progress: 'confirmed' } });
  });

  test('on a handle nobody wrote from needs to be added, in full', async () => {
    const other = '+12125550199';
    await expect(app.give('approve', other)).rejects.toMatchObject({ code: 'unknown-sender' });
    await expect(app.give('ignore', other, { add: true })).rejects.toMatchObject({ code: 'usage' });
    await expect(app.give('approve', '5550199', { add: true })).rejects.toMatchObject({
      code: 'not-approvable',
    });
    expect(await app.give('approve', other, { add: true })).toMatchObject({ decision: { handle: other } });
  });
});
