import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Gateway, GatewayConnection, GatewayConnectionState } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { installMemory, type KnownInstall, shortMemory } from '../../../src-main/gateway/known-install.ts';
import { type GatewayOptions, openGateway } from '../../../src-main/gateway/open-gateway.ts';
import { systemClock } from '../../../src-main/platform/system-clock.ts';
import { whoListens } from '../../../src-main/platform/who-listens.ts';
import { otherUid, startListener } from '../../support/other-user.ts';
import { waitFor } from '../../support/wait.ts';
import { helloOk, openWire, refuse, type WireGateway } from './gateway-wire.ts';

const secret = 'shared-secret-1';

let dir: string;
let wire: WireGateway;
let gateway: Gateway;
let connections: GatewayConnection[];
const children: ChildProcess[] = [];

const place = () => ({ configPath: join(dir, 'openclaw.json'), stateDir: dir });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-identity-'));
  wire = await openWire(0, place());
  connections = [];
  writeConfig();
});
afterEach(async () => {
  await gateway?.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await wire.close();
  rmSync(dir, { recursive: true, force: true });
});

function writeConfig(port = wire.port, more: object = {}): void {
  const config = { gateway: { port, auth: { token: secret }, ...more } };
  writeFileSync(join(dir, 'openclaw.json'), JSON.stringify(config));
}

function writeLock(pid: number, port = wire.port): void {
  const path = join(dir, 'tmp', `openclaw-${process.getuid?.() ?? 0}`);
  mkdirSync(path, { recursive: true });
  const lock = { pid, port, configPath: join(dir, 'openclaw.json'), stateDir: dir };
  writeFileSync(join(path, 'gateway.state.lock'), JSON.stringify(lock));
}

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
    if (event.type === 'connection') connections.push(event.connection);
  });
}

const until = (state: GatewayConnectionState, seen = 0): Promise<GatewayConnection> =>
  waitFor(`the state ${state}`, () => connections.slice(seen).find((one) => one.state === state));

/** Everything that was ever sent to the gateway. */
const heard = () => JSON.stringify(wire.requests);
const connects = () =>
  wire.requests.filter(({ method }) => method === 'connect').map(({ params }) => params.auth);

/** Nothing can be read or written, and no method but `connect` was ever asked. */
async function expectNothingBelieved(): Promise<void> {
  expect(connections.map(({ state }) => state)).not.toContain('connected');
  await expect(gateway.readAccess()).rejects.toMatchObject({ name: 'GatewayUnavailable' });
  await expect(gateway.stopChannel('default')).rejects.toMatchObject({ name: 'GatewayUnavailable' });
  expect(new Set(wire.requests.map(({ method }) => method))).not.toContain('config.patch');
  expect(wire.requests.map(({ method }) => method).filter((method) => method !== 'connect')).toEqual([]);
}

