import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBrowserSurface } from '../../src-main/surfaces/browser/browser-surface.ts';
import { ask, enter, type RawAnswer, serveSurface, smallWindow } from '../support/browser-surface.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';

/** A refusal that gives nothing away: no cookie, no word of the window, no script. */
function expectNothing(answer: RawAnswer, status = 403): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect(answer.body).not.toContain('<script');
  expect(answer.body).not.toContain('export {}');
}

describe('the window’s program', () => {
  test('is had by whoever asks properly; it holds no secret, and no cookie is ever set', async () => {
    const served = await serveSurface();
    const before = await ask(served, '/');
    expect(before.status).toBe(200);
    await enter(served);
    const after = await ask(served, '/');
    expect(after.body).toBe(before.body);
    for (const { headers, body } of [before, after]) {
      expect(headers['set-cookie']).toBeUndefined();
      expect(body + JSON.stringify(headers)).not.toContain(served.token);
    }
  });

  test('the link’s token stands where a browser sends it to nobody', async () => {
    const served = await serveSurface();
    const { search, pathname, hash } = new URL(served.surface.url);
    expect({ search, pathname }).toEqual({ search: '', pathname: '/' });
    expect(hash).toMatch(/^#token=[\w-]{43}$/);
  });

  test('is not given to a link on another web site: the owner pastes it', async () => {
    const served = await serveSurface();
    const clicked = await ask(served, '/', { headers: { 'sec-fetch-site': 'cross-site' } });
    expectNothing(clicked);
    expect(clicked.body).toContain('still good');
  });
});

describe('a foreign page', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    'localhost:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.example',
  ])('Host %s gets nothing (DNS rebinding)', async (host) => {
    const served = await serveSurface();
    const headers = { host: host.replace('PORT', String(served.port)) };
    expectNothing(await ask(served, '/', { headers }));
  });

  test('two Host headers get nothing, the wrong one first or last', async () => {
    const served = await serveSurface();
    const own = `Host: 127.0.0.1:${served.port}`;
    for (const hosts of [
      [own, 'Host: evil.example'],
      ['Host: evil.example', own],
    ]) {
      const text = await exchange(served.port, `GET / HTTP/1.1\r\n${hosts.join('\r\n')}\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 40[03] /);
    }
  });

  test.each([
    'http://evil.example',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'null',
  ])('Origin %s gets nothing', async (template) => {
    const served = await serveSurface();
    const headers = { origin: template.replace('PORT', String(served.port)) };
    expectNothing(await ask(served, '/', { headers }));
    expectNothing(await ask(served, '/assets/app.js', { headers }));
  });

  test.each(['cross-site', 'same-site'])('a %s request gets nothing, not even a script', async (site) => {
    const served = await serveSurface();
    const headers = { 'sec-fetch-site': site };
    expectNothing(await ask(served, '/assets/app.js', { headers }));
  });

  test('a CORS preflight is refused like any other method', async () => {
    const served = await serveSurface();
    const preflight = await ask(served, '/', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expectNothing(preflight, 405);
    for (const name of Object.keys(preflight.headers)) expect(name).not.toMatch(/^access-control/);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'TRACE'])('%s is refused', async (method) => {
    const served = await serveSurface();
    const answer = await ask(served, '/', { method });
    expectNothing(answer, 405);
    expect(answer.headers.allow).toBe('GET');
    expect(served.api.calls).toEqual([]);
  });

  test('CONNECT and garbage end the connection', async () => {
    const { port } = await serveSurface();
    expect(await exchange(port, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toBe('');
    expect(await exchange(port, 'this is not HTTP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('paths', () => {
  test('what the build made is served, with its own type', async () => {
    const served = await serveSurface();
    const page = await ask(served, '/');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain('<title>Peephole</title>');
    const script = await ask(served, '/assets/app.js?v=1');
    expect(script).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
  });

  test.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..%5csecret.html',
    '/assets/..;/secret.html',
    '//secret.html',
    '/link.html',
    '/notes.txt',
    '/assets/app.js.map',
    '/assets/',
    '/assets',
    '/index.html',
    '/assets/app.js%00.html',
    '/__proto__',
    '/constructor',
    'http://127.0.0.1/secret.html',
  ])('%s leads nowhere', async (path) => {
    const served = await serveSurface();
    const answer = await ask(served, path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('outside');
  });
});

describe('every answer', () => {
  test('forbids keeping, sniffing, framing, sharing; the page may only run its own files and use its own bridge', async () => {
    const served = await serveSurface();
    const answers = {
      page: await ask(served, '/'),
      script: await ask(served, '/assets/app.js'),
      missing: await ask(served, '/missing'),
      refused: await ask(served, '/', { headers: { origin: 'null' } }),
      method: await ask(served, '/', { method: 'POST' }),
    };
    for (const { headers } of Object.values(answers)) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = headers['content-security-policy'];
      for (const rule of [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toContain('unsafe');
    }
    expect(answers.page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(answers.page.headers['content-security-policy']).toContain(
      `connect-src ws://127.0.0.1:${served.port}/bridge;`,
    );
    expect(answers.refused.headers['content-security-policy']).not.toContain('script-src');
  });

  test('a refusal repeats nothing that came with the request', async () => {
    const served = await serveSurface();
    const { body } = await ask(served, '/<img/src=x>?token=<script>alert(1)</script>', {
      headers: { 'user-agent': 'marker-agent', cookie: 'marker=1' },
    });
    expect(body).not.toMatch(/marker|alert|<img/);
  });
});

