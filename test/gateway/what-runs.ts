import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openclawVersion } from '../support/install-openclaw.ts';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { JsonObject, RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

const friend = someone(1);
const colleague = someone(9);
const boss = someone(8);

/** 2026.9.3 reads its file, and says what is in it, only when no reply runs any more (OC-126). */
const readsDuringReply = openclawVersion !== '2026.9.3';

const imessageOf = (config: JsonObject) => (config.channels as { imessage: JsonObject }).imessage;

export function whatRuns(gateway: () => RealGateway): void {
  /** What the owner changes by hand while the assistant replies is saved, and not in effect until it has (OC-6, OC-38). */
  describe('during a reply', () => {
    let job: MainJob;
    beforeAll(async () => {
      job = await startMainJob({
        gateway: gateway(),
        imessage: { dmPolicy: 'allowlist', allowFrom: [friend, colleague], groupAllowFrom: [] },
        accounts: { work: { allowFrom: [boss] } },
      });
      job.write(friend, 'good morning');
      await job.gateway.reachedAgent('good morning');
    });
    afterAll(() => job?.stop());

    const work = () => job.gateway.account('work').chatDb;
    const running = async () => {
      const { channelAccounts } = (await job.gateway.rpc('channels.status', {})) as {
        channelAccounts: { imessage: readonly { accountId: string; running: boolean }[] };
      };
      return channelAccounts.imessage.filter((one) => one.running).map(({ accountId }) => accountId);
    };
    const savedIsRead = () =>
      waitFor('Peephole to read what is saved', async () => {
        const { silence } = await job.status();
        return !readsDuringReply || silence.findings.some(({ id }) => id === 'not-applied');
      });
    const isOn = () =>
      waitFor('the channel to be on', async () => {
        const { channel } = await job.status();
        return channel.state === 'on' && channel.persisted;
      });

    test('a block stops the channel for whom only the lists in effect let in', async () => {
      job.write(colleague, 'let in by the owner');
      await job.gateway.reachedAgent('let in by the owner');
      const hold = job.gateway.holdAgent('a long question');
      job.write(friend, 'a long question');
      await job.gateway.reachedAgent('a long question');
      job.gateway.editConfigFile((config) => {
        imessageOf(config).allowFrom = [friend];
      });
      await savedIsRead();
      const block = await job.peephole.run('block', colleague);
      expect(block.json).toMatchObject({ ok: true });
      await waitFor('the channel to be stopped', async () => (await running()).length === 0);
      job.write(colleague, 'after the block');
      await job.until(colleague, ({ decision }) => !readsDuringReply || decision?.progress === 'saved');
      hold.release();
      await job.until(colleague, ({ decision }) => decision?.progress === 'confirmed');
      await isOn();
      expect(job.reached('after the block')).toEqual([]);
    });

    test('off stops an account that the config no longer names, and is not said before', async () => {
      work().receive({ handle: boss, service: 'iMessage', text: 'at work' });
      await job.gateway.reachedAgent('at work');
      const hold = job.gateway.holdAgent('another long question');
      job.write(friend, 'another long question');
      await job.gateway.reachedAgent('another long question');
      job.gateway.editConfigFile((config) => {
        imessageOf(config).accounts = undefined;
      });
      await savedIsRead();
      expect(await running()).toContain('work');
      const off = await job.peephole.run('channel', 'off');
      expect(off.json).toMatchObject({ ok: true });
      expect(await running()).toEqual([]);
      work().receive({ handle: boss, service: 'iMessage', text: 'after off' });
      hold.release();
      await waitFor('it to be off for good', async () => {
        const { channel } = await job.status();
        return channel.state === 'off' && channel.persisted;
      });
      expect(await running()).toEqual([]);
      expect(job.reached('after off')).toEqual([]);
    });
  });

  describe('an OpenClaw without an iMessage channel', () => {
    let job: MainJob;
    beforeAll(async () => {
      job = await startMainJob({ gateway: gateway(), config: { channels: { imessage: null } } });
    });
    afterAll(() => job?.stop());

    test('is no silence, and no verb makes it one that answers strangers', async () => {
      const config = () => readFileSync(job.gateway.configPath, 'utf8');
      const before = config();
      expect(await job.status()).toMatchObject({
        silence: { state: 'no-channel' },
        channel: { state: 'none' },
      });
      for (const word of ['off', 'on']) {
        const turned = await job.peephole.run('channel', word, '--wait');
        expect(turned).toMatchObject({ code: 1, json: { ok: false, error: { code: 'no-channel' } } });
      }
      const silence = await job.peephole.run('silence', '--apply');
      expect(silence.json).toMatchObject({ ok: true, changed: false });
      const approved = await job.peephole.run('approve', friend, '--add', '--wait');
      expect(approved.json).toMatchObject({ ok: false });
      await job.peephole.run('block', colleague, '--add');
      expect(config()).toBe(before);
    });
  });
}