/** A program of its own that greets whoever comes as a gateway does, and writes down what it is sent. */
async function stranger(uid: number): Promise<{ readonly port: number; readonly heard: () => string }> {
  const journal = join(dir, 'heard');
  writeFileSync(journal, '');
  chmodSync(dir, 0o711);
  chmodSync(journal, 0o666);
  const program = `
    const net = require('node:net'), fs = require('node:fs');
    const server = net.createServer((s) => s.on('data', (d) => fs.appendFileSync(${JSON.stringify(journal)}, d)));
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const { port, child } = await startListener(uid, program);
  children.push(child);
  return { port, heard: () => readFileSync(journal, 'utf8') };
}

describe('who listens is known before anything is sent', () => {
  test.skipIf(process.getuid?.() !== 0)('a process of another user is sent nothing at all', async () => {
    const other = await stranger(otherUid);
    writeConfig(other.port);
    start();
    const { detail, url } = await until('another');
    expect(detail).toEqual(sentence('gateway.another-listener', { url }));
    expect(other.heard()).toBe('');
    await expectNothingBelieved();
  });

  test('nor is another process than that of OpenClaw’s lock file, though it is our own user’s', async () => {
    const other = await stranger(process.getuid?.() ?? 0);
    writeConfig(other.port);
    writeLock(process.pid, other.port);
    start();
    expect((await until('another')).detail?.key).toBe('gateway.another-listener');
    expect(other.heard()).toBe('');
  });

  test('the process of the lock file is believed', async () => {
    writeLock(process.pid);
    start();
    expect(await until('connected')).toMatchObject({ notes: [] });
  });

  test('who takes the port while we connect is not believed', async () => {
    let looks = 0;
    start({ whoListens: async () => (looks++ === 0 ? 'ours' : 'others') });
    await until('another');
    await expectNothingBelieved();
  });

  test('a system that does not tell is said', async () => {
    start({ whoListens: async () => 'unknown' });
    expect((await until('connected')).notes).toEqual([sentence('gateway.listener-unknown')]);
  });
});

describe('its hello says which gateway it is', () => {
  test.each([
    ['another config', { configPath: '/elsewhere/openclaw.json' }, 'another', 'gateway.another-config'],
    ['another state directory', { stateDir: '/elsewhere' }, 'another', 'gateway.another-state'],
    ['a config beside ours', { configPath: '' }, 'unidentified', 'gateway.says-no-paths'],
    ['nothing', { configPath: null, stateDir: null }, 'unidentified', 'gateway.says-no-paths'],
    ['no text', { configPath: 7, stateDir: {} }, 'unidentified', 'gateway.says-no-paths'],
  ] as const)('%s: nothing is read, concluded or written', async (_, snapshot, state, key) => {
    wire.answers.connect = helloOk({ snapshot });
    start();
    expect((await until(state)).detail?.key).toBe(key);
    await expectNothingBelieved();
  });

  test('the same files by another way are the same files', async () => {
    const link = `${dir}-link`;
    symlinkSync(dir, link);
    wire.answers.connect = helloOk({
      snapshot: { configPath: join(link, 'openclaw.json'), stateDir: `${link}/` },
    });
    start();
    await until('connected');
    rmSync(link);
  });

  test('who says no paths is known by its process', async () => {
    writeLock(process.pid);
    wire.answers.connect = helloOk({ snapshot: { configPath: null, stateDir: null } });
    start();
    await until('connected');
  });

  test('another profile’s gateway on our port, while our own is down', async () => {
    const other = `${dir}-rescue`;
    wire.place = { configPath: join(other, 'openclaw.json'), stateDir: other };
    start();
    const { detail } = await until('another');
    expect(detail?.params).toMatchObject({
      theirs: join(other, 'openclaw.json'),
      ours: join(dir, 'openclaw.json'),
    });
    await expectNothingBelieved();
    // … and it heals by itself when our own is back.
    wire.place = place();
    gateway.reconnectNow();
    await until('connected');
  });

  test('what it names is shown cleaned and cut, and never opened', async () => {
    wire.answers.connect = helloOk({ snapshot: { stateDir: `/tmp/\u001b[31m${'x'.repeat(5_000)}` } });
    start();
    const shown = String((await until('another')).detail?.params?.theirs);
    expect(shown.length).toBeLessThan(300);
    expect(shown).not.toMatch(/\u001b/);
  });

  test('a gateway of remote mode is never connected to, whatever listens on loopback', async () => {
    writeConfig(wire.port, { mode: 'remote', remote: { url: wire.url } });
    start();
    const { detail, url } = await until('not-local');
    expect(detail).toEqual(sentence('gateway.remote-mode', { url }));
    expect(wire.attempts).toBe(0);
  });
});

describe('the install that is remembered', () => {
  test('is that of the first connection, and another is not believed until the owner asks', async () => {
    const memory = shortMemory();
    start({ memory });
    await until('connected');
    expect(memory.recall()).toEqual({ configPath: join(dir, 'openclaw.json'), stateDir: dir, byLock: false });
    await gateway.stop();
    const moved = join(dir, 'moved');
    mkdirSync(moved);
    writeFileSync(join(moved, 'openclaw.json'), readFileSync(join(dir, 'openclaw.json')));
    wire.place = { configPath: join(moved, 'openclaw.json'), stateDir: moved };
    const seen = connections.length;
    const before = wire.attempts;
    start({ memory, env: { HOME: dir, OPENCLAW_STATE_DIR: moved } });
    const { detail } = await until('another', seen);
    const found = join(moved, 'openclaw.json');
    expect(detail).toEqual(sentence('gateway.another-install', { found, known: join(dir, 'openclaw.json') }));
    expect(wire.attempts).toBe(before);
    gateway.connectAnew();
    await until('connected', seen);
    expect(memory.recall()).toEqual({ configPath: found, stateDir: moved, byLock: false });
  });

  test('that was known by its lock file is not believed without one, until the owner asks', async () => {
    const memory = shortMemory();
    writeLock(process.pid);
    start({ memory });
    await until('connected');
    expect(memory.recall()?.byLock).toBe(true);
    await gateway.stop();
    // OpenClaw is gone, and takes its lock with it; somebody of our own user takes the port and knows the paths.
    rmSync(join(dir, 'tmp'), { recursive: true });
    const [seen, before] = [connections.length, wire.attempts];
    start({ memory });
    expect((await until('unidentified', seen)).detail?.key).toBe('gateway.no-lock');
    expect(wire.attempts).toBe(before);
    writeLock(process.pid);
    await until('connected', seen);
  });

  test('is kept in the ledger, and what can’t be read there is nobody', () => {
    const settings = new Map<string, string>();
    const ledger = {
      setting: (name: string) => settings.get(name) ?? null,
      setSetting: (name: string, value: string) => void settings.set(name, value),
    };
    const install: KnownInstall = { configPath: '/a/openclaw.json', stateDir: '/a', byLock: true };
    const none = () => {};
    expect(installMemory(ledger, none).recall()).toBeNull();
    installMemory(ledger, none).remember(install);
    expect(installMemory(ledger, none).recall()).toEqual(install);
    for (const odd of ['', '{', '[]', '{"configPath":7}', 'null']) {
      settings.set('gateway-install', odd);
      expect(installMemory(ledger, none).recall()).toBeNull();
    }
  });

  test('is remembered until the end when the disk is full, and said', () => {
    const errors: unknown[] = [];
    const full = {
      setting: () => null,
      setSetting: () => {
        throw new Error('full');
      },
    };
    const memory = installMemory(full, (error) => errors.push(error));
    memory.remember({ configPath: '/a', stateDir: '/b', byLock: false });
    expect([memory.recall(), errors.length]).toEqual([
      { configPath: '/a', stateDir: '/b', byLock: false },
      1,
    ]);
  });
});

describe('the shared secret', () => {
  const distrusting = () => {
    wire.answers.connect = ({ params }) =>
      params.auth?.token === secret ? helloOk() : refuse('AUTH_DEVICE_TOKEN_MISMATCH');
  };

  test('is never sent again after pairing, whatever the gateway says', async () => {
    start();
    await until('connected');
    const first = connects().length;
    for (const code of [
      'AUTH_DEVICE_TOKEN_MISMATCH',
      'AUTH_SCOPE_MISMATCH',
      'AUTH_TOKEN_MISMATCH',
      'AUTH_REQUIRED',
    ]) {
      wire.answers.connect = refuse(code);
      const seen = connections.length;
      wire.drop(1001, 'bye');
      await waitFor(code, () => connections.slice(seen).some(({ state }) => state === 'unauthorized'));
      wire.answers.connect = helloOk();
      gateway.reconnectNow();
      await until('connected', seen);
    }
    expect(JSON.stringify(connects().slice(first))).not.toContain(secret);
    expect(
      connects()
        .slice(first)
        .every((auth) => auth?.deviceToken === 'device-token-1'),
    ).toBe(true);
  });

  test('nor by another start, nor when the key of ours is gone', async () => {
    const memory = shortMemory();
    start({ memory });
    await until('connected');
    await gateway.stop();
    distrusting();
    let seen = connections.length;
    start({ memory });
    expect((await until('unauthorized', seen)).detail).toEqual(sentence('gateway.key-refused'));
    await gateway.stop();
    rmSync(join(dir, 'ours', 'gateway-device-token.json'));
    seen = connections.length;
    start({ memory });
    expect((await until('unauthorized', seen)).detail).toEqual(sentence('gateway.key-lost'));
    expect(heard().split(secret)).toHaveLength(2);
  });

  test('is sent once when the owner asks to connect anew', async () => {
    start();
    await until('connected');
    distrusting();
    const seen = connections.length;
    wire.drop(1001, 'bye');
    expect((await until('unauthorized', seen)).detail).toEqual(sentence('gateway.key-refused'));
    gateway.connectAnew();
    await until('connected', seen);
    expect(heard().split(secret)).toHaveLength(3);
  });

  test('is not sent twice to who turns it down', async () => {
    start();
    await until('connected');
    wire.answers.connect = refuse('AUTH_DEVICE_TOKEN_MISMATCH');
    const seen = connections.length;
    wire.drop(1001, 'bye');
    await until('unauthorized', seen);
    gateway.connectAnew();
    await waitFor('it to be tried', () => heard().split(secret).length === 3);
    const attempts = wire.attempts;
    gateway.reconnectNow();
    await waitFor('another attempt', () => wire.attempts > attempts);
    await waitFor('its request', () => connects().length === wire.attempts);
    expect(heard().split(secret)).toHaveLength(3);
  });

  test('is never shown to a gateway of other files than those it was paired with', async () => {
    start();
    await until('connected');
    await gateway.stop();
    const other = join(dir, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'openclaw.json'), readFileSync(join(dir, 'openclaw.json')));
    const seen = connections.length;
    start({ env: { HOME: dir, OPENCLAW_STATE_DIR: other } });
    expect((await until('another', seen)).detail?.key).toBe('gateway.another-install');
    expect(heard().split(secret)).toHaveLength(2);
  });
});

describe('releases', () => {
  test('one without a boot id is served, and each connection counts as another run', async () => {
    wire.answers.connect = helloOk({ bootId: null, version: '2026.8.1-beta.3' });
    start();
    expect((await until('connected')).version).toBe('2026.8.1-beta.3');
  });

  test.each([
    ['2026.9.6', 0],
    ['2026.9.3', 0],
    ['2026.9.7', 1],
    ['2027.1.0-beta.1', 1],
    ['who knows', 0],
  ])('%s: notes that it was never checked: %i', async (version, notes) => {
    wire.answers.connect = helloOk({ version });
    start();
    expect((await until('connected')).notes).toHaveLength(notes);
  });

  test.each([
    [
      'without what it has applied',
      'config.get',
      { valid: true, hash: 'h', configRevisionHash: 'r', config: {}, sourceConfig: {} },
    ],
    [
      'without a life cycle',
      'channels.status',
      { channelAccounts: { imessage: [{ accountId: 'default', running: true }] } },
    ],
  ])('one that can’t tell what runs is not supported: %s', async (_, method, payload) => {
    wire.answers[method] = { payload };
    start();
    expect((await until('incompatible')).detail?.key).toBe('gateway.unknown-answer-update');
  });

  test.each([
    ['with no iMessage channel set up', { imessage: [{ accountId: 'default', running: false }] }],
    ['whose account was never started', { imessage: [{ accountId: 'home' }, { accountId: 'work' }] }],
    ['whose iMessage plugin is not loaded', {}],
  ])('one %s has no life cycle to tell of, and is supported', async (_, channelAccounts) => {
    wire.answers['channels.status'] = { payload: { channelAccounts } };
    start();
    await until('connected');
  });
});

describe('what was said has an age', () => {
  test('a gateway that stops answering is not connected any more, and is again when it answers', async () => {
    start();
    await until('connected');
    const { 'channels.status': status, ...rest } = wire.answers;
    wire.answers = rest;
    const seen = connections.length;
    const asked = performance.now();
    gateway.readRuntime().catch(() => {});
    expect((await until('unreachable', seen)).detail).toEqual(sentence('gateway.late'));
    expect(performance.now() - asked).toBeLessThan(8_000);
    const request = wire.requests.at(-1);
    wire.answers = { ...rest, ...(status === undefined ? {} : { 'channels.status': status }) };
    wire.answer(request?.id ?? '', { channelAccounts: {} });
    expect((await until('connected', seen)).state).toBe('connected');
    expect(wire.attempts).toBe(1);
  });

  test('why the lists can’t be read stands beside the connection, in the gateway’s own words', async () => {
    start();
    await until('connected');
    const invalid = { valid: false, issues: [{ path: 'agents.main', message: 'Unrecognized key' }] };
    const hashes = {
      hash: 'h',
      configRevisionHash: 'r',
      appliedConfigHash: 'r',
      config: {},
      sourceConfig: {},
    };
    const good = wire.answers['config.get'];
    wire.answers['config.get'] = { payload: { ...hashes, ...invalid } };
    await expect(gateway.readAccess()).rejects.toMatchObject({ answer: { code: 'CONFIG_INVALID' } });
    const reason = 'agents.main: Unrecognized key';
    expect(connections.at(-1)?.notes).toEqual([sentence('gateway.config-invalid-because', { reason })]);
    if (good !== undefined) wire.answers['config.get'] = good;
    await gateway.readAccess();
    expect(connections.at(-1)?.notes).toEqual([]);
  });

  test('a config with more accounts than anybody has is not worked through', async () => {
    const accounts = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`a${at}`, {}]));
    const hashes = { valid: true, hash: 'h', configRevisionHash: 'r', appliedConfigHash: 'r' };
    const config = { channels: { imessage: { accounts } } };
    wire.answers['config.get'] = { payload: { ...hashes, config, sourceConfig: config } };
    start();
    await until('incompatible');
  });
});
