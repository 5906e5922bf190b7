import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { IconModel } from '#core/surface/icon-model.ts';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import type { Banner } from '#core/surface/notification-model.ts';
import { linkKeys } from '#core/surface/window-target.ts';
import { answerFile, fileOf } from '../../src-main/surfaces/electron/app-files.ts';
import { linkAddresses, openLink } from '../../src-main/surfaces/electron/links.ts';
import { lockDownEarly, lockDownSession } from '../../src-main/surfaces/electron/lockdown.ts';
import { loginItem, setLoginItem } from '../../src-main/surfaces/electron/login-item.ts';
import { Notifier } from '../../src-main/surfaces/electron/notifier.ts';
import { Power } from '../../src-main/surfaces/electron/power.ts';
import { TrayView } from '../../src-main/surfaces/electron/tray-view.ts';
import { WindowHost } from '../../src-main/surfaces/electron/window-host.ts';
import * as fake from '../fakes/electron.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';

let clock: FakeClock;
let actions: SurfaceAction[];
const onAction = (action: SurfaceAction): void => void actions.push(action);

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-11-24T12:00:00Z'));
  actions = [];
  fake.app.calls.length = 0;
  fake.FakeNotification.all.length = 0;
  fake.FakeNotification.touches.length = 0;
});

describe('the icon', () => {
  const idle: IconModel = { shape: 'idle', count: '', tip: 'Peephole — strangers get nothing' };
  const waiting: IconModel = { shape: 'waiting', count: '2', tip: 'Peephole — 2 waiting' };
  const quit: MenuItem = {
    type: 'action',
    id: 'quit',
    label: 'Quit',
    enabled: true,
    action: { kind: 'quit' },
  };

  function makeTray(): { view: TrayView; tray: fake.FakeTray } {
    fake.FakeTray.all.length = 0;
    const view = new TrayView({ iconDir: '/icons', clock, onAction });
    const [tray] = fake.FakeTray.all;
    if (tray === undefined) throw new Error('no tray');
    return { view, tray };
  }

  test('has a template image for each shape, the count beside it, and the whole truth as its tool tip', async () => {
    const { view, tray } = makeTray();
    view.paint(idle, [quit]);
    expect([tray.image, tray.title, tray.toolTip]).toEqual(['/icons/idleTemplate.png', '', idle.tip]);
    await clock.pass(200);
    view.paint(waiting, [quit]);
    expect([tray.image, tray.title, tray.toolTip]).toEqual(['/icons/waitingTemplate.png', '2', waiting.tip]);
  });

  test('is never changed twice within 200 ms, and ends at the last state', async () => {
    const { view, tray } = makeTray();
    view.paint(idle, [quit]);
    view.paint(waiting, [quit]);
    view.paint({ ...idle, shape: 'off' }, [quit]);
    expect(tray.images).toEqual(['/icons/idleTemplate.png']);
    await clock.pass(200);
    expect(tray.images).toEqual(['/icons/idleTemplate.png', '/icons/offTemplate.png']);
  });

  test('does not touch an open menu, and replaces it after it was closed', async () => {
    const { view, tray } = makeTray();
    view.paint(idle, [quit]);
    await clock.pass(200);
    const opened = tray.menu;
    opened?.emit('menu-will-show');
    view.paint(waiting, [{ ...quit, label: 'Quit now' }]);
    await clock.pass(5_000);
    expect(tray.menu).toBe(opened);
    expect(tray.title).toBe('2');
    opened?.emit('menu-will-close');
    // The choice is told after the menu has closed: it still holds.
    opened?.choose('quit');
    await clock.pass(200);
    expect(tray.menu).not.toBe(opened);
    expect(tray.menu?.find('quit')?.label).toBe('Quit now');
    expect(actions).toEqual([{ kind: 'quit' }]);
  });

  test('keeps its menu while nothing in it changed', async () => {
    const { view, tray } = makeTray();
    view.paint(idle, [quit]);
    await clock.pass(200);
    view.paint(waiting, [quit]);
    await clock.pass(200);
    expect(tray.menus).toBe(1);
  });
});

