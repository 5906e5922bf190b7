import { describe, expect, test } from 'vitest';
import { type InProcessApp, openConnected, reopen } from '../../../support/in-process-app.ts';

const alice = '+12125550101';

const kindsOf = async (app: InProcessApp): Promise<readonly string[]> => {
  const { items } = await app.keeper.commands.history({});
  return items.map(({ kind }) => kind);
};

describe('what is suspicious about who knocks', () => {
  test('is written down once: a flood', async () => {
    const app = await openConnected();
    for (let index = 0; index < 30; index += 1) await app.knock(alice, `message ${index}`);
    const floods = (await kindsOf(app)).filter((kind) => kind === 'flood');
    expect(floods).toHaveLength(1);
  });

  test('is not written down again after a restart', async () => {
    const app = await openConnected();
    for (let index = 0; index < 30; index += 1) await app.knock(alice, `message ${index}`);
    const next = await reopen(app);
    for (let index = 0; index < 30; index += 1) await next.knock(alice, `again ${index}`);
    expect((await kindsOf(next)).filter((kind) => kind === 'flood')).toHaveLength(1);
  });

  test('is written down: knocks after a block', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('block', alice);
    await app.clock.pass(5_000);
    for (let index = 0; index < 5; index += 1) {
      await app.clock.pass(1_000);
      await app.knock(alice, `let me in ${index}`);
    }
    expect(await kindsOf(app)).toContain('knocks-after-block');
  });

  test('is nothing for an ordinary knock', async () => {
    const app = await openConnected();
    await app.knock(alice);
    expect((await kindsOf(app)).filter((kind) => kind !== 'ledger-begun')).toEqual([]);
  });
});
