import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { JsonObject, RealGateway } from '../support/real-gateway.ts';
import { turnChannel } from '../support/turn-channel.ts';
import { waitFor } from '../support/wait.ts';

const owner = someone(1);

export function whichAccount(gateway: () => RealGateway): void {
  /** An approval goes where the person wrote, and is confirmed by an account that runs (RULE-6.3, OC-54). */
  describe('which account an approval is for', () => {
    let job: MainJob;
    beforeAll(async () => {
      job = await startMainJob({
        gateway: gateway(),
        imessage: { dmPolicy: 'allowlist', allowFrom: [owner], groupAllowFrom: [] },
        accounts: { bot: { enabled: false } },
      });
      job.write(owner, 'good morning');
      await job.gateway.reachedAgent('good morning');
    });
    afterAll(() => job?.stop());

    /** Sets the accounts up as the owner would, by hand, and waits until the channel is on with them. */
    async function layOut(accounts: JsonObject): Promise<void> {
      job.gateway.editConfigFile(({ channels }) => {
        const { imessage } = channels as { imessage: JsonObject };
        const source = { cliPath: imessage.cliPath, dbPath: imessage.dbPath };
        imessage.accounts = Object.fromEntries(
          Object.entries(accounts).map(([id, account]) => [id, { ...source, ...(account as JsonObject) }]),
        );
      });
      await waitFor('the channel to be on', async () => {
        const { channel, silence } = await job.status();
        const isApplied = !silence.findings.some(({ id }) => id === 'not-applied');
        return isApplied && channel.state === 'on' && channel.persisted;
      });
    }

    async function isAnswered(handle: string, text: string): Promise<void> {
      job.write(handle, `${text}, before`);
      await job.until(handle, ({ state }) => state === 'waiting');
      const { json } = await job.peephole.run('approve', handle, '--wait');
      expect(json).toMatchObject({ ok: true, decision: { progress: 'confirmed' } });
      job.write(handle, `${text}, after`);
      await job.gateway.reachedAgent(`${text}, after`);
      expect(job.reached(`${text}, before`)).toEqual([]);
    }

    test('the named one, where it has the root parked', async () => {
      await layOut({ work: { enabled: true, allowFrom: [owner] } });
      await isAnswered(someone(11), 'parked');
    });

    test('the named one, where the default is switched off', async () => {
      await layOut({ default: { enabled: false }, home: { enabled: true, allowFrom: [owner] } });
      await isAnswered(someone(12), 'switched off');
    });

    test('the one of two named ones that reads our Messages, without a list of its own', async () => {
      const { chatDbPath } = job.gateway.account('bot');
      await layOut({
        bot: { dbPath: chatDbPath, allowFrom: [owner] },
        home: { dmPolicy: 'allowlist' },
        default: { enabled: false },
      });
      await isAnswered(someone(14), 'two databases');
      expect(job.imessage()).toMatchObject({ accounts: { bot: { allowFrom: [owner] } } });
    });

    test('with the channel off it is saved, says so, and nobody waits for more', async () => {
      await turnChannel(job, 'off');
      job.write(someone(13), 'while it is off');
      await job.until(someone(13), ({ state }) => state === 'waiting');
      const { json } = await job.peephole.run('approve', someone(13), '--wait');
      expect(json).toMatchObject({ ok: true, decision: { progress: 'saved' } });
      await turnChannel(job, 'on');
      await job.until(someone(13), ({ decision }) => decision?.progress === 'confirmed');
    });
  });
}
