import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import type { Input } from '#contract/contract.ts';
import { waitFor } from '../support/wait.ts';
import { suiteWindows } from './suite.ts';

const openPage = await suiteWindows();
let page: Page;

/** Inert for 600 ms after what is under the buttons changed; a little more, so that a slow machine is not in between. */
const guardMs = 650;
const title = '38 new addresses, the same text';
const person = '+1 212 555 0142';
const mark = 'crowd-mark-1';

async function open(): Promise<void> {
  page = await openPage({ scenario: 'crowd' });
  await page.locator('.content').waitFor();
}

const rows = () => page.getByRole('option');
const row = (text: string) => rows().filter({ hasText: text });
const heading = () => page.locator('.card h2');
const button = (name: string) => page.locator('.verdict-buttons').getByText(name, { exact: true });
const bar = (text: string) => page.locator('.content .bar-text').filter({ hasText: text });
const pastGuard = (): Promise<void> => page.waitForTimeout(guardMs);

/** What the page has asked to be decided about a crowd. */
async function decided(): Promise<readonly Input<'crowd-verdict'>[]> {
  return page.evaluate(
    'fake.calls.filter(({command}) => command === "crowd-verdict").map(({input}) => input)',
  );
}

const given = (): Promise<Input<'crowd-verdict'>> =>
  waitFor('a verdict on the crowd', async () => (await decided())[0] ?? null);

/** Another address writes the same. */
const join = (handle: string): Promise<void> =>
  page.evaluate(
    `fake.update({ senders: [fakeSender({ handle: '${handle}', display: '${handle}', textMark: '${mark}', preview: 'Your parcel' })] })`,
  );

const stateOf = (handle: string): Promise<string> =>
  page.evaluate(`[...fake.state().senders.values()].find((one) => one.handle === '${handle}').state`);

