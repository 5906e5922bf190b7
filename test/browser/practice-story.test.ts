import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { peepholeArgs } from '../support/peephole.ts';
import { waitFor } from '../support/wait.ts';
import { suiteBrowser } from './suite.ts';

const browser = await suiteBrowser();

/** Pictures of the story are left here, when it is set: to be looked at. */
const picturesDir = process.env.PEEPHOLE_PICTURES;

/** `peephole practice` as a process of its own, and its window in a browser. */
async function practise(...options: string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-story-'));
  const child = spawn(
    process.execPath,
    [...peepholeArgs, 'practice', ...options, '--json', '--state-dir', join(dir, 'state')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(async () => {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    rmSync(dir, { recursive: true, force: true });
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { web } = JSON.parse(line) as { web: string };
  const socket = await connectPeephole(join(dir, 'state'));
  onTestFinished(() => socket.close());
  const context = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  onTestFinished(() => context.close());
  await page.goto(web);
  await page.locator('.first-run').waitFor();
  return { page, socket };
}

async function picture(page: Page, name: string): Promise<void> {
  if (picturesDir !== undefined) await page.screenshot({ path: join(picturesDir, `${name}.png`) });
}

const next = (page: Page): Promise<void> => page.getByRole('button', { name: 'Continue' }).click();

describe('practice', () => {
  test('begins with an OpenClaw as it comes; the first run makes it silent, and who knocks then gets nothing', async () => {
    const { page, socket } = await practise();
    const frame = await page.locator('.window').boundingBox();
    expect([frame?.width, frame?.height].map((px) => Math.round((px ?? 0) / 10))).toEqual([64, 56]);
    for (const name of ['1-what', '2-apple-id', '3-disk']) {
      await picture(page, name);
      // Everything of a step is seen at once: a small window that has to be scrolled is none.
      const hidden = await page
        .locator('.first-step')
        .evaluate((step) => step.scrollHeight - step.clientHeight);
      expect(hidden, name).toBeLessThanOrEqual(0);
      await next(page);
    }
    const card = page.locator('.first-step .headline');
    await card.getByText('Strangers get a pairing code').waitFor();
    await picture(page, '4-red-card');
    const exposed = await socket.call('exposure', {});
    expect(exposed.items.length).toBeGreaterThanOrEqual(2);

    await card.getByRole('button', { name: 'Make It Silent…' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('channels.imessage.dmPolicy').waitFor();
    await picture(page, '5-make-silent');
    await sheet.getByRole('button', { name: /^Make It Silent/ }).click();
    await waitFor('the gateway to be silent', async () => {
      const { silence } = await socket.call('status', {});
      return silence.state === 'silent';
    });
    await page.keyboard.press('Escape');
    await card.getByText('Strangers get nothing').waitFor();
    await picture(page, '6-silent');
    const before = (await socket.call('exposure', {})).items.length;
    const silentSince = Date.now();

    await next(page);
    await picture(page, '7-notify');
    await next(page);
    await picture(page, '8-icon');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('.content').waitFor();
    const shown = await page.locator('.window').boundingBox();
    expect(shown?.width).toBeGreaterThan(900);
    const newcomer = await waitFor('somebody who knocks at a silent OpenClaw', async () => {
      const { senders } = await socket.call('list', {});
      return senders.find((one) => one.new && Date.parse(one.firstSeenAt) > silentSince);
    });
    // The newest is open without a click.
    await page.locator('[role=option][aria-selected=true]').waitFor();
    await picture(page, '9-list');
    const { items } = await socket.call('receipt', { handle: newcomer.handle });
    expect(items).toMatchObject([{ sent: 0 }]);
    expect((await socket.call('exposure', {})).items).toHaveLength(before);
  });

  test('--silent begins where nobody is answered', async () => {
    const { socket } = await practise('--silent');
    await waitFor('the gateway to be read', async () => {
      const { silence } = await socket.call('status', {});
      return silence.state !== 'unknown' && silence.state === 'silent';
    });
    expect((await socket.call('exposure', {})).items).toEqual([]);
  });
});
