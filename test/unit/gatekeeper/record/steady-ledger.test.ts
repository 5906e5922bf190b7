import { describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';
import { settle } from '../../../support/fake-clock.ts';
import { fillDisk } from '../../../support/full-disk.ts';
import { openConnected, ownerHandle, reopen } from '../../../support/in-process-app.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const hourMs = 3_600_000;

async function withTemporary() {
  const app = await openConnected();
  await app.knock(alice);
  await app.give('approve', alice, { for: '1h' });
  await app.clock.pass(5_000);
  expect(app.gateway.admits(alice)).toBe(true);
  return app;
}

describe.each(['ledger-full', 'state-unusable'] as const)('while the disk says %s', (code) => {
  test('an approval whose time is over ends at the gateway all the same, and is written down later, once', async () => {
    const app = await withTemporary();
    const free = fillDisk(app.ledger, code);
    await app.clock.pass(hourMs + 60_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting', decision: null });
    // Nobody else pays for it: the channel runs again.
    expect(app.gateway.isRunning()).toBe(true);
    expect(app.errors.length).toBeGreaterThan(0);
    for (const error of app.errors) expect(error).toMatchObject({ code });

    free();
    await app.clock.pass(10_000);
    const ends = app.ledger.decisionsOf(alice).filter(({ verdict }) => verdict === 'expire');
    expect(ends).toMatchObject([{ progress: 'confirmed' }]);
    expect((await app.status()).ledger.state).toBe('writing');
  });

  test('a crash before it is written down changes nothing', async () => {
    const app = await withTemporary();
    fillDisk(app.ledger, code);
    await app.clock.pass(hourMs + 60_000);
    const next = await reopen(app);
    await next.clock.pass(10_000);
    expect(next.gateway.admits(alice)).toBe(false);
    expect(await next.sender(alice)).toMatchObject({ state: 'waiting' });
  });

  test('nothing the owner asks for is accepted, and nobody is let in by what is only remembered', async () => {
    const app = await withTemporary();
    await app.knock(bob);
    const free = fillDisk(app.ledger, code);
    await expect(app.give('approve', bob)).rejects.toMatchObject({ code });
    await app.clock.pass(30_000);
    expect(app.gateway.admits(bob)).toBe(false);
    free();
    await app.give('approve', bob);
    await app.clock.pass(5_000);
    expect(app.gateway.admits(bob)).toBe(true);
  });

  test('status says so, whoever met it, until the disk takes something again', async () => {
    const app = await openConnected();
    await app.knock(bob);
    const free = fillDisk(app.ledger, code);
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code });
    expect((await app.status()).ledger).toMatchObject({
      state: code === 'ledger-full' ? 'full' : 'error',
      detail: expect.anything(),
    });
    await app.clock.pass(60_000);
    expect((await app.status()).ledger.state).not.toBe('writing');
    free();
    await app.clock.pass(6_000);
    expect((await app.status()).ledger).toEqual({ state: 'writing', detail: null });
  });

  test('a summary that falls due is told, and the next knock is heard', async () => {
    const app = await openConnected();
    for (const last of [3, 4, 5, 6, 7]) await app.knock(`+1212555010${last}`);
    const free = fillDisk(app.ledger, code);
    await app.clock.pass(12_000);
    expect(app.notices.filter(({ kind }) => kind === 'summary')).toHaveLength(1);
    free();
    await app.clock.pass(hourMs);
    await app.knock(bob);
    expect(app.notices.at(-1)).toMatchObject({ kind: 'knock', handle: bob });
  });

  test('a gateway that goes away while a decision waits is found again', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    await app.knock(alice);
    app.gateway.saveMs = 60_000;
    await app.give('approve', alice);
    await app.clock.pass(1_000);
    const free = fillDisk(app.ledger, code);
    app.gateway.crash();
    await settle();
    free();
    app.gateway.saveMs = 0;
    app.gateway.connect();
    await app.clock.pass(15_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
  });
});

describe('a ledger that is damaged while Peephole runs', () => {
  test('takes nothing more, whatever happens to go well, and is called damaged until the next start', async () => {
    const app = await withTemporary();
    await app.knock(bob);
    const free = fillDisk(app.ledger, 'ledger-corrupt');
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code: 'ledger-corrupt' });
    free();
    const before = app.ledger.log(1_000).length;
    await app.clock.pass(60_000);
    for (const verdict of ['ignore', 'approve', 'block'] as const)
      await expect(app.give(verdict, bob)).rejects.toMatchObject({ code: 'ledger-corrupt' });
    expect((await app.status()).ledger).toMatchObject({ state: 'error', detail: expect.anything() });
    expect(await app.sender(bob)).toMatchObject({ state: 'waiting', decision: null });
    expect(app.gateway.admits(bob)).toBe(false);
    // What ends access needs no disk.
    await app.clock.pass(hourMs);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(app.ledger.log(1_000)).toHaveLength(before);
  });

  test('is told as damage, also when the disk was in trouble before', async () => {
    const app = await withTemporary();
    await app.knock(bob);
    const free = fillDisk(app.ledger, 'state-unusable');
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code: 'state-unusable' });
    free();
    const why = sentence('ledger.damaged-in-use', { path: 'ledger.sqlite' });
    Object.defineProperty(app.ledger, 'appendDecision', {
      value: () => {
        throw new PeepholeError('ledger-corrupt', why);
      },
    });
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code: 'ledger-corrupt' });
    expect((await app.status()).ledger).toEqual({ state: 'error', detail: why });
  });
});
