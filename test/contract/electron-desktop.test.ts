import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { defaultSettings, type Settings } from '#core/surface/settings.ts';
import { Words } from '#core/words/words.ts';
import { appMenuTemplate } from '../../src-main/surfaces/electron/app-menu.ts';
import { Desktop } from '../../src-main/surfaces/electron/desktop.ts';
import { signatureIn } from '../../src-main/surfaces/electron/mac-facts.ts';
import * as fake from '../fakes/electron/index.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { type FakeClock, fakeClock, settle } from '../support/fake-clock.ts';
import { plainly } from '../support/said.ts';
import { calmStatus, fakeDecision, fakeSender } from '../support/views.ts';

const words = new Words({ locale: 'en', timeZone: 'UTC', hourCycle: 'h23' });
const handle = '+12125550101';
const knock: Notice = {
  kind: 'knock',
  id: 'knock:1',
  handle,
  display: '+1 212 555 0101',
  service: 'iMessage',
  revision: 'r1',
  preview: 'Hi',
  oneClick: true,
  bringsInvite: false,
};

let clock: FakeClock;
let api: FakeAppApi;
let calls: string[];
let desktop: Desktop;
/** How many look now, and how often somebody began to. */
let looking = 0;
let looked = 0;
/** Lines for the log. */
let errors: string[];
let errorsAreFine = false;
/** Where macOS keeps apps. */
let applications: string;

beforeEach(() => {
  applications = mkdtempSync(join(tmpdir(), 'peephole-applications-'));
  const folder = applications;
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  clock = fakeClock(Date.parse('2026-11-24T12:00:00Z'));
  calls = [];
  looking = 0;
  looked = 0;
  fake.app.reset();
  fake.center.reset();
  fake.dialog.reset();
  fake.ipcMain.handlers.clear();
  fake.powerMonitor.removeAllListeners();
  fake.powerMonitor.idleState = 'active';
  fake.FakeWindow.reset();
  fake.screen.reset();
  errorsAreFine = false;
  fake.FakeTray.all.length = 0;
  errors = [];
});

interface Start {
  readonly senders?: readonly SenderView[];
  readonly status?: Partial<StatusView>;
  readonly onboarded?: boolean;
  readonly releases?: string | null;
  readonly argv?: readonly string[];
}

async function start({
  senders = [fakeSender({ handle })],
  status = {},
  onboarded = true,
  releases = 'https://example.com/releases',
  argv = [],
}: Start = {}) {
  api = new FakeAppApi(senders, status, { ...defaultSettings, onboarded });
  desktop = await Desktop.start({
    words,
    clock,
    rendererDir: '/renderer',
    preload: '/preload.cjs',
    iconDir: '/icons',
    argv,
    applicationsFolder: applications,
    releases,
    showWindow: false,
    startApp: async () => ({
      api: {
        commands: api.commands,
        notices: (listener) => api.notices(listener),
        // Whoever subscribes here looks, as far as the app below knows.
        subscribe(listener) {
          looked += 1;
          return api.subscribe(listener);
        },
      },
      follow: (listener) => api.subscribe(listener),
      look: () => {
        looking += 1;
        looked += 1;
        return () => {
          looking -= 1;
        };
      },
      wake: () => void calls.push('wake'),
      pollMessages: async () => void calls.push('look'),
    }),
    stopApp: async () => void calls.push('stop'),
    linkCommand: () => null,
    relaunch: () => void calls.push('relaunch'),
    note: (line) => void errors.push(line),
    onError: (error) => {
      if (!errorsAreFine) throw error;
    },
  });
  await settle();
}

const verdicts = (): unknown[] =>
  api.calls.filter(({ name }) => name === 'verdict').map(({ input }) => input);
const { center } = fake;

/** Somebody knocks, and macOS shows the banner. */
async function knocks(notice: Notice = knock): Promise<void> {
  api.notify(notice);
  await settle();
}

async function press(actionIndex: number): Promise<void> {
  center.press(center.banner(), actionIndex);
  await settle();
}

/** The icon is clicked, and something in its menu chosen. */
async function choose(id: string): Promise<void> {
  fake.FakeTray.all[0]?.press().choose(id);
  await settle();
}

