import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { lockPath } from '../../src-main/simulator/gateway/discovery.ts';
import {
  type PracticeGateway,
  type PracticeGatewayOptions,
  startPracticeGateway,
} from '../../src-main/simulator/simulated-gateway.ts';
import { connectRaw, type RawGatewayClient, withToken } from '../support/raw-gateway-client.ts';
import { waitFor } from '../support/wait.ts';

const friend = '+12125550101';
const stranger = '+12125550102';

let dir: string;
let gateway: PracticeGateway;

async function start(options: Partial<PracticeGatewayOptions> = {}): Promise<RawGatewayClient> {
  gateway = await startPracticeGateway({ stateDir: join(dir, 'state'), ...options });
  return connectRaw(gateway.url, withToken(gateway.token));
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'practice-gateway-'));
});

afterEach(async () => {
  await gateway?.stop();
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
});

interface ConfigGet {
  readonly hash: string;
  readonly configRevisionHash: string;
  readonly appliedConfigHash: string;
}

const get = async (client: RawGatewayClient) => (await client.request('config.get')) as ConfigGet;

/** Lets `handles` in through the owner's list, on the newest base. */
async function allow(client: RawGatewayClient, handles: readonly string[], more: object = {}) {
  const { hash: baseHash } = await get(client);
  const raw = JSON.stringify({ channels: { imessage: { allowFrom: handles } } });
  return client.call('config.patch', { raw, baseHash, ...more });
}

describe('config.patch', () => {
  test('is in force when it is answered, and config.changed comes before', async () => {
    const client = await start();
    expect(gateway.judge(friend)).toBe('dropped');
    expect(await allow(client, [friend])).toMatchObject({
      ok: true,
      payload: { changedPaths: ['channels.imessage.allowFrom'] },
    });
    expect(gateway.judge(friend)).toBe('agent');
    expect(client.events.map(({ event }) => event)).toContain('config.changed');
    const { configRevisionHash, appliedConfigHash } = await get(client);
    expect(appliedConfigHash).toBe(configRevisionHash);
  });

  test('waits behind a run of the assistant: saved, not in force, and said so', async () => {
    const client = await start();
    const run = gateway.holdAgent();
    const answer = allow(client, [friend]);
    await waitFor('it to be saved', async () => {
      const { configRevisionHash, appliedConfigHash } = await get(client);
      return configRevisionHash !== appliedConfigHash;
    });
    expect(gateway.judge(friend)).toBe('dropped');
    expect(await client.request('channels.status')).toMatchObject({
      statusIssues: [{ kind: 'config', message: expect.stringContaining('deferred') }],
    });
    run.release();
    expect((await answer).ok).toBe(true);
    expect(gateway.judge(friend)).toBe('agent');
  });

  test('supersedes one that waits, and contains it', async () => {
    const client = await start();
    const run = gateway.holdAgent();
    const first = allow(client, [friend]);
    await waitFor('it to be saved', () => JSON.stringify(gateway.readConfig()).includes(friend));
    const second = allow(client, [friend, stranger]);
    expect((await first).error).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('(superseded)'),
    });
    run.release();
    expect((await second).ok).toBe(true);
    expect([gateway.judge(friend), gateway.judge(stranger)]).toEqual(['agent', 'agent']);
  });

  test.each([
    ['refuse', { code: 'INVALID_REQUEST', message: expect.stringContaining('invalid config') }, false],
    [
      'conflict',
      { code: 'INVALID_REQUEST', message: expect.stringContaining('changed since last load') },
      false,
    ],
    ['rate-limited', { code: 'UNAVAILABLE', retryAfterMs: 59_000 }, false],
    ['persist-only', { code: 'UNAVAILABLE', message: expect.stringContaining('(failed)') }, true],
  ] as const)('can be made to fail once: %s', async (fault, error, persisted) => {
    const client = await start();
    gateway.failPatches(fault);
    expect((await allow(client, [friend])).error).toMatchObject(error);
    expect(JSON.stringify(gateway.readConfig()).includes(friend)).toBe(persisted);
    expect(gateway.judge(friend)).toBe('dropped');
    expect((await allow(client, [friend, stranger])).ok).toBe(true);
    expect(gateway.judge(friend)).toBe('agent');
  });

  test.each([
    ['drop-before', false],
    ['drop-after', true],
  ] as const)('can lose its connection: %s', async (fault, persisted) => {
    const client = await start();
    gateway.failPatches(fault);
    await expect(allow(client, [friend])).rejects.toThrow('closed');
    expect(JSON.stringify(gateway.readConfig()).includes(friend)).toBe(persisted);
    if (persisted) await waitFor('it to be in force all the same', () => gateway.judge(friend) === 'agent');
  });

  test('is refused for the 31st time within a minute, however it ended before', async () => {
    const client = await start();
    for (let call = 0; call < 30; call += 1)
      await client.call('config.patch', { raw: call % 2 ? '{}' : 'x' });
    const { error } = await client.call('config.patch', { raw: '{}' });
    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    const other = await connectRaw(gateway.url, withToken(gateway.token));
    expect((await other.call('config.patch', { raw: '{}' })).ok).toBe(true);
  });

  test('a hand edit of the file comes into force, too', async () => {
    const client = await start();
    gateway.editConfigFile((config) => {
      config.channels = { imessage: { dmPolicy: 'open', allowFrom: ['*'] } };
    });
    await waitFor('the edit', () => gateway.judge(stranger) === 'agent');
    await waitFor('the news of it', () => client.events.some(({ event }) => event === 'config.changed'));
  });

  test('until it has seen a hand edit, config.get goes on with what was; a write is judged by the file (OC-126)', async () => {
    const client = await start();
    const hash = async () => ((await client.request('config.get')) as { readonly hash: string }).hash;
    const baseHash = await hash();
    gateway.editConfigFile((config) => {
      config.channels = { imessage: { dmPolicy: 'open', allowFrom: ['*'] } };
    });
    const raw = JSON.stringify({ channels: { imessage: { enabled: false } } });
    const [seen, written] = await Promise.allSettled([
      hash(),
      client.request('config.patch', { raw, baseHash }),
    ]);
    expect(seen).toMatchObject({ value: baseHash });
    expect(String((written as PromiseRejectedResult).reason)).toMatch(/changed since last load/);
    await waitFor('it to be seen', async () => (await hash()) !== baseHash);
  });
});

