import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { suiteWindows } from './suite.ts';
import type { WindowOptions } from './window-page.ts';

const openPage = await suiteWindows();
let page: Page;

/** A little more than the 600 ms in which buttons are inert, so that a slow machine is not in between. */
const guardMs = 650;
const pastGuard = (): Promise<void> => page.waitForTimeout(guardMs);

interface Verdict {
  readonly verdict: string;
  readonly handle: string;
  readonly revision?: string;
  readonly for?: string;
  readonly source: string;
}

const verdicts = (): Promise<readonly Verdict[]> =>
  page.evaluate('fake.calls.filter(({command}) => command === "verdict").map(({input}) => input)');

const settled = (count: number): Promise<readonly Verdict[]> =>
  waitFor(`${count} verdicts`, async () => {
    const given = await verdicts();
    return given.length >= count ? given : null;
  });

const panel = () => page.locator('.panel');
const person = (id: string) => panel().locator(`[data-person="${id}"]`);
const lead = '+12125550142';
/** Where nothing of the panel is. */
const away = { x: 20, y: 400 } as const;

/** Opens the panel, the pointer inside or away from it. */
async function open(options: WindowOptions = {}, pointer: 'inside' | 'away' = 'away'): Promise<void> {
  page = await openPage(options);
  await page.locator('.content').waitFor();
  await page.locator('.tray-button').click();
  await panel().waitFor();
  if (pointer === 'inside') await panel().locator('.panel-state').hover();
  else await page.mouse.move(away.x, away.y);
  await pastGuard();
}

const people = (): Promise<readonly string[]> =>
  panel()
    .locator('[data-person]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-person') ?? ''));

describe('the main job', () => {
  test('goes by mouse: read, approve with one click, see it confirmed, undo', async () => {
    await open();
    await person(lead).getByText('Can your assistant find a time for lunch').waitFor();
    const painted = await person(lead).getAttribute('data-painted');
    await person(lead).getByText('Approve', { exact: true }).click();
    const [given] = await settled(1);
    expect(given).toMatchObject({ verdict: 'approve', source: 'menu' });
    expect(`${given?.handle} ${given?.revision}`).toBe(painted);
    await panel().locator('.bar').getByText('Approved').waitFor();
    await pastGuard();
    await panel().locator('.bar').getByText('Undo').click();
    const [, undo] = await settled(2);
    expect(undo).toMatchObject({ verdict: 'undo', handle: lead });
  });

  test('goes by keyboard: every verdict is about the card with the focus, and none about the window behind', async () => {
    await open();
    await page.evaluate(`document.querySelectorAll('[role=option]')[1].click()`);
    // Nobody has the focus: nothing is decided, here or in the window.
    await page.evaluate(`document.querySelector('.panel').focus()`);
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('ArrowDown');
    await pastGuard();
    await page.keyboard.press('Control+Enter');
    const [given] = await settled(1);
    expect(given).toMatchObject({ verdict: 'approve', handle: lead });
    expect(await verdicts()).toHaveLength(1);
    await panel().locator('.bar').getByText('Approved').waitFor();
    await page.keyboard.press('Control+z');
    expect((await settled(2))[1]).toMatchObject({ verdict: 'undo', handle: lead });
    expect(await verdicts()).toHaveLength(2);
  });

  test('approves for as long as was chosen', async () => {
    await open();
    await person(lead).getByRole('button', { name: 'For how long' }).click();
    await page.getByRole('menuitemradio', { name: '24 Hours' }).click();
    await pastGuard();
    await person(lead).getByText('Approve for 24 Hours', { exact: true }).click();
    expect((await settled(1))[0]).toMatchObject({ verdict: 'approve', handle: lead, for: '24h' });
  });

  test('says Approved only when the gateway has confirmed it', async () => {
    await open({ scenario: 'queued' });
    await person(lead).getByText('Approve', { exact: true }).click();
    await panel().locator('.bar').getByText('Approving').waitFor();
    expect(await panel().innerText()).not.toContain('Approved');
    await page.evaluate('fake.confirm()');
    await panel().locator('.bar').getByText('Approved').waitFor();
  });

  test('somebody with a warning sign is looked at in the window first', async () => {
    await open();
    const suspect = page.locator('.panel [data-person="+12125550177"]');
    await suspect.getByText('Approve…', { exact: true }).click();
    await waitFor('their card', async () => page.locator('.card[data-painted^="+12125550177"]').isVisible());
    expect(await panel().isVisible()).toBe(false);
    expect(await verdicts()).toEqual([]);
  });

  test('Ignore and Block act at once, also on them', async () => {
    await open();
    await person('+12125550177').getByText('Block', { exact: true }).click();
    expect((await settled(1))[0]).toMatchObject({ verdict: 'block', handle: '+12125550177' });
  });
});

