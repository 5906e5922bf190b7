import { beforeEach, describe, expect, test } from 'vitest';
import * as fake from '../fakes/electron/index.ts';
import {
  app,
  type Delivered,
  FakeMenu,
  FakeTray,
  FakeWindow,
  paintedLabel,
} from '../fakes/electron/index.ts';
import { settle } from '../support/fake-clock.ts';

/*
 * The stand-in is as unkind as Electron: one test for each trait by which a kinder one let a fault through. Sources are the
 * facts of docs/macos.md, and Electron's files where the trait is built.
 */

const { center } = fake;
let heard: string[];

beforeEach(() => {
  app.reset();
  center.reset();
  fake.dialog.reset();
  fake.powerMonitor.removeAllListeners();
  heard = [];
});

/** One post, and what it hears. */
function post(name: string, id: string, actions: readonly string[] = ['A', 'B']): fake.FakeNotification {
  const notification = new fake.FakeNotification({
    id,
    title: name,
    actions: actions.map((text) => ({ type: 'button', text })),
  });
  for (const event of ['action', 'click', 'show', 'failed'])
    notification.on(event, () => void heard.push(`${name} ${event}`));
  notification.show();
  return notification;
}

const titles = (banners: readonly Delivered[] = center.delivered): readonly string[] =>
  banners.map(({ title }) => title);

describe('moving into the Applications folder (MAC-4.12)', () => {
  beforeEach(() => {
    app.inApplications = false;
    app.on('before-quit', () => heard.push('before-quit'));
  });

  test('is done when it returns, and `before-quit` was asked meanwhile', () => {
    expect(app.moveToApplicationsFolder()).toBe(true);
    expect([heard, app.moved]).toEqual([['before-quit'], ['copy', 'trash ours', 'open at our end']]);
  });

  test('without a handler throws away what is there, or leaves the field to what runs there', () => {
    app.thereAlready = 'exists';
    app.moveToApplicationsFolder();
    expect(app.moved[0]).toBe('trash the other');
    app.moved.length = 0;
    app.thereAlready = 'existsAndRunning';
    expect(app.moveToApplicationsFolder()).toBe(true);
    expect([app.moved, app.exitCode]).toEqual([['open the other'], 0]);
  });

  test('a handler that says no ends it; it must say so at once, a promise is no answer', () => {
    app.thereAlready = 'exists';
    expect(app.moveToApplicationsFolder({ conflictHandler: () => false })).toBe(false);
    expect(() => app.moveToApplicationsFolder({ conflictHandler: (async () => true) as never })).toThrow(
      'return type',
    );
    expect([heard, app.moved]).toEqual([[], []]);
  });

  test('throws when it can’t copy, when what was there is in the Trash already', () => {
    app.thereAlready = 'exists';
    app.moveFails = 'Failed to copy';
    expect(() => app.moveToApplicationsFolder()).toThrow('Failed to copy');
    expect(app.moved).toEqual(['trash the other']);
  });

  test('a password is asked for with everything standing still', () => {
    app.moveNeedsPassword = true;
    app.thereAlready = 'exists';
    const conflictHandler = () => {
      heard.push('handler');
      return false;
    };
    expect(() => app.moveToApplicationsFolder({ conflictHandler })).toThrow('event loop');
    expect(heard).toEqual([]);
  });

  test('of one that lies there is nothing, and no failure', () => {
    app.inApplications = true;
    expect([app.moveToApplicationsFolder(), app.moved]).toEqual([true, []]);
  });
});

