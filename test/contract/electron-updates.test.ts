import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { SenderView } from '#core/surface/sender-view.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import type { UpdateState, UpdateStep } from '#core/surface/update-state.ts';
import { Words } from '#core/words/words.ts';
import { hasUpdateFeed } from '../../src-main/platform/update-feed.ts';
import { Desktop } from '../../src-main/surfaces/electron/desktop.ts';
import { macEngine } from '../../src-main/surfaces/electron/update-engine.ts';
import * as fake from '../fakes/electron/index.ts';
import '../support/electron-for-libraries.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { type FakeClock, fakeClock, settle } from '../support/fake-clock.ts';
import { fakeSender } from '../support/views.ts';
import { waitFor as waitLong } from '../support/wait.ts';

/*
 * The real electron-updater, over real HTTP, from a release that the test makes: nothing is asked before the owner does, each step
 * is theirs, and what is not what it should be is not installed.
 */

const words = new Words({ locale: 'en', timeZone: 'UTC', hourCycle: 'h23' });
const zip = Buffer.from(`PK\u0003\u0004${'Peephole.app'.repeat(20_000)}`);
const sha512 = createHash('sha512').update(zip).digest('base64');
const temporary = fakeSender({
  handle: '+12125550101',
  state: 'approved',
  until: '2099-01-01T00:00:00.000Z',
});

const waitFor: typeof waitLong = (what, probe) => waitLong(what, probe, 5_000);

