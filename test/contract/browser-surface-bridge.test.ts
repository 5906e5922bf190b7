import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '#contract/wire.ts';
import { maxRequestLength, subscribeCommand } from '#contract/wire.ts';
import { ask, enter, type ServedSurface, serveSurface } from '../support/browser-surface.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { fakeSender } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

interface Page {
  readonly cookie: string;
  readonly socket: WebSocket;
  readonly messages: ServerMessage[];
  send(message: unknown): void;
  /** The answer to the request of that number. */
  answer(id: number | null): Promise<ServerMessage>;
}

const subscribing = { id: 0, command: subscribeCommand };

/** How a page of ours would connect, and what it is told behind the answer to its first request. */
async function openPage(served: ServedSurface): Promise<Page> {
  const cookie = await enter(served);
  const headers = { cookie, origin: served.origin };
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}/bridge`, { headers });
  onTestFinished(() => socket.terminate());
  const messages: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    if (!('id' in message) || message.id !== subscribing.id) messages.push(message);
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify(subscribing));
  return {
    cookie,
    socket,
    messages,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    answer: (id) =>
      waitFor(`answer ${id}`, () => messages.find((message) => 'id' in message && message.id === id)),
  };
}

/** The status with which a connection was refused; `open` when it was not. */
async function refusedWith(
  served: ServedSurface,
  path: string,
  headers: Record<string, string>,
): Promise<number | 'open'> {
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}${path}`, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

