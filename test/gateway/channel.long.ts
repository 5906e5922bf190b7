import { afterAll, describe, expect, test } from 'vitest';
import { connected, type MainJob, someone, startMainJob } from '../support/main-job.ts';
import { waitFor } from '../support/wait.ts';

describe.each([
  ['one account', {}],
  ['two accounts', { work: { allowFrom: [someone(9)] } }],
])('the channel’s switch with %s', (name, accounts) => {
  const friend = someone(1);
  let job: MainJob;
  afterAll(() => job?.stop());

  test('off is off, also after a gateway restart; on is on, also after one', async () => {
    job = await startMainJob({
      imessage: { dmPolicy: 'allowlist', allowFrom: [friend], groupAllowFrom: [] },
      accounts,
    });
    // MEASURED: until it has handled a first message the plugin knows no place to go on from.
    job.write(friend, 'good morning');
    await job.gateway.reachedAgent('good morning');
    const off = await job.peephole.run('channel', 'off', '--wait');
    expect(off.json).toMatchObject({ ok: true, channel: { state: 'off', persisted: true } });
    const row = job.write(friend, 'while it is off');

    await job.gateway.restart();
    await connected(job);
    expect(await job.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
    expect(job.reached('while it is off')).toEqual([]);

    const on = await job.peephole.run('channel', 'on', '--wait');
    expect(on.json).toMatchObject({ ok: true, channel: { state: 'on', persisted: true } });
    await job.gateway.handed(row.rowId);
    await job.gateway.reachedAgent('while it is off');

    await job.gateway.restart();
    await waitFor('the channel to be on again', async () => {
      const { channel } = await job.status();
      return channel.state === 'on' && channel.persisted;
    });
    job.write(friend, 'after both');
    await job.gateway.reachedAgent('after both');
  });

  // Once is enough: every start of a gateway takes half a minute.
  test.runIf(name === 'two accounts')(
    'a gateway that is gone is said at once, and the wish is kept',
    async () => {
      await job.gateway.kill('SIGKILL');
      await waitFor('Peephole to notice', async () => {
        const { gateway } = await job.status();
        return gateway.state !== 'connected';
      });
      const off = await job.peephole.run('channel', 'off', '--wait');
      expect(off).toMatchObject({ code: 1, json: { ok: false, error: { code: 'gateway-refused' } } });
      await job.gateway.start();
      await waitFor('the channel to be off', async () => {
        const { channel } = await job.status();
        return channel.state === 'off' && channel.persisted;
      });
    },
  );
});
