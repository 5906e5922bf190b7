import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '#contract/client.ts';
import { practiceOwner } from '../../src-main/simulator/chat-db.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { writeMadeMonth } from '../support/made-month.ts';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import { otherOpenClawTexts, pairingReplies } from '../support/openclaw-texts.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { untilState } from '../support/until-state.ts';
import { waitFor } from '../support/wait.ts';

/** An alarm is told at once (RULE-8.1): from the commit in chat.db to the alarm. */
const withinMs = 3_000;
const relative = someone(600);

function textFrom(issue: string): string {
  const found = [...pairingReplies, ...otherOpenClawTexts].find(({ from }) => from.includes(issue));
  if (found === undefined) throw new Error(`no fixture for ${issue}`);
  return found.text;
}

export function leakAlarm(gateway: () => RealGateway): void {
  describe('the leak alarm', () => {
    let job: MainJob;
    let client: ApiClient;
    let family = 0;
    beforeAll(async () => {
      job = await startMainJob({ gateway: gateway() });
      client = await connectPeephole(job.peephole.stateDir);
      family = job.gateway.chatDb.group([relative, someone(601)]);
    });
    afterAll(async () => {
      client?.close();
      await job?.stop();
    });

    const leaks = () => client.state?.status.leaks ?? [];

    test('0 alarms on a month of an owner who chats by hand', async () => {
      await untilState(client, 'the first state', () => true);
      const month = writeMadeMonth(job.gateway.chatDb, 700);
      expect(month.sent).toBe(1_800);
      // Everything was judged when what comes after it has been.
      job.write(someone(602), 'is all of it read?');
      await job.until(someone(602), ({ state }) => state === 'waiting');
      const { json } = await job.peephole.run('receipt');
      const items = json.items as unknown as { handle: string; sent: number }[];
      for (const [handle, count] of month.answered) {
        expect(items.find((item) => item.handle === handle)).toMatchObject({ sent: count });
      }
      expect(leaks()).toEqual([]);
      const { json: log } = await job.peephole.run('history', '--limit', '100000');
      const kinds = (log.items as unknown as { kind: string }[]).map(({ kind }) => kind);
      expect(kinds).not.toContain('leak');
    });

    test('an answer in the second of a knock is asked about, quietly', async () => {
      const stranger = someone(603);
      job.write(stranger, 'who is this?');
      await job.until(stranger, ({ state }) => state === 'waiting');
      job.gateway.chatDb.send({ to: stranger, text: 'It is me, from the bakery' });
      await waitFor('the question', async () => {
        const { items } = await client.call('history', { handle: stranger });
        return items.some(({ kind }) => kind === 'was-this-you');
      });
      expect(leaks()).toEqual([]);
    });

    test.each([
      ['#26982', 'a pairing code although strangers are ignored', 'pairing-code', 'direct'],
      ['#2551', 'a command’s error, to somebody', 'openclaw-text', 'direct'],
      ['#128430', 'a pairing code in the chat with oneself', 'pairing-code', 'self'],
      ['#151266', 'an error in the family group', 'openclaw-text', 'group'],
    ] as const)('%s, %s: an alarm within 3 s of the commit', async (issue, _, kind, where) => {
      const before = new Set(leaks().map(({ id }) => id));
      const { chatDb } = job.gateway;
      const text = textFrom(issue);
      const beganMs = performance.now();
      if (where === 'direct') chatDb.send({ to: relative, text });
      else if (where === 'group') chatDb.post({ chatId: family, from: null, text });
      else chatDb.selfChat(text);
      const alarm = await untilState(client, 'the alarm', ({ status }) =>
        status.leaks.find(({ id }) => !before.has(id)),
      );
      expect(performance.now() - beganMs).toBeLessThan(withinMs);
      expect(alarm).toMatchObject({ kind });
      if (where === 'self') expect(alarm.handle).toBe(practiceOwner.email);
    });

    test('stays until the owner clears it, also over a restart', async () => {
      expect(leaks()).toHaveLength(4);
      client.close();
      await job.peephole.kill('SIGKILL');
      await job.peephole.start();
      const { leaks: open } = await job.status();
      expect(open).toHaveLength(4);
      for (const { id } of open) expect((await job.peephole.run('leaks', '--clear', id)).code).toBe(0);
      expect(await job.status()).toMatchObject({ leaks: [] });
    });
  });
}
