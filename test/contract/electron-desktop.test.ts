import { beforeEach, describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import { Words } from '#core/words/words.ts';
import { Desktop } from '../../src-main/surfaces/electron/desktop.ts';
import * as fake from '../fakes/electron.ts';
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

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-11-24T12:00:00Z'));
  calls = [];
  fake.app.calls.length = 0;
  fake.ipcMain.handlers.clear();
  fake.powerMonitor.removeAllListeners();
  fake.powerMonitor.idleState = 'active';
  fake.BrowserWindow.all.length = 0;
  fake.FakeTray.all.length = 0;
  fake.FakeNotification.all.length = 0;
  fake.FakeNotification.touches.length = 0;
  fake.dialog.asked.length = 0;
  fake.dialog.presses = [];
});

interface Start {
  readonly senders?: readonly SenderView[];
  readonly status?: Partial<StatusView>;
  readonly onboarded?: boolean;
}

async function start({ senders = [fakeSender({ handle })], status = {}, onboarded = true }: Start = {}) {
  api = new FakeAppApi(senders, status, { ...defaultSettings, onboarded });
  desktop = await Desktop.start({
    words,
    clock,
    rendererDir: '/renderer',
    preload: '/preload.cjs',
    iconDir: '/icons',
    showWindow: false,
    startApp: async () => ({
      api,
      wake: () => void calls.push('wake'),
      pollMessages: async () => void calls.push('look'),
    }),
    stopApp: async () => void calls.push('stop'),
    onError: (error) => {
      throw error;
    },
  });
  await settle();
}

const verdicts = (): unknown[] =>
  api.calls.filter(({ name }) => name === 'verdict').map(({ input }) => input);
const banner = (): fake.FakeNotification => {
  const last = fake.FakeNotification.all.at(-1);
  if (last === undefined) throw new Error('no banner');
  return last;
};

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
    expect(tray?.menu?.find('quit')).toBeDefined();
    expect(fake.BrowserWindow.all).toHaveLength(0);
  });

  test('the first one opens the window, and touches no notification before they were explained', async () => {
    await start({ onboarded: false });
    api.notify(knock);
    expect(fake.BrowserWindow.all).toHaveLength(1);
    expect(fake.FakeNotification.touches).toEqual([]);
    const window = openedWindow();
    // They look at something else: in front of our window there would be no banner.
    window.blur();
    const ask = (channel: string, ...args: unknown[]) =>
      fake.ipcMain.handlers.get(channel)?.(
        {
          sender: window.contents as never,
          senderFrame: { origin: 'app://peephole', parent: null } as never,
        },
        ...args,
      );
    await ask('peephole:open');
    await ask('peephole:frame', '{"id":1,"command":"set-settings","input":{"onboarded":true}}');
    await settle();
    expect(fake.FakeNotification.touches).toEqual(['removeAll', 'show knock:1']);
  });
});

describe('what another surface does', () => {
  test('is in the icon and its menu at once: the count, and Undo', async () => {
    await start();
    await clock.pass(200);
    const [tray] = fake.FakeTray.all;
    expect(tray?.title).toBe('1');
    expect(tray?.menu?.find('undo')).toBeUndefined();
    api.change(
      fakeSender({ handle, state: 'ignored', decision: fakeDecision({ verdict: 'ignore', handle }) }),
    );
    api.share({
      settings: { ...defaultSettings, onboarded: true, showCount: false },
      lastVerdict: { handle, verdict: 'ignore', at: '2026-11-24T12:00:00.000Z', until: null },
    });
    await clock.pass(200);
    expect(tray?.title).toBe('');
    expect(tray?.menu?.find('undo')).toBeDefined();
  });
});

