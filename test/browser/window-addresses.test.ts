import type { Page } from '@playwright/test';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { displayHandle } from '#core/message/display.ts';
import { readHandle } from '#core/message/handle.ts';
import { addressCount, madeAddresses } from '../support/made-addresses.ts';
import { suiteBrowser } from './suite.ts';
import { openWindow, trouble } from './window-page.ts';

const browser = await suiteBrowser();

/*
 * What the window paints of every made address that could be let in: the same as menu, banner and log, which
 * test/contract/electron-addresses.test.ts reads.
 */

/** Painting ten thousand rows takes a minute: each tenth screenful of them, or all. */
const stride = process.env.PEEPHOLE_ADDRESSES === 'all' ? 1 : 10;
let page: Page;
const displays = madeAddresses().map((handle) => displayHandle(readHandle(handle)));

beforeAll(async () => {
  page = await openWindow(browser, { scenario: 'addresses', viewport: { width: 1280, height: 4_000 } });
  await page.locator('.row-handle').first().waitFor();
});
afterEach(() => expect(trouble.splice(0)).toEqual([]));

/** Runs in the page: scrolls through the list, and tells of each row what is read there. What is too long for it ends in “…”. */
const readList = `(async () => {
  const list = document.querySelector('.list');
  const found = {};
  for (let top = 0; ; top += list.clientHeight * ${stride}) {
    list.scrollTop = top;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const row of list.querySelectorAll('[role=option]'))
      found[row.id.slice('row-'.length)] = row.querySelector('.row-handle').innerText;
    if (top + list.clientHeight >= list.scrollHeight) return found;
  }
})()`;

/** Runs in the page: what is read at the head of the card, and whether it is there to its end. */
const readCard = `(() => {
  const head = document.querySelector('.detail-pane h2');
  return [head.innerText, head.scrollWidth <= head.clientWidth];
})()`;

test('an approvable address reads in the list as it is', async () => {
  const found = await page.evaluate<Readonly<Record<string, string>>>(readList);
  const read = Object.entries(found);
  expect(read.length).toBeGreaterThanOrEqual(addressCount / stride);
  expect(read.filter(([index, text]) => text !== displays[Number(index)])).toEqual([]);
});

test('and on the card, where verdicts are given, to its end', async () => {
  await page.evaluate("document.querySelector('.list').scrollTop = 0");
  await page.locator('.list').focus();
  await page.keyboard.press('Home');
  for (const display of displays.slice(0, 120)) {
    expect(await page.evaluate(readCard)).toEqual([display, true]);
    await page.keyboard.press('ArrowDown');
  }
});