describe('banners', () => {
  const show = { kind: 'show', target: { page: 'waiting' } } as const;
  const verdict = (name: 'approve' | 'ignore' | 'block'): SurfaceAction => ({
    kind: 'verdict',
    verdict: name,
    handle: '+12125550101',
  });
  const knock: Banner = {
    id: 'knock:1',
    title: 'New sender on iMessage',
    subtitle: '+1 212 555 0101',
    body: 'Hi',
    silent: false,
    buttons: (['approve', 'ignore', 'block'] as const).map((id) => ({ id, label: id, action: verdict(id) })),
    click: show,
  };
  const make = (failed: string[] = []): Notifier =>
    new Notifier({ clock, onAction, onFailed: (reason) => failed.push(reason) });
  const last = (): fake.FakeNotification => {
    const notification = fake.FakeNotification.all.at(-1);
    if (notification === undefined) throw new Error('no banner');
    return notification;
  };

  test('what an earlier run left is taken away first', () => {
    make();
    expect(fake.FakeNotification.touches).toEqual(['removeAll']);
  });

  test('buttons act by their place, a click opens, and closing is heard by nobody', () => {
    make().show(knock);
    const notification = last();
    expect(notification.options.actions).toEqual([
      { type: 'button', text: 'approve' },
      { type: 'button', text: 'ignore' },
      { type: 'button', text: 'block' },
    ]);
    expect(notification.options).not.toHaveProperty('closeButtonText');
    notification.press(0);
    notification.press(2);
    notification.press(7);
    notification.press(-1);
    notification.emit('click');
    notification.emit('close', { reason: 'userCanceled' });
    expect(actions).toEqual([verdict('approve'), verdict('block'), show]);
    expect(notification.listenerCount('close')).toBe(0);
  });

  test('one with the same id replaces it, whose buttons are dead then', async () => {
    const notifier = make();
    notifier.show(knock);
    const first = last();
    await clock.pass(500);
    notifier.show({ ...knock, buttons: [], title: 'Approving…' });
    expect(last()).not.toBe(first);
    expect(last().options.id).toBe(knock.id);
    first.press(0);
    expect(actions).toEqual([]);
  });

  test('in a burst only the last one is shown, half a second after the first', async () => {
    const notifier = make();
    notifier.show(knock);
    for (const title of ['1', '2', '3']) notifier.show({ ...knock, title });
    notifier.show({ ...knock, id: 'knock:2' });
    expect(fake.FakeNotification.all).toHaveLength(2);
    await clock.pass(499);
    expect(fake.FakeNotification.all).toHaveLength(2);
    await clock.pass(1);
    expect(fake.FakeNotification.all.map(({ options }) => options.title).slice(2)).toEqual(['3']);
  });

  test('one that is no longer true goes, with its buttons, and what was to replace it', async () => {
    const notifier = make();
    notifier.show(knock);
    const notification = last();
    notifier.show({ ...knock, title: 'later' });
    notifier.withdraw(knock.id);
    await clock.pass(2_000);
    notification.press(0);
    expect(actions).toEqual([]);
    expect(notification.isShown).toBe(false);
    expect(fake.FakeNotification.touches).toEqual(['removeAll', 'show knock:1', 'remove knock:1']);
  });

  test('one that macOS did not show is told, and decides nothing', () => {
    const failed: string[] = [];
    make(failed).show(knock);
    last().emit('failed', {}, 'UNErrorDomain error 1');
    expect(failed).toEqual(['UNErrorDomain error 1']);
    expect(actions).toEqual([]);
  });
});

