import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, expect } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openWindow, trouble, type WindowOptions } from './window-page.ts';

/** A browser for the suite that asks for it, which is closed after the suite. */
export async function suiteBrowser(): Promise<Browser> {
  const browser = await launchBrowser();
  afterAll(() => browser.close());
  return browser;
}

/** @returns what opens the built window for a test: it is closed after that test, which may have caused no trouble. */
export async function suiteWindows(): Promise<(options?: WindowOptions) => Promise<Page>> {
  const browser = await suiteBrowser();
  const opened: Page[] = [];
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    expect(trouble.splice(0)).toEqual([]);
  });
  return async (options) => {
    const page = await openWindow(browser, options);
    opened.push(page);
    return page;
  };
}
