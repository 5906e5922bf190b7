import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '#core/ports/clock.ts';
import type { Gateway, GatewayConnection, GatewayConnectionState } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { type GatewayOptions, openGateway } from '../../../src-main/gateway/open-gateway.ts';
import { systemClock } from '../../../src-main/platform/system-clock.ts';
import { whoListens } from '../../../src-main/platform/who-listens.ts';
import { saidOf } from '../../support/said.ts';
import { waitFor } from '../../support/wait.ts';
import { helloOk, openWire, refuse, type WireGateway } from './gateway-wire.ts';

const secret = 'shared-secret-1';

let dir: string;
let wire: WireGateway;
let gateway: Gateway;
let connections: GatewayConnection[];
/** What each said that the gateway lives by. */
let revisions: (string | null)[];
/** What each said that the config is now. */
let configChanges: (string | null)[];

const place = () => ({ configPath: join(dir, 'openclaw.json'), stateDir: dir });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-connection-'));
  wire = await openWire(0, place());
  connections = [];
  revisions = [];
  configChanges = [];
});
afterEach(async () => {
  await gateway?.stop();
  await wire.close();
  rmSync(dir, { recursive: true, force: true });
});

function writeConfig(auth: object, port = wire.port): void {
  writeFileSync(join(dir, 'openclaw.json'), JSON.stringify({ gateway: { port, auth } }));
}

/** Patience never runs out: only what happens, happens. */
const endlessPatience: Clock = { ...systemClock, monotonic: () => 0 };

function start(rest: Partial<GatewayOptions> = {}): void {
  gateway = openGateway({
    stateDir: join(dir, 'ours'),
    env: { HOME: dir, OPENCLAW_STATE_DIR: dir },
    clock: systemClock,
    whoListens,
    version: '0.1.0',
    ...rest,
  });
  gateway.start((event) => {
    if (event.type === 'connection') {
      connections.push(event.connection);
      revisions.push(event.appliedRevision);
    } else if (event.type === 'config-changed') configChanges.push(event.hash);
  });
}

const until = (state: GatewayConnectionState, seen = 0): Promise<GatewayConnection> =>
  waitFor(`the state ${state}`, () => connections.slice(seen).find((one) => one.state === state));

const states = () => connections.map(({ state }) => state);