describe('the window', () => {
  let focus: boolean[];

  function makeHost(): WindowHost {
    fake.BrowserWindow.all.length = 0;
    focus = [];
    return new WindowHost({
      title: 'Peephole',
      preload: '/out/preload.cjs',
      clock,
      onFocus: (focused) => focus.push(focused),
      onError: (error) => {
        throw error;
      },
    });
  }
  const opened = (index = 0) => {
    const window = fake.BrowserWindow.all[index];
    if (window === undefined) throw new Error('no window');
    return window;
  };

  test('is made when it is asked for, in a sandbox, and shown when it is painted', () => {
    const host = makeHost();
    expect(fake.BrowserWindow.all).toHaveLength(0);
    host.show({ page: 'people' });
    const window = opened();
    expect(window.url).toBe('app://peephole/');
    expect(window.options.webPreferences).toEqual({
      preload: '/out/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
    });
    expect(window.visible).toBe(false);
    window.emit('ready-to-show');
    expect(window.visible).toBe(true);
    expect(window.contents.sent).toEqual([{ channel: 'peephole:show', value: { page: 'people' } }]);
    expect(fake.app.calls).toContain('focus steal');
    expect(focus).toEqual([true]);
  });

  test('is there once, and goes where it is asked to', () => {
    const host = makeHost();
    host.show(null);
    opened().emit('ready-to-show');
    host.show({ page: 'history' });
    expect(fake.BrowserWindow.all).toHaveLength(1);
    expect(opened().contents.sent.at(-1)?.value).toEqual({ page: 'history' });
  });

  test('takes no focus that nobody gave it', () => {
    const host = makeHost();
    host.show({ page: 'waiting' }, false);
    opened().emit('ready-to-show');
    expect(opened().calls).toEqual(['showInactive']);
    expect(fake.app.calls).not.toContain('focus steal');
  });

  test('closing hides it, gives the focus back, and a minute later it is gone', async () => {
    const host = makeHost();
    host.show(null);
    opened().emit('ready-to-show');
    opened().close();
    expect(opened().destroyed).toBe(false);
    expect(host.isVisible).toBe(false);
    expect(fake.app.calls).toContain('hide');
    expect(focus.at(-1)).toBe(false);
    await clock.pass(59_999);
    expect(opened().destroyed).toBe(false);
    await clock.pass(1);
    expect(opened().destroyed).toBe(true);
    host.show(null);
    expect(fake.BrowserWindow.all).toHaveLength(2);
  });

  test('opened again within the minute it is the same one, and stays', async () => {
    const host = makeHost();
    host.show(null);
    opened().emit('ready-to-show');
    opened().close();
    await clock.pass(30_000);
    host.show(null);
    await clock.pass(120_000);
    expect(opened().destroyed).toBe(false);
    expect(host.isVisible).toBe(true);
  });

  test('a page that crashed is made anew', () => {
    const errors: unknown[] = [];
    fake.BrowserWindow.all.length = 0;
    const host = new WindowHost({
      title: 'Peephole',
      preload: '',
      clock,
      onFocus: () => {},
      onError: (error) => errors.push(error),
    });
    host.show(null);
    opened().contents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(errors).toHaveLength(1);
    host.show(null);
    expect(fake.BrowserWindow.all).toHaveLength(2);
  });

  test('after the end there is none', () => {
    const host = makeHost();
    host.show(null);
    host.end();
    host.show(null);
    expect(opened().destroyed).toBe(true);
    expect(fake.BrowserWindow.all).toHaveLength(1);
  });
});