describe('a crowd in the window', () => {
  test('is one line beside the people, with what it wrote', async () => {
    await open();
    await row(title).waitFor();
    expect(await rows().count()).toBe(5);
    expect(await row(title).innerText()).toContain('Your parcel 4711 could not be delivered');
    expect(await row(person).count()).toBe(1);
    expect(await row('+44 7700 900200').count()).toBe(0);
  });

  test('is blocked together after a question, exactly as painted: a late joiner stays waiting', async () => {
    await open();
    await row(title).click();
    await heading().filter({ hasText: title }).waitFor();
    await join('+447700900260');
    await row('39 new addresses').waitFor();
    await page.locator('.card').getByText('1 new', { exact: true }).waitFor();
    expect(await heading().innerText()).toBe(title);
    await pastGuard();
    await button('Block 38…').click();
    expect(await decided()).toEqual([]);
    await join('+447700900261');
    await pastGuard();
    await page.getByRole('dialog').getByRole('button', { name: 'Block 38' }).click();
    const { members, ...rest } = await given();
    expect(rest).toEqual({ verdict: 'block', crowd: mark, source: 'window' });
    expect(members.map(({ handle }) => handle)).toEqual(
      Array.from({ length: 38 }, (_, index) => `+447700900${200 + index}`),
    );
    await bar('Blocked 38 senders').waitFor();
    expect(await stateOf('+447700900200')).toBe('blocked');
    expect(await stateOf('+447700900260')).toBe('waiting');
    expect(await stateOf('+447700900261')).toBe('waiting');
    expect(await row('+447700900260').count()).toBe(1);
    expect(await row(person).count()).toBe(1);
  });

  test('is ignored together, whoever changed meanwhile is left and said, and Undo puts all of it back', async () => {
    await open();
    await row(title).click();
    await pastGuard();
    // Known to the app and not painted yet: she writes by another service now.
    await page.evaluate(
      `fake.updateUntold({ ...fake.state().senders.get('+447700900205'), service: 'iMessage' })`,
    );
    await button('Ignore 38').click();
    expect((await given()).members).toHaveLength(38);
    await bar('Ignored 37 senders').waitFor();
    await bar('1 of them changed while you decided and was left as it is.').waitFor();
    expect(await stateOf('+447700900205')).toBe('waiting');
    await pastGuard();
    await page.locator('.content .bar').getByRole('button', { name: 'Undo' }).click();
    await row(title).waitFor();
  });

  test('asks before the undo of a block', async () => {
    await open();
    await row(title).click();
    await pastGuard();
    await button('Block 38…').click();
    await pastGuard();
    await page.getByRole('dialog').getByRole('button', { name: 'Block 38' }).click();
    await bar('Blocked 38 senders').waitFor();
    await pastGuard();
    await page.locator('.content .bar').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('dialog').getByText('Let 38 senders in again?').waitFor();
    await pastGuard();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await row(title).waitFor();
  });

  test('opens to each of its members, by key, by button and by a search', async () => {
    await open();
    await row(title).click();
    await page.keyboard.press('ArrowRight');
    await row('+44 7700 900200').waitFor();
    await page.keyboard.press('ArrowDown');
    await heading().filter({ hasText: '+44 7700 900200' }).waitFor();
    await button('Approve').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    await waitFor('the members to go', async () => (await rows().count()) === 5);
    await page.getByRole('button', { name: 'Show Them in the List' }).click();
    await row('+44 7700 900200').waitFor();
    await page.getByRole('button', { name: 'Hide Them' }).click();
    await waitFor('the members to go', async () => (await rows().count()) === 5);
    await page.getByRole('searchbox').fill('900237');
    await row('+44 7700 900237').waitFor();
    expect(await rows().count()).toBe(1);
  });

  test('shows the one of its members that a banner leads to', async () => {
    await open();
    await row(title).waitFor();
    await page.evaluate(`fake.show({ page: 'waiting', handle: '+447700900236' })`);
    await heading().filter({ hasText: '+44 7700 900236' }).waitFor();
    await page.locator('.row.selected').filter({ hasText: '+44 7700 900236' }).waitFor();
  });

  test('selected with others is every one of its members, and whoever joins is not', async () => {
    await open();
    await row(title).click();
    await row(person).click({ modifiers: ['Shift'] });
    await heading().filter({ hasText: '39 senders selected' }).waitFor();
    await join('+447700900260');
    await row('39 new addresses').waitFor();
    expect(await heading().innerText()).toBe('39 senders selected');
  });

  test('that is none any more makes room for the next', async () => {
    await open();
    await row(title).click();
    await page.mouse.move(0, 0);
    await page.evaluate(
      `fake.update({ senders: [...fake.state().senders.values()].filter(({ textMark }) => textMark).slice(2).map((one) => ({ ...one, state: 'ignored' })) })`,
    );
    await row('+44 7700 900200').waitFor();
    await waitFor('a card', async () => (await heading().innerText()).startsWith('+'));
  });
});

describe('a crowd in the menu bar', () => {
  test('takes one place in the panel, and is ignored there as painted', async () => {
    await open();
    await page.locator('.tray-button').click();
    const cards = page.locator('.panel [data-person]');
    await cards.filter({ hasText: title }).waitFor();
    expect(await cards.count()).toBe(4);
    expect(await cards.filter({ hasText: person }).count()).toBe(1);
    await cards.filter({ hasText: title }).hover();
    await join('+447700900260');
    await pastGuard();
    await page.locator('.panel').getByText('Ignore 38', { exact: true }).click();
    const { members, ...rest } = await given();
    expect(rest).toEqual({ verdict: 'ignore', crowd: mark, source: 'menu' });
    expect(members).toHaveLength(38);
    await page.locator('.panel .bar').getByText('Ignored 38 senders').waitFor();
    expect(await stateOf('+447700900260')).toBe('waiting');
  });

  test('has no key there', async () => {
    await open();
    await page.locator('.tray-button').click();
    await page.locator('.panel [data-person]').filter({ hasText: title }).focus();
    await pastGuard();
    await page.keyboard.press('Control+i');
    await page.keyboard.press('Control+Backspace');
    await pastGuard();
    expect(await decided()).toEqual([]);
  });

  test('takes one place in the menu, which leads to its card', async () => {
    await open();
    await row(person).click();
    await page.locator('.tray-button').click({ button: 'right' });
    const item = page.locator('.menu.root [data-item^=crowd]');
    expect(await item.count()).toBe(1);
    expect(await page.locator('.menu.root [data-item^=sender]').count()).toBe(3);
    await item.click();
    await heading().filter({ hasText: title }).waitFor();
  });
});
