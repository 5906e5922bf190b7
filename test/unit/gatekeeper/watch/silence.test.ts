import { describe, expect, test } from 'vitest';
import { entry, facts } from '../../../support/facts.ts';
import { type InProcessApp, openConnected, ownerHandle } from '../../../support/in-process-app.ts';

const paired = ['+12125550101', '+12125550102'];
const stranger = '+12125550103';
const answering = () =>
  facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired }], group: null });

/** Runs while time passes. */
async function during<T>(app: InProcessApp, running: Promise<T>): Promise<T> {
  running.catch(() => {});
  await app.clock.pass(10_000);
  return running;
}

describe('make it silent', () => {
  test('closes the door in one write and keeps everybody who was let in', async () => {
    const app = await openConnected(answering());
    expect(await app.status()).toMatchObject({ silence: { state: 'answering' } });
    const shown = await app.keeper.commands.silence({ action: 'show' });
    expect(shown).toMatchObject({ changed: false, carriedOver: paired });
    expect(app.gateway.edits).toEqual([]);

    const answer = await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    expect(answer).toMatchObject({ changed: true, silence: { state: 'silent' }, canUndo: true });
    expect(app.gateway.edits).toHaveLength(1);
    for (const handle of paired) {
      expect(app.gateway.admits(handle)).toBe(true);
      expect(await app.sender(handle)).toMatchObject({
        state: 'approved',
        decision: { verdict: 'approve', progress: 'confirmed' },
      });
    }
    expect(app.gateway.effective.root.group?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    expect(app.errors).toEqual([]);
  });

  test('a second time changes nothing and says so', async () => {
    const app = await openConnected(answering());
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    const again = await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    expect(again).toMatchObject({ changed: false, changes: [], silence: { state: 'silent' } });
    expect(app.gateway.edits).toHaveLength(1);
  });

  test('that the gateway refuses is nowhere called done: no event, no way back, nobody carried over', async () => {
    const app = await openConnected(answering());
    app.gateway.answerNext = { kind: 'refused', message: 'channels is managed in channels.json5' };
    const refused = during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    await expect(refused).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('channels.json5'),
    });
    await app.clock.pass(120_000);
    const { items } = await app.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'made-silent')).toEqual([]);
    expect(await app.keeper.commands.silence({ action: 'show' })).toMatchObject({ canUndo: false });
    expect(app.gateway.edits).toHaveLength(1);
    expect(app.ledger.decisions().map(({ progress }) => progress)).toEqual(['failed', 'failed']);
  });

  test('without the paired: the channel is stopped first, and they are out', async () => {
    const app = await openConnected(answering());
    const running = app.keeper.commands.silence({ action: 'apply', dropPaired: true, waitMs: 60_000 });
    running.catch(() => {});
    await app.clock.pass(10);
    expect(app.gateway.isRunning()).toBe(false);
    await during(app, running);
    expect(app.gateway.isRunning()).toBe(true);
    for (const handle of paired) expect(app.gateway.admits(handle)).toBe(false);
  });

  test('a store that can’t be read is refused until the owner goes on without it', async () => {
    const app = await openConnected(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: null }] }),
    );
    await expect(app.keeper.commands.silence({ action: 'apply' })).rejects.toMatchObject({
      code: 'usage',
    });
    expect(app.gateway.edits).toEqual([]);
    const answer = await during(
      app,
      app.keeper.commands.silence({ action: 'apply', dropPaired: true, waitMs: 60_000 }),
    );
    expect(answer).toMatchObject({ changed: true, silence: { state: 'silent' } });
  });

  test('taken back gives the settings of before when nobody is approved', async () => {
    const app = await openConnected(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: [] }] }),
    );
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    const back = await during(app, app.keeper.commands.silence({ action: 'undo', waitMs: 60_000 }));
    expect(back).toMatchObject({ changed: true, canUndo: false });
    expect(app.gateway.effective.root.direct?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    expect(app.gateway.effective.root.group).toBeNull();
    expect(app.gateway.effective.accounts[0]?.directPolicy).toBe('pairing');
    await expect(app.keeper.commands.silence({ action: 'undo' })).rejects.toMatchObject({
      code: 'nothing-to-undo',
    });
  });

  test('taken back while people are approved keeps our reference and the group senders', async () => {
    const app = await openConnected(answering());
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    await during(app, app.keeper.commands.silence({ action: 'undo', waitMs: 60_000 }));
    expect(app.gateway.effective.root.direct?.map(({ raw }) => raw)).toEqual([
      ownerHandle,
      'accessGroup:peephole',
    ]);
    expect(app.gateway.effective.root.group?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    for (const handle of paired) expect(app.gateway.admits(handle)).toBe(true);
  });

  test('is not taken back over somebody else’s edit: the diff is shown', async () => {
    const app = await openConnected(answering());
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    app.gateway.change((now) => ({
      ...now,
      root: { ...now.root, direct: [...(now.root.direct ?? []), entry(stranger)] },
    }));
    await app.clock.pass(3_000);
    const undoing = app.keeper.commands.silence({ action: 'undo', waitMs: 60_000 });
    undoing.catch(() => {});
    await app.clock.pass(10_000);
    await expect(undoing).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('channels.imessage.allowFrom'),
    });
  });
});
