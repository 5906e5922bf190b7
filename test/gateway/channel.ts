import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connected, type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { JsonObject, RealGateway } from '../support/real-gateway.ts';
import { turnChannel } from '../support/turn-channel.ts';
import { waitFor } from '../support/wait.ts';

const friend = someone(1);
const colleague = someone(9);

export function channelSwitch(gateway: () => RealGateway): void {
  /** The channel's switch, with one account, and then with a second one. */
  describe('the channel’s switch', () => {
    let job: MainJob;
    beforeAll(async () => {
      job = await startMainJob({
        gateway: gateway(),
        imessage: { dmPolicy: 'allowlist', allowFrom: [friend], groupAllowFrom: [] },
      });
      // Until it has handled a first message the plugin knows no place to go on from (OC-27).
      job.write(friend, 'good morning');
      await job.gateway.reachedAgent('good morning');
    });
    afterAll(() => job?.stop());

    const writeToWork = (text: string) =>
      job.gateway.account('work').chatDb.receive({ handle: colleague, service: 'iMessage', text });
    const isOn = () =>
      waitFor('the channel to be on', async () => {
        const { channel } = await job.status();
        return channel.state === 'on' && channel.persisted;
      });

    async function isWorkReady(): Promise<boolean> {
      const { channelAccounts } = (await job.gateway.rpc('channels.status', {})) as {
        channelAccounts: { imessage?: readonly { accountId: string; lifecycle: string }[] };
      };
      const accounts = channelAccounts.imessage ?? [];
      return accounts.some(({ accountId, lifecycle }) => accountId === 'work' && lifecycle === 'ready');
    }

    const turn = (to: 'on' | 'off') => turnChannel(job, to);

    async function isOffAfterRestart(): Promise<void> {
      await job.gateway.restart();
      await connected(job);
      expect(await job.status()).toMatchObject({ channel: { state: 'off', persisted: true } });
    }

    test('off stays off over a gateway restart; what was written meanwhile is handed over when it is on', async () => {
      await turn('off');
      const row = job.write(friend, 'while it is off');
      await isOffAfterRestart();
      expect(job.reached('while it is off')).toEqual([]);
      await turn('on');
      await job.gateway.handed(row.rowId);
      await job.gateway.reachedAgent('while it is off');
    });

    test('with two accounts both are off, and stay off; both are on, and stay on', async () => {
      addWorkAccount(job);
      await waitFor('the second account to receive', isWorkReady);
      await isOn();
      writeToWork('good morning at work');
      await job.gateway.reachedAgent('good morning at work');
      await turn('off');
      job.write(friend, 'both are off');
      writeToWork('off at work');
      await isOffAfterRestart();
      expect(job.reached('both are off')).toEqual([]);
      expect(job.reached('off at work')).toEqual([]);
      await turn('on');
      await job.gateway.reachedAgent('both are off');
      await job.gateway.reachedAgent('off at work');

      await job.gateway.restart();
      await isOn();
      job.write(friend, 'after both');
      writeToWork('after both at work');
      await job.gateway.reachedAgent('after both');
      await job.gateway.reachedAgent('after both at work');
    });

    test('a gateway that is gone is said at once, and the wish is kept', async () => {
      await job.gateway.kill('SIGKILL');
      await waitFor('Peephole to notice', async () => {
        const { gateway } = await job.status();
        return gateway.state !== 'connected';
      });
      const off = await job.peephole.run('channel', 'off', '--wait');
      expect(off).toMatchObject({ code: 1, json: { ok: false, error: { code: 'gateway-refused' } } });
      await job.gateway.start('ready');
      await waitFor('the channel to be off', async () => {
        const { channel } = await job.status();
        return channel.state === 'off' && channel.persisted;
      });
    });
  });
}

/** As the owner would, by hand. */
function addWorkAccount(job: MainJob): void {
  const { chatDbPath } = job.gateway.account('work');
  job.gateway.editConfigFile(({ channels }) => {
    const { imessage } = channels as { imessage: JsonObject };
    imessage.accounts = {
      work: {
        enabled: true,
        cliPath: join(dirname(chatDbPath), 'imsg'),
        dbPath: chatDbPath,
        allowFrom: [colleague],
      },
    };
  });
}