describe('messages', () => {
  test('come from chat.db; who is let in is answered, a stranger is not, and nothing is handled twice', async () => {
    const path = join(dir, 'chat.db');
    const db = createChatDb(path);
    db.receive({ handle: friend, text: 'before the first start' });
    const client = await start({ imessage: { dbPath: path, dmPolicy: 'allowlist', allowFrom: [friend] } });
    await waitFor('the channel', async () =>
      JSON.stringify(await client.request('channels.status')).includes('"ready"'),
    );
    db.receive({ handle: stranger, text: 'let me in' });
    db.receive({ handle: friend, service: 'SMS', text: 'hello' });
    await waitFor('the friend', () => gateway.reached().length > 0);
    expect(gateway.reached().map(({ text }) => text)).toEqual(['hello']);
    expect(gateway.outbox().map(({ to, kind }) => [to, kind])).toEqual([[friend, 'reply']]);

    await client.request('channels.stop', { channel: 'imessage' });
    db.receive({ handle: friend, text: 'while it is off' });
    expect(await allow(client, [friend, '+12125550103'])).toMatchObject({ ok: true });
    expect(gateway.running()).toBe(false);
    await client.request('channels.start', { channel: 'imessage' });
    await waitFor('the one in between', () => gateway.reached().length > 1);

    await gateway.kill();
    db.receive({ handle: friend, text: 'while it is gone' });
    await gateway.start();
    await waitFor('the one after', () => gateway.reached().length > 2);
    expect(gateway.reached().map(({ text }) => text)).toEqual([
      'hello',
      'while it is off',
      'while it is gone',
    ]);
    db.close();
  });

  test('under pairing a stranger is sent one code, four strangers three', async () => {
    const client = await start({ imessage: { dmPolicy: 'pairing' } });
    await waitFor('the channel', () => gateway.running());
    for (const digit of [2, 2, 3, 4, 5]) gateway.deliver(`+1212555010${digit}`, 'hi');
    expect(gateway.outbox().map(({ to, kind }) => [to, kind])).toEqual([
      ['+12125550102', 'pairing-code'],
      ['+12125550103', 'pairing-code'],
      ['+12125550104', 'pairing-code'],
    ]);
    const listed = (await client.request('channels.pairing.list', {})) as {
      requests: readonly { requestId: string; accountId: string; senderId: string }[];
    };
    // Which of those that wrote in the same millisecond comes first is not said.
    const asked = listed.requests.map(({ senderId }) => senderId);
    expect(asked.toSorted()).toEqual(gateway.outbox().map(({ to }) => to));
    const first = listed.requests.find(({ senderId }) => senderId === stranger);
    await client.request('channels.pairing.approve', {
      channel: 'imessage',
      accountId: 'default',
      requestId: first?.requestId,
    });
    expect(gateway.judge(stranger)).toBe('agent');
  });
});

