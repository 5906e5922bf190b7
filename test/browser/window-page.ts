import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { build, type Rollup } from 'vite';
import rendererConfig from '../../vite.renderer.config.ts';
import { patienceMs } from '../support/wait.ts';

const root = resolve(import.meta.dirname, '../..');
const origin = 'http://peephole.test';

/** As both surfaces send it (MAC-6.2), with the bridge's own address for `connect-src`. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

type Files = ReadonlyMap<string, string | Uint8Array>;

async function output(config: Parameters<typeof build>[0]): Promise<Files> {
  const built = await build({ logLevel: 'warn', ...config });
  const files = new Map<string, string | Uint8Array>();
  for (const bundle of [built].flat() as Rollup.RollupOutput[]) {
    for (const file of bundle.output) {
      files.set(file.fileName, file.type === 'chunk' ? file.code : file.source);
    }
  }
  return files;
}

let made: Promise<{ files: Files; fake: string }> | null = null;

/** The window as it ships, and the fake app for it; built once per test file, in memory. */
export function builtWindow(): Promise<{ files: Files; fake: string }> {
  made ??= (async () => {
    // The test runner's own value would bring React's development build, which is not what is shipped.
    process.env.NODE_ENV = 'production';
    const files = await output({
      ...rendererConfig,
      configFile: false,
      build: { ...rendererConfig.build, write: false },
    });
    const fake = await output({
      configFile: false,
      root,
      build: {
        write: false,
        minify: false,
        lib: {
          entry: resolve(root, 'test/support/fake-page.ts'),
          formats: ['iife'],
          name: 'fakePage',
          fileName: 'fake-page',
        },
      },
    });
    const [script] = fake.values();
    return { files, fake: String(script) };
  })();
  return made;
}

export interface WindowOptions extends BrowserContextOptions {
  /** A scenario of test/support/fake-page.ts; null: no bridge but the WebSocket one. */
  readonly scenario?: string | null;
  /** `?pseudo` and the like. */
  readonly search?: string;
  /** Runs before the page is loaded. */
  readonly beforeLoad?: (page: Page) => Promise<void>;
  /** Text size; 2 is 200 %. */
  readonly textScale?: number;
}

/** Script errors, and what the content security policy refused, since the last look: a test expects none. */
export const trouble: string[] = [];

/** Opens the built window on the fake app. */
export async function openWindow(browser: Browser, options: WindowOptions = {}): Promise<Page> {
  const { scenario = 'usual', search = '', textScale = 1, beforeLoad, ...context } = options;
  const { files, fake } = await builtWindow();
  const made = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
    ...context,
  });
  made.setDefaultTimeout(patienceMs);
  const page = await made.newPage();
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text());
  });
  await page.route(`${origin}/**`, (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^\/$/, '/index.html').slice(1);
    const body = files.get(path);
    if (body === undefined) return route.fulfill({ status: 404 });
    const headers = {
      'content-type': types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'content-security-policy': contentSecurityPolicy,
    };
    return route.fulfill({ headers, body: typeof body === 'string' ? body : Buffer.from(body) });
  });
  if (scenario !== null) {
    await page.addInitScript({ content: `globalThis.fakeScenario = ${JSON.stringify(scenario)};\n${fake}` });
  }
  await beforeLoad?.(page);
  await page.goto(`${origin}/${search}`);
  if (textScale !== 1) {
    await page.evaluate(`document.documentElement.style.setProperty('font-size', '${81.25 * textScale}%')`);
  }
  return page;
}
