import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import type { FakeControls } from '../support/fake-bridge.ts';
import { waitFor } from '../support/wait.ts';
import { suiteWindows } from './suite.ts';

declare const window: { readonly fake: FakeControls };

const openPage = await suiteWindows();
let page: Page;

const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const asked = (): Promise<readonly string[]> => page.evaluate(() => [...window.fake.mac.asked]);
const settings = () => page.evaluate(() => window.fake.state().settings);

describe('the first run', () => {
  const open = async (): Promise<void> => {
    page = await openPage({ scenario: 'first-run-mac' });
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

  test('begins where another process has left it', async () => {
    page = await openPage({ scenario: 'first-run-left' });
    await page.getByText('Step 3 of 6').waitFor();
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

describe('an app outside the Applications folder', () => {
  const offer = () => page.getByText('Peephole is not in the Applications folder');
  const open = async (scenario: string): Promise<void> => {
    page = await openPage({ scenario });
    await page.locator('.first-run, .content').first().waitFor();
  };

  test('is offered to be moved in the first step, once: declined is remembered', async () => {
    await open('first-run-outside');
    await offer().waitFor();
    // In its small window, too, nothing is squeezed out of its own border.
    await page.setViewportSize({ width: 640, height: 560 });
    const parts = page.locator('.first-step > *');
    const squeezed = await parts.evaluateAll((all) =>
      all.filter((part) => part.scrollHeight > part.clientHeight + 1).map(({ className }) => className),
    );
    expect(squeezed).toEqual([]);
    await press('Not Now');
    await waitFor('the offer to be gone', async () => (await offer().count()) === 0);
    expect(await settings()).toMatchObject({ moveDeclined: true });
    await press('Continue');
    await press('Back');
    expect(await offer().count()).toBe(0);
    expect(await asked()).toEqual([]);
  });

  test('is moved when the owner says so, and not before', async () => {
    await open('first-run-outside');
    await offer().waitFor();
    expect(await asked()).toEqual([]);
    await press('Move It There');
    await page.getByText('It is moved, and opens anew.').waitFor();
    expect(await asked()).toEqual(['move']);
  });

  test('in Settings it can be moved also after it was declined, and what is in the way is said', async () => {
    await open('outside');
    await page.evaluate(() => {
      window.fake.mac.moves = 'running';
    });
    await page.getByRole('navigation').getByText('Settings', { exact: true }).click();
    await offer().waitFor();
    expect(await page.getByRole('button', { name: 'Not Now' }).count()).toBe(0);
    await press('Move It There');
    await page.getByText('is running. Quit that one first.').waitFor();
    for (const [moves, said, button] of [
      ['failed', 'macOS did not move it.', 'Move It There'],
      ['exists', 'There is a Peephole in the Applications folder already.', 'Move It There'],
      ['not-allowed', 'You may not change what is there.', 'Replace It'],
    ] as const) {
      await page.evaluate((to) => {
        window.fake.mac.moves = to;
      }, moves);
      await press(button);
      await page.getByText(said).waitFor();
    }
    expect(await asked()).toEqual(['move', 'move', 'move', 'move and replace']);
  });

  test('one that lies in it, and a browser, offer nothing', async () => {
    for (const scenario of ['first-run-mac', 'first-run']) {
      await open(scenario);
      await page.getByText('See who knocks.').waitFor();
      expect(await offer().count()).toBe(0);
      if (scenario === 'first-run-mac') await page.context().close();
    }
  });
});

describe('Settings', () => {
  test('say when notifications are off, and a login item that can’t be', async () => {
    page = await openPage({ scenario: 'mac' });
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

  const open = async (): Promise<void> => {
    page = await openPage({ scenario: 'mac' });
    await page.getByRole('navigation').getByText('Settings', { exact: true }).click();
    await page.getByText('The command peephole').waitFor();
  };

  test('have sound, the Dock and keys, and each is kept', async () => {
    await open();
    await page.getByRole('switch', { name: 'Sound' }).click();
    await page.getByRole('switch', { name: 'Show in the Dock while the window is open' }).click();
    await page.getByRole('radio', { name: '⌃⌥P', exact: true }).click();
    await waitFor('the settings to be kept', async () => {
      const { sound, showInDock, shortcut } = await settings();
      return !sound && showInDock && shortcut === 'control-option-p';
    });
  });

  test('install the command, say where it is, or how it is done by hand', async () => {
    await open();
    await press('Install…');
    await page.getByText('/usr/local/bin/peephole').waitFor();
    await page.evaluate(() => {
      window.fake.mac.linksTo = null;
    });
    await press('Install…');
    await page.getByText('sudo ln -s').waitFor();
    expect(await asked()).toEqual(['install command', 'install command']);
  });

  test('let OpenClaw’s config be chosen, in macOS’s own dialog', async () => {
    await open();
    await press('Choose Config…');
    expect(await asked()).toEqual(['choose config']);
  });

  test('open the page of releases, and System Settings, when that is chosen', async () => {
    await open();
    expect(await asked()).toEqual([]);
    await press('Open');
    expect(await asked()).toEqual(['open releases']);
    await page.evaluate(() => {
      window.fake.mac.opens = 'no-address';
    });
    await press('Open');
    await page.getByText('does not know where its releases are').waitFor();
  });

  test('copy diagnostics with what macOS says, and without a name or a path', async () => {
    await open();
    // The made page has no secure origin, so a clipboard of its own.
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text) => void (window.copied = text) },
    })`);
    await press('Copy Diagnostics');
    await page.getByText('Copied').first().waitFor();
    const text = await page.evaluate<string>('window.copied');
    expect(JSON.parse(text)).toMatchObject({
      mac: { macos: '15.6.1', signature: 'ad-hoc', place: 'applications', notifications: 'not-asked' },
    });
    expect(text).not.toMatch(/\/Users|\+1212|@/);
  });

  test('of a browser have none of what only a Mac has', async () => {
    page = await openPage();
    await page.getByRole('navigation').getByText('Settings', { exact: true }).click();
    await page.getByText('Copy Diagnostics').waitFor();
    for (const name of ['The command peephole', 'Choose Config…', 'Keys that open Peephole from anywhere'])
      expect(await page.getByText(name).count(), name).toBe(0);
  });
});

test('with the first approval for a while, opening at login is offered again', async () => {
  page = await openPage({ scenario: 'mac-temporary' });
  await press('Open at Login');
  await waitFor(
    'the offer to be gone',
    async () => (await page.getByText('Somebody is let in').count()) === 0,
  );
  expect(await asked()).toEqual(['open at login: true']);
});

describe('the panel in a window of its own', () => {
  const height = async (): Promise<number> =>
    (await page.evaluate(() => window.fake.mac.heights.at(-1))) ?? 0;
  const timesTold = (): Promise<number> => page.evaluate(() => window.fake.mac.heights.length);
  /** The window is made as high as the page says, as the Mac app does. */
  async function follow(): Promise<number> {
    const said = await height();
    await page.setViewportSize({ width: 360, height: Math.min(said, 560) });
    return said;
  }
  async function open(viewport = 120): Promise<void> {
    page = await openPage({
      scenario: 'mac',
      search: '?panel',
      viewport: { width: 360, height: viewport },
    });
    await page.locator('.panel').waitFor();
    await waitFor('its height to be told', async () => (await timesTold()) > 0);
  }

  test('Escape puts it away, Details lead to the window, no window around it', async () => {
    await open(560);
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

  test('says the same height however high the window is, so it neither creeps nor sticks', async () => {
    const heights: number[] = [];
    for (const viewport of [120, 400, 560, 900]) {
      await open(viewport);
      heights.push(await height());
      await page.context().close();
    }
    expect(new Set(heights).size).toBe(1);
    expect(heights[0]).toBeGreaterThan(300);
    await open();
  });

  test('fills its window and scrolls inside when there is more', async () => {
    await open();
    const said = await follow();
    expect(said).toBeGreaterThan(560);
    const [inner, outer, foot] = await page.evaluate<readonly number[]>(`[
      document.querySelector('.panel').getBoundingClientRect().height,
      document.documentElement.scrollHeight,
      document.querySelector('.panel-foot').getBoundingClientRect().bottom,
    ]`);
    expect([inner, outer]).toEqual([560, 560]);
    expect(foot).toBeLessThanOrEqual(560);
  });

  test('grows and shrinks with what it holds', async () => {
    await open();
    const before = await height();
    const gone = await page.evaluate(() => {
      const ids = [...window.fake.state().senders.keys()];
      window.fake.remove(ids);
      return ids.length;
    });
    expect(gone).toBeGreaterThan(3);
    await waitFor('it to shrink', async () => (await height()) < before);
    const empty = await follow();
    const whole = await page.evaluate<number>(
      'document.querySelector(".panel").getBoundingClientRect().height',
    );
    // Parts of a pixel, of each part.
    expect(empty - whole).toBeGreaterThanOrEqual(0);
    expect(empty - whole).toBeLessThan(2);
  });

  test('answers each opening, unchanged too, and begins anew: buttons are inert at first', async () => {
    await open(560);
    await page.waitForTimeout(700);
    const before = await timesTold();
    await page.evaluate(() => window.fake.mac.openPanel());
    await waitFor('the answer', async () => (await timesTold()) === before + 1);
    const given = await page.evaluate(`
      for (const one of document.querySelectorAll('.panel-verdicts button')) one.click();
      fake.calls.filter(({ command }) => command === 'verdict').length`);
    expect(given).toBe(0);
  });

  test('goes when the keyboard goes elsewhere', async () => {
    await open();
    expect(await asked()).toEqual([]);
    await page.evaluate("dispatchEvent(new Event('blur'))");
    expect(await asked()).toEqual(['close panel']);
  });
});
