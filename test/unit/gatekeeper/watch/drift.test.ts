import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { entry, facts } from '../../../support/facts.ts';
import { openApp, openConnected, ownerHandle } from '../../../support/in-process-app.ts';

const stranger = '+12125550103';

describe('drift', () => {
  const open = (now: AccessFacts): AccessFacts => ({
    ...now,
    root: { ...now.root, direct: [...(now.root.direct ?? []), entry('*')] },
  });

  test('somebody else’s change is written down, and a red finding is told once', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    app.gateway.change(open);
    await app.clock.pass(30_000);
    const { items } = await app.keeper.commands.history({});
    const drift = items.filter(({ kind }) => kind === 'settings-changed');
    expect(drift).toHaveLength(1);
    expect(drift[0]?.detail).toEqual({
      key: 'event.settings-changed',
      params: { settings: 'channels.imessage.allowFrom' },
    });
    expect(app.notices.filter(({ kind }) => kind === 'finding')).toHaveLength(1);
    expect(await app.status()).toMatchObject({ silence: { state: 'open' } });
  });

  test('a change made while we were away is noticed at the next start', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    await app.close();
    app.gateway.change(open);
    const next = openApp(app.stateDir, app.clock, app.gateway);
    app.gateway.connect();
    await app.clock.pass(100);
    const { items } = await next.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'settings-changed')).toHaveLength(1);
  });

  test('is told after a write of our own, too', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    await app.knock(stranger);
    await app.give('approve', stranger);
    await app.clock.pass(10_000);
    app.gateway.change(open);
    await app.clock.pass(5_000);
    const { items } = await app.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'settings-changed')).toHaveLength(1);
  });

  test('our own writes are none', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    await app.knock(stranger);
    await app.give('approve', stranger);
    await app.clock.pass(10_000);
    await app.give('block', stranger);
    await app.clock.pass(10_000);
    const { items } = await app.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'settings-changed')).toEqual([]);
  });
});