const system = process.platform;
let home: string | undefined;
let folder: string;
let server: Server;
/** What the server was asked for. */
let asked: string[];
/** What it answers, by path; a path that is not there is 404. */
let pages: Map<string, string | Buffer>;
/** It takes requests and says nothing. */
let silent: boolean;
let clock: FakeClock;
let api: FakeAppApi;
let desktop: Desktop;
let calls: string[];
let errors: unknown[];
/** How often the engine was loaded. */
let loads: number;

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A release as electron-builder writes it down. */
function publish(version: string, sum = sha512): void {
  const name = `Peephole-${version}-universal-mac.zip`;
  const text = [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${sum}`,
    `    size: ${zip.length}`,
    `path: ${name}`,
    `sha512: ${sum}`,
    "releaseDate: '2026-11-29T12:00:00.000Z'",
  ].join('\n');
  pages.set('/latest-mac.yml', text);
  pages.set(`/${name}`, zip);
}

function feed(text: string): void {
  writeFileSync(join(folder, 'app-update.yml'), text);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peephole-updates-'));
  asked = [];
  pages = new Map();
  silent = false;
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    asked.push(path);
    if (silent) return;
    const page = pages.get(path);
    response.writeHead(page === undefined ? 404 : 200, { 'content-length': page?.length ?? 0 });
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  feed(`provider: generic\nurl: ${origin()}\nupdaterCacheDirName: peephole-updater\n`);
  Object.defineProperty(process, 'resourcesPath', { value: folder, configurable: true });
  // On a Mac it asks for the Mac's file, and keeps what it downloads below the home folder.
  Object.defineProperty(process, 'platform', { value: 'darwin', configurable: true });
  home = process.env.HOME;
  process.env.HOME = folder;
  clock = fakeClock(Date.parse('2026-11-29T12:00:00Z'));
  calls = [];
  errors = [];
  loads = 0;
  fake.app.reset();
  fake.app.folder = folder;
  fake.center.reset();
  fake.dialog.reset();
  fake.autoUpdater.reset();
  fake.heldRequests.length = 0;
  fake.ipcMain.handlers.clear();
  fake.powerMonitor.removeAllListeners();
  fake.FakeWindow.reset();
  fake.FakeTray.all.length = 0;
  fake.shell.opened.length = 0;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
  Object.defineProperty(process, 'platform', { value: system, configurable: true });
  process.env.HOME = home;
});

async function start(senders: readonly SenderView[] = []): Promise<void> {
  const applications = mkdtempSync(join(tmpdir(), 'peephole-applications-'));
  onTestFinished(() => rmSync(applications, { recursive: true, force: true }));
  api = new FakeAppApi(senders, {}, { ...defaultSettings, onboarded: true });
  desktop = await Desktop.start({
    words,
    clock,
    rendererDir: '/renderer',
    preload: '/preload.cjs',
    iconDir: '/icons',
    argv: [],
    applicationsFolder: applications,
    releases: 'https://example.com/releases',
    ...(hasUpdateFeed(folder)
      ? {
          updates: async () => {
            loads += 1;
            return macEngine();
          },
        }
      : {}),
    showWindow: false,
    startApp: async () => ({
      api,
      follow: (listener) => api.subscribe(listener),
      look: () => () => {},
      wake: () => {},
      pollMessages: async () => {},
    }),
    stopApp: async () => void calls.push('stop'),
    linkCommand: () => null,
    relaunch: () => void calls.push('relaunch'),
    note: () => {},
    onError: (error) => errors.push(error),
  });
  // As src-main/electron.ts does.
  fake.app.on('before-quit', (event: fake.FakeEvent) => {
    if (!desktop.beforeQuit()) event.preventDefault();
  });
  await settle();
}

/** A request of the window's page. */
async function request<T>(channel: string, ...args: unknown[]): Promise<T> {
  const sender = fake.FakeWindow.all.at(-1)?.contents ?? new fake.FakeWebContents();
  const event = { sender: sender as never, senderFrame: { origin: 'app://peephole', parent: null } as never };
  const answer = (await fake.ipcMain.handlers.get(channel)?.(event, ...args)) as {
    readonly ok: boolean;
    readonly value: T;
  };
  expect(answer.ok).toBe(true);
  return answer.value;
}

const state = (): Promise<UpdateState | null> => request('peephole:update-state');
const take = (step: UpdateStep): Promise<void> => request('peephole:take-update-step', step);

/** Takes a step, and waits for what becomes of it. */
async function become(kind: UpdateState['kind'], step?: UpdateStep): Promise<UpdateState | null> {
  if (step !== undefined) await take(step);
  await waitFor(`updating to be ${kind}`, async () => (await state())?.kind === kind);
  return state();
}

/** Chosen in the menu of the icon. */
async function choose(): Promise<void> {
  fake.FakeTray.all[0]?.press().choose('updates');
  await settle();
}

async function ready(version = '0.2.0'): Promise<void> {
  publish(version);
  await become('available', 'check');
  await become('ready', 'download');
}

describe('nothing is asked of the network', () => {
  test('before the owner does, in however long a time: not even the library is loaded', async () => {
    publish('0.2.0');
    await start();
    await clock.pass(6 * 3_600_000);
    desktop.open();
    expect(await state()).toEqual({ kind: 'idle' });
    expect([asked, loads, fake.heldRequests, fake.session.partitions.size]).toEqual([[], 0, [], 0]);
  });

  test('by a check but the one file, and by nothing afterwards', async () => {
    publish('0.2.0');
    await start();
    expect(await become('available', 'check')).toEqual({ kind: 'available', version: '0.2.0' });
    await clock.pass(6 * 3_600_000);
    expect(asked).toEqual(['/latest-mac.yml']);
    expect(existsSync(join(folder, 'Library'))).toBe(false);
  });

  test('of a copy without app-update.yml: it asks nobody, and opens the page of releases', async () => {
    rmSync(join(folder, 'app-update.yml'));
    publish('0.2.0');
    await start();
    expect(await state()).toBeNull();
    await take('check');
    await choose();
    expect([asked, loads, fake.shell.opened]).toEqual([[], 0, ['https://example.com/releases']]);
    expect(fake.FakeWindow.all).toHaveLength(0);
  });

  test('with anything that tells one Mac from another, and nothing of that is kept', async () => {
    publish('0.2.0');
    await start();
    await become('available', 'check');
    await become('ready', 'download');
    expect(fake.heldRequests.length).toBeGreaterThan(1);
    for (const { headers } of fake.heldRequests) {
      expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('cookie');
      expect(headers['x-user-staging-id'] ?? '00000000-0000-0000-0000-000000000000').toBe(
        '00000000-0000-0000-0000-000000000000',
      );
    }
    expect(globSync('**/.updaterId', { cwd: folder })).toEqual([]);
  });
});

describe('a check', () => {
  test.each([
    ['0.1.0', 'the same'],
    ['0.0.9', 'older'],
    ['0.2.0-beta.1+0.0.1', 'no version that it has'],
  ])('that finds %s, which is %s', async (version) => {
    publish(version);
    fake.app.version = version.startsWith('0.2') ? '0.2.0' : '0.1.0';
    await start();
    expect(await become('current', 'check')).toEqual({ kind: 'current' });
    await take('download');
    await settle();
    expect(asked).toEqual(['/latest-mac.yml']);
  });

  test('in the menu leads to its place in Settings, and begins there', async () => {
    publish('0.2.0');
    await start();
    await choose();
    const window = fake.FakeWindow.all.at(-1);
    window?.emit('ready-to-show');
    await become('available');
    expect(fake.shell.opened).toEqual([]);
    expect(window?.contents.sent).toContainEqual({
      channel: 'peephole:show',
      value: { page: 'settings', part: 'updates' },
    });
    desktop.open();
    await choose();
    await become('available');
    expect(window?.contents.sent.at(-1)).toEqual({
      channel: 'peephole:update',
      value: { kind: 'available', version: '0.2.0' },
    });
    // In the window the page of releases is still to be had.
    expect(await request('peephole:open-link', 'releases')).toBe('opened');
    expect(fake.shell.opened).toEqual(['https://example.com/releases']);
  });

  test('of a server that is down is said, and can be tried again', async () => {
    await start();
    const port = (server.address() as AddressInfo).port;
    await new Promise((resolve) => server.close(resolve));
    expect(await become('failed', 'check')).toEqual({ kind: 'failed', trouble: 'unreachable' });
    expect(errors).toHaveLength(1);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    publish('0.2.0');
    expect(await become('available', 'check')).toMatchObject({ version: '0.2.0' });
  });

  test('that is never answered is not waited for: Electron’s requests have no time limit', async () => {
    silent = true;
    publish('0.2.0');
    await start();
    await take('check');
    await waitFor('the request', () => asked.length === 1);
    await clock.pass(29_000);
    expect(await state()).toEqual({ kind: 'checking' });
    await clock.pass(2_000);
    expect(await state()).toEqual({ kind: 'failed', trouble: 'unreachable' });
    silent = false;
    expect(await become('available', 'check')).toMatchObject({ version: '0.2.0' });
  });

  test.each<[string, string | null]>([
    ['no file', null],
    ['a page of something else', '<!doctype html><p>Log in to the network of this hotel: {{'],
    ['no version', 'version: <b>9</b>\nfiles: []\n'],
  ])('that is answered with %s is said by its kind, with none of its words', async (_name, page) => {
    if (page !== null) pages.set('/latest-mac.yml', page);
    await start();
    expect(await become('failed', 'check')).toEqual({ kind: 'failed', trouble: 'unreadable' });
  });
});

describe('a download', () => {
  test('comes when the owner wants it, says how far it is, and installs nothing', async () => {
    publish('0.2.0');
    await start();
    desktop.open();
    fake.FakeWindow.all.at(-1)?.emit('ready-to-show');
    await become('available', 'check');
    expect(await become('ready', 'download')).toEqual({ kind: 'ready', version: '0.2.0' });
    const told = (fake.FakeWindow.all.at(-1)?.contents.sent ?? [])
      .filter(({ channel }) => channel === 'peephole:update')
      .map(({ value }) => value as UpdateState);
    expect(told.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['checking', 'available', 'downloading', 'ready']),
    );
    for (const one of told) if (one.kind === 'downloading') expect(Number.isInteger(one.percent)).toBe(true);
    expect(asked).toEqual(['/latest-mac.yml', '/Peephole-0.2.0-universal-mac.zip']);
    await clock.pass(3_600_000);
    expect([fake.autoUpdater.noted, fake.autoUpdater.fetched, fake.app.exitCode]).toEqual([[], 0, null]);
  });

  test('with another checksum is refused and thrown away', async () => {
    publish('0.2.0', createHash('sha512').update('another').digest('base64'));
    await start();
    await become('available', 'check');
    expect(await become('failed', 'download')).toEqual({ kind: 'failed', trouble: 'damaged' });
    expect(globSync('Library/**/*.zip', { cwd: folder })).toEqual([]);
    await take('restart');
    await settle();
    expect([await state(), fake.autoUpdater.noted, fake.app.exitCode]).toEqual([
      { kind: 'failed', trouble: 'damaged' },
      [],
      null,
    ]);
    // The release was mended.
    await ready();
  });

  test('that stands still is broken off', async () => {
    publish('0.2.0');
    await start();
    await become('available', 'check');
    silent = true;
    await take('download');
    await waitFor('the request', () => asked.length === 2);
    await clock.pass(61_000);
    expect(await state()).toEqual({ kind: 'failed', trouble: 'unreachable' });
    silent = false;
    await ready();
  });

  test('that is left when the app quits is not installed', async () => {
    await start();
    await ready();
    fake.app.quit();
    await settle();
    expect([fake.autoUpdater.noted, fake.app.exitCode]).toEqual([[], 0]);
  });
});

describe('Restart to Update', () => {
  test('has macOS compare the signatures, ends everything in our order, and is opened anew', async () => {
    await start();
    await ready();
    desktop.open();
    const window = fake.FakeWindow.all.at(-1);
    window?.emit('ready-to-show');
    await take('restart');
    await waitFor('the end', () => fake.app.exitCode !== null);
    expect(fake.autoUpdater.fetched).toBe(zip.length);
    expect(fake.autoUpdater.noted).toEqual(['replace', 'open anew']);
    expect(calls).toEqual(['stop']);
    expect([window?.destroyed, fake.app.exitCode]).toEqual([true, 0]);
    expect(fake.dialog.asked).toEqual([]);
  });

  test('asks about temporary approvals first; who stays, stays, and nothing was installed', async () => {
    await start([temporary]);
    await ready();
    fake.dialog.waits = true;
    await take('restart');
    fake.FakeWindow.all.at(-1)?.emit('ready-to-show');
    await waitFor('the question', () => fake.dialog.asked.length === 1);
    expect(await state()).toEqual({ kind: 'restarting', version: '0.2.0' });
    expect(fake.autoUpdater.fetched).toBe(0);
    fake.dialog.answerNow();
    await become('ready');
    expect([fake.autoUpdater.noted, calls, fake.app.exitCode]).toEqual([[], [], null]);
    fake.dialog.waits = false;
    fake.dialog.presses = [words.say('mac.quit-keep')];
    await take('restart');
    await waitFor('the end', () => fake.app.exitCode !== null);
    expect(fake.autoUpdater.noted).toEqual(['replace', 'open anew']);
  });

  test('of what somebody else signed is refused by macOS; this one goes on, also when that happens twice', async () => {
    fake.autoUpdater.comesFrom = 'Somebody else';
    await start();
    for (const _try of [1, 2]) {
      await ready();
      expect(await become('failed', 'restart')).toEqual({ kind: 'failed', trouble: 'refused' });
      expect([fake.autoUpdater.noted, calls, fake.app.exitCode]).toEqual([[], [], null]);
    }
    fake.autoUpdater.comesFrom = 'Developer ID';
    await ready();
    await take('restart');
    await waitFor('the end', () => fake.app.exitCode !== null);
    expect(fake.autoUpdater.noted).toEqual(['replace', 'open anew']);
  });

  test('of a copy that is not signed is not offered', async () => {
    fake.autoUpdater.signedBy = null;
    await start();
    publish('0.2.0');
    await become('available', 'check');
    await become('failed', 'download');
    expect([fake.autoUpdater.noted, calls, fake.app.exitCode]).toEqual([[], [], null]);
  });

  test('is not waited for for ever when macOS never has us quit', async () => {
    await start();
    await ready();
    const { quit } = fake.app;
    fake.app.quit = () => void calls.push('quit is lost');
    onTestFinished(() => {
      fake.app.quit = quit;
    });
    await take('restart');
    await waitFor('the end of everything', () => calls.includes('stop'));
    await settle();
    expect(fake.app.exitCode).toBeNull();
    await clock.pass(10_000);
    expect(fake.app.exitCode).toBe(0);
  });
});

test('GitHub’s own pages are understood: the newest release, and what is in it', async () => {
  const host = origin().replace('http://', '');
  feed(
    `provider: github\nowner: someone\nrepo: peephole\nprotocol: http\nhost: ${host}\nupdaterCacheDirName: peephole-updater\n`,
  );
  publish('0.2.0');
  const base = '/someone/peephole/releases';
  pages.set(
    `${base}.atom`,
    `<feed><entry><link href="${origin()}${base}/tag/v0.2.0"/><title>v0.2.0</title><content>New</content></entry></feed>`,
  );
  pages.set('/api/v3/repos/someone/peephole/releases/latest', JSON.stringify({ tag_name: 'v0.2.0' }));
  for (const name of ['latest-mac.yml', 'Peephole-0.2.0-universal-mac.zip'])
    pages.set(`${base}/download/v0.2.0/${name}`, pages.get(`/${name}`) ?? '');
  await start();
  expect(await become('available', 'check')).toEqual({ kind: 'available', version: '0.2.0' });
  expect(await become('ready', 'download')).toEqual({ kind: 'ready', version: '0.2.0' });
  expect(asked).toHaveLength(4);
});

test('only one file knows electron-updater, and nobody imports it but lazily', () => {
  const root = join(import.meta.dirname, '..', '..');
  const naming = globSync('src-{main,renderer}/**/*.{ts,tsx}', { cwd: root }).filter((file) =>
    /(?:from|import\() ?'[^']*(?:electron-updater|update-engine\.ts)/.test(
      readFileSync(join(root, file), 'utf8'),
    ),
  );
  expect(naming.toSorted()).toEqual(['src-main/electron.ts', 'src-main/surfaces/electron/update-engine.ts']);
  expect(readFileSync(join(root, 'src-main/electron.ts'), 'utf8')).toMatch(
    /await import\('\.\/surfaces\/electron\/update-engine\.ts'\)/,
  );
});
