import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ApiClient } from '#contract/client.ts';
import { PeepholeError } from '#core/errors.ts';
import type { AppState } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { type SocketServer, startSocketServer } from '../../src-main/surfaces/socket/socket-server.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { plainly } from '../support/said.ts';
import { fakeSender } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

function temporaryDir(under = tmpdir()): string {
  const dir = mkdtempSync(join(under, 'peephole-socket-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function serve(
  api = new FakeAppApi(),
  stateDir = temporaryDir(),
): Promise<{ api: FakeAppApi; stateDir: string; server: SocketServer; errors: unknown[] }> {
  const errors: unknown[] = [];
  const server = await startSocketServer(api, stateDir, (error) => errors.push(error));
  onTestFinished(() => server.stop());
  return { api, stateDir, server, errors };
}

async function client(stateDir: string): Promise<ApiClient> {
  const connected = await connectPeephole(stateDir);
  onTestFinished(() => connected.close());
  return connected;
}

/** A connection without our client, and the JSON lines that come back. */
async function raw(path: string) {
  const socket: Socket = connect(path);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const lines: Record<string, unknown>[] = [];
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // Being cut off in the middle of a write is a test's own business.
  socket.on('error', () => {});
  createInterface(socket)
    .on('line', (line) => lines.push(JSON.parse(line)))
    .on('error', () => {});
  return {
    socket,
    lines,
    ended,
    line: (number: number) => waitFor(`line ${number}`, () => lines[number]),
  };
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('where the socket is', () => {
  test('that can not be told leaves nothing that listens', async () => {
    const stateDir = temporaryDir();
    mkdirSync(join(stateDir, 'control.json'));
    await expect(serve(new FakeAppApi(), stateDir)).rejects.toMatchObject({ code: 'state-unusable' });
    await expect(raw(join(stateDir, 'control', 'control.sock'))).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });

  test('in a directory for its owner only, itself for its owner only', async () => {
    const { server } = await serve();
    expect(mode(server.path)).toBe('600');
    expect(mode(dirname(server.path))).toBe('700');
  });

  test('also when the directory was open to others before', async () => {
    const stateDir = temporaryDir();
    mkdirSync(join(stateDir, 'control'), { mode: 0o755 });
    const { server } = await serve(new FakeAppApi(), stateDir);
    expect(mode(dirname(server.path))).toBe('700');
  });

  test('a path too long for a socket goes to a private temporary directory, and clients find it', async () => {
    const stateDir = join(temporaryDir(), 'x'.repeat(100));
    mkdirSync(stateDir, { mode: 0o700 });
    const { server } = await serve(new FakeAppApi(), stateDir);
    expect(Buffer.byteLength(server.path)).toBeLessThanOrEqual(100);
    expect(server.path.startsWith(stateDir)).toBe(false);
    expect(mode(dirname(server.path))).toBe('700');
    expect(await (await client(stateDir)).call('status', {})).toMatchObject({ version: '0.1.0' });
    await server.stop();
    expect(existsSync(dirname(server.path))).toBe(false);
  });

  test('a temporary directory that a killed one left is cleared away by the next', async () => {
    const stateDir = join(temporaryDir(), 'x'.repeat(100));
    mkdirSync(stateDir, { mode: 0o700 });
    const left = mkdtempSync(join(tmpdir(), 'peephole-'));
    writeFileSync(join(left, 'control.sock'), '');
    writeFileSync(
      join(stateDir, 'control.json'),
      JSON.stringify({ socket: join(left, 'control.sock'), pid: 1 }),
    );
    await serve(new FakeAppApi(), stateDir);
    expect(existsSync(left)).toBe(false);
  });

  test('an announcement never makes us remove what is not a private directory of ours', async () => {
    const stateDir = temporaryDir();
    const foreign = join(temporaryDir(), 'documents');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'letter.txt'), 'keep');
    writeFileSync(
      join(stateDir, 'control.json'),
      JSON.stringify({ socket: join(foreign, 'control.sock'), pid: 1 }),
    );
    await serve(new FakeAppApi(), stateDir);
    expect(readdirSync(foreign)).toEqual(['letter.txt']);
  });

  test('after stop nothing is left of it', async () => {
    const { server, stateDir } = await serve();
    await server.stop();
    expect(existsSync(server.path)).toBe(false);
    await expect(connectPeephole(stateDir)).rejects.toMatchObject({ code: 'not-running' });
  });
});

describe('nobody answers', () => {
  test.each([
    ['nothing was ever started', () => {}],
    [
      'a killed one left its announcement',
      (dir: string) =>
        writeFileSync(join(dir, 'control.json'), JSON.stringify({ socket: join(dir, 's'), pid: 1 })),
    ],
    ['the announcement is garbage', (dir: string) => writeFileSync(join(dir, 'control.json'), '{"socket":')],
  ])('%s: not-running', async (_, prepare) => {
    const stateDir = temporaryDir();
    prepare(stateDir);
    await expect(connectPeephole(stateDir)).rejects.toMatchObject({ code: 'not-running' });
  });

  test('a socket in a directory that others can get at is not trusted', async () => {
    const { server, stateDir } = await serve();
    const { chmodSync } = await import('node:fs');
    chmodSync(dirname(server.path), 0o755);
    await expect(connectPeephole(stateDir)).rejects.toMatchObject({ code: 'state-unusable' });
  });
});

describe('requests', () => {
  test('are answered by their ids, in whatever order they are done', async () => {
    const { api, server } = await serve();
    const slow = Promise.withResolvers<void>();
    api.answers.channel = async () => {
      await slow.promise;
      return { channel: { state: 'off', persisted: true, heldBy: null } };
    };
    const { socket, line } = await raw(server.path);
    socket.write('{"id":1,"command":"channel","input":{"on":false}}\n{"id":2,"command":"exposure"}\n');
    expect(await line(0)).toEqual({ id: 2, ok: true, value: { items: [] } });
    slow.resolve();
    expect(await line(1)).toMatchObject({ id: 1, ok: true, value: { channel: { state: 'off' } } });
  });

  test('may come in any pieces, cut inside a character too', async () => {
    const { api, server } = await serve();
    const { socket, line } = await raw(server.path);
    const bytes = Buffer.from('{"id":1,"command":"explain","input":{"handle":"ålesund@example.com"}}\r\n');
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await line(0)).toMatchObject({ id: 1, ok: true });
    expect(api.calls).toEqual([{ name: 'explain', input: { handle: 'ålesund@example.com' } }]);
  });

  test('a client that ends its side at once still gets its answers', async () => {
    const { server } = await serve();
    const { socket, lines, ended } = await raw(server.path);
    socket.end('{"id":1,"command":"status"}\n{"id":2,"command":"exposure"}\n');
    await ended;
    expect(lines.map(({ id }) => id).toSorted()).toEqual([1, 2]);
  });

  test.each([
    ['not JSON', 'hello'],
    ['no object', '[1,2]'],
    ['null', 'null'],
    ['no id', '{"command":"status"}'],
    ['no command', '{"id":1}'],
    ['an id that is no number', '{"id":"1","command":"status"}'],
    ['a command that is no text', '{"id":1,"command":{"name":"status"}}'],
  ])('%s: a clear error, and the connection goes on', async (_, text) => {
    const { api, server } = await serve();
    const { socket, line } = await raw(server.path);
    socket.write(`${text}\n{"id":9,"command":"exposure"}\n`);
    expect(await line(0)).toMatchObject({ id: null, ok: false, error: { code: 'usage' } });
    expect(await line(1)).toMatchObject({ id: 9, ok: true });
    expect(api.calls.map(({ name }) => name)).toEqual(['exposure']);
  });

  test('a line without an end is cut off with a clear error, without being kept', async () => {
    const { server } = await serve();
    const { socket, line, ended } = await raw(server.path);
    const piece = Buffer.alloc(256 * 1024, 'x');
    for (let sent = 0; sent < 5 * 1024 * 1024 && socket.writable; sent += piece.length) socket.write(piece);
    expect(await line(0)).toMatchObject({ id: null, ok: false, error: { code: 'usage' } });
    await ended;
    expect(await (await client(dirname(dirname(server.path)))).call('exposure', {})).toEqual({ items: [] });
  });

  test('too many at once are refused, not hoarded', async () => {
    const { api, server } = await serve();
    const slow = Promise.withResolvers<never>();
    slow.promise.catch(() => {});
    api.answers.status = () => slow.promise;
    const { socket, line } = await raw(server.path);
    for (let id = 1; id <= 257; id += 1) socket.write(`{"id":${id},"command":"status"}\n`);
    expect(await line(0)).toMatchObject({ id: 257, ok: false, error: { code: 'usage' } });
    slow.reject(new PeepholeError('timeout', plainly('late')));
    await line(256);
  });

  test('our client turns a refusal into the error it was', async () => {
    const { api, stateDir } = await serve();
    api.answers.verdict = async () => {
      throw new PeepholeError('stale-revision', plainly('Look again.'));
    };
    const connected = await client(stateDir);
    const verdict = connected.call('verdict', { verdict: 'block', handle: '+12125550101', source: 'cli' });
    await expect(verdict).rejects.toMatchObject({ code: 'stale-revision', message: 'Look again.' });
  });

  test('when Peephole stops, whoever waits is told, and nobody hangs', async () => {
    const { api, server, stateDir } = await serve();
    api.answers.channel = () => new Promise(() => {});
    const connected = await client(stateDir);
    const connections: boolean[] = [];
    connected.onConnection(({ open }) => connections.push(open));
    const waiting = connected.call('channel', { on: false, waitMs: 60_000 });
    await waitFor('the request', () => api.calls.length > 0);
    await Promise.all([server.stop(), expect(waiting).rejects.toMatchObject({ code: 'not-running' })]);
    await expect(connected.call('status', {})).rejects.toMatchObject({ code: 'not-running' });
    expect(connections).toEqual([true, false]);
  });
});

