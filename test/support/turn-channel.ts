import { expect } from 'vitest';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import type { MainJob } from './main-job.ts';
import { waitFor } from './wait.ts';

/**
 * Turns the channel's switch as its owner does; resolves when the gateway has read it back. Of a gateway that takes more than
 * 2.5 s to answer, as one may on a busy machine, the owner is told so, and the wish is kept.
 */
export async function turnChannel(job: MainJob, to: 'on' | 'off'): Promise<void> {
  const { json } = await job.peephole.run('channel', to, '--wait');
  const message = english(sentence('refuse.channel-off'));
  if (to === 'off' && json.ok === false) expect(json.error).toEqual({ code: 'gateway-refused', message });
  else expect(json).toMatchObject({ ok: true, channel: { state: to, persisted: true } });
  await waitFor(`the channel to be ${to}`, async () => {
    const { channel } = await job.status();
    return channel.state === to && channel.persisted;
  });
}
