import { describe, expect, test } from 'vitest';
import { openConnected } from '../../../support/in-process-app.ts';

const alice = '+12125550101';

describe.each(['unauthorized', 'incompatible', 'another', 'unidentified', 'not-local'] as const)(
  'a gateway that is %s',
  (state) => {
    test('is why nothing can be done, in every verb, and nothing is kept for later', async () => {
      const app = await openConnected();
      await app.knock(alice);
      app.gateway.become(state);
      const why = { code: 'gateway-refused', message: `It is ${state}.` };
      const { commands } = app.keeper;
      for (const on of [true, false]) await expect(commands.channel({ on })).rejects.toMatchObject(why);
      await expect(app.give('approve', alice)).rejects.toMatchObject(why);
      for (const action of ['show', 'apply'] as const) {
        await expect(commands.silence({ action })).rejects.toMatchObject(why);
      }
      expect(app.ledger.decisions()).toEqual([]);
      app.gateway.connect();
      await app.clock.pass(60_000);
      expect(app.gateway.edits).toEqual([]);
      expect(app.gateway.isRunning()).toBe(true);
    });

    test('keeps what takes access away, and says why it waits', async () => {
      const app = await openConnected();
      await app.knock(alice);
      app.gateway.become(state);
      await app.give('block', alice);
      expect(await app.sender(alice)).toMatchObject({
        state: 'blocked',
        decision: {
          progress: 'queued',
          error: { code: 'gateway-unusable', params: { message: `It is ${state}.` } },
        },
      });
    });
  },
);
