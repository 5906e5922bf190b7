/**
 * How fast the window is in Chromium: first paint through the browser surface, size of its script, and with 10,000
 * senders the longest frame while scrolling and the time search takes to answer. Run: node test/bench/window.ts
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { defaultSettings } from '#core/surface/settings.ts';
import { startBrowserSurface } from '../../src-main/surfaces/browser/browser-surface.ts';
import { launchBrowser } from '../support/browser.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { fakeSender } from '../support/views.ts';

const senders = 10_000;
const rounds = 9;

const limits = { firstPaintMs: 300, scriptKb: 120, frameMs: 50, searchMs: 50 } as const;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function say(what: string, value: number, unit: string, limit: number): void {
  const verdict = value <= limit ? 'ok' : 'TOO MUCH';
  console.log(`${what.padEnd(58)} ${value.toFixed(1).padStart(8)} ${unit}   (at most ${limit}) ${verdict}`);
}

/** An app whose first run is over. */
function app(count: number): FakeAppApi {
  const now = Date.now();
  return new FakeAppApi(
    Array.from({ length: count }, (_, n) =>
      fakeSender({
        handle: `+1646${String(5550000 + n)}`,
        preview: `Message number ${n}, about this and that`,
        lastSeenAt: new Date(now - n * 61_000).toISOString(),
        firstSeenAt: new Date(now - n * 61_000).toISOString(),
        knocks: 1 + (n % 7),
      }),
    ),
    {},
    { ...defaultSettings, onboarded: true },
  );
}

function scriptBytes(rendererDir: string): number {
  const dir = join(rendererDir, 'assets');
  const scripts = readdirSync(dir).filter((name) => name.endsWith('.js'));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(dir, name))).length, 0);
}

/** Notes when the first row of the list was painted, ms after the page was asked for. */
const noteFirstPaint = `new MutationObserver((_, observer) => {
  if (!document.querySelector('[role=option]')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.paintedMs = performance.now(); }));
}).observe(document, { subtree: true, childList: true })`;

/** A page with its first paint, ms after the page was asked for: not of the frame, but of who is waiting. */
async function opened(browser: Browser, rendererDir: string, api: FakeAppApi) {
  const surface = await startBrowserSurface({ api, rendererDir, log: console.error });
  const context = await browser.newContext({ viewport: { width: 1280, height: 820 } });
  const page = await context.newPage();
  await page.addInitScript(noteFirstPaint);
  await page.goto(surface.url);
  await page.locator('.content').waitFor();
  await page.reload();
  const painted = page.locator('html[data-painted-ms]');
  const paintedMs = Number(await painted.getAttribute('data-painted-ms'));
  return {
    page,
    paintedMs,
    async close() {
      await context.close();
      await surface.stop();
    },
  };
}

/** The longest frame while the list is scrolled from end to end, ms. */
function longestFrame(page: Page): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const list = document.querySelector('[role=listbox]');
    const scroller = [list, list.parentElement, ...list.querySelectorAll('*')].find(
      (element) => element.scrollHeight > element.clientHeight + 100,
    );
    const frame = () => new Promise(requestAnimationFrame);
    let longest = 0;
    let before = await frame();
    for (let step = 0; step < 120; step += 1) {
      scroller.scrollTop = (step % 2 ? 1 : 0.3) * ((step * 4799) % scroller.scrollHeight);
      const now = await frame();
      longest = Math.max(longest, now - before);
      before = now;
    }
    return longest;
  })()`);
}

/** From a key in the search field to the painted answer, ms. */
function searchAnswers(page: Page): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const field = document.querySelector('input[type=search]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const times = [];
    for (const text of ['6', '64', '646', '6465', '64655', '646555', '6465551', '64655512', '']) {
      const from = performance.now();
      set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
      await new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
      times.push(performance.now() - from);
    }
    return times.sort((a, b) => a - b)[times.length - 2];
  })()`);
}

const dir = mkdtempSync(join(tmpdir(), 'peephole-bench-'));
const rendererDir = join(dir, 'renderer');
await build({
  configFile: join(import.meta.dirname, '../../vite.renderer.config.ts'),
  logLevel: 'error',
  build: { outDir: rendererDir, emptyOutDir: true },
});
const browser = await launchBrowser();
try {
  say('JavaScript of the window, gzipped', scriptBytes(rendererDir) / 1024, 'KB', limits.scriptKb);
  const paints: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const window = await opened(browser, rendererDir, app(5));
    paints.push(window.paintedMs);
    await window.close();
  }
  say(`First paint, median of ${rounds}`, median(paints), 'ms', limits.firstPaintMs);
  const window = await opened(browser, rendererDir, app(senders));
  await window.page.getByRole('option').first().waitFor();
  say(`First paint with ${senders} senders`, window.paintedMs, 'ms', limits.firstPaintMs);
  const frames: number[] = [];
  const answers: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    frames.push(await longestFrame(window.page));
    answers.push(await searchAnswers(window.page));
  }
  say('Scrolling: longest frame, median of the rounds', median(frames), 'ms', limits.frameMs);
  say('Search: a key answered, all but the slowest', median(answers), 'ms', limits.searchMs);
  await window.close();
} finally {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
}
