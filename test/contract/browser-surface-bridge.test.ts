import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { ServerMessage } from '#contract/wire.ts';
import { maxRequestLength, subscribeCommand } from '#contract/wire.ts';
import {
  ask,
  claimOf,
  comesOf,
  dial,
  enter,
  pageSecret,
  type ServedSurface,
  secretOf,
  serveSurface,
} from '../support/browser-surface.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { fakeSender } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

interface Page {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[];
  send(message: unknown): void;
  /** The answer to the request of that number. */
  answer(id: number | null): Promise<ServerMessage>;
}

const subscribing = { id: 0, command: subscribeCommand };

/** How a page of ours would connect, and what it is told behind the answer to its first request. */
async function openPage(served: ServedSurface, secret?: string): Promise<Page> {
  const socket = dial(served, { protocols: [secretOf(secret ?? (await enter(served)))] });
  const messages: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    if (!('id' in message) || message.id !== subscribing.id) messages.push(message);
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify(subscribing));
  return {
    socket,
    messages,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    answer: (id) =>
      waitFor(`answer ${id}`, () => messages.find((message) => 'id' in message && message.id === id)),
  };
}

describe('the link', () => {
  test('makes one secret the owner’s, once; that one opens the bridge from then on', async () => {
    const served = await serveSurface();
    const secret = pageSecret();
    const first = dial(served, { protocols: [claimOf(served.token, secret)] });
    await once(first, 'open');
    expect(first.protocol).toBe(claimOf(served.token, secret));
    expect(await comesOf(dial(served, { protocols: [secretOf(secret)] }))).toBe('open');
    // An answer that was lost: the same claim is no second one.
    expect(await comesOf(dial(served, { protocols: [claimOf(served.token, secret)] }))).toBe('open');
    const second = dial(served, { protocols: [claimOf(served.token, pageSecret())] });
    expect(await comesOf(second)).toBe('spent-token');
    expect(await comesOf(dial(served, { protocols: [secretOf(secret)] }))).toBe('open');
  });

  test('followed again in the browser that has the secret it leads to the window', async () => {
    const served = await serveSurface();
    const secret = await enter(served);
    const again = dial(served, { protocols: [secretOf(secret), claimOf(served.token, pageSecret())] });
    await once(again, 'open');
    expect(again.protocol).toBe(secretOf(secret));
  });

  test.each(['A'.repeat(43), 'x', 'A'.repeat(42), '', 'A'.repeat(4000)])(
    'a wrong token %j opens nothing and spends nothing',
    async (token) => {
      const served = await serveSurface();
      const outcome = await comesOf(dial(served, { protocols: [`claim.${token}.${pageSecret()}`] }));
      expect(['wrong-token', 'no-secret']).toContain(outcome);
      expect(await enter(served)).toHaveLength(43);
    },
  );

  test('is another one at every start, and its secret opens no other Peephole', async () => {
    const one = await serveSurface();
    const other = await serveSurface();
    expect(other.token).not.toBe(one.token);
    const secret = await enter(one);
    await enter(other);
    expect(await comesOf(dial(other, { protocols: [secretOf(secret)] }))).toBe('no-secret');
  });
});

