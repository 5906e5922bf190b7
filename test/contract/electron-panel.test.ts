import { beforeEach, describe, expect, test } from 'vitest';
import { told } from '../../src-main/surfaces/electron/channels.ts';
import { PanelHost } from '../../src-main/surfaces/electron/panel-host.ts';
import * as fake from '../fakes/electron/index.ts';
import { type FakeClock, fakeClock, settle } from '../support/fake-clock.ts';

const icon = { x: 1_000, y: 0, width: 30, height: 24 };

let clock: FakeClock;
let host: PanelHost;
let errors: string[];
let shown: boolean[];
let menus: number;
let windowIsVisible: boolean;

beforeEach(() => {
  clock = fakeClock(Date.parse('2026-11-24T12:00:00Z'));
  fake.app.reset();
  fake.screen.reset();
  fake.FakeWindow.reset();
  errors = [];
  shown = [];
  menus = 0;
  windowIsVisible = false;
  host = new PanelHost({
    preload: '/preload.cjs',
    clock,
    isWindowVisible: () => windowIsVisible,
    onShown: (isShown) => shown.push(isShown),
    onUnusable: () => {
      menus += 1;
    },
    onError: (error) => errors.push(String(error)),
  });
});

function panel(): fake.FakeWindow {
  const last = fake.FakeWindow.panels.at(-1);
  if (last === undefined) throw new Error('no panel');
  return last;
}
const say = (height: number): void => host.resize(panel().contents as never, height);
const opened = (): number => panel().contents.sent.filter(({ channel }) => channel === told.panelOpen).length;

/** Made before it is asked for, and ready. */
async function warm(height = 300): Promise<void> {
  host.keep(true);
  await clock.pass(3_000);
  say(height);
}

/** The owner clicks the icon; the panel may lose the keyboard by that, before or after the press is told. */
async function click(heldMs = 80, blur: 'before' | 'after' | 'page' = 'before'): Promise<void> {
  if (blur === 'before') {
    panel().leave();
    await clock.pass(60);
  }
  host.pressed();
  if (blur === 'after') panel().leave();
  await clock.pass(10);
  // The page says so too, a little later.
  if (blur === 'page' && panel().visible) host.close();
  await clock.pass(heldMs);
  host.clicked([icon]);
}

describe('kept warm', () => {
  test('is made hidden, soon after the start, in a sandbox, for every space, without a place in the Dock', async () => {
    host.keep(true);
    host.keep(true);
    expect(fake.FakeWindow.panels).toHaveLength(0);
    await clock.pass(3_000);
    host.keep(true);
    await clock.pass(60_000);
    expect(fake.FakeWindow.panels).toHaveLength(1);
    expect([panel().url, panel().visible]).toEqual(['app://peephole/?panel', false]);
    expect(panel().options).toMatchObject({
      type: 'panel',
      show: false,
      frame: false,
      resizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      acceptFirstMouse: true,
      width: 360,
      webPreferences: {
        preload: '/preload.cjs',
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
      },
    });
    expect(panel().calls).toEqual(['all workspaces true full screen true']);
  });

  test('is there at the click itself, under the icon, as high as the page said, and tells the page', async () => {
    await warm(333);
    host.clicked([icon]);
    expect([panel().visible, opened()]).toEqual([true, 1]);
    expect(panel().bounds).toEqual({ x: 835, y: 25, width: 360, height: 333 });
  });

  test('says when it is on screen, and when it is not any more', async () => {
    await warm();
    expect(shown).not.toContain(true);
    host.clicked([icon]);
    expect(shown.at(-1)).toBe(true);
    host.close();
    expect(shown.at(-1)).toBe(false);
    await clock.pass(1_000);
    host.clicked([icon]);
    panel().contents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(shown.at(-1)).toBe(false);
  });

  test('leaves the app in front in front, and has the keyboard', async () => {
    await warm();
    host.clicked([icon]);
    expect([fake.app.inFront, fake.app.calls, panel().focused]).toEqual([false, [], true]);
    host.close();
    expect([fake.app.inFront, fake.app.calls]).toEqual([false, []]);
  });

  test('is shown again and again by one page', async () => {
    await warm();
    for (let n = 1; n <= 3; n += 1) {
      host.clicked([icon]);
      say(300);
      expect([panel().visible, opened()]).toEqual([true, n]);
      host.clicked([icon]);
      expect(panel().visible).toBe(false);
      await clock.pass(1_000);
    }
    expect(fake.FakeWindow.panels).toHaveLength(1);
  });

  test('not wanted, it goes and none is made; wanted again, it comes back', async () => {
    await warm();
    host.keep(false);
    await clock.pass(600_000);
    expect(fake.FakeWindow.panels.map(({ destroyed }) => destroyed)).toEqual([true]);
    await warm();
    expect(fake.FakeWindow.panels).toHaveLength(2);
  });

  test('clicked before it was made, it opens as soon as its page speaks', async () => {
    host.clicked([icon]);
    expect(panel().visible).toBe(false);
    await clock.pass(700);
    say(200);
    expect(panel().visible).toBe(true);
    await clock.pass(10_000);
    expect([menus, fake.FakeWindow.panels.length]).toEqual([0, 1]);
  });

  test('left before its page spoke, it does not come up later', async () => {
    host.clicked([icon]);
    host.close();
    say(200);
    await clock.pass(10_000);
    expect([panel().visible, menus]).toEqual([false, 0]);
  });
});

