import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';

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
    const { channel } = await job.status();
    expect(channel.heldBy).toBe('removal');
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
    expect(await job.status()).toMatchObject({ channel: { state: 'on', persisted: true, heldBy: null } });
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

  test.each([
    ['approve', 3, []],
    ['revoke', 4, ['approve']],
    ['block', 5, ['approve']],
    ['undo', 6, ['approve', 'revoke']],
  ] as const)('%s survives a gateway that is killed in the middle of it', async (verdict, person, before) => {
    const handle = someone(person);
    job.write(handle, 'knock');
    await job.until(handle, ({ state }) => state === 'waiting');
    for (const earlier of before) await job.peephole.run(earlier, handle, '--wait');
    const hold = job.gateway.holdAgent('keeps it busy');
    job.write(friend, 'keeps it busy');
    await hold.reached;
    const deciding = job.peephole.run(verdict, handle, '--wait');
    await job.until(handle, ({ decision }) => decision?.verdict === verdict);
    await job.gateway.kill('SIGKILL');
    hold.release();
    await job.gateway.start();
    expect((await deciding).json).toMatchObject({ ok: true, decision: { verdict, progress: 'confirmed' } });
    const isIn = verdict === 'approve' || verdict === 'undo';
    job.write(handle, `words after ${verdict}`);
    if (isIn) await job.gateway.reachedAgent(`words after ${verdict}`);
    job.write(friend, `friend after ${verdict}`);
    await job.gateway.reachedAgent(`friend after ${verdict}`);
    expect(job.reached(`words after ${verdict}`).length > 0).toBe(isIn);
  });
});