describe('the channel', () => {
  test.each([
    ['lies', true],
    ['restarts', true],
    ['stops', false],
  ] as const)('when stop %s', async (stop, runs) => {
    const client = await start({ behaviour: { stop } });
    expect(await client.request('channels.stop', { channel: 'imessage' })).toMatchObject({ stopped: true });
    if (runs) await waitFor('it to run', () => gateway.running());
    expect(gateway.running()).toBe(runs);
  });

  test('a stop that fails says so', async () => {
    const client = await start({ behaviour: { stop: 'fails' } });
    expect((await client.call('channels.stop', { channel: 'imessage' })).ok).toBe(false);
  });
});

describe('connections', () => {
  function device() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const id = createHash('sha256').update(raw).digest('hex');
    const scopes = ['operator.read', 'operator.pairing', 'operator.admin'];
    return (auth: { token?: string; deviceToken?: string }, tamper = '') =>
      ({ nonce, ts }: { nonce: string; ts: number }) => {
        const token = auth.token ?? auth.deviceToken ?? '';
        const parts = ['v3', id, 'gateway-client', 'ui', 'operator', scopes.join(','), ts, token, nonce];
        const text = [...parts, 'darwin', 'mac'].join('|');
        return {
          minProtocol: 4,
          maxProtocol: 4,
          client: { id: 'gateway-client', version: '1', platform: 'darwin', deviceFamily: 'Mac', mode: 'ui' },
          role: 'operator',
          scopes,
          auth,
          device: {
            id,
            publicKey: raw.toString('base64url'),
            signature: sign(null, Buffer.from(text + tamper), privateKey).toString('base64url'),
            signedAt: ts,
            nonce,
          },
        };
      };
  }

  test('a device pairs silently with the shared token and lives on its own, over a restart', async () => {
    await start();
    const mine = device();
    const first = await connectRaw(gateway.url, mine({ token: gateway.token }));
    const { auth } = first.hello.payload as { auth: { deviceToken: string } };
    await gateway.restart();
    const later = await connectRaw(gateway.url, mine({ deviceToken: auth.deviceToken }));
    expect(later.hello).toMatchObject({ ok: true, payload: { auth: { method: 'device-token' } } });
    gateway.forgetDevices();
    const gone = await connectRaw(gateway.url, mine({ deviceToken: auth.deviceToken }));
    expect(gone.hello.error?.details).toMatchObject({ code: 'AUTH_DEVICE_TOKEN_MISMATCH' });
  });

  test('a wrong signature, a stolen nonce and another key are refused', async () => {
    await start();
    const mine = device();
    const other = device();
    const code = async (params: Parameters<typeof connectRaw>[1]) =>
      (await connectRaw(gateway.url, params)).hello.error?.details;
    expect(await code(mine({ token: gateway.token }, 'x'))).toMatchObject({
      code: 'DEVICE_AUTH_SIGNATURE_INVALID',
    });
    expect(await code(({ ts }) => mine({ token: gateway.token })({ nonce: 'old', ts }))).toMatchObject({
      code: 'DEVICE_AUTH_NONCE_MISMATCH',
    });
    expect(
      await code((challenge) => {
        const params = mine({ token: gateway.token })(challenge);
        return { ...params, device: { ...params.device, id: other({})(challenge).device.id } };
      }),
    ).toMatchObject({ code: 'DEVICE_AUTH_DEVICE_ID_MISMATCH' });
  });

  test.each([
    ['starting', 1013, { code: 'UNAVAILABLE', details: { reason: 'startup-sidecars' } }],
    ['other-protocol', 1002, { details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 5 } }],
    ['unauthorized', 1008, { details: { code: 'AUTH_TOKEN_MISMATCH' } }],
  ] as const)('%s', async (connect, closeCode, error) => {
    await start();
    gateway.behave({ connect });
    const client = await connectRaw(gateway.url, withToken(gateway.token));
    expect(client.hello.error).toMatchObject(error);
    expect((await client.closed).code).toBe(closeCode);
    const ready = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
    expect(ready.status).toBe(connect === 'starting' ? 503 : 200);
  });

  test('pairing required: only for a device that is new', async () => {
    await start({ behaviour: { connect: 'pairing-required' } });
    const client = await connectRaw(gateway.url, device()({ token: gateway.token }));
    expect(client.hello.error).toMatchObject({
      code: 'NOT_PAIRED',
      details: { code: 'PAIRING_REQUIRED', requestId: expect.any(String) },
    });
  });

  test('a clean stop says goodbye and takes the lock away, a crash does neither; the boot id changes', async () => {
    const client = await start();
    const { bootId } = gateway;
    expect(existsSync(lockPath(gateway.stateDir))).toBe(true);
    await gateway.restart();
    expect(await client.closed).toEqual({ code: 1012, reason: 'service restart' });
    expect(client.events.at(-1)).toEqual({ event: 'shutdown', payload: { reason: 'gateway stopping' } });
    expect(gateway.bootId).not.toBe(bootId);
    const second = await connectRaw(gateway.url, withToken(gateway.token));
    await gateway.kill();
    expect((await second.closed).code).toBe(1006);
    expect(existsSync(lockPath(gateway.stateDir))).toBe(true);
  });
});