/** A request of a page. */
function askFrom(window: fake.FakeWindow | undefined, channel: string, ...args: unknown[]): unknown {
  const event = {
    sender: (window?.contents ?? new fake.FakeWebContents()) as never,
    senderFrame: { origin: 'app://peephole', parent: null } as never,
  };
  return fake.ipcMain.handlers.get(channel)?.(event, ...args);
}

/** A request of the window's page. */
const ask = (channel: string, ...args: unknown[]): unknown =>
  askFrom(fake.BrowserWindow.all.at(-1), channel, ...args);

/** The window, painted. */
function openedWindow() {
  const window = fake.BrowserWindow.all.at(-1);
  if (window === undefined) throw new Error('no window');
  if (!window.visible) window.emit('ready-to-show');
  return window;
}

const asked = (): unknown => openedWindow().contents.sent.at(-1)?.value;

describe('starting', () => {
  test('paints the icon and its menu, without a window', async () => {
    await start();
    await clock.pass(200);
    const [tray] = fake.FakeTray.all;
    expect(tray?.image).toBe('/icons/waitingTemplate.png');
    expect(tray?.title).toBe('1');
    expect(tray?.press().find('quit')).toBeDefined();
    expect(fake.BrowserWindow.all).toHaveLength(0);
  });

  test('the first one opens the window, and touches no notification before they were explained', async () => {
    await start({ onboarded: false });
    api.notify(knock);
    expect(fake.BrowserWindow.all).toHaveLength(1);
    expect(center.touches).toEqual([]);
    // They look at something else: in front of our window there would be no banner.
    openedWindow().blur();
    await ask('peephole:open');
    await ask('peephole:frame', '{"id":1,"command":"set-settings","input":{"onboarded":true}}');
    await settle();
    expect(center.delivered.map(({ groupId }) => groupId)).toEqual(['knock:1']);
  });
});

describe('who looks at what is said of the gateway', () => {
  test('not the icon, nor a page that is hidden: the window, while it is on screen', async () => {
    await start();
    await clock.pass(60_000);
    expect([api.subscribers, looked]).toEqual([1, 0]);
    desktop.open();
    const window = openedWindow();
    await ask('peephole:open');
    await ask('peephole:frame', '{"id":1,"command":"subscribe"}');
    expect([api.subscribers, looking]).toEqual([2, 1]);
    window.close();
    await clock.pass(30_000);
    expect([api.subscribers, looking]).toEqual([2, 0]);
    desktop.open();
    expect([looking, looked]).toEqual([1, 2]);
    window.destroy();
    expect(looking).toBe(0);
  });

  test('whoever opens the menu, once', async () => {
    await start();
    fake.FakeTray.all[0]?.press();
    expect([looking, looked]).toEqual([0, 1]);
  });
});

describe('the size of the window', () => {
  test('is small for the first steps, and that of every day afterwards', async () => {
    await start({ onboarded: false });
    const window = openedWindow();
    expect(window.options).toMatchObject({ width: 640, height: 560 });
    api.share({ settings: { ...defaultSettings, onboarded: true } });
    await settle();
    expect([window.bounds, window.centred]).toEqual([{ width: 960, height: 660 }, 1]);
    // What the owner made of it since is left alone.
    api.share({ settings: { ...defaultSettings, onboarded: true, showCount: false } });
    await settle();
    expect(window.centred).toBe(1);
    api.share({ settings: { ...defaultSettings, onboarded: false } });
    await settle();
    expect([window.bounds, window.centred]).toEqual([{ width: 640, height: 560 }, 2]);
  });
});

describe('the Dock', () => {
  const share = async (settings: Partial<Settings>) => {
    api.share({ settings: { ...defaultSettings, onboarded: true, ...settings } });
    await settle();
  };

  test('has Peephole only while the window is open, and only when the owner wants it', async () => {
    await start();
    desktop.open();
    const window = openedWindow();
    expect(fake.app.policy).toBe('accessory');
    window.close();
    await share({ showInDock: true });
    expect(fake.app.policy).toBe('accessory');
    desktop.open();
    expect([fake.app.policy, window.visible, fake.app.inFront]).toEqual(['regular', true, true]);
    window.close();
    expect([fake.app.policy, fake.app.hidden, fake.app.inFront]).toEqual(['accessory', true, false]);
  });

  test('is entered and left at once while the window is open', async () => {
    await start();
    desktop.open();
    openedWindow();
    await share({ showInDock: true });
    expect(fake.app.policy).toBe('regular');
    await share({});
    expect(fake.app.policy).toBe('accessory');
  });
});