describe('subscriptions', () => {
  const alice = fakeSender({ handle: '+12125550101' });
  const bob = fakeSender({ handle: '+12125550102' });

  test('begin with the whole state, then follow every change; notices come too', async () => {
    const { api, stateDir } = await serve(new FakeAppApi([alice]));
    const connected = await client(stateDir);
    const states: AppState[] = [];
    const notices: Notice[] = [];
    connected.subscribe((state) => states.push(state));
    connected.notices((notice) => notices.push(notice));
    await waitFor('the snapshot', () => states.length === 1);
    api.change(bob);
    api.notify({ kind: 'withdraw', id: 'n1' });
    await waitFor('the change', () => states.length === 2 && notices.length === 1);
    expect([...(states[1]?.senders.keys() ?? [])]).toEqual([alice.id, bob.id]);
    expect(states[1]?.revision).toBe(2);
    expect(notices).toEqual([{ kind: 'withdraw', id: 'n1' }]);
    expect(api.subscribers).toBe(1);
  });

  test('end with the connection', async () => {
    const { api, stateDir } = await serve(new FakeAppApi([alice]));
    const connected = await client(stateDir);
    connected.subscribe(() => {});
    await waitFor('the subscription', () => api.subscribers === 1);
    connected.close();
    await waitFor('its end', () => api.subscribers === 0);
  });

  test('a second request for the state replaces the first', async () => {
    const { api, server } = await serve(new FakeAppApi([alice]));
    const { socket, line } = await raw(server.path);
    socket.write('{"id":1,"command":"subscribe"}\n{"id":2,"command":"subscribe"}\n');
    expect(await line(3)).toMatchObject({ push: { base: null } });
    expect(api.subscribers).toBe(1);
  });

  test('whoever does not read gets no more pushes, and once they do what is so by then', async () => {
    const { api, server } = await serve(new FakeAppApi([alice]));
    const socket = connect(server.path);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.pause();
    socket.write('{"id":1,"command":"subscribe"}\n');
    await waitFor('the subscription', () => api.subscribers === 1);
    const long = 'x'.repeat(100_000);
    let pushed = 0;
    // Far more than socket buffers hold: what is kept for this reader must stay bounded.
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    for (; pushed < 2_000; pushed += 1) {
      api.change({ ...bob, preview: `${pushed} ${long}` });
      if (pushed % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const kept = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before;
    expect(kept).toBeLessThan(100_000 * pushed * 0.5);

    const pushes: { revision: number; base: number | null }[] = [];
    createInterface(socket).on('line', (line) => {
      const message = JSON.parse(line);
      if ('push' in message) pushes.push({ revision: message.push.revision, base: message.push.base });
    });
    await waitFor('the last state', () => pushes.some(({ revision }) => revision === pushed + 1));
    expect(pushes.length).toBeLessThan(pushed / 2);
    // Each follows on the one before: nothing is begun anew.
    expect(pushes.map(({ base }) => base)).toEqual([
      null,
      ...pushes.slice(0, -1).map(({ revision }) => revision),
    ]);
    // And from there on every change again.
    api.change({ ...bob, preview: 'again' });
    await waitFor('the next change', () => pushes.some(({ base }) => base === pushed + 1));
  });
});
