import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Live, LiveWindow, openWindow, startLive } from './live.ts';
import { suiteBrowser } from './suite.ts';

const browser = await suiteBrowser();

const stranger = '+12125550161';
const shown = '+1 212 555 0161';

let live: Live;
let here: LiveWindow;
let there: LiveWindow;

/** Two pages on one running Peephole. */
beforeAll(async () => {
  live = await startLive();
  here = await openWindow(browser, live);
  const page = await here.context.newPage();
  await page.goto(here.page.url());
  there = new LiveWindow(page, here.context, []);
  live.knock(stranger, 'Hello, is this the right number?');
  await here.listed(shown);
  await there.listed(shown);
});
afterEach(() => expect(here.trouble).toEqual([]));
afterAll(async () => {
  await here.context.close();
  await live.stop();
});

test('a setting that is changed in one is changed in the other, and in its icon', async () => {
  for (const { page } of [here, there]) {
    await page.locator('.tray-count').waitFor();
    await page.getByRole('navigation').getByText('Settings', { exact: true }).click();
  }
  const switchIn = ({ page }: LiveWindow) => page.getByRole('switch', { name: /Count in the menu bar/i });
  expect(await switchIn(there).isChecked()).toBe(true);
  await switchIn(here).click();
  for (const window of [here, there]) {
    await window.page.locator('.tray-count').waitFor({ state: 'detached' });
    expect(await switchIn(window).isChecked()).toBe(false);
  }
});

test('a verdict from the command line’s socket can be undone in the menu of both', async () => {
  await live.socket.call('verdict', { verdict: 'ignore', handle: stranger, source: 'cli' });
  for (const window of [here, there]) {
    await window.page.locator('[data-item=undo]').waitFor({ state: 'detached' });
    await window.openMenu();
    await window.page.locator('.menu.root').getByText(`Undo Ignore ${shown}`).waitFor();
  }
  await there.page.locator('.menu.root').getByText(`Undo Ignore ${shown}`).click();
  await there.bar.getByText(shown).waitFor();
  // Waiting again, and counted again: the undo has come here, too.
  await here.page.locator('.side-count.new').waitFor();
  await here.page.locator('.tray-button').click({ button: 'right' });
  await here.page.locator('.menu.root').waitFor({ state: 'detached' });
  await here.openMenu();
  expect(await here.page.locator('[data-item=undo]').count()).toBe(0);
  expect(await live.decisions()).toEqual([`ignore ${stranger}`, `undo ${stranger}`]);
});