describe('where it listens', () => {
  test('on 127.0.0.1 and on no other address of this machine', async () => {
    const { port } = await serveSurface();
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address }) => address !== '127.0.0.1')
      .map(({ address, family, scopeid }) =>
        family === 'IPv6' && scopeid ? `${address}%${scopeid}` : address,
      );
    for (const host of [...others, '::1']) {
      const socket = connect({ host, port });
      const error = await new Promise((resolve) => {
        socket.once('error', resolve);
        socket.once('connect', () => resolve(null));
      });
      socket.destroy();
      expect(error, host).not.toBeNull();
    }
  });

  test('on the port it was told; a taken one is said with what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const options = { api: new FakeAppApi(), port, rendererDir: smallWindow(), log: () => {} };
    await expect(startBrowserSurface(options)).rejects.toMatchObject({
      code: 'state-unusable',
      message: expect.stringContaining(`Port ${port}`),
    });
    taken.close();
    await once(taken, 'close');
    const surface = await startBrowserSurface(options);
    expect(new URL(surface.url).port).toBe(String(port));
    await surface.stop();
  });

  test('a window that was not built is said before anything listens', async () => {
    const options = { api: new FakeAppApi(), log: () => {} };
    for (const rendererDir of [join(smallWindow(), 'nowhere'), join(smallWindow(), 'assets')]) {
      await expect(startBrowserSurface({ ...options, rendererDir })).rejects.toMatchObject({
        code: 'state-unusable',
        message: expect.stringContaining('npm run build'),
      });
    }
  });

  test('after stop nobody is answered, and nobody keeps it from stopping', async () => {
    const served = await serveSurface();
    const idle = connect({ host: '127.0.0.1', port: served.port });
    await once(idle, 'connect');
    await served.surface.stop();
    idle.destroy();
    await expect(ask(served, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

/** Sends bytes as they are. @returns everything that came back. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
    // Half of the connection stays open on ours: keep-alive ends with it, once nothing more comes.
    socket.setTimeout(1000, () => socket.end());
  });
  socket.on('error', () => {});
  socket.write(text.endsWith('\r\n\r\n') ? text : `${text}\r\n\r\n`);
  await once(socket, 'close');
  return answer;
}