describe('keys that open Peephole from anywhere', () => {
  const choose = async (shortcut: Settings['shortcut']) => {
    api.share({ settings: { ...defaultSettings, onboarded: true, shortcut } });
    await settle();
  };
  const keys = (): readonly string[] => [...fake.globalShortcut.keys.keys()];
  beforeEach(() => {
    fake.globalShortcut.keys.clear();
    fake.globalShortcut.taken.clear();
  });

  test('are none at first; chosen, they open the window and decide nothing', async () => {
    await start();
    expect(keys()).toEqual([]);
    await choose('control-option-p');
    expect(keys()).toEqual(['Control+Alt+P']);
    await knocks();
    fake.globalShortcut.keys.get('Control+Alt+P')?.();
    expect(openedWindow().visible).toBe(true);
    expect(verdicts()).toEqual([]);
  });

  test('are others, or none, as soon as that is chosen, and gone at the end', async () => {
    await start();
    await choose('control-option-p');
    await choose('control-option-command-p');
    expect(keys()).toEqual(['Control+Alt+Command+P']);
    await choose('none');
    expect(keys()).toEqual([]);
    await choose('control-option-p');
    desktop.endNow();
    await settle();
    expect(keys()).toEqual([]);
  });

  test('that another app has are said to be taken', async () => {
    fake.globalShortcut.taken.add('Control+Alt+P');
    await start();
    desktop.open();
    const window = openedWindow();
    await choose('control-option-p');
    expect(window.contents.sent.at(-1)).toMatchObject({
      channel: 'peephole:say',
      value: { key: 'set.shortcut-taken' },
    });
  });
});

describe('what a Mac adds to the diagnostics', () => {
  test.each([
    ['Executable=/Users/o/Peephole.app\nSignature=adhoc\nTeamIdentifier=not set', 'ad-hoc'],
    ['Authority=Developer ID Application: Somebody (ABCDE12345)\nAuthority=Apple Root CA', 'developer-id'],
    ['/x/Peephole.app: code object is not signed at all', 'none'],
    ['', 'unknown'],
    ['Identifier=Signature=adhoc', 'unknown'],
  ])('%j is the signature %s', (text, signature) => {
    expect(signatureIn(text)).toBe(signature);
  });
});

describe('Check for Updates…', () => {
  beforeEach(() => {
    fake.shell.opened.length = 0;
    fake.shell.refuses = false;
  });

  test('opens the page of releases once, from the menu, the menu of the app and the window, and at no other time', async () => {
    await start();
    await clock.pass(86_400_000);
    expect(fake.shell.opened).toEqual([]);
    await choose('updates');
    expect(fake.shell.opened).toEqual(['https://example.com/releases']);
    const items = appMenuTemplate(words, (action) => void chosen.push(action))[0]?.submenu as {
      label?: string;
      click?: () => void;
    }[];
    const chosen: unknown[] = [];
    items.find(({ label }) => label === 'Check for Updates…')?.click?.();
    expect(chosen).toEqual([{ kind: 'open', link: 'releases' }]);
    desktop.open();
    openedWindow();
    expect(await ask('peephole:open-link', 'releases')).toEqual({ ok: true, value: 'opened' });
    expect(fake.shell.opened).toHaveLength(2);
  });

  test('of a copy that knows no page opens nothing, and says so', async () => {
    await start({ releases: null });
    desktop.open();
    const window = openedWindow();
    await choose('updates');
    expect(fake.shell.opened).toEqual([]);
    expect(window.contents.sent.at(-1)).toMatchObject({
      channel: 'peephole:say',
      value: { key: 'link.no-address' },
    });
  });

  test('that macOS does not open is said, as a notification while no window is open', async () => {
    errorsAreFine = true;
    fake.shell.refuses = true;
    await start();
    await choose('updates');
    expect(center.banner()).toMatchObject({ title: 'That did not work', body: 'macOS did not open that.' });
    expect(fake.BrowserWindow.all).toHaveLength(0);
  });
});

