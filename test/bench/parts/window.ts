import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { defaultSettings } from '#core/surface/settings.ts';
import { startBrowserSurface } from '../../../src-main/surfaces/browser/browser-surface.ts';
import { launchBrowser } from '../../support/browser.ts';
import { FakeAppApi } from '../../support/fake-app-api.ts';
import { fakeSender } from '../../support/views.ts';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure } from '../kit/figure.ts';
import type { Part } from '../kit/part.ts';

/** How many senders the list has, and how often it is opened with them. */
const lists = [
  { senders: 5, opened: 9, paintedMs: 200 },
  { senders: 10_000, opened: 7, paintedMs: 200 },
  { senders: 100_000, opened: 3, paintedMs: 400 },
] as const;
const scrolls = 5;

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

/** Every frame while the list is scrolled from end to end, ms. */
function scrollFrames(page: Page): Promise<readonly number[]> {
  return page.evaluate<number[]>(`(async () => {
    const list = document.querySelector('[role=listbox]');
    const scroller = [list, list.parentElement, ...list.querySelectorAll('*')].find(
      (element) => element.scrollHeight > element.clientHeight + 100,
    );
    const frame = () => new Promise(requestAnimationFrame);
    const frames = [];
    let before = await frame();
    for (let step = 0; step < 120; step += 1) {
      scroller.scrollTop = (step % 2 ? 1 : 0.3) * ((step * 4799) % scroller.scrollHeight);
      const now = await frame();
      frames.push(now - before);
      before = now;
    }
    return frames;
  })()`);
}

/** From each key in the search field to the painted answer, ms. */
function searchAnswers(page: Page): Promise<readonly number[]> {
  return page.evaluate<number[]>(`(async () => {
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
    return times;
  })()`);
}

async function measureList(
  browser: Browser,
  rendererDir: string,
  { senders, opened: rounds, paintedMs }: (typeof lists)[number],
): Promise<readonly Figure[]> {
  const api = app(senders);
  const paints: number[] = [];
  const frames: number[] = [];
  const answers: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const window = await opened(browser, rendererDir, api);
    paints.push(window.paintedMs);
    if (senders > 100 && round === rounds - 1) {
      await window.page.getByRole('option').first().waitFor();
      for (let scroll = 0; scroll < scrolls; scroll += 1) {
        frames.push(...(await scrollFrames(window.page)));
        answers.push(...(await searchAnswers(window.page)));
      }
    }
    await window.close();
  }
  const painted = figure('window asked for → list painted', 'ms', paints, {
    senders,
    target: { of: 'p50', atMost: paintedMs },
  });
  if (frames.length === 0) return [painted];
  return [
    painted,
    figure('… a frame while scrolling', 'ms', frames, { senders, target: { of: 'p99', atMost: 17 } }),
    figure('… a key in search answered', 'ms', answers, { senders, target: { of: 'p95', atMost: 50 } }),
  ];
}

/** How fast the window is in Chromium, through the browser surface. */
export const window: Part = () =>
  inScratch(async (dir) => {
    const rendererDir = join(dir, 'renderer');
    await build({
      configFile: join(import.meta.dirname, '../../../vite.renderer.config.ts'),
      logLevel: 'error',
      build: { outDir: rendererDir, emptyOutDir: true },
    });
    const browser = await launchBrowser();
    try {
      const rows: Figure[] = [];
      for (const list of lists) rows.push(...(await measureList(browser, rendererDir, list)));
      const kb = scriptBytes(rendererDir) / 1_024;
      return [
        ...rows,
        figure('script of window and panel, gzipped', 'KB', kb, { target: { of: 'max', atMost: 120 } }),
      ];
    } finally {
      await browser.close();
    }
  });