describe('who may connect', () => {
  test('a page of ours with the cookie; nobody else', async () => {
    const served = await serveSurface();
    const { origin } = served;
    const cookie = await enter(served);
    const token = served.linkPath.slice(1);
    expect(await refusedWith(served, '/bridge', { cookie, origin })).toBe('open');
    expect(await refusedWith(served, '/bridge', { origin })).toBe(403);
    expect(await refusedWith(served, `/bridge${token}`, { origin })).toBe(403);
    expect(await refusedWith(served, '/bridge', { cookie })).toBe(403);
    expect(await refusedWith(served, '/bridge', { cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await refusedWith(served, '/bridge', { cookie, origin: 'null' })).toBe(403);
    expect(await refusedWith(served, '/bridge', { cookie, origin, host: 'evil.example' })).toBe(403);
    expect(await refusedWith(served, '/', { cookie, origin })).toBe(404);
    expect(await refusedWith(served, '/bridge/', { cookie, origin })).toBe(404);
    expect(served.api.calls).toEqual([]);
  });

  test('the link itself opens no connection and is not spent by trying', async () => {
    const served = await serveSurface();
    const { origin, linkPath } = served;
    expect(await refusedWith(served, linkPath.replace('/', '/bridge'), { origin })).toBe(403);
    expect((await ask(served, linkPath)).status).toBe(303);
  });

  test('at most 32 pages at once, and the next one when one has gone', async () => {
    const served = await serveSurface();
    const headers = { cookie: await enter(served), origin: served.origin };
    const pages: WebSocket[] = [];
    for (let count = 0; count < 32; count += 1) {
      const socket = new WebSocket(`ws://127.0.0.1:${served.port}/bridge`, { headers });
      onTestFinished(() => socket.terminate());
      await once(socket, 'open');
      socket.send(JSON.stringify(subscribing));
      pages.push(socket);
    }
    expect(await refusedWith(served, '/bridge', headers)).toBe(503);
    await waitFor('all of them', () => served.api.subscribers === 32);
    pages[0]?.close();
    await waitFor('one to go', () => served.api.subscribers === 31);
    expect(await refusedWith(served, '/bridge', headers)).toBe('open');
  });
});

describe('what goes over it', () => {
  test('the whole state first, once it is asked for; then changes and notices', async () => {
    const served = await serveSurface(new FakeAppApi([fakeSender({ handle: '+12125550101' })]));
    const page = await openPage(served);
    const first = await waitFor('the state', () => page.messages[0]);
    expect(first).toMatchObject({ push: { base: null, senders: [{ handle: '+12125550101' }] } });
    served.api.change(fakeSender({ handle: '+12125550102' }));
    const next = await waitFor('the change', () => page.messages[1]);
    expect(next).toMatchObject({ push: { base: 1, revision: 2, senders: [{ handle: '+12125550102' }] } });
    served.api.notify({ kind: 'summary', id: 'n1', senders: 3 });
    expect(await waitFor('the notice', () => page.messages[2])).toEqual({
      notice: { kind: 'summary', id: 'n1', senders: 3 },
    });
  });

  test('commands are parsed by their own schema, and only commands', async () => {
    const served = await serveSurface();
    const page = await openPage(served);
    const input = { verdict: 'approve', handle: '+12125550101', revision: 'r1', source: 'window' };
    page.send({ id: 1, command: 'verdict', input });
    expect(await page.answer(1)).toMatchObject({ ok: true, value: { decision: { verdict: 'approve' } } });
    page.send({ id: 2, command: 'verdict', input: { ...input, handle: 7 } });
    page.send({ id: 3, command: 'verdict', input: { ...input, extra: true } });
    page.send({ id: 4, command: 'constructor', input: {} });
    page.send({ id: 5, command: '__proto__', input: {} });
    page.send('{"id":6,"command":"verdict","input":{"__proto__":{"verdict":"approve"}}}');
    for (const id of [2, 3, 4, 5, 6]) {
      expect(await page.answer(id)).toMatchObject({ ok: false, error: { code: 'usage' } });
    }
    expect(served.api.calls).toEqual([{ name: 'verdict', input }]);
  });

  test('what is no request is answered and does no harm', async () => {
    const served = await serveSurface();
    const page = await openPage(served);
    page.send('not JSON');
    expect(await page.answer(null)).toMatchObject({ ok: false, error: { code: 'usage' } });
    page.send({ id: 1, command: 'status' });
    expect(await page.answer(1)).toMatchObject({ ok: true });
  });

  test('a binary frame and a frame over the limit end the connection, and only that one', async () => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const headers = { cookie, origin: served.origin };
    for (const [data, code] of [
      [Buffer.from('{"id":1,"command":"status"}'), 1003],
      ['x'.repeat(maxRequestLength * 3 + 1), 1009],
    ] as const) {
      const socket = new WebSocket(`ws://127.0.0.1:${served.port}/bridge`, { headers });
      onTestFinished(() => socket.terminate());
      socket.on('error', () => {});
      await once(socket, 'open');
      socket.send(data);
      const [closed] = await once(socket, 'close');
      expect(closed).toBe(code);
    }
    expect(served.api.calls).toEqual([]);
    expect(await refusedWith(served, '/bridge', headers)).toBe('open');
  });

  test('a page that does not read is left out, and gets a fresh state when it reads again', async () => {
    const preview = 'x'.repeat(200);
    const crowd = Array.from({ length: 2000 }, (_, at) =>
      fakeSender({ handle: `+1212555${String(at).padStart(4, '0')}`, preview }),
    );
    const served = await serveSurface(new FakeAppApi(crowd));
    const page = await openPage(served);
    await waitFor('the state', () => page.messages[0]);
    page.socket.pause();
    let last = 1;
    for (let round = 0; round < 100; round += 1) {
      served.api.change(...crowd);
      last += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    page.socket.resume();
    const fresh = await waitFor('a fresh state', () =>
      page.messages.slice(1).find((message) => 'push' in message && message.push.base === null),
    );
    expect(fresh).toBeDefined();
    await waitFor('the last state', () =>
      page.messages.find((message) => 'push' in message && message.push.revision === last),
    );
    expect(page.messages.length).toBeLessThan(60);
  });

  test('a page that closes gives up its subscription and stops nothing that it asked for', async () => {
    const served = await serveSurface();
    const page = await openPage(served);
    await waitFor('the subscription', () => served.api.subscribers === 1);
    const done = Promise.withResolvers<{ channel: { state: 'off'; persisted: true; heldBy: null } }>();
    served.api.answers.channel = () => done.promise;
    page.send({ id: 1, command: 'channel', input: { on: false } });
    await waitFor('the command', () => served.api.calls.length === 1);
    page.socket.terminate();
    await waitFor('the end of the subscription', () => served.api.subscribers === 0);
    done.resolve({ channel: { state: 'off', persisted: true, heldBy: null } });
    expect(served.errors).toEqual([]);
  });

  test('a defect of ours reaches the log, not the page', async () => {
    const served = await serveSurface();
    const page = await openPage(served);
    served.api.answers.status = vi.fn().mockRejectedValue(new TypeError('inner secret'));
    page.send({ id: 1, command: 'status' });
    const answer = await page.answer(1);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(served.errors).toHaveLength(1);
  });

  test('stopping says goodbye to open pages, and waits for none that does not answer', async () => {
    const served = await serveSurface();
    const page = await openPage(served);
    const headers = { cookie: page.cookie, origin: served.origin };
    const silent = new WebSocket(`ws://127.0.0.1:${served.port}/bridge`, { headers });
    onTestFinished(() => silent.terminate());
    silent.on('error', () => {});
    await once(silent, 'open');
    silent.pause();
    const closed = once(page.socket, 'close');
    await served.surface.stop();
    expect((await closed)[0]).toBe(1001);
    expect(served.api.subscribers).toBe(0);
  });
});