describe('moving into the Applications folder', () => {
  const approved = fakeSender({
    handle,
    state: 'approved',
    via: 'peephole',
    until: '2026-11-24T14:00:00.000Z',
  });
  const canMove = async () => ((await ask('peephole:can-move')) as { value: unknown }).value;
  const move = async (replace = false): Promise<unknown> => {
    const answer = (await ask('peephole:move-to-applications', replace)) as { value: unknown };
    await settle();
    return answer.value;
  };
  const outside = async (more: Start = {}): Promise<void> => {
    fake.app.inApplications = false;
    await start(more);
    fake.app.on('before-quit', (event: fake.FakeEvent) => {
      if (!desktop.beforeQuit()) event.preventDefault();
    });
    desktop.open();
    openedWindow();
  };

  test('is offered only by the app itself, outside of it, and started as an owner starts it', async () => {
    await outside();
    expect(await canMove()).toBe(true);
    fake.app.inApplications = true;
    expect(await canMove()).toBe(false);
    fake.app.inApplications = false;
    fake.app.isPackaged = false;
    expect(await canMove()).toBe(false);
  });

  test('is not offered by one that was started with words: the moved one would be opened without them', async () => {
    fake.ipcMain.handlers.clear();
    await outside({ argv: ['--state-dir=/tmp/x'] });
    expect(await canMove()).toBe(false);
    expect(fake.app.moved).toEqual([]);
  });

  test('ends everything in order, asks nothing, and leaves the banners to the one that follows', async () => {
    await outside({ senders: [fakeSender({ handle: '+12125550102' }), approved] });
    openedWindow().blur();
    await knocks();
    expect(center.delivered).toHaveLength(1);
    expect(await move()).toBe('moved');
    expect(fake.app.moved).toEqual(['copy', 'trash ours', 'open at our end']);
    expect(fake.dialog.asked).toEqual([]);
    // A signal that comes meanwhile ends nothing twice.
    desktop.endNow();
    await settle();
    expect([calls, fake.app.exitCode]).toEqual([['stop'], 0]);
    expect(center.delivered).toHaveLength(1);
    expect(verdicts()).toEqual([]);
  });

  test('replaces a copy that lies there only when the owner said so', async () => {
    await outside();
    fake.app.thereAlready = 'exists';
    expect(await move()).toBe('exists');
    expect([fake.app.moved, fake.app.exitCode]).toEqual([[], null]);
    expect(await move(true)).toBe('moved');
    expect(fake.app.moved).toEqual(['trash the other', 'copy', 'trash ours', 'open at our end']);
  });

  test.each([false, true])('never ends for a copy that runs, replace: %s', async (replace) => {
    await outside();
    fake.app.thereAlready = 'existsAndRunning';
    expect(await move(replace)).toBe('running');
    expect([fake.app.moved, fake.app.exitCode, calls]).toEqual([[], null, []]);
    // It goes on: quitting asks as ever.
    await choose('quit');
    expect(fake.app.exitCode).toBe(0);
  });

  test('that fails is said and logged, and everything goes on', async () => {
    await outside({ senders: [approved] });
    fake.app.moveFails = 'Failed to copy current bundle to the applications folder';
    expect(await move()).toBe('failed');
    expect(errors).toEqual(['move-failed: Failed to copy current bundle to the applications folder']);
    expect([fake.app.exitCode, calls]).toEqual([null, []]);
    // Quitting asks about temporary approvals, as before.
    fake.dialog.waits = true;
    await choose('quit');
    expect(fake.dialog.asked).toHaveLength(1);
  });

  test('is not tried where a password would be needed', async () => {
    await outside();
    fake.app.moveNeedsPassword = true;
    applications = join(applications, 'gone');
    rmSync(join(applications, '..'), { recursive: true });
    expect(await move()).toBe('not-allowed');
    expect([fake.app.moved, errors]).toEqual([[], []]);
  });
});

describe('choosing OpenClaw’s config', () => {
  const choose = async (picks: string | null) => {
    await start();
    desktop.open();
    const window = openedWindow();
    fake.dialog.picks = picks;
    await ask('peephole:choose-config');
    await settle();
    return window;
  };
  const connects = () => api.calls.filter(({ name }) => name === 'connect-anew').map(({ input }) => input);

  test('is a sheet of the window, in which hidden folders are seen', async () => {
    const window = await choose('/Users/me/.openclaw-work/openclaw.json');
    expect(fake.dialog.opened).toEqual([
      {
        sheetOf: window,
        message: 'OpenClaw’s config',
        buttonLabel: 'Choose',
        properties: ['openFile', 'showHiddenFiles'],
      },
    ]);
    expect(connects()).toEqual([{ config: '/Users/me/.openclaw-work/openclaw.json' }]);
  });

  test('cancelled it changes nothing', async () => {
    await choose(null);
    expect(connects()).toEqual([]);
  });
});

