import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { RealGateway } from '../support/real-gateway.ts';

/** Every case of `silence --undo` (RULE-6.15); what refuses it is in silence.test.ts, too. */

const owner = '+12125550101';
const groupMember = someone(7);
const nothingToUndo = { code: 1, error: { code: 'nothing-to-undo' } };

export function silenceUndo(gateway: () => RealGateway): void {
  describe('silence --undo, on the real gateway', () => {
    let job: MainJob;
    let groupChat = 0;
    const before = { dmPolicy: 'pairing', allowFrom: [owner], groupPolicy: 'allowlist' };
    beforeAll(async () => {
      job = await startMainJob({ gateway: gateway(), imessage: { ...before, groupAllowFrom: null } });
      groupChat = job.gateway.chatDb.group([owner, groupMember]);
      // Until it has handled a first message the plugin knows no place to go on from (OC-27), and what is written while
      // the channel restarts is lost.
      job.write(owner, 'good morning');
      await job.gateway.reachedAgent('good morning');
    });
    afterAll(() => job?.stop());

    const silence = async (...args: string[]) => {
      const { code, json } = await job.peephole.run('silence', ...args, '--wait');
      return { code, ...(json as { changed?: boolean; error?: { code: string; message: string } }) };
    };
    const access = () => {
      const { dmPolicy, allowFrom, groupPolicy, groupAllowFrom } = job.imessage();
      return { dmPolicy, allowFrom, groupPolicy, groupAllowFrom };
    };

    test('with nothing to take back it says so and writes nothing', async () => {
      const config = job.gateway.readConfig();
      expect(await silence('--undo')).toMatchObject(nothingToUndo);
      expect(job.gateway.readConfig()).toEqual(config);
    });

    test('nobody approved, nothing else changed: the settings before, to the letter', async () => {
      const written = access();
      expect(await silence('--apply')).toMatchObject({ code: 0, changed: true });
      expect(access()).toMatchObject({ dmPolicy: 'allowlist', groupAllowFrom: [owner] });
      expect(await silence('--undo')).toMatchObject({
        code: 0,
        changed: true,
        silence: { state: 'answering' },
      });
      expect(access()).toEqual(written);
      job.write(someone(3), 'hello?');
      await job.gateway.sent(someone(3), 'Pairing code');
      // Taken back once: there is nothing left to take back.
      expect(await silence('--undo')).toMatchObject(nothingToUndo);
    });

    test('somebody approved since: the policy goes back, they keep their way in and no group opens', async () => {
      const friend = someone(4);
      expect(await silence('--apply')).toMatchObject({ code: 0, changed: true });
      job.write(friend, 'let me in');
      await job.until(friend, ({ state }) => state === 'waiting');
      expect((await job.peephole.run('approve', friend, '--wait')).code).toBe(0);
      expect(await silence('--undo')).toMatchObject({ code: 0, changed: true });
      expect(access()).toEqual({
        dmPolicy: 'pairing',
        allowFrom: [owner, 'accessGroup:peephole'],
        groupPolicy: 'allowlist',
        groupAllowFrom: [owner],
      });
      job.write(friend, 'still in');
      await job.gateway.reachedAgent('still in');
      const post = job.gateway.chatDb.post({ chatId: groupChat, from: friend, text: 'friend in the group' });
      await job.gateway.handed(post.rowId);
      job.gateway.chatDb.post({ chatId: groupChat, from: owner, text: 'owner in the group' });
      await job.gateway.reachedAgent('owner in the group');
      expect(job.reached('friend in the group')).toEqual([]);
    });

    test('somebody else changed one of these settings since: refused with what they changed, nothing written', async () => {
      expect(await silence('--apply')).toMatchObject({ code: 0, changed: true });
      await job.gateway.rpc('config.patch', {
        baseHash: ((await job.gateway.rpc('config.get', {})) as { hash: string }).hash,
        raw: JSON.stringify({ channels: { imessage: { dmPolicy: 'disabled' } } }),
      });
      const config = job.gateway.readConfig();
      const refused = await silence('--undo');
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.error?.message).toMatch(/channels\.imessage\.dmPolicy.*allowlist.*disabled/);
      expect(job.gateway.readConfig()).toEqual(config);
    });
  });
}