describe('after a start with the channel off', () => {
  test('its plugin is not there at all, until it is switched on', async () => {
    const client = await start({ config: { channels: { imessage: { enabled: false } } } });
    expect(await client.request('channels.status')).toMatchObject({ channelOrder: [], channelAccounts: {} });
    expect((await client.call('channels.start', { channel: 'imessage' })).error?.code).toBe(
      'INVALID_REQUEST',
    );
    const { hash: baseHash } = await get(client);
    const raw = JSON.stringify({ channels: { imessage: { enabled: true } } });
    await client.request('config.patch', { raw, baseHash });
    expect(await client.request('channels.status')).toMatchObject({ channelOrder: ['imessage'] });
    expect(gateway.running()).toBe(true);
  });
});

describe('sessions.list', () => {
  test('names whom the assistant talks with, also after a restart', async () => {
    await start({ imessage: { dmPolicy: 'allowlist', allowFrom: [friend] } });
    expect([gateway.deliver(friend, 'hello'), gateway.deliver(stranger, 'hello')]).toEqual([
      'agent',
      'dropped',
    ]);
    await gateway.restart();
    const client = await connectRaw(gateway.url, withToken(gateway.token));
    expect(await client.request('sessions.list', {})).toMatchObject({
      sessions: [{ participants: [{ identity: { id: friend } }], updatedAt: expect.any(Number) }],
    });
  });
});