describe('notifications', () => {
  test('a press goes to the first object with that id, whoever posted what is seen (MAC-2.2)', async () => {
    post('old', 'same');
    await settle();
    post('new', 'same');
    await settle();
    expect(titles()).toEqual(['new']);
    center.press(center.banner(), 0);
    expect(heard).toEqual(['old show', 'new show', 'old action']);
  });

  test('which one comes first is the allocator’s choice', async () => {
    center.place = () => 0;
    post('old', 'same');
    post('new', 'same');
    await settle();
    center.press(center.banner(), 0);
    expect(heard.at(-1)).toBe('new action');
  });

  test('a press leaves the object there, a click takes it out', async () => {
    post('one', '1');
    await settle();
    center.press(center.banner(), 0);
    expect([center.natives.length, center.delivered.length]).toEqual([1, 0]);
    post('two', '2');
    await settle();
    center.click(center.banner());
    expect(center.natives.map(({ identifier }) => identifier)).toEqual(['1']);
  });

  test('a press on what nobody holds any more is lost', async () => {
    post('one', '1');
    await settle();
    center.restart();
    center.press(center.banner(), 0);
    expect([heard.at(-1), center.lost]).toEqual(['one show', ['1']]);
  });

  test('showing an object again closes its own post, and no other', async () => {
    const one = post('one', '1');
    post('other', '1');
    await settle();
    one.show();
    await settle();
    expect(center.natives).toHaveLength(2);
    expect(titles()).toEqual(['one']);
  });

  test('closing the older of two takes the one that is seen away', async () => {
    const old = post('old', 'same');
    post('new', 'same');
    await settle();
    old.close();
    expect(titles()).toEqual([]);
  });

  test('removing takes from Notification Center, not from the presenter', async () => {
    post('one', '1');
    await settle();
    fake.FakeNotification.remove('1');
    expect([center.delivered.length, center.natives.length]).toEqual([0, 1]);
  });

  test('the first touch asks, what is posted meanwhile is refused, and an answer brings nothing back (MAC-2.6)', async () => {
    center.reset('not-determined');
    post('one', '1');
    await settle();
    expect([center.permission, heard, center.natives.length]).toEqual(['asking', ['one failed'], 0]);
    center.answer(true);
    await settle();
    expect(titles()).toEqual([]);
    post('two', '2');
    await settle();
    expect(titles()).toEqual(['two']);
  });

  test('left alone, the question counts as No', async () => {
    center.reset('asking');
    center.answer(null);
    post('one', '1');
    await settle();
    expect(heard).toEqual(['one failed']);
  });

  test('switched off later, a post succeeds and nobody sees it', async () => {
    center.permission = 'off';
    post('one', '1');
    await settle();
    expect([heard, titles()]).toEqual([['one show'], []]);
  });

  test('the first of a set of buttons may come without them (MAC-2.4)', async () => {
    center.registersInTime = false;
    post('one', '1');
    post('two', '2');
    await settle();
    expect(center.delivered.map(({ buttons }) => buttons.length)).toEqual([0, 2]);
    const [first] = center.delivered;
    expect(() => first && center.press(first, 0)).toThrow('no button');
  });

  test('history has what an earlier run left, with texts and without buttons of its own', async () => {
    post('one', '1');
    await settle();
    center.restart();
    const [left] = (await fake.FakeNotification.getHistory()) as unknown as fake.FakeNotification[];
    expect([left?.id, left?.title, left?.options.actions]).toEqual(['1', 'one', undefined]);
    left?.on('action', () => void heard.push('left action'));
    center.press(center.banner(), 1);
    expect(heard.at(-1)).toBe('left action');
  });

  test('what an earlier run left stays when it is closed, and goes when it is removed (MAC-2.11)', async () => {
    post('one', '1');
    await settle();
    center.restart();
    const [left] = (await fake.FakeNotification.getHistory()) as unknown as fake.FakeNotification[];
    left?.show();
    left?.close();
    await settle();
    expect([titles(), center.natives.length]).toEqual([['one'], 0]);
    fake.FakeNotification.remove('1');
    expect(titles()).toEqual([]);
  });

  test('a click is not heard while our own app is in front (MAC-2.8)', async () => {
    post('one', '1');
    await settle();
    app.focus({ steal: true });
    center.click(center.banner());
    expect([heard.includes('one click'), center.lost]).toEqual([false, ['1']]);
  });
});

