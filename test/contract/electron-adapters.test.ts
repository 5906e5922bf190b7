import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IconModel } from '#core/surface/icon-model.ts';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import type { Banner } from '#core/surface/notification-model.ts';
import { linkKeys } from '#core/surface/window-target.ts';
import { answerFile, fileOf } from '../../src-main/surfaces/electron/app-files.ts';
import { openLink, paneAddresses } from '../../src-main/surfaces/electron/links.ts';
import { lockDownEarly, lockDownSession } from '../../src-main/surfaces/electron/lockdown.ts';
import { loginItem, setLoginItem } from '../../src-main/surfaces/electron/login-item.ts';
import { type LeftBanner, Notifier } from '../../src-main/surfaces/electron/notifier.ts';
import { Power } from '../../src-main/surfaces/electron/power.ts';
import { TrayView } from '../../src-main/surfaces/electron/tray-view.ts';
import { WindowHost } from '../../src-main/surfaces/electron/window-host.ts';
import * as fake from '../fakes/electron/index.ts';
import { type FakeClock, fakeClock, settle } from '../support/fake-clock.ts';

let clock: FakeClock;
let actions: SurfaceAction[];
const onAction = (action: SurfaceAction): void => void actions.push(action);

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-11-24T12:00:00Z'));
  actions = [];
  fake.app.reset();
  fake.center.reset();
});

