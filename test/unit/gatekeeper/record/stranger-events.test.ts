import { describe, expect, test } from 'vitest';
import { openConnected } from '../../../support/in-process-app.ts';

const hourMs = 3_600_000;

describe('what strangers make us write down', () => {
  test('is a few lines an hour, however many addresses guess codes and look like somebody', async () => {
    const app = await openConnected();
    await app.knock('alice.smith@example.com');
    await app.give('approve', 'alice.smith@example.com');
    await app.clock.pass(5_000);
    await app.keeper.commands.invite({});
    const before = app.ledger.log(10_000).length;
    for (let index = 0; index < 200; index += 1) {
      await app.knock(`alice.smith+${index}@examp1e.com`, 'My code is ACDE-3467');
    }
    expect(app.ledger.log(10_000).length - before).toBeLessThanOrEqual(8);
    await app.clock.pass(hourMs);
    const { items } = await app.keeper.commands.history({});
    const counted = items.filter(({ kind }) => kind === 'more-of-a-kind');
    expect(counted.length).toBeGreaterThanOrEqual(1);
    expect(app.ledger.log(10_000).length - before).toBeLessThanOrEqual(16);
    // The owner's own decision is still where the owner looks.
    expect(items.some(({ type }) => type === 'decision')).toBe(true);
    expect(JSON.stringify(counted)).toContain('197');
    expect(app.errors).toEqual([]);
  });

  test('is counted also when Peephole ends within the hour', async () => {
    const app = await openConnected();
    await app.keeper.commands.invite({});
    for (let index = 0; index < 10; index += 1) await app.knock(`n${index}@example.com`, 'ACDE-3467');
    await app.keeper.stop();
    const kinds = app.ledger.log(100).map(({ body }) => JSON.stringify(body));
    expect(kinds.filter((body) => body.includes('more-of-a-kind'))).toHaveLength(1);
  });
});
