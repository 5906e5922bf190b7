import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MainJob, someone, startMainJob } from '../support/main-job.ts';
import { otherOpenClawTexts, pairingReplies } from '../support/openclaw-texts.ts';
import { waitFor } from '../support/wait.ts';

const owner = '+12125550101';
const paired = [someone(1), someone(2)];
const strangers = Array.from({ length: 1_000 - 10 }, (_, index) => someone(10 + index)).concat(
  Array.from({ length: 10 }, (_, index) => `stranger${index}@example.com`),
);

interface SilenceAnswer {
  readonly changed: boolean;
  readonly changes: readonly { readonly path: string }[];
  readonly carriedOver: readonly string[];
}

describe('make it silent, on the real gateway', () => {
  let job: MainJob;
  let groupChat = 0;
  beforeAll(async () => {
    job = await startMainJob({ imessage: { dmPolicy: 'pairing', allowFrom: [owner] } });
    groupChat = job.gateway.chatDb.group([...paired, owner]);
  });
  afterAll(() => job?.stop());

  const silence = async (...args: string[]) => {
    const { code, json } = await job.peephole.run('silence', ...args);
    return { code, ...(json as unknown as SilenceAnswer & { error?: { message: string } }) };
  };
  const codes = () => job.gateway.outbox().filter(({ text }) => text?.includes('Pairing code'));

  test('before: strangers are sent codes, and some were approved by one', async () => {
    for (const handle of paired) {
      job.write(handle, 'may I come in?');
      await job.gateway.sent(handle, 'Pairing code');
      const { requests } = (await job.gateway.rpc('channels.pairing.list', { channel: 'imessage' })) as {
        requests: { requestId: string; senderId: string }[];
      };
      const request = requests.find(({ senderId }) => senderId === handle);
      await job.gateway.rpc('channels.pairing.approve', {
        channel: 'imessage',
        accountId: 'default',
        requestId: request?.requestId,
      });
    }
    job.write(someone(3), 'hello');
    await job.gateway.sent(someone(3), 'Pairing code');
    expect(codes().map(({ to }) => to)).toEqual([...paired, someone(3)]);
    expect(await job.status()).toMatchObject({ silence: { state: 'answering' } });
  });

  test('the exposure scan names everyone who was sent one', async () => {
    const { json } = await job.peephole.run('exposure');
    const items = json.items as unknown as { handle: string }[];
    expect(items.map(({ handle }) => handle).toSorted()).toEqual([...paired, someone(3)].toSorted());
  });

  test('a code that leaves while we watch is an alarm', async () => {
    await waitFor('the alarms', async () => {
      const { leaks } = await job.status();
      return leaks.length === 3 && leaks.every(({ kind }) => kind === 'pairing-code');
    });
    const { json } = await job.peephole.run('leaks');
    for (const { id } of json.items as unknown as { id: string }[]) {
      expect((await job.peephole.run('leaks', '--clear', id)).code).toBe(0);
    }
    expect(await job.status()).toMatchObject({ leaks: [] });
  });

  test('one step: silent, and nobody is locked out', async () => {
    const shown = await silence();
    expect(shown).toMatchObject({ changed: false, carriedOver: paired });
    expect(shown.changes.map(({ path }) => path)).toContain('channels.imessage.dmPolicy');
    expect(job.imessage().dmPolicy).toBe('pairing');

    expect(await silence('--apply', '--wait')).toMatchObject({ code: 0, changed: true });
    expect(await job.status()).toMatchObject({ silence: { state: 'silent' } });
    expect(job.imessage()).toMatchObject({
      dmPolicy: 'allowlist',
      allowFrom: [owner, 'accessGroup:peephole'],
      groupAllowFrom: [owner],
    });
    for (const handle of [...paired, owner]) {
      job.write(handle, `still welcome ${handle}`);
      await job.gateway.reachedAgent(`still welcome ${handle}`);
    }
  });

  test('a second time changes nothing, writes nothing, and says so', async () => {
    const before = job.gateway.readConfig();
    expect(await silence('--apply', '--wait')).toMatchObject({ code: 0, changed: false, changes: [] });
    expect(job.gateway.readConfig()).toEqual(before);
  });

  test('1,000 strangers write and are sent nothing at all', async () => {
    const before = job.gateway.outbox().length;
    let last = { rowId: 0 };
    for (const handle of strangers) last = job.write(handle, 'anyone there?');
    expect(strangers).toHaveLength(1_000);
    await job.gateway.handed(last.rowId);
    job.write(owner, 'all quiet?');
    await job.gateway.reachedAgent('all quiet?');
    await job.gateway.sent(owner, 'stand-in');
    const sent = job.gateway.outbox().slice(before);
    expect(sent.filter(({ to }) => to !== owner)).toEqual([]);
    expect(job.reached('anyone there?')).toEqual([]);
    const { json } = await job.peephole.run('receipt');
    const receipts = json.items as unknown as { handle: string; sent: number | null }[];
    const theirs = receipts.filter(({ handle }) => strangers.includes(handle));
    expect(theirs).toHaveLength(1_000);
    expect(theirs.filter(({ sent: left }) => left !== 0)).toEqual([]);
  });

  test('somebody approved who posts in a group is not let in there', async () => {
    const post = job.gateway.chatDb.post({ chatId: groupChat, from: paired[0] ?? '', text: 'hello group' });
    await job.gateway.handed(post.rowId);
    job.gateway.chatDb.post({ chatId: groupChat, from: owner, text: 'owner in the group' });
    await job.gateway.reachedAgent('owner in the group');
    expect(job.reached('hello group')).toEqual([]);
  });

  test('drift is noticed, told and set right; the way back is refused over it', async () => {
    job.gateway.editConfigFile((config) => {
      const { imessage } = config.channels as { imessage: { allowFrom: string[] } };
      imessage.allowFrom = [...imessage.allowFrom, '*'];
    });
    await waitFor('the drift to be seen', async () => {
      const { silence: now } = await job.status();
      return now.state === 'open';
    });
    const { json } = await job.peephole.run('history');
    expect(JSON.stringify(json)).toContain('settings-changed');
    const refused = await silence('--undo', '--wait');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.error?.message).toContain('channels.imessage.allowFrom');
    expect(await silence('--apply', '--wait')).toMatchObject({ code: 0, changed: true });
    expect(await job.status()).toMatchObject({ silence: { state: 'silent' } });
  });

  test('all shapes of OpenClaw’s own texts are alarms, ordinary talk is none', async () => {
    const shapes = [...pairingReplies, ...otherOpenClawTexts];
    for (const { text } of shapes) job.gateway.chatDb.send({ to: someone(500), text });
    await waitFor('every alarm', async () => {
      const { leaks } = await job.status();
      return leaks.length === shapes.length;
    });
    job.gateway.chatDb.send({ to: someone(501), text: 'Did you get the pairing code thing to work?' });
    const after = job.gateway.chatDb.send({ to: someone(502), text: shapes[0]?.text ?? '' });
    await waitFor('the last alarm', async () => {
      const { leaks } = await job.status();
      return leaks.some(({ handle }) => handle === someone(502)) && after.rowId > 0;
    });
    const { leaks } = await job.status();
    expect(leaks.map(({ handle }) => handle)).not.toContain(someone(501));
  });
});