describe('one click', () => {
  test.each(['before', 'after', 'page'] as const)(
    'on the icon while it is open puts it away, however long it is held (the keyboard lost %s)',
    async (blur) => {
      for (const heldMs of [0, 80, 1_000, 8_000]) {
        await warm();
        fake.FakeWindow.panelsTellFocus = blur !== 'page';
        host.clicked([icon]);
        say(300);
        await clock.pass(5_000);
        await click(heldMs, blur);
        expect(panel().visible, `${blur} ${heldMs}`).toBe(false);
        await clock.pass(400);
        await click(80, blur);
        expect(panel().visible, `${blur} ${heldMs}, the next click`).toBe(true);
        host.keep(false);
      }
    },
  );

  test('soon after a click elsewhere opens it again', async () => {
    await warm();
    host.clicked([icon]);
    say(300);
    panel().leave();
    expect(panel().visible).toBe(false);
    await clock.pass(400);
    await click();
    expect(panel().visible).toBe(true);
  });

  test('by VoiceOver, told the other way round, opens and closes it by turns', async () => {
    await warm();
    const byVoiceOver = async (): Promise<boolean> => {
      host.clicked([{ x: 0, y: 0, width: 0, height: 0 }, icon]);
      host.pressed();
      say(300);
      await clock.pass(2_000);
      return panel().visible;
    };
    expect([await byVoiceOver(), await byVoiceOver(), await byVoiceOver()]).toEqual([true, false, true]);
    panel().leave();
    await clock.pass(2_000);
    expect(await byVoiceOver()).toBe(true);
    expect(panel().bounds).toMatchObject({ x: 835 });
  });

  test('twice at once does not leave it half open', async () => {
    await warm();
    host.clicked([icon]);
    host.clicked([icon]);
    expect(panel().visible).toBe(false);
  });
});