describe('what another surface does', () => {
  test('is in the icon and its menu at once: the count, and Undo', async () => {
    await start();
    await clock.pass(200);
    const [tray] = fake.FakeTray.all;
    expect(tray?.title).toBe('1');
    expect(tray?.press().find('undo')).toBeUndefined();
    api.change(
      fakeSender({ handle, state: 'ignored', decision: fakeDecision({ verdict: 'ignore', handle }) }),
    );
    api.share({
      settings: { ...defaultSettings, onboarded: true, showCount: false },
      lastVerdict: { handle, verdict: 'ignore', at: '2026-11-24T12:00:00.000Z', until: null },
    });
    await clock.pass(200);
    expect(tray?.title).toBe('');
    expect(tray?.press().find('undo')).toBeDefined();
  });
});

describe('a banner', () => {
  test('Approve acts at once on exactly what was painted', async () => {
    await start();
    await knocks();
    await press(0);
    expect(verdicts()).toEqual([{ verdict: 'approve', handle, source: 'notification', revision: 'r1' }]);
    expect(fake.BrowserWindow.all).toHaveLength(0);
  });

  test('Approve on the lock screen lets nobody in, and is there to be looked at after unlocking', async () => {
    await start();
    await knocks();
    fake.powerMonitor.emit('lock-screen');
    await press(0);
    expect(verdicts()).toEqual([]);
    expect(fake.BrowserWindow.all).toHaveLength(0);
    fake.powerMonitor.emit('unlock-screen');
    await clock.pass(500);
    // They may be doing anything by now: nothing is opened, and the focus stays where it is.
    expect(fake.BrowserWindow.all).toHaveLength(0);
    expect([fake.app.calls, fake.app.inFront]).toEqual([[], false]);
    expect(center.banner()).toMatchObject({
      title: 'Approve was pressed while this Mac was locked',
      subtitle: '+12125550101',
      buttons: ['Approve', 'Ignore', 'Block'],
    });
    expect(verdicts()).toEqual([]);
    await press(0);
    expect(verdicts()).toEqual([{ verdict: 'approve', handle, source: 'notification', revision: 'r1' }]);
  });

  test.each([
    [1, 'ignore'],
    [2, 'block'],
  ])('button %i on the lock screen: %s keeps out, so it acts', async (index, verdict) => {
    await start();
    await knocks();
    fake.powerMonitor.idleState = 'locked';
    await press(index);
    expect(verdicts()).toEqual([{ verdict, handle, source: 'notification' }]);
  });

  test('what is no longer true opens the window on that sender, and is no trouble', async () => {
    await start();
    api.answers.verdict = async () => {
      throw new PeepholeError('stale-revision', plainly('Changed.'));
    };
    await knocks();
    await press(0);
    expect(asked()).toEqual({ page: 'waiting', handle });
    expect(fake.dialog.asked).toEqual([]);
  });

  test('is not shown over our own window, and one that is there goes', async () => {
    await start();
    await knocks();
    desktop.open();
    openedWindow();
    await settle();
    expect(api.calls).toContainEqual({ name: 'attention', input: { windowFocused: true } });
    api.notify({ ...knock, kind: 'progress', verdict: 'ignore', progress: 'confirmed', error: null });
    await clock.pass(500);
    expect(center.delivered).toEqual([]);
  });

  test('a test decides nothing', async () => {
    await start();
    for (const index of [0, 1, 2]) {
      await ask('peephole:test-notification');
      await clock.pass(500);
      await press(index);
    }
    expect(verdicts()).toEqual([]);
    expect(asked()).toEqual({ page: 'settings' });
  });
});

