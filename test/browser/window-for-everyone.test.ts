import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { afterEach, describe, expect, test } from 'vitest';
import { suiteBrowser } from './suite.ts';
import { openWindow, trouble, type WindowOptions } from './window-page.ts';

const browser = await suiteBrowser();

let page: Page;
/** What is open: pages of one scenario are walked through in one window, as the owner would. */
let opened = '';
afterEach(() => {
  expect(trouble.splice(0)).toEqual([]);
});

const goTo = (name: string): Promise<void> =>
  page.getByRole('navigation').getByText(name, { exact: true }).click();

/** Every page and sheet, and how one gets there. */
const places: readonly (readonly [string, string, () => Promise<void>])[] = [
  ['waiting', 'usual', async () => page.getByRole('option').first().click()],
  ['a card with warnings', 'usual', async () => page.getByRole('option').nth(3).click()],
  [
    'several selected',
    'usual',
    async () => {
      await page.getByRole('option').first().click();
      await page
        .getByRole('option')
        .nth(2)
        .click({ modifiers: ['Shift'] });
      await page.getByRole('button', { name: 'Approve 3…' }).waitFor();
    },
  ],
  [
    'a crowd',
    'crowd',
    async () => {
      await page.getByRole('option').first().click();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('option').nth(3).waitFor();
    },
  ],
  [
    'blocking a crowd',
    'crowd',
    async () => {
      await page.getByRole('option').first().click();
      await page.waitForTimeout(650);
      await page.getByRole('button', { name: 'Block 38…' }).click();
    },
  ],
  [
    'people',
    'usual',
    async () => {
      await goTo('People');
      await page.getByRole('option').first().click();
    },
  ],
  ['ignored', 'usual', async () => goTo('Ignored & Blocked')],
  [
    'automated',
    'usual',
    async () => {
      await goTo('Automated');
      await page.getByRole('option').first().click();
    },
  ],
  [
    'a card with two accounts',
    'answering',
    async () => {
      await page.getByRole('option').first().click();
      await page.getByText('It counts for what they write to: default.').waitFor();
    },
  ],
  [
    'silence',
    'answering',
    async () => {
      await goTo('Silence');
      await page
        .getByText('bot: receives. It reads the Messages of assistant@mac-mini.example.com')
        .waitFor();
    },
  ],
  [
    'settings with two accounts',
    'answering',
    async () => {
      await goTo('Settings');
      await page.getByText('default: receives. It reads the Messages that you see here.').waitFor();
    },
  ],
  [
    'make it silent',
    'answering',
    async () => {
      await goTo('Silence');
      await page.getByRole('button', { name: 'Make It Silent…' }).first().click();
      await page.getByRole('dialog').getByText('channels.imessage.dmPolicy').waitFor();
    },
  ],
  [
    'history',
    'usual',
    async () => {
      await goTo('History');
      await page.getByText('0 replies left this Mac.').waitFor();
    },
  ],
  ['settings', 'usual', async () => goTo('Settings')],
  [
    'add someone',
    'usual',
    async () => {
      await goTo('People');
      await page.getByRole('button', { name: 'Add Someone…' }).click();
    },
  ],
  [
    'invite',
    'usual',
    async () => {
      await goTo('People');
      await page.getByRole('button', { name: 'Invite…' }).click();
      await page.getByRole('button', { name: 'Make a Code' }).click();
      await page.getByText('K7PM-4XQT').waitFor();
    },
  ],
  ['nobody', 'empty', async () => page.getByRole('heading', { name: 'No one is waiting' }).waitFor()],
  ['offline', 'offline', async () => page.getByRole('option').first().click()],
  ['a leak', 'leak', async () => page.getByRole('alert').waitFor()],
  ['a held channel', 'held', async () => page.getByRole('button', { name: 'Retry' }).waitFor()],
  ['a banner', 'knock', async () => page.locator('.banner').waitFor()],
  [
    'the menu',
    'usual',
    async () => {
      await page.locator('.tray-button').click({ button: 'right' });
      await page.locator('.menu.root [data-item^=sender]').first().hover();
      await page.locator('.menu.nested').waitFor();
    },
  ],
  ['the panel', 'usual', openPanel],
  ['the panel, and strangers are answered', 'answering', openPanel],
  ['the panel with nobody', 'empty', openPanel],
  ['the panel with warning signs', 'hostile', openPanel],
  ['the panel beside a leak', 'leak', openPanel],
  ['the panel of a held channel', 'held', openPanel],
  ['the panel offline', 'offline', openPanel],
  [
    'first run',
    'first-run',
    async () => page.getByRole('heading', { name: 'See who knocks. Decide who gets in.' }).waitFor(),
  ],
];

async function openPanel(): Promise<void> {
  if (await page.locator('.menu.root').isVisible()) await page.keyboard.press('Escape');
  if (!(await page.locator('.panel').isVisible())) await page.locator('.tray-button').click();
  await page.locator('.panel').waitFor();
}

async function open(scenario: string, options: WindowOptions = {}): Promise<void> {
  const wanted = JSON.stringify([scenario, options]);
  if (opened === wanted) return;
  if (opened !== '') await page.context().close();
  page = await openWindow(browser, { scenario, ...options });
  opened = wanted;
  await page.locator('.content, .first-run').first().waitFor();
}

