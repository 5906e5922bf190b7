import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { build, type Rollup } from 'vite';
import { readyBuild } from '../../scripts/ready-build.ts';
import { builtWindowDir, projectRoot } from '../../src-main/platform/project-root.ts';
import { patienceMs } from '../support/wait.ts';

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

type Files = ReadonlyMap<string, Buffer>;

/** The window as it is built and shipped: the bytes of each file, by its path. */
export function builtWindow(): Files {
  if (readyBuild() === null) throw new Error('there is no window to open');
  const paths = readdirSync(builtWindowDir, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(builtWindowDir, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(builtWindowDir, path))]));
}

/** The fake app as a script for the page. */
async function builtFake(): Promise<string> {
  const built = await build({
    logLevel: 'warn',
    configFile: false,
    root: projectRoot,
    build: {
      write: false,
      minify: false,
      lib: {
        entry: join(projectRoot, 'test/support/fake-page.ts'),
        formats: ['iife'],
        name: 'fakePage',
        fileName: 'fake-page',
      },
    },
  });
  const [bundle] = [built].flat() as Rollup.RollupOutput[];
  const [script] = bundle?.output ?? [];
  if (script === undefined) throw new Error('the fake app was not built');
  return script.code;
}

/** Once per test file. */
let made: Promise<{ readonly files: Files; readonly fake: string }> | null = null;

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
  made ??= builtFake().then((fake) => ({ files: builtWindow(), fake }));
  const { files, fake } = await made;
  const opened = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
    ...context,
  });
  opened.setDefaultTimeout(patienceMs);
  const page = await opened.newPage();
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
    return route.fulfill({ headers, body });
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
