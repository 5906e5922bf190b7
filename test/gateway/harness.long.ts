import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealGateway, startRealGateway } from '../support/real-gateway.ts';
import { agentReply } from '../support/stand-in-model.ts';

const friend = '+12125550101';
const stranger = '+12125550102';

describe('under dmPolicy allowlist', () => {
  let gateway: RealGateway;
  beforeAll(async () => {
    gateway = await startRealGateway({
      imessage: { dmPolicy: 'allowlist', allowFrom: [friend], groupPolicy: 'allowlist', groupAllowFrom: [] },
      privateApi: true,
    });
  });
  afterAll(() => gateway?.stop());

  test('an allowed message reaches the agent, its reply the sender; a stranger gets nothing at all', async () => {
    const knock = gateway.chatDb.receive({
      handle: stranger,
      service: 'iMessage',
      text: 'stranger-1',
      atMs: Date.now(),
    });
    await gateway.handed(knock.rowId);
    gateway.chatDb.receive({ handle: friend, service: 'iMessage', text: 'friend-1', atMs: Date.now() });

    expect(await gateway.reachedAgent('friend-1')).toContain(friend);
    await gateway.sent(friend, agentReply);
    expect(gateway.agentMessages().filter((turn) => turn.includes('stranger-1'))).toEqual([]);
    expect(gateway.outbox().filter(({ to }) => to !== friend)).toEqual([]);
  });

  test('a held run stays active until it is released', async () => {
    const hold = gateway.holdAgent('friend-2');
    gateway.chatDb.receive({ handle: friend, service: 'iMessage', text: 'friend-2', atMs: Date.now() });
    await hold.reached;
    const before = gateway.outbox().filter(({ method }) => method === 'send').length;
    hold.release();
    await expect
      .poll(() => gateway.outbox().filter(({ method }) => method === 'send').length)
      .toBe(before + 1);
  });

  test('it comes back after kill -9 on the same state and answers what was written meanwhile', async () => {
    await gateway.kill('SIGKILL');
    expect(gateway.pid).toBeNull();
    gateway.chatDb.receive({ handle: friend, service: 'iMessage', text: 'friend-3', atMs: Date.now() });
    await gateway.start();
    await gateway.reachedAgent('friend-3');
  });
});

describe('with a second account, under dmPolicy pairing', () => {
  const work = '+12125550103';
  let gateway: RealGateway;
  beforeAll(async () => {
    gateway = await startRealGateway({
      imessage: { dmPolicy: 'allowlist', allowFrom: [friend], groupAllowFrom: [] },
      accounts: { work: { dmPolicy: 'pairing', allowFrom: [work] } },
    });
  });
  afterAll(() => gateway?.stop());
  const writeToWork = (handle: string, text: string) =>
    gateway.account('work').chatDb.receive({ handle, service: 'iMessage', text, atMs: Date.now() });

  test('a stranger is sent one code, and the request is pending', async () => {
    writeToWork(stranger, 'stranger-1');
    await gateway.sent(stranger, 'Pairing code');
    const second = writeToWork(stranger, 'stranger-2');
    await gateway.handed(second.rowId, 'work');
    const pending = await gateway.rpc('channels.pairing.list', { channel: 'imessage' });
    expect(pending).toMatchObject({ requests: [{ senderId: stranger, accountId: 'work' }] });
    expect(gateway.outbox()).toHaveLength(1);
    expect(gateway.agentMessages()).toEqual([]);
  });

  test("each account has its own messages and list, and the account's list replaces the root's", async () => {
    const before = gateway.outbox().length;
    writeToWork(friend, 'friend-at-work');
    await gateway.sent(friend, 'Pairing code');
    writeToWork(work, 'work-at-work');
    await gateway.reachedAgent('work-at-work');
    await gateway.sent(work, agentReply);
    expect(
      gateway
        .outbox()
        .slice(before)
        .map(({ to }) => to),
    ).toEqual([friend, work]);
    expect(gateway.agentMessages().filter((turn) => turn.includes('friend-at-work'))).toEqual([]);
  });
});