describe('a restart with banners standing', () => {
  const who = fakeSender({ handle });
  /** What the gatekeeper would tell of this sender. */
  const theirs: Notice = {
    kind: 'knock',
    id: `knock:${who.id}`,
    handle,
    display: who.display,
    service: who.service,
    revision: who.revision,
    preview: 'Hi',
    oneClick: true,
    bringsInvite: false,
  };

  async function restart(given: Start = {}): Promise<void> {
    await ask('peephole:quit-and-reopen');
    await settle();
    expect(calls).toContain('relaunch');
    fake.center.restart();
    fake.ipcMain.handlers.clear();
    fake.powerMonitor.removeAllListeners();
    calls = [];
    await start({ senders: [who], ...given });
  }

  beforeEach(async () => {
    await start({ senders: [who] });
    await knocks(theirs);
  });

  test('Approve lets in whom it shows, by the revision that was painted', async () => {
    await restart();
    expect(center.banner().subtitle).toBe(who.display);
    await press(0);
    expect(verdicts()).toEqual([
      { verdict: 'approve', handle, source: 'notification', revision: who.revision },
    ]);
    expect(center.lost).toEqual([]);
  });

  test('Block acts', async () => {
    await restart();
    await press(2);
    expect(verdicts()).toEqual([{ verdict: 'block', handle, source: 'notification' }]);
  });

  test('Approve of somebody who shows a warning sign by now opens the window', async () => {
    await restart({ senders: [fakeSender({ handle, warnings: ['deceptive-link'] })] });
    await press(0);
    expect(verdicts()).toEqual([]);
    expect(asked()).toEqual({ page: 'waiting', handle });
  });

  test('what was decided meanwhile is gone', async () => {
    await restart({ senders: [fakeSender({ handle, state: 'blocked' })] });
    expect(center.delivered).toEqual([]);
  });

  test('what is decided elsewhere goes', async () => {
    await restart();
    api.change(fakeSender({ handle, state: 'ignored' }));
    await clock.pass(1_000);
    expect(center.delivered).toEqual([]);
  });

  test('a quit leaves nothing that nobody would answer', async () => {
    desktop.beforeQuit();
    await settle();
    expect(center.delivered).toEqual([]);
  });
});

describe('permission for banners', () => {
  const access = async (): Promise<unknown> =>
    ((await ask('peephole:notification-access')) as { value: unknown }).value;

  test('the first test only asks; it comes by itself once it is allowed', async () => {
    center.permission = 'not-determined';
    await start({ onboarded: false });
    openedWindow();
    expect(await access()).toBe('not-asked');
    await ask('peephole:test-notification');
    await settle();
    expect([center.permission, await access()]).toEqual(['asking', 'asking']);
    await clock.pass(20_000);
    expect(center.delivered).toEqual([]);
    center.answer(true);
    await clock.pass(4_000);
    expect(center.delivered.map(({ title }) => title)).toEqual(['This is a test']);
    expect(await access()).toBe('shown');
    // Shown once, however long it was tried.
    await clock.pass(60_000);
    expect(center.delivered).toHaveLength(1);
    expect(fake.FakeTray.all[0]?.press().find('notifications-off')).toBeUndefined();
  });

  test.each([false, null])('answered with %s, it is said in menu, Settings and log', async (answer) => {
    center.permission = 'not-determined';
    await start({ onboarded: false });
    openedWindow();
    await ask('peephole:test-notification');
    await settle();
    center.answer(answer);
    await clock.pass(80_000);
    expect(await access()).toBe('refused');
    expect(errors).toEqual(['notification-failed: Notifications are not allowed for this application']);
    await choose('notifications-off');
    expect(asked()).toEqual({ page: 'settings' });
  });

  test('a knock while macOS asks is shown once it is allowed, with the window closed', async () => {
    center.permission = 'not-determined';
    await start();
    await knocks();
    await knocks({ ...knock, id: 'knock:2' });
    expect(center.delivered).toEqual([]);
    center.answer(true);
    await clock.pass(600_000);
    desktop.open();
    openedWindow().blur();
    await clock.pass(4_000);
    expect(center.delivered.map(({ groupId }) => groupId).toSorted()).toEqual(['knock:1', 'knock:2']);
    await press(0);
    expect(verdicts()).toHaveLength(1);
  });

  test('what was decided while it could not be shown is not shown later', async () => {
    center.permission = 'refused';
    await start();
    await knocks();
    api.notify({ kind: 'withdraw', id: knock.id });
    center.permission = 'granted';
    desktop.open();
    openedWindow().blur();
    await clock.pass(10_000);
    expect(center.delivered).toEqual([]);
  });
});

