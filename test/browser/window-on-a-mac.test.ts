import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import type { FakeControls } from '../support/fake-bridge.ts';
import { waitFor } from '../support/wait.ts';
import { openWindow, trouble } from './window-page.ts';

declare const window: { readonly fake: FakeControls };

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  expect(trouble.splice(0)).toEqual([]);
  await page.context().close();
});

const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const asked = (): Promise<readonly string[]> => page.evaluate(() => [...window.fake.mac.asked]);
const settings = () => page.evaluate(() => window.fake.state().settings);

describe('the first run', () => {
  const open = async (): Promise<void> => {
    page = await openWindow(browser, { scenario: 'first-run-mac' });
    await page.locator('.first-run').waitFor();
  };

  test('keeps its step in the settings, where another process finds it', async () => {
    await open();
    await press('Continue');
    await press('Continue');
    await waitFor('the step to be kept', async () => (await settings()).firstRunStep === 2);
    await press('Back');
    await waitFor('the step to be kept', async () => (await settings()).firstRunStep === 1);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('says what macOS makes of the test, as it changes', async () => {
    await open();
    for (let step = 0; step < 4; step += 1) await press('Continue');
    expect(await page.getByRole('status').count()).toBe(0);
    await press('Send a Test');
    expect(await asked()).toEqual(['test']);
    for (const [access, said] of [
      ['asking', 'macOS asks at the top right'],
      ['refused', 'Notifications are off.'],
      ['shown', 'macOS took the test.'],
    ] as const) {
      await page.evaluate((to) => {
        window.fake.mac.access = to;
      }, access);
      await page.getByRole('status').filter({ hasText: said }).waitFor();
    }
  });

  test('opens at login unless that is switched off, and only once it is finished', async () => {
    for (const off of [false, true]) {
      await open();
      for (let step = 0; step < 5; step += 1) await press('Continue');
      if (off) await page.getByRole('switch', { name: 'Open at login' }).click();
      expect(await asked()).toEqual([]);
      await press('Start');
      await page.locator('.content').waitFor();
      expect(await asked()).toEqual(off ? [] : ['open at login: true']);
      expect(await settings()).toMatchObject({ onboarded: true, firstRunStep: 0 });
      if (!off) await page.context().close();
    }
  });

  test('left early, nothing is registered', async () => {
    await open();
    await page.getByRole('button', { name: 'Do This Later' }).click();
    await page.locator('.content').waitFor();
    expect(await asked()).toEqual([]);
  });
});

describe('Settings', () => {
  test('say when notifications are off, and a login item that can’t be', async () => {
    page = await openWindow(browser, { scenario: 'mac' });
    await page.getByRole('navigation').getByText('Settings', { exact: true }).click();
    expect(await page.getByText('Notifications are off').count()).toBe(0);
    await page.evaluate(() => {
      window.fake.mac.access = 'refused';
      window.fake.mac.registersAs = 'not-found';
    });
    await page.getByText('Notifications are off').waitFor();
    const hint = page.getByText('Only works when Peephole is in the Applications folder.');
    expect(await hint.count()).toBe(0);
    await page.getByRole('switch', { name: 'Open at login' }).click();
    await hint.waitFor();
  });
});

test('with the first approval for a while, opening at login is offered again', async () => {
  page = await openWindow(browser, { scenario: 'mac-temporary' });
  await press('Open at Login');
  await waitFor(
    'the offer to be gone',
    async () => (await page.getByText('Somebody is let in').count()) === 0,
  );
  expect(await asked()).toEqual(['open at login: true']);
});

test('the panel in a window of its own: Escape puts it away, Details lead to the window, no window around it', async () => {
  page = await openWindow(browser, {
    scenario: 'mac',
    search: '?panel',
    viewport: { width: 360, height: 560 },
  });
  await page.locator('.panel').waitFor();
  expect(await page.locator('.content, .menu-bar').count()).toBe(0);
  await page.keyboard.press('Escape');
  await waitFor('it to be put away', async () => (await asked()).includes('close panel'));
  await page
    .getByRole('button', { name: /^Details/ })
    .first()
    .click();
  await waitFor('the window to be asked for', async () =>
    (await asked()).some((one) => one.startsWith('show {"page"')),
  );
});
