import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { suiteWindows } from './suite.ts';
import type { WindowOptions } from './window-page.ts';

const openPage = await suiteWindows();
let page: Page;

async function open(options: WindowOptions = {}): Promise<void> {
  page = await openPage(options);
  await page.locator('.content').waitFor();
}

const row = (text: string) => page.getByRole('option').filter({ hasText: text });
const handles = (): Promise<readonly string[]> => page.locator('.row-handle').allInnerTexts();
const arrive = (handle: string): Promise<unknown> =>
  page.evaluate(
    `fake.update({senders: [fakeSender({handle: '${handle}', lastSeenAt: new Date().toISOString()})]})`,
  );

describe('a list', () => {
  test('under the pointer does not move: who comes is announced, and shown on request', async () => {
    await open();
    const before = await handles();
    await row('+1 212 555 0177').hover();
    await arrive('+12125550199');
    await page.evaluate(
      `fake.update({senders: [{...fake.state().senders.get('+447700900123'), lastSeenAt: new Date().toISOString()}]})`,
    );
    const pill = page.getByRole('button', { name: 'Show 1 new sender' });
    await pill.waitFor();
    expect(await handles()).toEqual(before);
    await pill.click();
    await row('+12125550199').waitFor();
    await waitFor('the new order', async () => (await handles())[0] !== before[0]);
  });

  test('that appears under a pointer at rest does not move either', async () => {
    await open();
    const where = await row('+1 212 555 0177').boundingBox();
    const goTo = page.getByRole('navigation').getByRole('button');
    await goTo.filter({ hasText: 'Settings' }).click();
    await page.mouse.move((where?.x ?? 0) + 40, (where?.y ?? 0) + 20);
    // By key: the pointer stays where it is.
    await goTo.filter({ hasText: 'Waiting' }).press('Enter');
    await row('+1 212 555 0177').waitFor();
    const before = await handles();
    await arrive('+12125550199');
    await page.getByRole('button', { name: 'Show 1 new sender' }).waitFor();
    expect(await handles()).toEqual(before);
  });

  test('keeps the place of someone who leaves while the pointer is over it', async () => {
    await open();
    const before = await handles();
    await row('+1 212 555 0177').hover();
    await page.evaluate(
      `fake.update({senders: [{...fake.state().senders.get('mara.lind@example.com'), state: 'approved'}]})`,
    );
    await row('mara.lind@example.com').getByText('Approved').waitFor();
    expect(await handles()).toEqual(before);
    await page.mouse.move(700, 10);
    await waitFor('the row to go', async () => !(await handles()).includes('mara.lind@example.com'));
  });

  test('of 10,000 has only the rows in sight in the page, and reaches the last', async () => {
    await open({ scenario: 'many' });
    expect(await page.getByRole('option').count()).toBeLessThan(60);
    expect(await page.getByRole('option').first().getAttribute('aria-setsize')).toBe('10000');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await row('+121255509999').waitFor();
    expect(await page.getByRole('option').count()).toBeLessThan(60);
    await page.getByRole('searchbox').fill('number 4242');
    await waitFor('one row', async () => (await handles()).length === 1);
    expect(await handles()).toEqual(['+121255504242']);
  });

  test('finds a number however it is typed, a name, and what they wrote', async () => {
    await open();
    const search = page.getByRole('searchbox');
    for (const query of ['(212) 555-0142', '+1 212 555 0142', 'lunch on thursday']) {
      await search.fill(query);
      await waitFor(query, async () => (await handles()).join() === '+1 212 555 0142');
    }
    await search.fill('nobody at all');
    await page.getByText('Nothing found for “nobody at all”').waitFor();
    await search.press('Escape');
    await row('mara.lind@example.com').waitFor();
  });

  test('opens with its newest sender, without the focus, and keeps them open when another one comes', async () => {
    await open({
      async beforeLoad(to) {
        await to.addInitScript(`new MutationObserver(() => {
          window.wasInert ||= document.querySelector('.verdict-buttons [aria-disabled=true]') !== null;
        }).observe(document, { subtree: true, childList: true, attributes: true })`);
      },
    });
    const card = page.locator('[data-painted]');
    await page.locator('[data-painted^="+12125550142"]').waitFor();
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
    expect(await page.locator('.row.selected').count()).toBe(1);
    // Inert for a moment, as after every change of the card.
    await page.locator('.verdict-buttons button').first().waitFor();
    await page.locator('.verdict-buttons [aria-disabled=true]').first().waitFor({ state: 'detached' });
    expect(await page.evaluate('window.wasInert')).toBe(true);
    await arrive('+12125550188');
    await row('+12125550188').waitFor();
    expect(await card.getAttribute('data-painted')).toContain('+12125550142');
    // Whom nobody chose is not among several: the first that is added stands alone.
    await row('mara.lind@example.com').click({ modifiers: ['ControlOrMeta'] });
    await page.locator('[data-painted^="mara.lind@example.com"]').waitFor();
    expect(await page.locator('.row.selected').count()).toBe(1);
  });

  test('opens the next newest once nobody chose and the open one is gone', async () => {
    await open();
    await page.locator('[data-painted^="+12125550142"]').waitFor();
    await page.evaluate(
      `fake.update({ senders: [{ ...fake.state().senders.get('+12125550142'), state: 'blocked' }] })`,
    );
    await page.locator('[data-painted^="mara.lind@example.com"]').waitFor();
  });

  test('is walked by arrows, Home and End, and names its active row', async () => {
    await open();
    const list = page.getByRole('listbox');
    await list.focus();
    // From the newest, who is open from the start.
    await page.keyboard.press('ArrowDown');
    const active = await list.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).innerText()).toContain('mara.lind@example.com');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 senders selected').waitFor();
    await page.keyboard.press('Home');
    await page.locator('[data-painted^="+12125550142"]').waitFor();
  });
});

