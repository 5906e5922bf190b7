import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { entry, facts } from '../../support/facts.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGateway } from '../../support/fake-gateway.ts';
import { type House, openHouse, ownerHandle, startMs } from '../../support/in-process-app.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

const paired = ['+12125550101', '+12125550102'];
const stranger = '+12125550103';

async function house(first: AccessFacts): Promise<House> {
  const clock = fakeClock(startMs);
  const opened = openHouse(temporaryStateDir(), clock, fakeGateway(first, clock));
  opened.gateway.connect();
  await clock.pass(100);
  return opened;
}

const answering = () =>
  facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired }], group: null });

/** Runs while time passes. */
async function during<T>(opened: House, running: Promise<T>): Promise<T> {
  running.catch(() => {});
  await opened.clock.pass(10_000);
  return running;
}

describe('make it silent', () => {
  test('closes the door in one write and keeps everybody who was let in', async () => {
    const opened = await house(answering());
    expect(await opened.status()).toMatchObject({ silence: { state: 'answering' } });
    const shown = await opened.keeper.commands.silence({ action: 'show' });
    expect(shown).toMatchObject({ changed: false, carriedOver: paired });
    expect(opened.gateway.edits).toEqual([]);

    const answer = await during(opened, opened.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    expect(answer).toMatchObject({ changed: true, silence: { state: 'silent' }, canUndo: true });
    expect(opened.gateway.edits).toHaveLength(1);
    for (const handle of paired) {
      expect(opened.gateway.admits(handle)).toBe(true);
      expect(await opened.sender(handle)).toMatchObject({
        state: 'approved',
        decision: { verdict: 'approve', progress: 'confirmed' },
      });
    }
    expect(opened.gateway.effective.root.group?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    expect(opened.errors).toEqual([]);
  });

  test('a second time changes nothing and says so', async () => {
    const opened = await house(answering());
    await during(opened, opened.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    const again = await during(opened, opened.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    expect(again).toMatchObject({ changed: false, changes: [], silence: { state: 'silent' } });
    expect(opened.gateway.edits).toHaveLength(1);
  });

  test('without the paired: the channel is stopped first, and they are out', async () => {
    const opened = await house(answering());
    const running = opened.keeper.commands.silence({ action: 'apply', dropPaired: true, waitMs: 60_000 });
    running.catch(() => {});
    await opened.clock.pass(10);
    expect(opened.gateway.isRunning()).toBe(false);
    await during(opened, running);
    expect(opened.gateway.isRunning()).toBe(true);
    for (const handle of paired) expect(opened.gateway.admits(handle)).toBe(false);
  });

  test('a store that can’t be read is refused until the owner goes on without it', async () => {
    const opened = await house(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: null }] }),
    );
    await expect(opened.keeper.commands.silence({ action: 'apply' })).rejects.toMatchObject({
      code: 'usage',
    });
    expect(opened.gateway.edits).toEqual([]);
    const answer = await during(
      opened,
      opened.keeper.commands.silence({ action: 'apply', dropPaired: true, waitMs: 60_000 }),
    );
    expect(answer).toMatchObject({ changed: true, silence: { state: 'silent' } });
  });

  test('taken back gives the settings of before when nobody is approved', async () => {
    const opened = await house(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: [] }] }),
    );
    await during(opened, opened.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    const back = await during(opened, opened.keeper.commands.silence({ action: 'undo', waitMs: 60_000 }));
    expect(back).toMatchObject({ changed: true, canUndo: false });
    expect(opened.gateway.effective.root.direct?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    expect(opened.gateway.effective.root.group).toBeNull();
    expect(opened.gateway.effective.accounts[0]?.directPolicy).toBe('pairing');
    await expect(opened.keeper.commands.silence({ action: 'undo' })).rejects.toMatchObject({
      code: 'nothing-to-undo',
    });
  });

  test('taken back while people are approved keeps our reference and the group senders', async () => {
    const opened = await house(answering());
    await during(opened, opened.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    await during(opened, opened.keeper.commands.silence({ action: 'undo', waitMs: 60_000 }));
    expect(opened.gateway.effective.root.direct?.map(({ raw }) => raw)).toEqual([
      ownerHandle,
      'accessGroup:peephole',
    ]);
    expect(opened.gateway.effective.root.group?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    for (const handle of paired) expect(opened.gateway.admits(handle)).toBe(true);
  });

  test('is not taken back over somebody else’s edit: the diff is shown', async () => {
    const opened = await house(answering());
    await during(opened, opened.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    opened.gateway.change((now) => ({
      ...now,
      root: { ...now.root, direct: [...(now.root.direct ?? []), entry(stranger)] },
    }));
    await opened.clock.pass(3_000);
    const undoing = opened.keeper.commands.silence({ action: 'undo', waitMs: 60_000 });
    undoing.catch(() => {});
    await opened.clock.pass(10_000);
    await expect(undoing).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('channels.imessage.allowFrom'),
    });
  });
});

describe('drift', () => {
  const open = (now: AccessFacts): AccessFacts => ({
    ...now,
    root: { ...now.root, direct: [...(now.root.direct ?? []), entry('*')] },
  });

  test('somebody else’s change is written down, and a red finding is told once', async () => {
    const opened = await house(facts({ direct: [ownerHandle], group: [] }));
    opened.gateway.change(open);
    await opened.clock.pass(5_000);
    const { items } = await opened.keeper.commands.history({});
    const drift = items.filter(({ kind }) => kind === 'settings-changed');
    expect(drift).toHaveLength(1);
    expect(drift[0]?.detail).toEqual({
      key: 'event.settings-changed',
      params: { settings: 'channels.imessage.allowFrom' },
    });
    expect(opened.notices.filter(({ kind }) => kind === 'finding')).toHaveLength(1);
    expect(await opened.status()).toMatchObject({ silence: { state: 'open' } });
  });

  test('a change made while we were away is noticed at the next start', async () => {
    const opened = await house(facts({ direct: [ownerHandle], group: [] }));
    await opened.close();
    opened.gateway.change(open);
    const next = openHouse(opened.stateDir, opened.clock, opened.gateway);
    opened.gateway.connect();
    await opened.clock.pass(100);
    const { items } = await next.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'settings-changed')).toHaveLength(1);
  });

  test('is told after a write of our own, too', async () => {
    const opened = await house(facts({ direct: [ownerHandle], group: [] }));
    await opened.knock(stranger);
    await opened.give('approve', stranger);
    await opened.clock.pass(10_000);
    opened.gateway.change(open);
    await opened.clock.pass(5_000);
    const { items } = await opened.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'settings-changed')).toHaveLength(1);
  });

  test('our own writes are none', async () => {
    const opened = await house(facts({ direct: [ownerHandle], group: [] }));
    await opened.knock(stranger);
    await opened.give('approve', stranger);
    await opened.clock.pass(10_000);
    await opened.give('block', stranger);
    await opened.clock.pass(10_000);
    const { items } = await opened.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'settings-changed')).toEqual([]);
  });
});