describe('what is under the pointer', () => {
  test('stays where it is: whoever comes is told of, whoever was decided goes when the pointer does', async () => {
    await open({}, 'inside');
    const before = await people();
    await page.evaluate(`fake.update({senders: [{...fake.state().senders.get('${lead}'),
      id: '+12125550199', handle: '+12125550199', display: '+1 212 555 0199', preview: 'A newer one',
      lastSeenAt: new Date().toISOString(), firstSeenAt: new Date().toISOString()}]})`);
    await panel().getByRole('button', { name: 'Show 1 new sender' }).waitFor();
    expect(await people()).toEqual(before);
    await pastGuard();
    await person(lead).getByText('Ignore', { exact: true }).click();
    await settled(1);
    await person(lead).getByText('Ignored').waitFor();
    expect(await people()).toEqual(before);
    await page.mouse.move(away.x, away.y);
    await waitFor('them to go, and the new one to come', async () => {
      const now = await people();
      return !now.includes(lead) && now[0] === '+12125550199';
    });
  });

  test('is inert for 600 ms after it changed: 0 verdicts of 1,000 clicks', async () => {
    await open();
    const given = await page.evaluate(`(async () => {
      const button = () => document.querySelector('.panel-verdicts .button.strong, .panel-verdicts .button.plain');
      const given = () => fake.calls.filter(({command}) => command === 'verdict').length;
      // After a verdict they are shown no longer.
      for (let n = 0, clicks = 0; clicks < 1000 && given() === 0; n += 1) {
        const first = [...fake.state().senders.values()].find(({id}) => id === '${lead}');
        const changedMs = performance.now();
        fake.update({senders: [{...first, preview: 'Text ' + n}]});
        // Now before the change is painted, now after it.
        while (!document.querySelector('.panel-card')?.textContent.includes('Text ' + n)) await new Promise(setTimeout);
        if (n % 20 === 0) await new Promise(requestAnimationFrame);
        // On a busy machine it may be long painted by now, and a click would count.
        if (performance.now() - changedMs > 500) continue;
        button().dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
        button().dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 1}));
        clicks += 1;
      }
      return given();
    })()`);
    expect(given).toBe(0);
    await pastGuard();
    await person(lead).getByText('Approve', { exact: true }).click();
    expect(await settled(1)).toHaveLength(1);
  });

  test('a press that began on somebody else decides nothing', async () => {
    await open();
    await page.evaluate(`(() => {
      document.querySelector('.panel-people').dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
      const first = fake.state().senders.get('${lead}');
      fake.update({senders: [{...first, preview: 'Something else'}]});
    })()`);
    await person(lead).getByText('Something else').waitFor();
    await pastGuard();
    await page.evaluate(
      `document.querySelector('.panel-verdicts button').dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 1}))`,
    );
    expect(await verdicts()).toEqual([]);
  });
});

describe('what it says', () => {
  test.each([
    ['answering', 'Strangers get a pairing code', 'Make It Silent…'],
    ['leak', 'Strangers get nothing', 'Something was sent to a stranger…'],
    ['held', 'Strangers get nothing', 'Held: someone was removed. Retry…'],
  ])('%s: the menu’s own first lines, and what to do', async (scenario, line, action) => {
    await open({ scenario });
    expect(await panel().locator('h1').innerText()).toBe(line);
    await panel().getByRole('button', { name: action }).waitFor();
  });

  test('offline nothing is claimed, and a verdict may still be given', async () => {
    await open({ scenario: 'offline' });
    expect(await panel().locator('.panel-state').getAttribute('class')).toBe('panel-state');
    await person(lead).getByText('Block', { exact: true }).click();
    expect(await settled(1)).toHaveLength(1);
  });

  test('nobody waits', async () => {
    await open({ scenario: 'empty' });
    await panel().getByText('No one is waiting').waitFor();
  });

  test('what they wrote is hidden where the owner hides it', async () => {
    await open();
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').getByText('Settings').click();
    await page.getByRole('radio', { name: 'Hidden' }).check({ force: true });
    await page.locator('.tray-button').click();
    await person(lead).getByText('What they wrote is hidden here').waitFor();
    expect(await panel().innerText()).not.toContain('lunch');
  });

  test('with 10,000 who wait it shows twenty, and the way to the others', async () => {
    await open();
    await page.evaluate(`fake.update({senders: Array.from({length: 10_000}, (_, n) => ({
      ...fake.state().senders.get('${lead}'), id: '+1646' + (5550000 + n), handle: '+1646' + (5550000 + n),
      display: '+1 646 ' + (5550000 + n), lastSeenAt: new Date(Date.now() - n * 1000).toISOString()}))})`);
    await panel().getByText('Review All 10,004…').waitFor();
    expect(await people()).toHaveLength(20);
    expect(await panel().locator('.panel-card').count()).toBe(3);
  });
});

describe('opening and closing', () => {
  test('Escape, a press elsewhere and a second click put it away, and decide nothing', async () => {
    await open();
    await page.keyboard.press('Escape');
    expect(await panel().isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement?.classList.contains('tray-button')")).toBe(true);
    await page.locator('.tray-button').click();
    await panel().waitFor();
    await page
      .locator('.page-head, .main')
      .first()
      .click({ position: { x: 5, y: 5 } });
    expect(await panel().isVisible()).toBe(false);
    await page.locator('.tray-button').click();
    await panel().waitFor();
    await page.locator('.tray-button').click();
    expect(await panel().isVisible()).toBe(false);
    expect(await verdicts()).toEqual([]);
  });

  test('a right click opens the menu; the owner may have it on every click', async () => {
    await open();
    await page.locator('.tray-button').click({ button: 'right' });
    await page.locator('.menu.root').waitFor();
    expect(await panel().isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').getByText('Settings').click();
    await page.getByRole('radio', { name: 'Menu' }).check({ force: true });
    await page.locator('.tray-button').click();
    await page.locator('.menu.root').waitFor();
  });
});
