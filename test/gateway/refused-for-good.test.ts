import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { JsonObject } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

const owner = someone(1);
const foe = someone(2);
const stranger = someone(3);

/** What OpenClaw will never write, because its config is split: said with its reason, asked once, and never called saved. */
describe('a config whose channels stand in a file of their own', () => {
  let job: MainJob;
  let channels: JsonObject;
  const path = () => join(dirname(job.gateway.configPath), 'channels.json5');
  const save = (imessage: JsonObject) => writeFileSync(path(), JSON.stringify({ ...channels, imessage }));
  const patches = () => job.tap?.requests.filter(({ method }) => method === 'config.patch').length ?? -1;
  const imessage = () => channels.imessage as JsonObject;

  beforeAll(async () => {
    job = await startMainJob({
      tapped: true,
      imessage: { dmPolicy: 'allowlist', allowFrom: [owner, foe], groupAllowFrom: [] },
    });
    channels = job.gateway.readConfig().channels as JsonObject;
    save(imessage());
    job.gateway.editConfigFile((config) => {
      config.channels = { $include: './channels.json5' };
    });
    await waitFor('the channel to be on', async () => {
      const { channel, silence } = await job.status();
      return silence.state === 'silent' && channel.state === 'on' && channel.persisted;
    });
  });
  afterAll(() => job?.stop());

  test('an approval fails with the reason, after one write', async () => {
    const before = patches();
    const answer = await job.peephole.run('approve', stranger, '--add', '--wait');
    expect(answer).toMatchObject({ code: 1, json: { ok: false, error: { code: 'gateway-refused' } } });
    expect(JSON.stringify(answer.json)).toMatch(/include|channels\.json5/i);
    expect((await job.sender(stranger))?.decision).toMatchObject({ progress: 'failed' });
    expect(patches() - before).toBe(1);
  });

  test('a block that can’t be written holds the channel, and nobody gets through', async () => {
    await job.peephole.run('block', foe, '--add');
    await waitFor('the removal to be held', async () => (await job.status()).channel.heldBy === 'removal');
    job.write(foe, 'after the block');
    await delay(2_000);
    expect(job.reached('after the block')).toEqual([]);
  });
});
