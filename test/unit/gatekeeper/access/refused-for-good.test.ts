import { describe, expect, test } from 'vitest';
import type { EditOutcome } from '#core/access/access-facts.ts';
import { entry, facts } from '../../../support/facts.ts';
import { type InProcessApp, openConnected, ownerHandle } from '../../../support/in-process-app.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const no: EditOutcome = { kind: 'refused', message: 'channels is kept in channels.json5.' };
const unable: EditOutcome = { kind: 'unknown', message: 'The gateway is starting.' };

/** From now on every write is answered like this, and changes nothing. */
function answerAlways(app: InProcessApp, outcome: EditOutcome): void {
  Object.defineProperty(app.gateway, 'answerNext', { get: () => outcome, set: () => {} });
}

describe('what the gateway refuses for good', () => {
  test('is asked once: an approval fails with its reason, and nothing is to be undone', async () => {
    const app = await openConnected();
    await app.knock(alice);
    answerAlways(app, no);
    await app.give('approve', alice);
    await app.clock.pass(300_000);
    expect(await app.sender(alice)).toMatchObject({
      state: 'waiting',
      decision: { progress: 'failed', error: { code: 'gateway-refused', params: { message: no.message } } },
    });
    expect(app.gateway.edits).toHaveLength(1);
    await expect(app.give('undo', alice)).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });

  test('is asked once: a removal holds the channel, and says why', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle, alice], group: [] }));
    await app.knock(alice);
    answerAlways(app, no);
    await app.give('block', alice);
    await app.clock.pass(300_000);
    expect(app.gateway.edits).toHaveLength(1);
    expect(app.gateway.isRunning()).toBe(false);
    expect(await app.status()).toMatchObject({ channel: { heldBy: 'removal' } });
    expect(await app.sender(alice)).toMatchObject({
      decision: { progress: 'queued', error: { code: 'removal-held', params: { message: no.message } } },
    });
  });

  test.each([
    ['an approval', facts({ direct: [ownerHandle], group: [] })],
    ['what the owner’s list said', facts({ direct: [ownerHandle, alice], group: [] })],
  ])('leaves a block as it is, whose undo would bring back %s', async (what, first) => {
    const app = await openConnected(first);
    await app.knock(alice);
    if (what === 'an approval') {
      await app.give('approve', alice);
      await app.clock.pass(5_000);
    }
    await app.give('block', alice);
    await app.clock.pass(5_000);
    app.gateway.answerNext = no;
    await app.give('undo', alice);
    await app.clock.pass(300_000);
    expect(await app.sender(alice)).toMatchObject({
      state: 'blocked',
      decision: { verdict: 'undo', progress: 'failed', error: { code: 'gateway-refused' } },
    });
    expect(app.gateway.admits(alice)).toBe(false);
    // Once more, and the gateway takes it.
    await app.give('undo', alice);
    await app.clock.pass(5_000);
    expect(app.gateway.admits(alice)).toBe(true);
  });

  test('holds no block that was given together with it', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle, alice], group: [] }));
    await app.knock(alice);
    await app.knock(bob);
    // Whatever lets somebody in is refused, and nothing else.
    const { edit } = app.gateway;
    app.gateway.edit = (wanted, base) =>
      (wanted.ourMembers?.length ?? 0) > 0 ? Promise.resolve(no) : edit.call(app.gateway, wanted, base);
    await Promise.all([app.give('approve', bob), app.give('block', alice)]);
    await app.clock.pass(60_000);
    expect(await app.sender(alice)).toMatchObject({ decision: { verdict: 'block', progress: 'confirmed' } });
    expect(await app.sender(bob)).toMatchObject({ decision: { verdict: 'approve', progress: 'failed' } });
    expect(app.gateway.isRunning()).toBe(true);
    expect(app.gateway.admits(alice)).toBe(false);
  });
});

describe('while a write waits', () => {
  test.each<[string, EditOutcome]>([
    ['for the rate limit', { kind: 'rate-limited', retryAfterMs: 57_000 }],
    ['because the gateway could not do it', unable],
  ])('%s, what is open is noticed all the same', async (_why, outcome) => {
    const app = await openConnected();
    await app.knock(alice);
    answerAlways(app, outcome);
    await app.give('approve', alice);
    await app.clock.pass(20_000);
    app.gateway.change((now) => ({
      ...now,
      root: { ...now.root, direct: [entry('*')] },
      accounts: now.accounts.map((one) => ({ ...one, directPolicy: 'open' as const })),
    }));
    await app.clock.pass(1_000);
    expect(await app.status()).toMatchObject({ silence: { state: 'open' } });
  });

  test('it is asked again later and later: ten times in five minutes at most', async () => {
    const app = await openConnected();
    await app.knock(alice);
    answerAlways(app, unable);
    await app.give('approve', alice);
    await app.clock.pass(300_000);
    expect(app.gateway.edits.length).toBeGreaterThan(3);
    expect(app.gateway.edits.length).toBeLessThan(11);
    expect(await app.sender(alice)).toMatchObject({
      decision: { progress: 'queued', error: { code: 'gateway-unable' } },
    });
  });
});
