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

describe('a gateway that is connected and answers nothing', () => {
  test('keeps nobody who asks for the status or the list waiting: they are told what is known', async () => {
    const app = await openConnected();
    await app.knock(alice);
    app.gateway.readAccess = () => new Promise(() => {});
    await app.clock.pass(20_000);
    const answers = Promise.all([app.status(), app.keeper.commands.list({})]);
    let isAnswered = false;
    void answers.then(() => {
      isAnswered = true;
    });
    await app.clock.pass(500);
    expect(isAnswered).toBe(false);
    await app.clock.pass(600);
    const [status, { senders }] = await answers;
    expect([status.counts.waiting, senders.length]).toEqual([1, 1]);
  });

  test('is waited for when it answers, and the answer is what it says then', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.clock.pass(45_000);
    const reads = () => app.gateway.calls.filter((call) => call === 'readAccess').length;
    const before = reads();
    await app.status();
    expect(reads()).toBe(before + 1);
  });
});