/** What is held by nobody is gone. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

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

  let menu: readonly MenuItem[];

  function makeTray(): { view: TrayView; tray: fake.FakeTray } {
    fake.FakeTray.all.length = 0;
    menu = [quit];
    const view = new TrayView({
      iconDir: '/icons',
      clock,
      menu: () => menu,
      onAction,
      onPress: () => {},
      onClick: () => false,
      onMenu: () => {},
    });
    const [tray] = fake.FakeTray.all;
    if (tray === undefined) throw new Error('no tray');
    return { view, tray };
  }

  test('has a template image for each shape, the count beside it, and the whole truth as its tool tip', async () => {
    const { view, tray } = makeTray();
    view.paint(idle);
    expect([tray.image, tray.title, tray.toolTip]).toEqual(['/icons/idleTemplate.png', '', idle.tip]);
    await clock.pass(200);
    view.paint(waiting);
    expect([tray.image, tray.title, tray.toolTip]).toEqual(['/icons/waitingTemplate.png', '2', waiting.tip]);
  });

  test('is never changed twice within 200 ms, and ends at the last state', async () => {
    const { view, tray } = makeTray();
    view.paint(idle);
    view.paint(waiting);
    view.paint({ ...idle, shape: 'off' });
    expect(tray.images).toEqual(['/icons/idleTemplate.png']);
    await clock.pass(200);
    expect(tray.images).toEqual(['/icons/idleTemplate.png', '/icons/offTemplate.png']);
  });

  test('keeps its place in the menu bar when Peephole ends', () => {
    fake.FakeTray.places.clear();
    const { view, tray } = makeTray();
    fake.FakeTray.places.set(tray.guid ?? '', 'beside the clock');
    view.stop();
    expect(fake.FakeTray.places.get(tray.guid ?? '')).toBe('beside the clock');
  });

  describe('its menu', () => {
    const sender = (id: string, verdict: 'approve' | 'block' = 'approve'): MenuItem => ({
      type: 'submenu',
      id: `sender-${id}`,
      label: id,
      items: [
        {
          type: 'action',
          id: `${verdict}-${id}`,
          label: verdict,
          enabled: true,
          action: { kind: 'verdict', verdict, handle: id },
        },
      ],
    });

    test.each(['click', 'right-click'] as const)('opens as it is at the %s', (button) => {
      const { tray } = makeTray();
      menu = [{ ...quit, label: 'Quit now' }];
      expect(tray.press(button).find('quit')?.label).toBe('Quit now');
    });

    test('does what was painted, however much changes and wherever the pointer has been meanwhile', async () => {
      const { view, tray } = makeTray();
      menu = [sender('one'), sender('two'), quit];
      const opened = tray.press();
      opened.hover('sender-one');
      opened.hover('sender-two');
      for (let push = 0; push < 5; push += 1) {
        menu = [sender(`later-${push}`), quit];
        view.paint({ ...waiting, count: String(push) });
        await clock.pass(30_000);
      }
      expect([opened.isOpen, opened.openSubmenu]).toEqual([true, 'sender-two']);
      opened.choose('approve-two');
      expect(opened.lost).toEqual([]);
      expect(actions).toEqual([{ kind: 'verdict', verdict: 'approve', handle: 'two' }]);
    });

    test('opened again while a choice is still to be told: both hold', () => {
      const { tray } = makeTray();
      menu = [sender('one')];
      const first = tray.press();
      menu = [sender('two')];
      const second = tray.press('right-click');
      expect([first.isOpen, second.isOpen]).toEqual([false, true]);
      second.choose('approve-two');
      expect(actions).toHaveLength(1);
    });

    test('is held until the choice is told, which comes after the next one has opened (MAC-3.4)', async () => {
      const { tray } = makeTray();
      const first = new WeakRef(tray.press());
      const second = new WeakRef(tray.press());
      await settle();
      collectGarbage();
      expect([first.deref(), second.deref()].map((held) => held instanceof fake.FakeMenu)).toEqual([
        true,
        true,
      ]);
    });

    test('reads as the model says it, second lines and submenus too', () => {
      const { tray } = makeTray();
      const odd = ['mo&m@example.com', 'b&&b@example.com', 'a(&b)@example.com', '(&)', '....', 'a...b&'];
      menu = odd.map((label, at) => ({
        type: 'submenu',
        id: `s${at}`,
        label,
        items: [{ type: 'line', id: `l${at}`, label, sublabel: label }],
      }));
      const opened = tray.press();
      const visible = (text: string): string => text.replaceAll('\u2060', '');
      for (const [at, label] of odd.entries()) {
        const line = opened.find(`l${at}`);
        const painted = [
          opened.painted(`s${at}`),
          opened.painted(`l${at}`),
          fake.paintedLabel(line?.sublabel ?? ''),
        ];
        expect(painted.map((text) => visible(text ?? ''))).toEqual([label, label, label]);
        expect(line?.accessibilityLabel).toBe(`${label}, ${label}`);
      }
    });
  });
});

describe('banners', () => {
  const show = { kind: 'show', target: { page: 'waiting' } } as const;
  const verdict = (name: 'approve' | 'ignore' | 'block'): SurfaceAction => ({
    kind: 'verdict',
    verdict: name,
    handle: '+12125550101',
    ...(name === 'approve' ? { revision: 'r1' } : {}),
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
  const { center } = fake;

  interface Made {
    readonly notifier: Notifier;
    readonly failed: string[];
    readonly left: LeftBanner[];
  }

  let hasSound = true;
  afterEach(() => {
    hasSound = true;
  });

  /** With what was left by an earlier run taken up as `takeUp` says. */
  async function make(takeUp: (left: LeftBanner) => Banner | null = () => null): Promise<Made> {
    const failed: string[] = [];
    const left: LeftBanner[] = [];
    const notifier = new Notifier({
      clock,
      onAction,
      hasSound: () => hasSound,
      onShown: () => {},
      onFailed: ({ id }, reason) => failed.push(`${id}: ${reason}`),
      takeUp: (banner) => {
        left.push(banner);
        return takeUp(banner);
      },
    });
    await settle();
    return { notifier, failed, left };
  }

  test('buttons act by their place, and closing is heard by nobody', async () => {
    const { notifier } = await make();
    for (const [at, name] of (['approve', 'ignore', 'block'] as const).entries()) {
      actions = [];
      notifier.show(knock);
      await clock.pass(500);
      expect(center.banner().buttons).toEqual(['approve', 'ignore', 'block']);
      center.press(center.banner(), at);
      expect(actions).toEqual([verdict(name)]);
    }
    notifier.show(knock);
    await clock.pass(500);
    expect(fake.FakeNotification.all.at(-1)?.options).not.toHaveProperty('closeButtonText');
    expect(fake.FakeNotification.all.at(-1)?.listenerCount('close')).toBe(0);
    center.dismiss(center.banner());
    expect(actions).toHaveLength(1);
  });

  test('makes a sound only where the banner and the owner have it so', async () => {
    const { notifier } = await make();
    const heard = async (sound: boolean, silent: boolean) => {
      hasSound = sound;
      notifier.show({ ...knock, silent });
      await clock.pass(500);
      return fake.FakeNotification.all.at(-1)?.options.silent === false;
    };
    expect([await heard(true, false), await heard(true, true)]).toEqual([true, false]);
    expect([await heard(false, false), await heard(false, true)]).toEqual([false, false]);
  });

  test('a click opens', async () => {
    const { notifier } = await make();
    notifier.show(knock);
    await settle();
    center.click(center.banner());
    expect(actions).toEqual([show]);
  });

  test.each([
    ['the oldest', (count: number) => count],
    ['the newest', () => 0],
    ['one in the middle', (count: number) => Math.floor(count / 2)],
  ])(
    'the tenth about one sender acts like the first, when memory has %s object first',
    async (_where, place) => {
      const { notifier } = await make();
      center.place = place;
      for (let post = 1; post <= 10; post += 1) {
        notifier.show({ ...knock, title: String(post) });
        await clock.pass(3_600_000);
        expect(center.delivered.map(({ title }) => title)).toEqual([String(post)]);
        expect(center.natives).toHaveLength(1);
      }
      center.press(center.banner(), 0);
      expect(actions).toEqual([verdict('approve')]);
      expect(center.lost).toEqual([]);
    },
  );

  test('a click on what replaced one opens, and takes nothing else away', async () => {
    const { notifier } = await make();
    notifier.show(knock);
    await clock.pass(500);
    notifier.show({ ...knock, id: 'knock:2' });
    notifier.show({ ...knock, buttons: [], title: 'Approved' });
    await clock.pass(500);
    center.click(center.banner());
    expect(actions).toEqual([show]);
    expect(center.lost).toEqual([]);
    expect(center.delivered.map(({ groupId }) => groupId)).toEqual(['knock:2']);
  });

  test('all about one sender is one stack', async () => {
    const { notifier } = await make();
    notifier.show(knock);
    await clock.pass(500);
    notifier.show({ ...knock, title: 'later' });
    await settle();
    expect(center.touches.filter((touch) => touch.startsWith('show')).length).toBe(2);
    expect(center.banner().groupId).toBe(knock.id);
  });

  test('in a burst only the last one is shown, half a second after the first', async () => {
    const { notifier } = await make();
    const titles = (): readonly string[] => fake.FakeNotification.all.map(({ title }) => title);
    notifier.show({ ...knock, title: '0' });
    for (const title of ['1', '2', '3']) notifier.show({ ...knock, title });
    notifier.show({ ...knock, id: 'knock:2', title: 'other' });
    expect(titles()).toEqual(['0', 'other']);
    await clock.pass(499);
    expect(titles()).toEqual(['0', 'other']);
    await clock.pass(1);
    expect(titles()).toEqual(['0', 'other', '3']);
  });

  test('one that is no longer true goes, and what was to replace it, also from behind the first look', async () => {
    const { notifier } = await make();
    notifier.show(knock);
    await settle();
    notifier.show({ ...knock, title: 'later' });
    notifier.withdraw(knock.id);
    await clock.pass(2_000);
    expect(center.delivered).toEqual([]);
    expect(center.natives).toEqual([]);
  });

  test('one that macOS did not show is told with macOS’s reason, and decides nothing', async () => {
    center.permission = 'refused';
    const { notifier, failed } = await make();
    notifier.show(knock);
    await settle();
    expect(failed).toEqual(['knock:1: Notifications are not allowed for this application']);
    expect(actions).toEqual([]);
  });

  describe('after a restart', () => {
    /** One run posts these and ends, its banners standing. */
    async function earlier(...banners: readonly Banner[]): Promise<void> {
      const { notifier } = await make();
      for (const banner of banners) notifier.show(banner);
      await clock.pass(500);
      notifier.stop('stay');
      center.restart();
    }

    test('what is still true has its buttons, with what was painted, and the others are gone', async () => {
      await earlier(knock, { ...knock, id: 'knock:gone' }, { ...knock, id: 'test' });
      const { left } = await make(({ banner }) => (banner === knock.id ? knock : null));
      expect(left).toEqual([
        { banner: 'knock:1', revision: 'r1', subtitle: knock.subtitle },
        { banner: 'knock:gone', revision: 'r1', subtitle: knock.subtitle },
        { banner: 'test', revision: 'r1', subtitle: knock.subtitle },
      ]);
      expect(center.delivered.map(({ groupId }) => groupId)).toEqual(['knock:1']);
      // Closed and removed: either alone leaves the one in Electron or the other in Notification Center (MAC-2.11).
      expect(center.natives).toHaveLength(1);
      center.press(center.banner(), 2);
      expect(actions).toEqual([verdict('block')]);
    });

    test('what is no longer true goes from Notification Center, also when it was taken up', async () => {
      await earlier(knock);
      const { notifier } = await make(() => knock);
      notifier.withdraw(knock.id);
      expect([center.delivered, center.natives]).toEqual([[], []]);
    });

    test('a new one of the same sender takes the place of the old one', async () => {
      await earlier(knock);
      const { notifier } = await make(() => knock);
      notifier.show({ ...knock, title: 'wrote again' });
      await settle();
      expect(center.delivered.map(({ title }) => title)).toEqual(['wrote again']);
      center.press(center.banner(), 0);
      expect(actions).toEqual([verdict('approve')]);
    });

    test('what comes before it is known waits, and shows once', async () => {
      await earlier(knock);
      const making = make(() => knock);
      // Not awaited: what was left is still being asked for.
      const { notifier } = await Promise.race([making, making]);
      notifier.show({ ...knock, title: 'at once' });
      await clock.pass(500);
      expect(center.delivered.map(({ title }) => title)).toEqual(['at once']);
      expect(center.natives).toHaveLength(1);
    });

    test('ended by the owner, nothing is left that nobody answers', async () => {
      const { notifier } = await make();
      notifier.show(knock);
      await clock.pass(500);
      notifier.stop('go');
      expect(center.delivered).toEqual([]);
    });
  });
});

