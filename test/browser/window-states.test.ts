import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { problemSentence } from '#core/decision/decision-error.ts';
import { english } from '#core/words/english.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { Scenario } from '../support/fake-scenario.ts';
import { stateScenarios } from '../support/fake-states.ts';
import { suiteWindows } from './suite.ts';

const openPage = await suiteWindows();
let page: Page;

/** As large as the window opens on a Mac, where the sidebar has room for glyphs only. */
const everyDay = { width: 960, height: 660 };

/** Everything that a scenario says is wrong. */
function troubles({ status, senders }: Partial<Scenario>): readonly Sentence[] {
  const details = [status?.gateway, status?.channel, status?.messages, status?.ledger].map(
    (part) => part?.detail ?? null,
  );
  const failures = (senders ?? []).map(({ decision }) =>
    decision?.progress === 'failed' && decision.error !== null ? problemSentence(decision.error) : null,
  );
  return [...details, ...failures].filter((one) => one !== null);
}

const withTrouble = Object.entries(stateScenarios)
  .map(([name, scenario]) => ({ name, said: troubles(scenario()).map((one) => english(one)) }))
  .filter(({ said }) => said.length > 0);

describe('what is wrong is said in the window', () => {
  test.each(withTrouble)('$name', async ({ name, said }) => {
    page = await openPage({ scenario: name, viewport: everyDay });
    await page.getByRole('option').first().click();
    for (const text of said) {
      const shown = page.locator('.strip, .verdicts').getByText(text, { exact: false });
      await shown.waitFor();
    }
  });

  test('and where it can’t be told whether the channel runs, nothing is claimed of it', async () => {
    page = await openPage({ scenario: 'config-invalid', viewport: everyDay });
    await page.locator('.strip').getByText('Can’t tell whether your assistant receives iMessages.').waitFor();
    expect(await page.getByText('does not receive').count()).toBe(0);
  });

  test('and access to Messages is offered only where it helps', async () => {
    page = await openPage({ scenario: 'messages-hung', viewport: everyDay });
    await page.locator('.strip').waitFor();
    expect(await page.getByRole('button', { name: 'Give Access…' }).count()).toBe(0);
    await page.context().close();
    page = await openPage({ scenario: 'no-access', viewport: everyDay });
    await page.getByRole('button', { name: 'Give Access…' }).waitFor();
  });

  test.each(['gateway-key-lost', 'gateway-another-install', 'gateway-unidentified'])(
    '%s leads to where the owner can connect anew',
    async (scenario) => {
      page = await openPage({ scenario, viewport: everyDay });
      await page.getByRole('button', { name: 'See Settings…' }).click();
      await page.getByRole('button', { name: 'Connect Anew' }).waitFor();
    },
  );
});
