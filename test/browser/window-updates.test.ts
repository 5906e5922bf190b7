import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import type { UpdateState } from '#core/surface/update-state.ts';
import type { FakeControls } from '../support/fake-bridge.ts';
import { suiteWindows } from './suite.ts';

declare const window: { readonly fake: FakeControls };

const openPage = await suiteWindows();
let page: Page;

const asked = (): Promise<readonly string[]> => page.evaluate(() => [...window.fake.mac.asked]);
const tell = (state: UpdateState): Promise<void> =>
  page.evaluate((to) => window.fake.mac.tellUpdate(to), state);
const row = () => page.locator('.setting-row').filter({ hasText: 'Check for Updates…' });

async function open(scenario: string): Promise<void> {
  page = await openPage({ scenario });
  await page.getByRole('navigation').getByText('Settings', { exact: true }).click();
  await row().waitFor();
}

test.each<[UpdateState, string, string, string | null]>([
  [{ kind: 'idle' }, 'when you press Check, and at no other time', 'Check', 'check'],
  [{ kind: 'checking' }, 'Looking for a newer version…', 'Check', null],
  [{ kind: 'current' }, 'This is the newest version.', 'Check', 'check'],
  [{ kind: 'available', version: '1.2.0' }, 'Version 1.2.0 is there. Nothing has', 'Download', 'download'],
  [{ kind: 'downloading', version: '1.2.0', percent: 42 }, 'version 1.2.0: 42%', 'Download', null],
  [{ kind: 'ready', version: '1.2.0' }, 'Version 1.2.0 is downloaded', 'Restart to Update', 'restart'],
  [{ kind: 'restarting', version: '1.2.0' }, 'who signed version 1.2.0', 'Restart to Update', null],
  [{ kind: 'failed', trouble: 'unreachable' }, 'did not answer', 'Try Again', 'check'],
  [{ kind: 'failed', trouble: 'damaged' }, 'thrown away', 'Try Again', 'check'],
  [{ kind: 'failed', trouble: 'refused' }, 'macOS did not take', 'Try Again', 'check'],
])('%j is said, with the one step that can be taken', async (state, said, label, step) => {
  await open('mac-updates');
  await tell(state);
  await row().getByRole('status').filter({ hasText: said }).waitFor();
  const button = row().getByRole('button', { name: label, exact: true });
  expect(await button.isEnabled()).toBe(step !== null);
  if (step !== null) await button.click();
  expect(await asked()).toEqual(step === null ? [] : [`update: ${step}`]);
});

test('after a failure the page of releases is to be had, too', async () => {
  await open('mac-updates');
  await tell({ kind: 'failed', trouble: 'unreadable' });
  await row().getByRole('button', { name: 'Open Releases' }).click();
  expect(await asked()).toEqual(['open releases']);
});

test('of a copy that can’t update itself it is the page of releases, and nothing else', async () => {
  await open('mac');
  await row().getByText('Peephole itself looks nowhere.').waitFor();
  await row().getByRole('button', { name: 'Open', exact: true }).click();
  expect(await asked()).toEqual(['open releases']);
});

test('the menu leads to it: it is scrolled into view', async () => {
  page = await openPage({ scenario: 'mac-updates' });
  await page.locator('.content').waitFor();
  await page.evaluate(() => window.fake.show({ page: 'settings', part: 'updates' }));
  await row().waitFor();
  const { top, bottom } = await row().evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return { top, bottom };
  });
  const height = page.viewportSize()?.height ?? 0;
  expect(top).toBeGreaterThan(0);
  expect(bottom).toBeLessThan(height);
});