describe('the window', () => {
  let focus: boolean[];
  let shown: boolean[];

  function makeHost(): WindowHost {
    fake.BrowserWindow.all.length = 0;
    focus = [];
    shown = [];
    return new WindowHost({
      title: 'Peephole',
      preload: '/out/preload.cjs',
      clock,
      onShown: (isShown) => shown.push(isShown),
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
    expect(shown).toEqual([true]);
    window.close();
    expect(shown).toEqual([true, false]);
  });

  test('is there once, and goes where it is asked to', () => {
    const host = makeHost();
    host.show(null);
    opened().emit('ready-to-show');
    host.show({ page: 'history' });
    expect(fake.BrowserWindow.all).toHaveLength(1);
    expect(opened().contents.sent.at(-1)?.value).toEqual({ page: 'history' });
  });

  test('leads an open window somewhere without taking the focus, and opens none', () => {
    const host = makeHost();
    expect(host.lead({ page: 'waiting' })).toBe(false);
    expect(fake.BrowserWindow.all).toHaveLength(0);
    host.show(null);
    opened().emit('ready-to-show');
    opened().blur();
    fake.app.calls.length = 0;
    expect(host.lead({ page: 'people' })).toBe(true);
    expect(opened().contents.sent.at(-1)?.value).toEqual({ page: 'people' });
    expect([fake.app.calls, fake.app.inFront]).toEqual([[], false]);
    opened().close();
    expect(host.lead({ page: 'waiting' })).toBe(false);
    expect(fake.app.inFront).toBe(false);
  });

  test('is in front of the others also where macOS grants no focus', () => {
    makeHost().show(null);
    opened().emit('ready-to-show');
    expect(opened().calls).toEqual(['showInactive', 'show']);
  });

  test('asks on a sheet, once it is on screen, and closing it with the window is no answer', async () => {
    fake.dialog.reset();
    const host = makeHost();
    const question = { message: 'Q', detail: 'D', buttons: ['Yes', 'No'], cancel: 1 };
    fake.dialog.presses = ['Yes'];
    const first = host.ask(question);
    expect(fake.dialog.asked).toEqual([]);
    opened().emit('ready-to-show');
    expect(await first).toBe(0);
    expect(fake.dialog.asked[0]?.sheetOf).toBe(opened());
    fake.dialog.waits = true;
    const second = host.ask(question);
    await settle();
    opened().destroy();
    expect(await second).toBe(1);
  });

  test('asks although its page does not come', async () => {
    fake.dialog.reset();
    const answer = makeHost().ask({ message: 'Q', detail: '', buttons: ['Yes', 'No'], cancel: 1 });
    await clock.pass(5_000);
    expect(await answer).toBe(1);
    expect(fake.dialog.asked).toHaveLength(1);
  });

  test('says trouble at once when it is open, and else when it is opened', () => {
    const host = makeHost();
    const trouble = { key: 'request.mac', params: {} } as const;
    expect(host.tell(trouble)).toBe(false);
    host.show(null);
    opened().emit('ready-to-show');
    expect(opened().contents.sent).toEqual([{ channel: 'peephole:say', value: trouble }]);
    expect(host.tell(trouble)).toBe(true);
    expect(opened().contents.sent).toHaveLength(2);
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
      onShown: () => {},
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
    lockDownEarly();
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
  const failed = (error: unknown): never => {
    throw error;
  };

  test('every place has one address of macOS', async () => {
    fake.shell.opened.length = 0;
    const panes = linkKeys.filter((key) => key !== 'releases');
    for (const key of panes) expect(await openLink(key, null, failed)).toBe('opened');
    expect(fake.shell.opened).toEqual(
      panes.map((key) =>
        key === 'notification-settings' ? `${paneAddresses[key]}?id=app.peephole.mac` : paneAddresses[key],
      ),
    );
    for (const address of fake.shell.opened)
      expect(address).toMatch(/^(?:x-apple\.systempreferences|imessage):/);
  });

  test('the page of releases is the one this copy was built with, and none is made up', async () => {
    fake.shell.opened.length = 0;
    expect(await openLink('releases', null, failed)).toBe('no-address');
    expect(fake.shell.opened).toEqual([]);
    expect(await openLink('releases', 'https://example.com/releases', failed)).toBe('opened');
    expect(fake.shell.opened).toEqual(['https://example.com/releases']);
  });

  test('what macOS refuses to open is said to have failed', async () => {
    const errors: unknown[] = [];
    fake.shell.refuses = true;
    try {
      expect(await openLink('login-items', null, (error) => errors.push(error))).toBe('failed');
    } finally {
      fake.shell.refuses = false;
    }
    expect(errors).toHaveLength(1);
  });

  test('an app that was never registered is off, and can be registered', () => {
    expect(fake.app.loginItemStatus).toBe('not-found');
    expect(loginItem()).toBe('not-registered');
    expect(setLoginItem(true)).toBe('enabled');
    expect(loginItem()).toBe('enabled');
    expect(setLoginItem(false)).toBe('not-registered');
    fake.app.registersAs = 'requires-approval';
    expect(setLoginItem(true)).toBe('requires-approval');
  });

  test('only a registration that failed says that it can’t be', () => {
    fake.app.registersAs = null;
    expect(loginItem()).toBe('not-registered');
    expect(setLoginItem(true)).toBe('not-found');
  });

  test('a bare Electron is not registered', () => {
    Object.defineProperty(process, 'defaultApp', { value: true, configurable: true });
    try {
      expect([setLoginItem(true), loginItem()]).toEqual(['not-found', 'not-found']);
      expect(fake.app.loginItemStatus).toBe('not-found');
    } finally {
      Reflect.deleteProperty(process, 'defaultApp');
    }
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