describe('a banner', () => {
  test('Approve acts at once on exactly what was painted', async () => {
    await start();
    api.notify(knock);
    banner().press(0);
    await settle();
    expect(verdicts()).toEqual([{ verdict: 'approve', handle, source: 'notification', revision: 'r1' }]);
    expect(fake.BrowserWindow.all).toHaveLength(0);
  });

  test('Approve on the lock screen lets nobody in, and is there to be looked at after unlocking', async () => {
    await start();
    api.notify(knock);
    fake.powerMonitor.emit('lock-screen');
    banner().press(0);
    await settle();
    expect(verdicts()).toEqual([]);
    expect(fake.BrowserWindow.all).toHaveLength(0);
    fake.powerMonitor.emit('unlock-screen');
    expect(asked()).toEqual({ page: 'waiting', handle });
    expect(openedWindow().calls).toEqual(['showInactive']);
    expect(verdicts()).toEqual([]);
  });

  test.each([
    [1, 'ignore'],
    [2, 'block'],
  ])('button %i on the lock screen: %s keeps out, so it acts', async (index, verdict) => {
    await start();
    api.notify(knock);
    fake.powerMonitor.idleState = 'locked';
    banner().press(index);
    await settle();
    expect(verdicts()).toEqual([{ verdict, handle, source: 'notification' }]);
  });

  test('what is no longer true opens the window on that sender, and is no trouble', async () => {
    await start();
    api.answers.verdict = async () => {
      throw new PeepholeError('stale-revision', plainly('Changed.'));
    };
    api.notify(knock);
    banner().press(0);
    await settle();
    expect(asked()).toEqual({ page: 'waiting', handle });
    expect(fake.dialog.asked).toEqual([]);
  });

  test('is not shown over our own window, and one that is there goes', async () => {
    await start();
    api.notify(knock);
    desktop.open();
    openedWindow();
    await settle();
    expect(api.calls).toContainEqual({ name: 'attention', input: { windowFocused: true } });
    api.notify({ ...knock, kind: 'progress', verdict: 'ignore', progress: 'confirmed', error: null });
    expect(fake.FakeNotification.all).toHaveLength(1);
    expect(fake.FakeNotification.touches.at(-1)).toBe('remove knock:1');
  });

  test('a test decides nothing', async () => {
    await start();
    await fake.ipcMain.handlers.get('peephole:test-notification')?.({
      sender: new fake.FakeWebContents() as never,
      senderFrame: { origin: 'app://peephole', parent: null } as never,
    });
    for (const index of [0, 1, 2]) banner().press(index);
    await settle();
    expect(verdicts()).toEqual([]);
    expect(asked()).toEqual({ page: 'settings' });
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
    api.notify(knock);
    expect(desktop.beforeQuit()).toBe(false);
    await settle();
    expect(fake.dialog.asked).toEqual([]);
    expect(calls).toEqual(['stop']);
    expect(fake.app.calls.at(-1)).toBe('exit 0');
    expect(fake.FakeTray.all[0]?.destroyed).toBe(true);
    expect(fake.FakeNotification.touches.at(-1)).toBe('removeAll');
    expect(verdicts()).toEqual([]);
  });

  test('asks about temporary approvals; Escape stays', async () => {
    await start({ senders: [temporary] });
    desktop.beforeQuit();
    await settle();
    expect(fake.dialog.asked[0]?.buttons).toEqual(['End Now', 'Keep', 'Don’t Quit']);
    expect([calls, verdicts()]).toEqual([[], []]);
    // It can be asked again.
    fake.dialog.presses = ['Keep'];
    desktop.beforeQuit();
    await settle();
    expect([calls, verdicts()]).toEqual([['stop'], []]);
  });

  test('End Now takes access away first', async () => {
    await start({ senders: [temporary] });
    fake.dialog.presses = ['End Now'];
    desktop.beforeQuit();
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
    await settle();
    expect(fake.dialog.asked).toHaveLength(2);
    expect(calls).toEqual([]);
  });

  test('logging out is not held up', async () => {
    await start({ senders: [temporary] });
    fake.powerMonitor.emit('shutdown');
    expect(desktop.beforeQuit()).toBe(true);
    expect(fake.dialog.asked).toEqual([]);
  });
});