describe('what is wrong, and what to do', () => {
  test.each([
    [
      'a newer protocol',
      refuse('PROTOCOL_MISMATCH', { expectedProtocol: 5 }),
      'incompatible',
      sentence('gateway.newer-protocol', { protocol: '5' }),
    ],
    [
      'an older protocol',
      refuse('PROTOCOL_MISMATCH', { expectedProtocol: 3 }),
      'incompatible',
      sentence('gateway.older-protocol', { protocol: '3' }),
    ],
    ['another protocol', refuse('PROTOCOL_MISMATCH'), 'incompatible', sentence('gateway.other-protocol')],
    [
      'a gateway that lacks what we need',
      helloOk({ methods: ['config.get'] }),
      'incompatible',
      sentence('gateway.lacks-method', { version: '2026.9.6', method: 'config.patch' }),
    ],
    [
      'a hello of another form',
      { payload: { type: 'hello-ok', protocol: 4 } },
      'incompatible',
      sentence('gateway.unknown-hello'),
    ],
    [
      'a hello of another form that names its release',
      { payload: { type: 'hello-ok', server: { version: '2026.12.1' }, features: [] } },
      'incompatible',
      sentence('gateway.unknown-hello-of', { version: '2026.12.1' }),
    ],
    [
      'a release that does not understand ours',
      { error: { code: 'INVALID_REQUEST', message: 'invalid connect params: at /device' } },
      'incompatible',
      sentence('gateway.not-understood', { reason: 'invalid connect params: at /device' }),
    ],
    [
      'too few rights',
      helloOk({ scopes: ['operator.read'] }),
      'unauthorized',
      sentence('gateway.too-few-rights'),
    ],
    ['a wrong token', refuse('AUTH_TOKEN_MISMATCH'), 'unauthorized', sentence('gateway.secret-refused')],
    [
      'a wrong password',
      refuse('AUTH_PASSWORD_MISMATCH'),
      'unauthorized',
      sentence('gateway.secret-refused'),
    ],
    [
      'an approval that is wanted',
      refuse('PAIRING_REQUIRED', { requestId: '0371f711-ab' }),
      'unauthorized',
      sentence('gateway.wants-approval-of', { request: '0371f711-ab' }),
    ],
    [
      'an id that is none',
      refuse('PAIRING_REQUIRED', { requestId: '; rm -rf ~' }),
      'unauthorized',
      sentence('gateway.wants-approval'),
    ],
    ['too many attempts', refuse('AUTH_RATE_LIMITED'), 'unauthorized', sentence('gateway.too-many-sign-ins')],
    [
      'a clock that is off',
      refuse('DEVICE_AUTH_SIGNATURE_EXPIRED'),
      'unauthorized',
      sentence('gateway.old-proof'),
    ],
  ] as const)('%s', async (_, answer, state, detail) => {
    writeConfig({ token: secret });
    wire.answers.connect = answer;
    start();
    expect(await until(state)).toMatchObject({
      version: null,
      url: wire.url,
      detail,
    });
    expect(states()).toEqual(['connecting', state]);
  });

  test('no secret to be had: says which one and how', async () => {
    writeConfig({ token: { source: 'store', provider: 'default', id: 'GATEWAY' } });
    wire.answers.connect = refuse('AUTH_TOKEN_MISSING');
    start();
    const setting = 'gateway.auth.token';
    expect((await until('unauthorized')).detail).toEqual(sentence('gateway.secret-stored', { setting }));
  });

  test('foreign words are one clean line without secrets', async () => {
    writeConfig({ token: secret });
    wire.answers.connect = refuse('AUTH_SOMETHING_NEW', {}, `no \u001b[31m${secret}\u202e\nand <b>more</b>`);
    start();
    const detail = saidOf((await until('unauthorized')).detail);
    expect(detail).toContain('•••');
    expect(detail).not.toContain(secret);
    expect(detail).not.toMatch(/[\u001b\u202e\n]/);
  });

  test('answers of another form are incompatible, not "nobody is let in"', async () => {
    writeConfig({ token: secret });
    wire.answers['config.get'] = { payload: { valid: true, config: {} } };
    start();
    expect(saidOf((await until('incompatible')).detail)).toMatch(/config\.get.*hash.*Update/);
  });

  test('another program on the port: said, without what it answers', async () => {
    const other = createHttpServer((_, response) => response.end('private page')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    writeConfig({ token: secret }, (other.address() as AddressInfo).port);
    start();
    const { detail, url } = await until('unreachable');
    expect(detail).toEqual(sentence('gateway.another-program', { url }));
    other.close();
  });

  test('a port that takes connections and hangs up', async () => {
    const other = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    writeConfig({ token: secret }, (other.address() as AddressInfo).port);
    start();
    const { detail, url } = await until('unreachable');
    expect(detail).toEqual(sentence('gateway.does-not-answer', { url }));
    other.close();
  });

  test('another machine is never connected to', async () => {
    start({ url: 'ws://gateway.example.com:18789' });
    const url = 'ws://gateway.example.com:18789';
    expect((await until('not-local')).detail).toEqual(sentence('gateway.elsewhere', { url }));
    expect(wire.attempts).toBe(0);
  });

  test('no config and nothing there: not set up', async () => {
    const { url } = wire;
    await wire.close();
    start({ url });
    expect((await until('unreachable')).detail).toEqual(sentence('gateway.not-set-up'));
    wire = await openWire(0, place());
  });
});

describe('it heals', () => {
  test('a gateway that is started later is found by itself', async () => {
    const { port } = wire;
    await wire.close();
    writeConfig({ token: secret }, port);
    start();
    const unreachable = await until('unreachable');
    expect(unreachable.detail).toEqual(sentence('gateway.not-running', { url: unreachable.url }));
    wire = await openWire(port, place());
    expect(await until('connected')).toEqual({
      state: 'connected',
      version: '2026.9.6',
      url: wire.url,
      detail: null,
      notes: [],
    });
    expect(states()).toEqual(['connecting', 'unreachable', 'connected']);
  });

  test('one that is starting is waited for', async () => {
    writeConfig({ token: secret });
    const details = { reason: 'startup-sidecars' };
    wire.answers.connect = {
      error: { code: 'UNAVAILABLE', message: 'starting', details, retryable: true, retryAfterMs: 500 },
    };
    start();
    await waitFor('it to say so', () =>
      connections.some(({ detail }) => detail?.key === 'gateway.is-starting'),
    );
    wire.answers.connect = helloOk();
    await until('connected');
    expect(new Set(states())).toEqual(new Set(['connecting', 'connected']));
  });

  test('a restart is a restart, not a failure', async () => {
    writeConfig({ token: secret });
    start();
    await until('connected');
    const { port } = wire;
    wire.drop(1012, 'service restart');
    await wire.close();
    await waitFor('it to say so', () =>
      connections.some(({ detail }) => detail?.key === 'gateway.is-restarting'),
    );
    wire = await openWire(port, place());
    await until('connected', connections.length);
    expect(new Set(states())).toEqual(new Set(['connecting', 'connected']));
  });

  test('a corrected token is tried as soon as the config says so', async () => {
    writeConfig({ token: 'wrong' });
    wire.answers.connect = ({ params }) =>
      params.auth?.token === secret ? helloOk() : refuse('AUTH_TOKEN_MISMATCH');
    start({ clock: endlessPatience });
    await until('unauthorized');
    const before = wire.attempts;
    writeConfig({ token: secret });
    await until('connected');
    expect(wire.attempts).toBe(before + 1);
  });

  test('an approval given elsewhere is noticed at once when somebody asks', async () => {
    writeConfig({ token: secret });
    wire.answers.connect = refuse('PAIRING_REQUIRED', { requestId: 'r-1' });
    start({ clock: endlessPatience });
    await until('unauthorized');
    wire.answers.connect = helloOk();
    gateway.reconnectNow();
    await until('connected');
  });

  test('a moved gateway is followed', async () => {
    writeConfig({ token: secret });
    start();
    await until('connected');
    const moved = await openWire(0, place());
    writeConfig({ token: secret }, moved.port);
    const seen = connections.length;
    await wire.close();
    wire = moved;
    expect(await until('connected', seen)).toMatchObject({ url: moved.url });
  });
});

describe('what the gateway lives by', () => {
  const living = (snapshot: object) => helloOk({ snapshot });

  test('is told as it says when it is reached, each time, and not with what else is told of the connection', async () => {
    writeConfig({ token: secret });
    wire.answers.connect = living({ appliedConfigHash: 'r-1' });
    start();
    await until('connected');
    expect(revisions).toEqual([null, 'r-1']);
    const [seen, answer] = [connections.length, wire.answers['config.get']];
    wire.answers['config.get'] = { error: { code: 'INTERNAL', message: 'no such thing' } };
    await expect(gateway.readAccess()).rejects.toThrow('no such thing');
    wire.answers['config.get'] = answer ?? { payload: {} };
    // Why the lists can’t be read is told beside the same connection.
    expect(connections.slice(seen).map(({ state }) => state)).toEqual(['connected']);
    wire.answers.connect = living({ appliedConfigHash: 'r-2' });
    wire.drop(1001, 'bye');
    await until('connected', connections.length);
    expect(revisions.filter((one) => one !== null)).toEqual(['r-1', 'r-2']);
  });

  test.each([
    ['nothing', {}],
    ['that it does not know', { appliedConfigHash: null }],
    ['something of another form', { appliedConfigHash: 7 }],
  ])('is unknown where it says %s', async (_what, snapshot) => {
    writeConfig({ token: secret });
    wire.answers.connect = living(snapshot);
    start();
    await until('connected');
    expect(revisions).toEqual([null, null]);
  });

  test('is not what it said when it was reached once it told of a change, which is told after it', async () => {
    writeConfig({ token: secret });
    wire.answers.connect = living({ appliedConfigHash: 'r-1' });
    const statusOf = wire.answers['channels.status'];
    wire.answers['channels.status'] = (request) => {
      if (connections.at(-1)?.state !== 'connected') wire.push('config.changed', { path: '/x', hash: 'h-2' });
      return typeof statusOf === 'function' ? statusOf(request) : (statusOf ?? { payload: {} });
    };
    start();
    await until('connected');
    expect(revisions).toEqual([null, null]);
    expect(configChanges).toEqual(['h-2']);
  });
});

describe('what we prove ourselves with', () => {
  test('the shared secret once, then our own token', async () => {
    writeConfig({ token: secret });
    start();
    await until('connected');
    const seen = connections.length;
    wire.drop(1001, 'bye');
    await until('connected', seen);
    const shown = wire.requests.filter(({ method }) => method === 'connect').map(({ params }) => params.auth);
    expect(shown).toHaveLength(2);
    expect(shown[0]).toEqual({ token: secret });
    expect(shown[1]).toMatchObject({ deviceToken: 'device-token-1' });
    expect(JSON.stringify(shown[1])).not.toContain(secret);
  });

  test('a password is sent as one', async () => {
    writeConfig({ mode: 'password', password: secret });
    start();
    await until('connected');
    expect(wire.requests[0]?.params.auth).toEqual({ password: secret });
  });
});

describe('events', () => {
  test('a changed config is told with what it is now, which may be missing (OC-56); other events are not', async () => {
    writeConfig({ token: secret });
    start();
    await until('connected');
    wire.push('chat.metadata.changed', {});
    wire.push('config.changed', { path: '/x', hash: 'h' });
    wire.push('config.changed', { path: '/x', hash: null });
    await waitFor('both events', () => configChanges.length > 1);
    expect(configChanges).toEqual(['h', null]);
  });

  test('nothing is told after stop, also in the middle of a handshake', async () => {
    writeConfig({ token: secret });
    delete wire.answers.connect;
    start();
    await waitFor('the handshake', () => wire.requests.length > 0);
    const told = connections.length;
    await gateway.stop();
    await waitFor('the socket to be gone', () => wire.open === 0);
    expect(connections).toHaveLength(told);
    await expect(gateway.readAccess()).rejects.toThrow('not connected');
  });

  test('a call whose connection is lost says so', async () => {
    writeConfig({ token: secret });
    start();
    await until('connected');
    delete wire.answers['channels.status'];
    const reading = gateway.readRuntime();
    await waitFor('the call', () => wire.requests.at(-1)?.method === 'channels.status');
    wire.drop(1001, 'bye');
    await expect(reading).rejects.toThrow('The connection to OpenClaw was lost.');
  });
});