describe('panels', () => {
  const panel = (): FakeWindow => {
    FakeWindow.reset();
    const made = new FakeWindow({ type: 'panel' });
    made.on('focus', () => void heard.push('focus'));
    made.on('blur', () => void heard.push('blur'));
    return made;
  };

  test('have the keyboard when shown, and the app in front stays in front (MAC-10.1)', () => {
    const shown = panel();
    shown.show();
    expect([app.inFront, shown.focused]).toEqual([false, true]);
    shown.leave();
    expect(heard).toEqual(['focus', 'blur']);
  });

  test('shown without the focus hear of no click elsewhere (MAC-10.1)', () => {
    const shown = panel();
    shown.showInactive();
    shown.leave();
    expect([shown.visible, heard]).toEqual([true, []]);
  });

  test('need not tell of the focus at all (MAC-10.2)', () => {
    const shown = panel();
    FakeWindow.panelsTellFocus = false;
    shown.show();
    shown.leave();
    expect([shown.focused, heard]).toEqual([false, []]);
  });

  test('of a hidden app are not on screen, and going they leave the app in front (MAC-10.6)', () => {
    const shown = panel();
    app.hide();
    shown.show();
    expect(shown.isVisible()).toBe(false);
    app.show();
    expect([shown.isVisible(), app.inFront]).toEqual([true, true]);
    shown.hide();
    expect(app.inFront).toBe(true);
  });

  test('put the app into the Dock unless they are told not to (MAC-10.5)', () => {
    expect(() => panel().setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })).toThrow();
  });

  test.each([true, false])(
    'lose the keyboard to the press on the icon, told first: %s (MAC-10.4)',
    (first) => {
      const shown = panel();
      shown.show();
      const tray = new FakeTray('icon');
      tray.blursFirst = first;
      for (const event of ['mouse-down', 'click']) tray.on(event, () => void heard.push(event));
      tray.click();
      const [before, after] = first ? ['blur', 'mouse-down'] : ['mouse-down', 'blur'];
      expect(heard).toEqual(['focus', before, after, 'click']);
    },
  );

  test('VoiceOver clicks nowhere, and goes down afterwards (MAC-10.4)', () => {
    const tray = new FakeTray('icon');
    tray.on(
      'click',
      (_event: unknown, bounds: Electron.Rectangle) => void heard.push(`click ${bounds.width}`),
    );
    tray.on('mouse-down', () => void heard.push('down'));
    tray.clickByVoiceOver();
    expect(heard).toEqual(['click 0', 'down']);
  });
});

describe('menus', () => {
  const item = (id: string) => ({ id, label: id, click: () => void heard.push(id) });
  const template = [
    { id: 'one', label: 'one', submenu: [item('approve-one')] },
    { id: 'two', label: 'two', submenu: [item('approve-two')] },
    item('quit'),
  ];
  const made = (): FakeMenu => FakeMenu.buildFromTemplate(template) as unknown as FakeMenu;

  test('labels go through Electron’s rule (MAC-3.6)', () => {
    const labels = ['a&b', 'a&&b', '&', 'x(&y)z', '(&)', 'wait...', '....', 'a.b', 'plain'];
    expect(labels.map(paintedLabel)).toEqual(['ab', 'a&b', '', 'xz', '()', 'wait…', '….', 'a.b', 'plain']);
  });

  test('leaving a submenu says that the menu closes (MAC-3.5)', () => {
    const menu = made();
    let ends = 0;
    menu.on('menu-will-close', () => {
      ends += 1;
    });
    menu.open();
    menu.hover('one');
    menu.hover('two');
    expect([ends, menu.isOpen]).toEqual([1, true]);
  });

  test('a menu that is replaced while it is open loses its clicks', () => {
    const tray = new FakeTray('icon');
    const menu = made();
    tray.setContextMenu(menu as never);
    tray.press();
    tray.setContextMenu(made() as never);
    menu.choose('quit');
    expect([heard, menu.lost]).toEqual([[], ['quit']]);
  });

  test('with a submenu open it slams shut', () => {
    const tray = new FakeTray('icon');
    const menu = made();
    tray.setContextMenu(menu as never);
    tray.press().hover('one');
    tray.setContextMenu(made() as never);
    expect(menu.isOpen).toBe(false);
    expect(() => menu.choose('approve-one')).toThrow('not open');
  });

  test('one that pops up is its own, and a tray with a menu set tells of no click', () => {
    const tray = new FakeTray('icon');
    tray.on('click', () => tray.popUpContextMenu(made() as never));
    tray.press('click').choose('quit');
    expect(heard).toEqual(['quit']);
    tray.setContextMenu(made() as never);
    tray.on('click', () => void heard.push('click'));
    tray.press('click');
    expect(heard).toEqual(['quit']);
  });

  test('destroying a tray forgets its place (MAC-3.2)', () => {
    const tray = new FakeTray('icon', 'guid');
    FakeTray.places.set('guid', 'left');
    tray.destroy();
    expect(FakeTray.places.has('guid')).toBe(false);
  });
});