async function visit([, scenario, go]: (typeof places)[number], options: WindowOptions = {}): Promise<void> {
  await open(scenario, options);
  await page.evaluate(`document.querySelector('dialog')?.close()`);
  await go();
  // Buttons are dimmed while they are inert; that is not how they are read.
  await page.waitForTimeout(700);
}

async function axeFindings(rules: readonly string[]): Promise<readonly (readonly string[])[]> {
  // What holds is not told of: of every element of a page that would take longer than to look at it.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
  return violations.map(({ id, nodes }) => [
    id,
    ...nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
  ]);
}

/** Targets under 24 by 24 px; a control inside its label is as large as the label. */
const smallTargets = `[...document.querySelectorAll('button, input, select, summary, [role=option], label.switch-row, label.check')]
  .filter((element) => element.checkVisibility() && !element.closest('label'))
  .map((element) => ({box: element.getBoundingClientRect(), name: element.className + ' ' + element.textContent}))
  .filter(({box}) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
  .map(({box, name}) => name + ' ' + box.width + 'x' + box.height)`;

/** Parts that are wider than their place: something would be cut off sideways. */
const tooWide = `[document.documentElement, ...document.querySelectorAll('.main, .page, .list-pane, .detail-pane, .verdicts, .bar, .scroll-page, .sheet, .first-run, .panel, .panel-scroll, .panel-card, .panel-ways')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.className)`;

const doubleText = `document.documentElement.style.setProperty('font-size', '162.5%')`;
const ordinaryText = `document.documentElement.style.removeProperty('font-size')`;

describe('every page and sheet', () => {
  test.each(places)('%s', async (...place) => {
    await visit(place);
    expect(await axeFindings([])).toEqual([]);
    expect(await page.evaluate(smallTargets)).toEqual([]);
    // Only the colours are others.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFindings(['color-contrast'])).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.evaluate(doubleText);
    expect(await page.evaluate(tooWide)).toEqual([]);
    await page.evaluate(ordinaryText);
  });
});

/** Text on screen that is neither from the catalogue nor marked as data. */
const hardCoded = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  let depth = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    const text = node.data.trim();
    const opened = (text.match(/⟦/g) ?? []).length;
    const closed = (text.match(/⟧/g) ?? []).length;
    const inside = depth > 0 || opened > 0;
    depth = Math.max(0, depth + opened - closed);
    if (text === '' || inside || element.closest('[data-foreign], script, style, code, time, kbd')) continue;
    // Numbers, and the names of the services, are no words.
    if (/^[\\d,.+×⌘%—\\s]*$/.test(text) || /^(iMessage|SMS|RCS|, |and|\\s)+$/.test(text)) continue;
    found.push(text);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const text = element.getAttribute(name);
      if (text && !text.includes('⟦') && !element.closest('time, [data-foreign]')) found.push(name + ': ' + text);
    }
  }
  return found;
})()`;

describe('the pseudo-locale', () => {
  /** The same places without their words. */
  const wordless: readonly (readonly [string, string, () => Promise<void>])[] = [
    ['waiting', 'usual', async () => page.getByRole('option').nth(3).click()],
    [
      'people',
      'usual',
      async () => {
        await page.locator('.side-item').nth(1).click();
        await page.getByRole('option').first().click();
      },
    ],
    ['silence', 'answering', async () => page.locator('.side-item').nth(4).click()],
    ['history', 'usual', async () => page.locator('.side-item').nth(5).click()],
    ['settings', 'usual', async () => page.locator('.side-item').nth(6).click()],
    ['the menu', 'answering', async () => page.locator('.tray-button').click({ button: 'right' })],
    ['the panel', 'answering', openPanel],
    ['a leak', 'leak', async () => page.locator('.leak').waitFor()],
    ['no gateway', 'offline', async () => page.locator('.strip').first().waitFor()],
    ['no access to Messages', 'no-access', async () => page.locator('.side-item').nth(6).click()],
    ['first run', 'first-run', async () => page.locator('.first-run').waitFor()],
    ['nobody', 'empty', async () => page.locator('.empty').waitFor()],
  ];

  test.each(wordless)('%s has no word that is not in the catalogue', async (...place) => {
    await visit(place, { search: '?pseudo' });
    expect(await page.evaluate(hardCoded)).toEqual([]);
  });
});

describe('what the sidebar says of silence', () => {
  test('beside an open leak it is no comfort, and gives none', async () => {
    await open('usual');
    const pill = () => page.locator('.side-silence');
    expect(await pill().textContent()).toBe('Strangers get nothing');
    await visit(['a leak', 'leak', () => page.locator('.leak').waitFor()]);
    expect(await pill().getAttribute('class')).toBe('side-silence leaked');
    expect(await pill().textContent()).not.toContain('nothing');
    // Cleared, the settings count again.
    await page.locator('.leak button').first().click();
    await page.locator('.side-silence.silent').waitFor();
  });
});

describe('large text and motion', () => {
  test('at 200 % the verdicts are in sight', async () => {
    await open('usual', { textScale: 2 });
    await page.getByRole('option').first().click();
    for (const name of ['Block', 'Ignore', 'Approve']) {
      const box = await page.locator('.verdict-buttons').getByText(name, { exact: true }).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 820).toBe(true);
    }
  });

  test('nothing moves when motion is reduced', async () => {
    await open('knock');
    await page.locator('.banner').waitFor();
    const moving =
      'document.getAnimations().filter((animation) => animation.effect.getComputedTiming().duration > 1).length';
    expect(await page.evaluate(moving)).toBe(0);
  });
});