describe('the panel under the icon', () => {
  const tray = (): fake.FakeTray => {
    const [icon] = fake.FakeTray.all;
    if (icon === undefined) throw new Error('no icon');
    return icon;
  };
  /** The panel's page starts, and answers. */
  const panelAnswers = async (height = 400): Promise<void> => {
    await askFrom(panel(), 'peephole:resize-panel', height);
  };
  const panel = (): fake.FakeWindow => {
    const last = fake.FakeWindow.panels.at(-1);
    if (last === undefined) throw new Error('no panel');
    return last;
  };

  test('opens at a click: decided in it, led to the window from it', async () => {
    await start();
    await clock.pass(3_000);
    await panelAnswers();
    tray().click();
    await panelAnswers();
    expect([panel().visible, fake.app.inFront]).toEqual([true, false]);
    // The icon is at 1200 to 1230 of a display 1440 wide.
    expect(panel().bounds).toEqual({ x: 1035, y: 25, width: 360, height: 400 });
    await askFrom(panel(), 'peephole:show-window', { page: 'waiting', handle });
    expect(asked()).toEqual({ page: 'waiting', handle });
    expect([panel().visible, fake.app.inFront, fake.app.hidden]).toEqual([false, true, false]);
  });

  test('a height that the window says is not the panel’s', async () => {
    await start();
    await clock.pass(3_000);
    desktop.open();
    await askFrom(openedWindow(), 'peephole:resize-panel', 400);
    tray().click();
    expect(panel().visible).toBe(false);
  });

  test('a right click, a Control-click, and any click where Settings say so, open the menu and no panel', async () => {
    await start();
    await clock.pass(3_000);
    await panelAnswers();
    expect(tray().press('right-click').find('quit')).toBeDefined();
    tray().menu?.shut();
    tray().down();
    tray().up({ ctrlKey: true });
    expect([tray().menu?.isOpen, panel().visible]).toEqual([true, false]);
    api.share({ settings: { ...defaultSettings, onboarded: true, leftClick: 'menu' } });
    expect(tray().press('click').find('quit')).toBeDefined();
    // Its page would cost memory for nobody.
    expect(panel().destroyed).toBe(true);
    await clock.pass(60_000);
    expect(fake.FakeWindow.panels).toHaveLength(1);
  });

  test('the menu takes the place of the panel', async () => {
    await start();
    tray().click();
    await panelAnswers();
    expect(panel().visible).toBe(true);
    tray().press('right-click');
    expect(panel().visible).toBe(false);
  });

  test('where its page never answers, the menu opens by itself', async () => {
    await start();
    tray().click();
    expect(tray().menu).toBeNull();
    await clock.pass(1_500);
    expect(tray().menu?.find('quit')).toBeDefined();
  });

  test.each(['window', 'page'] as const)('where there can be no %s, the menu opens', async (what) => {
    await start();
    errorsAreFine = true;
    fake.FakeWindow.fails = what;
    tray().click();
    await settle();
    expect(tray().menu?.isOpen).toBe(true);
  });

  test('on the lock screen Approve of a banner waits as before, whatever the panel does', async () => {
    await start();
    tray().click();
    await panelAnswers();
    await knocks();
    fake.powerMonitor.idleState = 'locked';
    await press(0);
    expect(verdicts()).toEqual([]);
  });

  test('is gone at the end, and no other is made', async () => {
    await start();
    tray().click();
    await panelAnswers();
    desktop.beforeQuit();
    await settle();
    await clock.pass(60_000);
    expect(fake.FakeWindow.panels.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});

describe('trouble', () => {
  const fails = (): void => {
    api.answers['pause-notifications'] = async () => {
      throw new PeepholeError('timeout', plainly('Still queued.'));
    };
  };

  test('is a banner while the window is closed, and takes no focus', async () => {
    await start();
    fails();
    await choose('pause-1h');
    expect(center.banner()).toMatchObject({ title: 'That did not work', body: 'Still queued.', buttons: [] });
    expect([fake.BrowserWindow.all, fake.app.inFront]).toEqual([[], false]);
  });

  test('is in the window while it is open', async () => {
    await start();
    fails();
    desktop.open();
    openedWindow();
    await choose('pause-1h');
    expect(openedWindow().contents.sent.at(-1)?.channel).toBe('peephole:say');
    expect(center.delivered).toEqual([]);
  });

  test('is in the window where there are no banners', async () => {
    center.permission = 'refused';
    await start();
    await knocks();
    fails();
    await choose('pause-1h');
    expect(openedWindow().contents.sent.map(({ channel }) => channel)).toEqual(['peephole:say']);
  });
});

describe('sleep and access', () => {
  test('after sleep everything is read now', async () => {
    await start();
    fake.powerMonitor.emit('suspend');
    fake.powerMonitor.emit('resume');
    await settle();
    expect(calls).toEqual(['wake']);
    const attention = api.calls.filter(({ name }) => name === 'attention').map(({ input }) => input);
    expect(attention).toEqual([{ awake: false }, { awake: true }]);
  });

  test('while access is missing and the window is open, it is looked for every 2 s', async () => {
    const messages = { ...calmStatus.messages, state: 'no-access' as const };
    await start({ status: { messages } });
    await clock.pass(6_000);
    expect(calls).toEqual([]);
    desktop.open();
    openedWindow();
    await clock.pass(4_000);
    expect(calls).toEqual(['look', 'look']);
    openedWindow().close();
    await clock.pass(60_000);
    expect(calls).toEqual(['look', 'look']);
  });
});

describe('quitting', () => {
  const temporary = fakeSender({
    handle,
    state: 'approved',
    via: 'peephole',
    until: '2026-11-24T18:00:00.000Z',
  });

  test('ends everything, in front of nobody', async () => {
    await start();
    await knocks();
    expect(desktop.beforeQuit()).toBe(false);
    await settle();
    expect(fake.dialog.asked).toEqual([]);
    expect(calls).toEqual(['stop']);
    expect(fake.app.calls.at(-1)).toBe('exit 0');
    expect(center.delivered).toEqual([]);
    expect(verdicts()).toEqual([]);
  });

  test('asks about temporary approvals; Escape stays', async () => {
    await start({ senders: [temporary] });
    desktop.beforeQuit();
    openedWindow();
    await settle();
    expect(fake.dialog.asked[0]?.buttons).toEqual(['End Now', 'Keep', 'Don’t Quit']);
    expect([calls, verdicts()]).toEqual([[], []]);
    // It can be asked again.
    fake.dialog.presses = ['Keep'];
    desktop.beforeQuit();
    openedWindow();
    await settle();
    expect([calls, verdicts()]).toEqual([['stop'], []]);
  });

  test('while it asks, everything else goes on, and quitting again brings the question back', async () => {
    await start({ senders: [temporary, fakeSender({ handle: '+12125550102' })] });
    fake.dialog.waits = true;
    desktop.beforeQuit();
    const window = openedWindow();
    await settle();
    expect(fake.dialog.asked[0]?.sheetOf).toBe(window);
    await choose('ignore-+12125550102');
    expect(verdicts()).toHaveLength(1);
    window.close();
    expect(window.isVisible()).toBe(false);
    desktop.beforeQuit();
    expect([window.isVisible(), fake.dialog.asked.length]).toEqual([true, 1]);
    fake.dialog.presses = ['Keep'];
    fake.dialog.answerNow();
    await settle();
    expect(calls).toEqual(['stop']);
  });

  test('End Now takes access away first', async () => {
    await start({ senders: [temporary] });
    fake.dialog.presses = ['End Now'];
    desktop.beforeQuit();
    openedWindow();
    await settle();
    expect(verdicts()).toMatchObject([{ verdict: 'revoke', handle }]);
    expect(calls).toEqual(['stop']);
  });

  test('End Now that is not confirmed is said, and quits only when told to', async () => {
    await start({ senders: [temporary] });
    api.answers.verdict = async () => {
      throw new PeepholeError('timeout', plainly('Still queued.'));
    };
    fake.dialog.presses = ['End Now'];
    desktop.beforeQuit();
    openedWindow();
    await settle();
    expect(fake.dialog.asked).toHaveLength(2);
    expect(calls).toEqual([]);
  });

  test('logging out is not held up', async () => {
    await start({ senders: [temporary] });
    fake.app.on('before-quit', (event: fake.FakeEvent) => {
      if (!desktop.beforeQuit()) event.preventDefault();
    });
    fake.app.logOut(fake.powerMonitor);
    expect([fake.app.cancelledLogOut, fake.dialog.asked]).toEqual([false, []]);
  });
});