describe('windows and questions', () => {
  test('a question without a window stops the loop (MAC-4.5)', async () => {
    await expect(fake.dialog.showMessageBox({ message: 'Q' })).rejects.toThrow('event loop');
  });

  test('nor is a file chosen without one', async () => {
    await expect(fake.dialog.showOpenDialog({})).rejects.toThrow('event loop');
    await expect(fake.dialog.showOpenDialog(new FakeWindow() as never, {})).rejects.toThrow('not shown');
  });

  test('a sheet of a window that is not on screen is seen by nobody', async () => {
    const window = new FakeWindow();
    await expect(fake.dialog.showMessageBox(window as never, { message: 'Q' })).rejects.toThrow('not shown');
    window.show();
    expect(await fake.dialog.showMessageBox(window as never, { message: 'Q', cancelId: 1 })).toMatchObject({
      response: 1,
    });
  });

  test('an error box of an app behind others is behind them', () => {
    expect(() => fake.dialog.showErrorBox('a', 'b')).toThrow('behind');
    app.focus({ steal: true });
    fake.dialog.showErrorBox('a', 'b');
    expect(fake.dialog.errors).toEqual(['a: b']);
  });

  test('bringing a hidden app back takes the focus; its windows are on no screen before (MAC-4.2)', () => {
    const window = new FakeWindow();
    window.show();
    app.hide();
    expect([window.isVisible(), app.inFront]).toEqual([false, false]);
    window.showInactive();
    expect(window.isVisible()).toBe(false);
    app.show();
    expect([window.isVisible(), app.inFront]).toEqual([true, true]);
  });

  test('activating is asked for, and `show` of an app that is not hidden activates nothing', () => {
    app.show();
    expect(app.inFront).toBe(false);
    app.focus();
    expect(app.inFront).toBe(false);
    app.focus({ steal: true });
    expect(app.inFront).toBe(true);
  });
});

describe('the app', () => {
  test('never registered, it is said to be not found (MAC-4.3); and so it stays where it can’t be registered', () => {
    const status = (): string => app.getLoginItemSettings().status;
    expect(status()).toBe('not-found');
    app.setLoginItemSettings({ openAtLogin: true });
    expect(status()).toBe('enabled');
    app.setLoginItemSettings({ openAtLogin: false });
    expect(status()).toBe('not-registered');
    app.reset();
    app.registersAs = null;
    app.setLoginItemSettings({ openAtLogin: true });
    expect(status()).toBe('not-found');
  });

  test('quitting asks first; at log-out the end of the session is told before, and holding up calls it off', () => {
    const order: string[] = [];
    fake.powerMonitor.on('shutdown', () => void order.push('shutdown'));
    app.on('before-quit', (event: fake.FakeEvent) => {
      order.push('before-quit');
      if (order.length > 2) event.preventDefault();
    });
    app.logOut(fake.powerMonitor);
    expect([order, app.cancelledLogOut]).toEqual([['shutdown', 'before-quit'], false]);
    app.logOut(fake.powerMonitor);
    expect(app.cancelledLogOut).toBe(true);
    app.quit();
    expect(app.exitCode).toBe(null);
  });

  test('an event or member that is not in the tables is found', () => {
    expect(() => app.on('quit', () => {})).toThrow('Not in usedEvents');
  });
});
