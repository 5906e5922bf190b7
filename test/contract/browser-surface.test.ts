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

describe('the link', () => {
  test('is exchanged for a cookie and left behind', async () => {
    const served = await serveSurface();
    const answer = await ask(served, served.linkPath);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    const [cookie] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^peephole-\d+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(new URL(served.surface.url).searchParams.get('token'));
  });

  test('works once: the second browser is told what to do, and the first goes on', async () => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const second = await ask(served, served.linkPath);
    expectNothing(second);
    expect(second.body).toContain('used already');
    expect(second.body).toContain('prints a new link');
    expect((await ask(served, '/', { headers: { cookie } })).status).toBe(200);
  });

  test('followed again in the browser that has the cookie, it leads to the window', async () => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const again = await ask(served, served.linkPath, { headers: { cookie } });
    expect(again).toMatchObject({ status: 303, headers: { location: '/' } });
  });

  test.each(['', 'x', 'A'.repeat(43), '%00', '0'.repeat(4000)])(
    'a wrong token %j gives nothing',
    async (token) => {
      const served = await serveSurface();
      expectNothing(await ask(served, `/?token=${token}`));
      expect((await ask(served, served.linkPath)).status).toBe(303);
    },
  );

  test('clicked on another web site it is not spent', async () => {
    const served = await serveSurface();
    const clicked = await ask(served, served.linkPath, { headers: { 'sec-fetch-site': 'cross-site' } });
    expectNothing(clicked);
    expect(clicked.body).toContain('still good');
    const pasted = await ask(served, served.linkPath, { headers: { 'sec-fetch-site': 'none' } });
    expect(pasted.status).toBe(303);
  });

  test('is another one at every start, and its cookie opens no other Peephole', async () => {
    const one = await serveSurface();
    const other = await serveSurface();
    const [, token] = one.linkPath.split('=');
    expect(other.linkPath).not.toContain(token);
    const cookie = (await enter(one)).replace(String(one.port), String(other.port));
    expectNothing(await ask(other, '/', { headers: { cookie } }));
  });
});

describe('who has not opened the link', () => {
  test.each(['/', '/index.html', '/assets/app.js', '/bridge', '/favicon.ico', '/nothing'])(
    'gets nothing at %s',
    async (path) => {
      const served = await serveSurface();
      await enter(served);
      const answer = await ask(served, path);
      expectNothing(answer);
      expect(answer.body).toContain('with a token that works once');
    },
  );

  test.each([
    ['another value', 'peephole-PORT=AAAA'],
    ['no value', 'peephole-PORT='],
    ['another name', 'peephole=VALUE'],
    ['a value with something behind it', 'peephole-PORT=VALUEx'],
  ])('nor with a cookie of %s', async (_name, template) => {
    const served = await serveSurface();
    const value = (await enter(served)).split('=')[1] ?? '';
    const cookie = template.replace('PORT', String(served.port)).replace('VALUE', value);
    expectNothing(await ask(served, '/', { headers: { cookie } }));
  });
});

describe('a foreign page with the cookie', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    'localhost:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.example',
  ])('Host %s gets nothing (DNS rebinding)', async (host) => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const headers = { host: host.replace('PORT', String(served.port)), cookie };
    expectNothing(await ask(served, '/', { headers }));
    expectNothing(await ask(served, served.linkPath, { headers }));
  });

  test('two Host headers get nothing, the wrong one first or last', async () => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const own = `Host: 127.0.0.1:${served.port}`;
    for (const hosts of [
      [own, 'Host: evil.example'],
      ['Host: evil.example', own],
    ]) {
      const text = await exchange(
        served.port,
        `GET / HTTP/1.1\r\n${hosts.join('\r\n')}\r\nCookie: ${cookie}\r\n\r\n`,
      );
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
    const headers = { cookie: await enter(served), origin: template.replace('PORT', String(served.port)) };
    expectNothing(await ask(served, '/', { headers }));
    expectNothing(await ask(served, '/assets/app.js', { headers }));
  });

  test.each(['cross-site', 'same-site'])('a %s request gets nothing, not even a script', async (site) => {
    const served = await serveSurface();
    const headers = { cookie: await enter(served), 'sec-fetch-site': site };
    expectNothing(await ask(served, '/assets/app.js', { headers }));
  });

  test('a CORS preflight is refused like any other method', async () => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const preflight = await ask(served, '/', {
      method: 'OPTIONS',
      headers: { cookie, origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expectNothing(preflight, 405);
    for (const name of Object.keys(preflight.headers)) expect(name).not.toMatch(/^access-control/);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'TRACE'])('%s is refused', async (method) => {
    const served = await serveSurface();
    const answer = await ask(served, '/', { method, headers: { cookie: await enter(served) } });
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
    const headers = { cookie: await enter(served) };
    const page = await ask(served, '/', { headers });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain('<title>Peephole</title>');
    const script = await ask(served, '/assets/app.js?v=1', { headers });
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
    const answer = await ask(served, path, { headers: { cookie: await enter(served) } });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('outside');
  });
});

describe('every answer', () => {
  test('forbids keeping, sniffing, framing, sharing; the page may only run its own files and use its own bridge', async () => {
    const served = await serveSurface();
    const cookie = await enter(served);
    const answers = {
      page: await ask(served, '/', { headers: { cookie } }),
      script: await ask(served, '/assets/app.js', { headers: { cookie } }),
      missing: await ask(served, '/missing', { headers: { cookie } }),
      refused: await ask(served, '/'),
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