describe('our own files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-app-files-'));
  const renderer = join(dir, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<title>Peephole</title>');
  writeFileSync(join(renderer, 'assets', 'index-1a.js'), 'void 0;');
  writeFileSync(join(renderer, 'notes.txt'), 'not a part of the window');
  writeFileSync(join(dir, 'secret.js'), 'secret');
  symlinkSync(join(dir, 'secret.js'), join(renderer, 'link.js'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const get = (url: string, method = 'GET'): Promise<Response> => answerFile({ url, method }, renderer);

  test('are served with their type and the policy', async () => {
    const page = await get('app://peephole/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Peephole');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'none'", "base-uri 'none'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const script = await get('app://peephole/assets/index-1a.js?x=1');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  test.each([
    'app://peephole/../secret.js',
    'app://peephole/%2e%2e/secret.js',
    'app://peephole/..%2fsecret.js',
    'app://peephole/assets/..%5c..%5csecret.js',
    'app://peephole//secret.js',
    'app://peephole/link.js',
    'app://peephole/notes.txt',
    'app://peephole/.hidden.js',
    'app://peephole/assets',
    'app://peephole/missing.js',
    'app://peephole/index.html%00.js',
    'app://other/index.html',
    'app://peephole:80/index.html',
    'file:///etc/passwd.js',
    'nonsense',
  ])('nothing for %s', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  test('GET only', async () => {
    expect((await get('app://peephole/', 'POST')).status).toBe(405);
  });

  test('no name leads out of the folder', () => {
    for (const name of ['a/../../b.js', '%2e%2e/b.js', '..', '...', 'a//b.js', '/etc/b.js']) {
      expect(fileOf(`app://peephole/${name}`)?.path ?? '').not.toMatch(/^\/|\.\./);
    }
  });
});

describe('locked down', () => {
  const { defaultSession } = fake.session;

  test('every renderer in a sandbox, one scheme, no Keychain', () => {
    lockDownEarly();
    expect(fake.app.calls).toContain('enableSandbox');
    expect(fake.protocol.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
    expect(fake.app.switches.get('disable-features')).toContain('UseKeychainKeyProvider');
  });

  test('no page goes anywhere or opens anything', () => {
    const contents = new fake.FakeWebContents();
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-attach-webview']) {
      const happening = new fake.FakeEvent();
      contents.emit(event, happening);
      expect(happening.defaultPrevented, event).toBe(true);
    }
    expect(contents.openHandler?.()).toEqual({ action: 'deny' });
  });

  test('only our own files are loaded', () => {
    lockDownSession(defaultSession as never, '/renderer');
    const isCancelled = defaultSession.beforeRequest ?? (() => false);
    expect(isCancelled('app://peephole/index.html')).toBe(false);
    expect(isCancelled('blob:app://peephole/1-2')).toBe(false);
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:18789/',
      'ws://127.0.0.1/',
      'file:///etc/passwd',
      'app://other/',
      'devtools://devtools/x.js',
      'blob:https://example.com/1',
    ]) {
      expect(isCancelled(url), url).toBe(true);
    }
    expect(defaultSession.spellChecker).toBe(false);
  });

  test('one thing is granted, to our own page: copying', () => {
    lockDownSession(defaultSession as never, '/renderer');
    const requested = (permission: string, requestingUrl = 'app://peephole/'): boolean => {
      let granted = false;
      defaultSession.permissionRequest?.(
        {} as never,
        permission as never,
        (yes) => {
          granted = yes;
        },
        { requestingUrl } as never,
      );
      return granted;
    };
    const checked = (permission: string, origin = 'app://peephole') =>
      defaultSession.permissionCheck?.(null, permission as never, origin, {} as never);
    expect([requested('clipboard-sanitized-write'), checked('clipboard-sanitized-write')]).toEqual([
      true,
      true,
    ]);
    expect(requested('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
    expect(checked('clipboard-sanitized-write', 'https://example.com')).toBe(false);
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'usb',
    ]) {
      expect([requested(permission), checked(permission)], permission).toEqual([false, false]);
    }
    expect(defaultSession.devicePermission?.({} as never)).toBe(false);
  });
});

describe('the rest of the Mac', () => {
  test('every place has one address of macOS', async () => {
    fake.shell.opened.length = 0;
    for (const key of linkKeys) await openLink(key);
    expect(fake.shell.opened).toEqual(linkKeys.map((key) => linkAddresses[key]));
    for (const address of fake.shell.opened)
      expect(address).toMatch(/^(?:x-apple\.systempreferences|imessage):/);
  });

  test('the login item is what macOS says it is', () => {
    fake.app.loginItemStatus = 'not-registered';
    expect(loginItem()).toBe('not-registered');
    expect(setLoginItem(true)).toBe('requires-approval');
    fake.app.loginItemStatus = 'enabled';
    expect(loginItem()).toBe('enabled');
    expect(setLoginItem(false)).toBe('not-registered');
  });

  test('in development Electron itself is not registered', () => {
    fake.app.isPackaged = false;
    fake.app.loginItemStatus = 'not-registered';
    expect(setLoginItem(true)).toBe('not-found');
    expect(fake.app.loginItemStatus).toBe('not-registered');
    fake.app.isPackaged = true;
  });

  test('locked is what either the events or the system say', () => {
    const heard: string[] = [];
    const power = new Power({
      asleep: () => heard.push('asleep'),
      awake: () => heard.push('awake'),
      unlocked: () => heard.push('unlocked'),
      endingSession: () => heard.push('ending'),
    });
    expect(power.isLocked).toBe(false);
    fake.powerMonitor.emit('lock-screen');
    expect(power.isLocked).toBe(true);
    fake.powerMonitor.emit('unlock-screen');
    expect(power.isLocked).toBe(false);
    fake.powerMonitor.idleState = 'locked';
    expect(power.isLocked).toBe(true);
    fake.powerMonitor.idleState = 'active';
    for (const event of ['suspend', 'resume', 'shutdown']) fake.powerMonitor.emit(event);
    expect(heard).toEqual(['unlocked', 'asleep', 'awake', 'ending']);
  });
});
