import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as fake from '../fakes/electron/index.ts';
import { settle } from '../support/fake-clock.ts';
import { waitFor } from '../support/wait.ts';

/* The stand-in of Electron's updater and of its network is as unkind as they are; the sources are named at each trait. */

const { app, autoUpdater, net, session } = fake;
let server: Server;
let heard: string[];

beforeEach(async () => {
  app.reset();
  autoUpdater.reset();
  fake.FakeWindow.reset();
  session.defaultSession.beforeRequest = null;
  heard = [];
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' });
    response.end(JSON.stringify({ url: `${origin()}/zip` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Squirrel has taken what the server has. */
async function takenUp(): Promise<void> {
  for (const event of ['before-quit-for-update', 'update-downloaded'])
    autoUpdater.on(event, () => heard.push(event));
  autoUpdater.on('error', (error: Error) => heard.push(error.message));
  autoUpdater.setFeedURL({ url: origin() });
  autoUpdater.checkForUpdates();
  await waitFor('Squirrel to say something', () => heard.length > 0);
}

describe('Electron’s updater on macOS', () => {
  test('replaces the app at its end, whoever ends it, once it has taken a version (SQRLUpdater.m)', async () => {
    await takenUp();
    app.exit(0);
    expect([heard, autoUpdater.noted]).toEqual([['update-downloaded'], ['replace']]);
  });

  test('notes down later that it is to open the app: one that has ended by then is not opened (SQRLUpdater.m)', async () => {
    await takenUp();
    autoUpdater.quitAndInstall();
    app.exit(0);
    await settle();
    expect(autoUpdater.noted).toEqual(['replace']);
  });

  test('then has the app quit, which asks `before-quit` (NSApp terminate:)', async () => {
    await takenUp();
    app.on('before-quit', (event: fake.FakeEvent) => {
      heard.push('before-quit');
      event.preventDefault();
    });
    autoUpdater.quitAndInstall();
    expect(heard.at(-1)).toBe('before-quit-for-update');
    await settle();
    expect([heard.at(-1), autoUpdater.noted]).toEqual(['before-quit', ['replace', 'open anew']]);
  });

  test('closes every window first; one that only hides holds it up for good (electron_api_auto_updater.cc)', async () => {
    await takenUp();
    const window = new fake.FakeWindow();
    window.on('close', (event: fake.FakeEvent) => event.preventDefault());
    autoUpdater.quitAndInstall();
    await settle();
    expect(autoUpdater.noted).toEqual(['replace']);
  });

  test('takes nothing that somebody else signed (SQRLCodeSignature)', async () => {
    autoUpdater.comesFrom = 'Somebody else';
    await takenUp();
    expect(heard).toEqual([expect.stringContaining('did not pass validation')]);
    autoUpdater.quitAndInstall();
    expect(heard.at(-1)).toContain('No update available');
    expect(autoUpdater.noted).toEqual([]);
  });

  test('takes nothing at all in an app that is not signed, and says so when it is told where to look', () => {
    autoUpdater.signedBy = null;
    autoUpdater.on('error', (error: Error) => heard.push(error.message));
    autoUpdater.setFeedURL({ url: origin() });
    expect(heard).toEqual([expect.stringContaining('code signature')]);
  });

  test('throws an error that nobody listens for, as every emitter of Node’s', () => {
    expect(() => autoUpdater.quitAndInstall()).toThrow('No update available');
  });
});

describe('Electron’s requests', () => {
  /** What comes of a request. */
  async function ask(path: string, more: object = {}): Promise<readonly string[]> {
    const { hostname, port } = new URL(origin());
    const request = net.request({ protocol: 'http:', hostname, port: Number(port), path, ...more });
    const events: string[] = [];
    for (const event of ['socket', 'response', 'redirect', 'error'])
      (request as unknown as NodeJS.EventEmitter).on(event, (value: unknown) => {
        events.push(value instanceof Error ? `${value.message} ${'code' in value}` : event);
      });
    request.end();
    await waitFor('an event', () => events.length > 0);
    return events;
  }

  test('have no socket to set a time limit on (electron:docs/api/client-request.md: its events)', async () => {
    expect(await ask('/', { session: session.fromPartition('own') })).toEqual(['response']);
  });

  test('are cancelled as their session says: the default one’s, when none is named', async () => {
    session.defaultSession.beforeRequest = () => true;
    expect(await ask('/')).toEqual(['net::ERR_BLOCKED_BY_CLIENT false']);
    expect(await ask('/', { session: session.fromPartition('own') })).toEqual(['response']);
  });

  test('say what went wrong in words of Chromium’s, without a code', async () => {
    expect(await ask('/', { port: 1 })).toEqual(['net::ERR_CONNECTION_REFUSED false']);
  });

  test('tell of a redirect, and go nowhere by themselves', async () => {
    expect(await ask('/moved')).toEqual(['redirect']);
  });

  test('refuse a header without a value', () => {
    expect(() => net.request({ headers: { x: undefined as never } })).toThrow('`value` required');
  });
});
