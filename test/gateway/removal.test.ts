import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import { waitFor } from '../support/wait.ts';

const friend = someone(1);
const foe = someone(2);

describe('taking access away', () => {
  let job: MainJob;
  beforeAll(async () => {
    job = await startMainJob();
    for (const handle of [friend, foe]) job.write(handle, 'knock');
    for (const handle of [friend, foe]) await job.until(handle, ({ state }) => state === 'waiting');
    const approvals = [friend, foe].map((handle) => job.peephole.run('approve', handle, '--wait'));
    for (const { json } of await Promise.all(approvals)) expect(json).toMatchObject({ ok: true });
  });
  afterAll(() => job?.stop());

  test('a block is in force while an agent run is active, and nobody still approved loses a message', async () => {
    const run = job.gateway.holdAgent('long question');
    job.write(friend, 'long question');
    await run.reached;

    const blocking = job.peephole.run('block', foe, '--wait');
    await job.until(foe, ({ state }) => state === 'blocked');
    await waitFor('the channel to be stopped', async () => (await job.status()).channel.heldBy === 'removal');
    job.write(foe, 'foe during the run');
    job.write(friend, 'friend during the run');
    expect((await job.until(foe, ({ decision }) => decision !== null)).decision?.progress).not.toBe(
      'confirmed',
    );
    run.release();

    expect((await blocking).json).toMatchObject({ ok: true, decision: { progress: 'confirmed' } });
    await job.gateway.reachedAgent('friend during the run');
    job.write(foe, 'foe after it');
    job.write(friend, 'friend after it');
    await job.gateway.reachedAgent('friend after it');
    expect(job.reached('foe ')).toEqual([]);
    expect(job.members()).toEqual([friend]);
    await waitFor('the channel to be on as before', async () => {
      const { channel } = await job.status();
      return channel.state === 'on' && channel.persisted && channel.heldBy === null;
    });
  });

  test('blocked stays out, whoever puts them back', async () => {
    job.gateway.editConfigFile((config) => {
      const { imessage } = config.channels as { imessage: { allowFrom: string[] } };
      imessage.allowFrom = [...imessage.allowFrom, foe];
    });
    await job.until(foe, () => !(job.imessage().allowFrom as string[]).includes(foe));
    const row = job.write(foe, 'foe by hand');
    await job.gateway.handed(row.rowId);
    job.write(friend, 'friend after the hand');
    await job.gateway.reachedAgent('friend after the hand');
    const { json } = await job.peephole.run('history');
    expect(JSON.stringify(json)).toContain('blocked-taken-off');
  });

  test('a gateway that is killed in the middle of approve, revoke, block and undo ends with all four confirmed', async () => {
    const inTheEnd = { approve: true, revoke: false, block: false, undo: true } as const;
    const before = {
      approve: [],
      revoke: ['approve'],
      block: ['approve'],
      undo: ['approve', 'revoke'],
    } as const;
    const verdicts = ['approve', 'revoke', 'block', 'undo'] as const;
    const handleOf = (verdict: (typeof verdicts)[number]) => someone(3 + verdicts.indexOf(verdict));
    for (const verdict of verdicts) {
      job.write(handleOf(verdict), 'knock');
      await job.until(handleOf(verdict), ({ state }) => state === 'waiting');
    }
    for (const step of [0, 1]) {
      const given = verdicts.map((verdict) => [handleOf(verdict), before[verdict][step]] as const);
      await Promise.all(given.map(([handle, one]) => one && job.peephole.run(one, handle, '--wait')));
    }
    const hold = job.gateway.holdAgent('keeps it busy');
    job.write(friend, 'keeps it busy');
    await hold.reached;
    const deciding = verdicts.map((verdict) => job.peephole.run(verdict, handleOf(verdict), '--wait'));
    for (const verdict of verdicts) {
      await job.until(handleOf(verdict), ({ decision }) => decision?.verdict === verdict);
    }
    await job.gateway.kill('SIGKILL');
    hold.release();
    await job.gateway.start();
    for (const [index, { json }] of (await Promise.all(deciding)).entries()) {
      expect(json).toMatchObject({ decision: { verdict: verdicts[index], progress: 'confirmed' } });
    }
    for (const verdict of verdicts) job.write(handleOf(verdict), `words after ${verdict}.`);
    job.write(friend, 'friend after all four');
    await job.gateway.reachedAgent('friend after all four');
    for (const verdict of verdicts) {
      if (inTheEnd[verdict]) await job.gateway.reachedAgent(`words after ${verdict}.`);
      else expect(job.reached(`words after ${verdict}.`)).toEqual([]);
    }
  });
});