describe('who may connect', () => {
  test('a page of ours with the secret; nobody else', async () => {
    const served = await serveSurface();
    const protocols = [secretOf(await enter(served))];
    const { token } = served;
    expect(await comesOf(dial(served, { protocols }))).toBe('open');
    expect(await comesOf(dial(served, {}))).toBe('no-secret');
    for (const wrong of [pageSecret(), token, '', 'x', 'A'.repeat(43)]) {
      expect(await comesOf(dial(served, { protocols: [`secret.${wrong}`] }))).toBe('no-secret');
    }
    const cookie = `peephole-${served.port}=${protocols[0]?.slice('secret.'.length)}`;
    expect(await comesOf(dial(served, { headers: { cookie } }))).toBe('no-secret');
    const foreign = [
      { origin: undefined },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: served.origin.replace('127.0.0.1', 'localhost') },
      { origin: 'http://127.0.0.1:1' },
      { host: 'evil.example' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect(await comesOf(dial(served, { protocols, headers })), JSON.stringify(headers)).toBe(403);
    }
    expect(await comesOf(dial(served, { protocols, path: '/' }))).toBe(404);
    expect(await comesOf(dial(served, { protocols, path: '/bridge/' }))).toBe(404);
    expect(served.api.calls.every(({ name }) => name === 'status')).toBe(true);
    expect(served.api.calls).toHaveLength(1);
  });

  test('whoever is turned away is heard in nothing, and is gone soon', async () => {
    const served = await serveSurface();
    const socket = dial(served, {});
    await once(socket, 'open');
    for (let id = 1; id < 20; id += 1) socket.send(`{"id":${id},"command":"channel","input":{"on":false}}`);
    await once(socket, 'close');
    expect(served.api.calls).toEqual([]);
    expect(served.errors).toEqual([]);
  });

  test('a thousand idle connections of somebody else keep nobody out', async () => {
    const served = await serveSurface();
    const secret = await enter(served);
    const idle: Socket[] = [];
    onTestFinished(() => {
      for (const socket of idle) socket.destroy();
    });
    for (let count = 0; count < 1_000; count += 1) {
      const socket = connect({ host: '127.0.0.1', port: served.port });
      socket.on('error', () => {}).resume();
      idle.push(socket);
      await once(socket, 'connect');
    }
    const startMs = performance.now();
    expect((await ask(served, '/')).status).toBe(200);
    expect(await comesOf(dial(served, { protocols: [secretOf(secret)] }))).toBe('open');
    expect(performance.now() - startMs).toBeLessThan(1_000);
    await waitFor('the idle to be cut off', () => idle.every(({ closed }) => closed));
  });

  test('a page that is in is pushed out by nobody', async () => {
    const served = await serveSurface();
    const page = await openPage(served);
    for (let count = 0; count < 200; count += 1) {
      const socket = connect({ host: '127.0.0.1', port: served.port });
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
    }
    page.send({ id: 1, command: 'status' });
    expect(await page.answer(1)).toMatchObject({ ok: true });
  });

  test('at most 32 pages at once, and the next one when one has gone', async () => {
    const served = await serveSurface();
    const protocols = [secretOf(await enter(served))];
    const pages: WebSocket[] = [];
    for (let count = 0; count < 32; count += 1) {
      const socket = dial(served, { protocols });
      await once(socket, 'open');
      socket.send(JSON.stringify(subscribing));
      pages.push(socket);
    }
    expect(await comesOf(dial(served, { protocols }))).toBe(503);
    await waitFor('all of them', () => served.api.subscribers === 32);
    pages[0]?.close();
    await waitFor('one to go', () => served.api.subscribers === 31);
    expect(await comesOf(dial(served, { protocols }))).toBe('open');
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
    const protocols = [secretOf(await enter(served))];
    for (const [data, code] of [
      [Buffer.from('{"id":1,"command":"status"}'), 1003],
      ['x'.repeat(maxRequestLength * 3 + 1), 1009],
    ] as const) {
      const socket = dial(served, { protocols });
      socket.on('error', () => {});
      await once(socket, 'open');
      socket.send(data);
      const [closed] = await once(socket, 'close');
      expect(closed).toBe(code);
    }
    expect(served.api.calls).toEqual([]);
    expect(await comesOf(dial(served, { protocols }))).toBe('open');
  });

  test('a page that does not read is left out, and gets what is so by then when it reads again', async () => {
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
    const secret = await enter(served);
    const page = await openPage(served, secret);
    const silent = dial(served, { protocols: [secretOf(secret)] });
    silent.on('error', () => {});
    await once(silent, 'open');
    silent.pause();
    const closed = once(page.socket, 'close');
    await served.surface.stop();
    expect((await closed)[0]).toBe(1001);
    expect(served.api.subscribers).toBe(0);
  });
});
