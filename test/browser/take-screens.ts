import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { launchBrowser } from '../support/browser.ts';
import { openWindow, type WindowOptions } from './window-page.ts';

/**
 * Takes the pictures of the README and of a review: `node test/browser/take-screens.ts [name…]`. They are looked at by
 * people, so nothing compares them; the tests beside this file hold what can be held by rule.
 */

interface Screen extends WindowOptions {
  readonly name: string;
  readonly go: (page: Page) => Promise<unknown>;
}

const folder = `${import.meta.dirname}/screens`;
const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByText(name, { exact: true }).click();
const row = (page: Page, index: number): Promise<void> => page.getByRole('option').nth(index).click();
const settle = 900;
const openPanel = async (page: Page): Promise<void> => {
  await page.locator('.tray-button').click();
  await page.locator('.panel').waitFor();
};

const screens: readonly Screen[] = [
  { name: 'waiting', scenario: 'knock', deviceScaleFactor: 2, go: (page) => row(page, 1) },
  {
    name: 'menu',
    go: async (page) => {
      await row(page, 0);
      await page.locator('.tray-button').click({ button: 'right' });
      await page.locator('.menu.root [data-item^=sender]').first().hover();
      await page.locator('.menu.nested').waitFor();
    },
  },
  { name: 'panel', scenario: 'knock', deviceScaleFactor: 2, go: openPanel },
  { name: 'panel-dark', colorScheme: 'dark', scenario: 'answering', go: openPanel },
  { name: 'panel-empty', scenario: 'empty', go: openPanel },
  { name: 'panel-hostile', scenario: 'hostile', go: openPanel },
  { name: 'panel-large-text', textScale: 2, go: openPanel },
  { name: 'panel-pseudo-locale', search: '?pseudo', go: openPanel },
  {
    name: 'panel-approved',
    go: async (page) => {
      await openPanel(page);
      await page.waitForTimeout(settle);
      await page.locator('.panel').getByText('Approve', { exact: true }).first().click();
      await page.locator('.panel .bar').getByText('They will have to write again').waitFor();
    },
  },
  { name: 'warnings-dark', colorScheme: 'dark', go: (page) => row(page, 3) },
  {
    name: 'approved',
    go: async (page) => {
      await row(page, 0);
      await page.waitForTimeout(settle);
      await page.locator('.verdict-buttons').getByText('Approve', { exact: true }).click();
      await page.locator('.bar').getByText('They will have to write again').waitFor();
    },
  },
  {
    name: 'several',
    go: async (page) => {
      await row(page, 0);
      await page
        .getByRole('option')
        .nth(2)
        .click({ modifiers: ['Shift'] });
    },
  },
  {
    name: 'people',
    go: async (page) => {
      await goTo(page, 'People');
      await row(page, 1);
    },
  },
  { name: 'crowd', scenario: 'crowd', deviceScaleFactor: 2, go: (page) => row(page, 0) },
  { name: 'crowd-dark', scenario: 'crowd', colorScheme: 'dark', go: (page) => row(page, 0) },
  { name: 'crowd-large-text', scenario: 'crowd', textScale: 2, go: (page) => row(page, 0) },
  {
    name: 'crowd-open',
    scenario: 'crowd',
    go: async (page) => {
      await row(page, 0);
      await page.keyboard.press('ArrowRight');
      await row(page, 3);
    },
  },
  {
    name: 'crowd-block',
    scenario: 'crowd',
    go: async (page) => {
      await row(page, 0);
      await page.waitForTimeout(settle);
      await page.getByRole('button', { name: 'Block 38…' }).click();
    },
  },
  { name: 'panel-crowd', scenario: 'crowd', deviceScaleFactor: 2, go: openPanel },
  { name: 'silence', scenario: 'answering', go: (page) => goTo(page, 'Silence') },
  {
    name: 'make-it-silent-dark',
    scenario: 'answering',
    colorScheme: 'dark',
    go: async (page) => {
      await goTo(page, 'Silence');
      await page.getByRole('button', { name: 'Make It Silent…' }).first().click();
      await page.getByRole('dialog').getByText('channels.imessage.dmPolicy').waitFor();
    },
  },
  { name: 'history', go: (page) => goTo(page, 'History') },
  { name: 'settings-dark', colorScheme: 'dark', go: (page) => goTo(page, 'Settings') },
  {
    name: 'invite',
    go: async (page) => {
      await goTo(page, 'People');
      await page.getByRole('button', { name: 'Invite…' }).click();
      await page.getByRole('button', { name: 'Make a Code' }).click();
      await page.getByText('K7PM-4XQT').waitFor();
    },
  },
  { name: 'leak', scenario: 'leak', go: (page) => row(page, 0) },
  { name: 'offline-dark', scenario: 'offline', colorScheme: 'dark', go: (page) => row(page, 0) },
  { name: 'channel-failed', scenario: 'channel-failed', go: (page) => row(page, 0) },
  {
    name: 'config-invalid-dark',
    scenario: 'config-invalid',
    colorScheme: 'dark',
    go: (page) => row(page, 0),
  },
  { name: 'first-run', scenario: 'first-run', go: (page) => page.locator('.first-run').waitFor() },
  { name: 'empty', scenario: 'empty', go: (page) => page.locator('.empty').waitFor() },
  { name: 'large-text', textScale: 2, go: (page) => row(page, 0) },
  { name: 'pseudo-locale', search: '?pseudo', go: (page) => row(page, 3) },
  { name: 'long-and-hostile', scenario: 'hostile', go: (page) => row(page, 3) },
  { name: 'narrow', viewport: { width: 620, height: 760 }, go: (page) => row(page, 0) },
];

const asked = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const { name, go, ...options } of screens) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const page = await openWindow(browser, options);
  await page.locator('.content, .first-run').first().waitFor();
  await go(page);
  await page.waitForTimeout(settle);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.context().close();
}
await browser.close();
