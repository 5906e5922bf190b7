import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaveFigure } from '../support/figures.ts';
import { connected, type MainJob, someone, startMainJob } from '../support/main-job.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/** Kills, further apart each; 20 of them: PEEPHOLE_REAL_KILLS=20. */
const kills = Number(process.env.PEEPHOLE_REAL_KILLS ?? 6);
/** Deterministic, so that a failing kill point can be run again, ms: from 4 to 2,048. */
const delays = Array.from({ length: kills }, (_, at) => Math.round(2 ** (2 + (9 * at) / (kills - 1))));

export function crash(gateway: () => RealGateway): void {
  describe('kill -9 of serve', () => {
    let job: MainJob;
    beforeAll(async () => {
      job = await startMainJob({ gateway: gateway() });
    });
    afterAll(() => job?.stop());

    test.each(delays)('%i ms after a verdict: the decision is there once and ends confirmed', async (ms) => {
      const handle = someone(300 + delays.indexOf(ms));
      const verdict = delays.indexOf(ms) % 3 === 2 ? 'block' : 'approve';
      job.write(handle, 'knock');
      await job.until(handle, ({ state }) => state === 'waiting');
      const giving = job.peephole.run(verdict, handle);
      await job.until(handle, ({ decision }) => decision !== null);
      await giving;
      await new Promise((resolve) => setTimeout(resolve, ms));
      await job.peephole.kill('SIGKILL');
      await job.peephole.start();
      await connected(job);
      await job.until(handle, ({ decision }) => decision?.progress === 'confirmed');
      leaveFigure({ name: `kill -9 at the real gateway, ${ms} ms after a verdict`, verdict });
      expect(await job.sender(handle)).toMatchObject({
        state: verdict === 'approve' ? 'approved' : 'blocked',
        decision: { verdict, error: null },
      });
      const { json } = await job.peephole.run('history', '--limit', '10000');
      const items = json.items as unknown as { type: string; kind: string; handle: string | null }[];
      expect(items.filter((one) => one.type === 'decision' && one.handle === handle)).toHaveLength(1);
      expect(job.members()?.filter((one) => one === handle) ?? []).toHaveLength(
        verdict === 'approve' ? 1 : 0,
      );
      await waitFor('the channel to be on', async () => {
        const { channel } = await job.status();
        return channel.state === 'on' && channel.heldBy === null;
      });
    });
  });
}