describe('its height', () => {
  test('follows the page while it is open, within 560 and the display', async () => {
    await warm(300);
    host.clicked([icon]);
    const heights = [200.4, 5_000, 10, 420].map((height) => {
      say(height);
      return panel().bounds?.height;
    });
    expect(heights).toEqual([200, 560, 120, 420]);
    fake.screen.displays = [
      { bounds: { x: 0, y: 0, width: 800, height: 400 }, workArea: { x: 0, y: 25, width: 800, height: 375 } },
    ];
    say(5_000);
    expect(panel().bounds).toMatchObject({ y: 25, height: 367 });
  });

  test('said while it is hidden moves nothing, and counts at the next click', async () => {
    await warm(300);
    say(450);
    expect(panel().bounds).toBeNull();
    host.clicked([icon]);
    expect(panel().bounds?.height).toBe(450);
  });

  test('is the panel’s own page’s to say', async () => {
    host.clicked([icon]);
    host.resize(new fake.FakeWebContents() as never, 400);
    expect(panel().visible).toBe(false);
  });
});

describe('the focus', () => {
  test('of an app that was hidden comes with the panel, and is given back with it', async () => {
    await warm();
    fake.app.hide();
    host.clicked([icon]);
    expect([panel().isVisible(), fake.app.inFront]).toEqual([true, true]);
    host.close();
    expect([fake.app.hidden, fake.app.inFront]).toEqual([true, false]);
  });

  test('stays with our own window', async () => {
    await warm();
    windowIsVisible = true;
    fake.app.inFront = true;
    host.clicked([icon]);
    host.close();
    expect(fake.app.hidden).toBe(false);
  });
});

describe('a page that is gone', () => {
  test('while nobody looks is made anew, later, and by a click at once', async () => {
    await warm();
    panel().contents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect([panel().destroyed, errors]).toEqual([true, ['Error: The panel ended: crashed']]);
    await clock.pass(29_000);
    expect(fake.FakeWindow.panels).toHaveLength(1);
    await clock.pass(1_000);
    expect(fake.FakeWindow.panels).toHaveLength(2);
    panel().contents.emit('render-process-gone', {}, { reason: 'crashed' });
    host.clicked([icon]);
    say(300);
    expect([fake.FakeWindow.panels.length, panel().visible, menus]).toEqual([3, true, 0]);
    await clock.pass(60_000);
    expect(fake.FakeWindow.panels).toHaveLength(3);
  });

  test('while it is open takes the panel away; the next click has another', async () => {
    await warm();
    host.clicked([icon]);
    panel().contents.emit('render-process-gone', {}, { reason: 'oom' });
    expect([panel().destroyed, menus]).toEqual([true, 0]);
    await clock.pass(500);
    await click();
    say(300);
    expect([panel().destroyed, panel().visible]).toEqual([false, true]);
  });

  test('while it is waited for: the menu opens at once', async () => {
    host.clicked([icon]);
    panel().contents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(menus).toBe(1);
  });

  test('that hangs is found out at the next opening: the menu opens, and a new page is made', async () => {
    await warm();
    host.clicked([icon]);
    expect(panel().visible).toBe(true);
    await clock.pass(1_499);
    expect(menus).toBe(0);
    await clock.pass(1);
    expect([menus, panel().destroyed]).toEqual([1, true]);
    await clock.pass(30_000);
    expect(fake.FakeWindow.panels).toHaveLength(2);
  });

  test.each(['window', 'page'] as const)('for good (no %s): every click has the menu', async (what) => {
    fake.FakeWindow.fails = what;
    for (let n = 1; n <= 3; n += 1) {
      await click(80, 'page').catch(() => host.clicked([icon]));
      await settle();
      expect(menus).toBe(n);
    }
    expect(errors).toHaveLength(3);
    fake.FakeWindow.fails = 'no';
    await clock.pass(30_000);
    say(300);
    await click();
    expect(panel().visible).toBe(true);
  });

  test('at the end none is left, none is made, and a click does nothing', async () => {
    await warm();
    host.end();
    host.clicked([icon]);
    await clock.pass(60_000);
    expect(fake.FakeWindow.panels.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});

test('Cmd+W puts it away and keeps the page', async () => {
  await warm();
  host.clicked([icon]);
  panel().close();
  expect([panel().visible, panel().destroyed]).toEqual([false, false]);
});
