import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { RealGateway } from '../support/real-gateway.ts';

const friend = '+12125550101';
/** How the owner's config spells the friend. */
const asWritten = '\u0024{FRIEND_NUMBER}';
const strangers = Array.from({ length: 200 }, (_, index) => someone(index));

/** What the gateway must know, so that the owner's config can name the friend as `asWritten`. */
export const friendVars = { FRIEND_NUMBER: friend };

/** @param gateway with nothing in its Messages yet, a private API and `friendVars`. */
export function mainJob(gateway: () => RealGateway): void {
  describe('the whole main job, on the real gateway', () => {
    let job: MainJob;
    beforeAll(async () => {
      job = await startMainJob({
        gateway: gateway(),
        imessage: { dmPolicy: 'allowlist', allowFrom: [asWritten] },
      });
    });
    afterAll(() => job?.stop());

    test('200 strangers write: all are listed, none is sent anything', async () => {
      const rows = strangers.map((handle) => job.write(handle, `hello from ${handle}`));
      const last = rows[rows.length - 1];
      if (!last) throw new Error('nobody wrote');
      await job.gateway.handed(last.rowId);
      // OpenClaw has read it; Peephole reads for itself, in the order of the rows.
      await job.until(strangers.at(-1) ?? '', ({ state }) => state === 'waiting');

      const { json } = await job.peephole.run('list', '--state', 'waiting');
      const listed = (json.senders as unknown as { handle: string; new: boolean }[]).map((one) => one.handle);
      expect(listed.toSorted()).toEqual(strangers);
      expect(await job.status()).toMatchObject({ counts: { waiting: 200 }, silence: { state: 'silent' } });
      expect(job.gateway.outbox()).toEqual([]);
      expect(job.gateway.agentMessages()).toEqual([]);
    });

    test('one is approved: their next message reaches the agent, nobody else’s does', async () => {
      const chosen = someone(7);
      const approved = await job.peephole.run('approve', chosen, '--wait');
      expect(approved).toMatchObject({
        code: 0,
        json: {
          ok: true,
          decision: { handle: chosen, verdict: 'approve', progress: 'confirmed', error: null },
        },
      });
      expect(job.imessage()).toMatchObject({
        allowFrom: [asWritten, 'accessGroup:peephole'],
        groupAllowFrom: [friend],
      });
      expect(job.members()).toEqual([chosen]);

      for (const handle of strangers) if (handle !== chosen) job.write(handle, 'are you there?');
      job.write(chosen, 'let in at last');
      expect(await job.gateway.reachedAgent('let in at last')).toContain(chosen);
      expect(job.reached('are you there?')).toEqual([]);
      expect(job.gateway.outbox().filter(({ to }) => to !== chosen)).toEqual([]);
      expect(await job.sender(chosen)).toMatchObject({ state: 'approved', via: 'peephole' });
    });

    test('ignored: nothing changes at the gateway', async () => {
      const before = job.gateway.readConfig();
      const { json } = await job.peephole.run('ignore', someone(8));
      expect(json).toMatchObject({ ok: true, decision: { verdict: 'ignore', progress: 'confirmed' } });
      expect(job.gateway.readConfig()).toEqual(before);
      expect(await job.sender(someone(8))).toMatchObject({ state: 'ignored' });
    });

    test('revoked: waiting again, and out', async () => {
      const { json } = await job.peephole.run('revoke', someone(7), '--wait');
      expect(json).toMatchObject({ ok: true, decision: { verdict: 'revoke', progress: 'confirmed' } });
      expect(job.members()).toEqual([]);
      expect(job.imessage().allowFrom).toEqual([asWritten, 'accessGroup:peephole']);
      const row = job.write(someone(7), 'still there?');
      job.write(friend, 'friend after the revoke');
      await job.gateway.handed(row.rowId);
      await job.gateway.reachedAgent('friend after the revoke');
      expect(job.reached('still there?')).toEqual([]);
      expect(await job.sender(someone(7))).toMatchObject({ state: 'waiting', via: null });
    });

    test('undone: let in again', async () => {
      const { json } = await job.peephole.run('undo', someone(7), '--wait');
      expect(json).toMatchObject({ ok: true, decision: { verdict: 'undo', progress: 'confirmed' } });
      expect(job.members()).toEqual([someone(7)]);
      job.write(someone(7), 'back again');
      await job.gateway.reachedAgent('back again');
    });

    test('a blocked owner’s entry is taken off and comes back as the owner wrote it, once, with undo', async () => {
      job.write(friend, 'the friend writes');
      await job.gateway.reachedAgent('the friend writes');
      await job.until(friend, ({ state }) => state === 'approved');
      const blocked = await job.peephole.run('block', friend, '--wait');
      expect(blocked.json).toMatchObject({ ok: true, decision: { verdict: 'block', progress: 'confirmed' } });
      expect(job.imessage()).toMatchObject({ allowFrom: ['accessGroup:peephole'], groupAllowFrom: [] });
      const undone = await job.peephole.run('undo', friend, '--wait');
      expect(undone.json).toMatchObject({ ok: true, decision: { verdict: 'undo', progress: 'confirmed' } });
      expect(job.imessage()).toMatchObject({
        allowFrom: [asWritten, 'accessGroup:peephole'],
        groupAllowFrom: [friend],
      });
      job.write(friend, 'the friend is back');
      await job.gateway.reachedAgent('the friend is back');
    });

    test('the log verifies, and holds no word anyone wrote', async () => {
      expect((await job.peephole.run('verify')).json).toMatchObject({ ok: true, firstBad: null });
      const exported = JSON.stringify((await job.peephole.run('history', '--limit', '10000')).json);
      expect(exported).not.toContain('hello from');
    });
  });
}
