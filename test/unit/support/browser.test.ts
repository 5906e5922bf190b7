import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installedBrowsers } from '../../support/browser.ts';

test('browsers are looked for by name, on the path, and where Playwright keeps its own', () => {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-browsers-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const program = (...parts: readonly string[]): string => {
    const path = join(dir, ...parts);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
    chmodSync(path, 0o755);
    return path;
  };
  const chrome = program('first', 'google-chrome');
  const chromium = program('second', 'chromium');
  const light = program('second', 'chromium-headless-shell');
  const own = program('own', 'chrome');
  chmodSync(program('first', 'chromium-browser'), 0o644);
  program('first', 'firefox');
  const PATH = [join(dir, 'first'), join(dir, 'second'), ''].join(delimiter);
  const apps = installedBrowsers({}, 'none');
  expect(installedBrowsers({ PATH }, own)).toEqual([light, chromium, chrome, ...apps, own]);
  expect(installedBrowsers({ PATH, CHROME_PATH: own }, join(dir, 'none'))).toEqual([
    own,
    light,
    chromium,
    chrome,
    ...apps,
  ]);
});