describe('foreign text', () => {
  test('is text: no markup, no live link, no picture, whoever wrote it', async () => {
    await open({ scenario: 'hostile' });
    for (const index of [0, 1, 2, 3]) {
      await page.getByRole('option').nth(index).click();
      await page.locator('.quote').first().waitFor();
      expect(
        await page.locator('.content :is(a, iframe, script, b, object), .content img:not(.app-icon)').count(),
      ).toBe(0);
    }
    expect(await page.locator('body').innerText()).toContain('<img src=x onerror=alert(1)>');
  });

  test('is shown with the real host where a link is dressed up', async () => {
    await open();
    await row('+1 212 555 0177').click();
    await page.getByText('really xn--aypal-uye.example').waitFor();
  });

  test('never pushes the buttons away, however long it is', async () => {
    await open({ scenario: 'hostile', viewport: { width: 900, height: 620 } });
    await row('long.address').click();
    const more = page.getByRole('button', { name: 'Show more' });
    await more.click();
    await page.getByRole('button', { name: 'Show less' }).waitFor();
    for (const name of ['Block', 'Ignore', 'Approve']) {
      const box = await page.locator('.verdict-buttons').getByText(name, { exact: true }).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 900 && box.y + box.height <= 620).toBe(true);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });
});

describe('what is not known', () => {
  test('is never said to be so: no access to Messages', async () => {
    await open({ scenario: 'no-access' });
    await page.evaluate(`fake.remove([...fake.state().senders.keys()])`);
    await page.getByRole('heading', { name: 'Can’t tell who is waiting' }).waitFor();
    await page.getByText('Messages can’t be read, so new senders are not seen.').waitFor();
  });

  test('offline: how it was, dimmed, with the time; verdicts stay possible and say when they hold', async () => {
    await open({ scenario: 'offline' });
    await page.getByText(/The gateway is not reachable\. This is how it was at \d\d:\d\d\./).waitFor();
    await page.locator('.side-silence.unknown').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Strangers get nothing');
    await row('+1 212 555 0142').click();
    await page.getByText('What you decide is applied when it is.').waitFor();
    await page.waitForTimeout(650);
    await page.locator('.verdict-buttons').getByText('Block', { exact: true }).click();
    await page.locator('.bar').getByText('Will be applied when the gateway is back.').waitFor();
  });

  test('nothing is claimed while Peephole itself does not answer', async () => {
    await open();
    await page.evaluate('fake.connect(false)');
    await page.getByText(/Peephole itself is not answering/).waitFor();
    await page.locator('.side-silence.unknown').waitFor();
    await page.evaluate('fake.connect(true)');
    await page.locator('.side-silence.silent').waitFor();
  });
});
