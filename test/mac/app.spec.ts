import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type ElectronApplication, _electron as electron, expect, test } from '@playwright/test';
import { type Practice, startPractice } from '../../src-main/simulator/practice.ts';

const root = join(import.meta.dirname, '..', '..');
let practice: Practice;
let stateDir: string;
let app: ElectronApplication;

test.beforeAll(async () => {
  const [bundle] = globSync('dist-test/mac*/Peephole.app', { cwd: root });
  if (bundle === undefined) throw new Error('Build it first: node scripts/dist.ts --test-fuses');
  practice = await startPractice({ silent: true });
  stateDir = mkdtempSync(join(tmpdir(), 'peephole-app-'));
  app = await electron.launch({
    executablePath: join(root, bundle, 'Contents', 'MacOS', 'Peephole'),
    args: [
      `--state-dir=${stateDir}`,
      `--messages-db=${practice.databasePath}`,
      `--contacts-dir=${practice.contactsDir}`,
      `--openclaw-config=${practice.openclawConfigPath}`,
      `--gateway-url=${practice.gatewayUrl}`,
    ],
  });
});

test.afterAll(async () => {
  await app?.close();
  await practice?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test('the first start opens the first run, in a locked-down window', async () => {
  const page = await app.firstWindow();
  expect(page.url()).toBe('app://peephole/');
  await expect(page.locator('.first-run')).toBeVisible();
  expect(await page.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false);
  const results = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(results.violations).toEqual([]);
});

test('Messages is read by the worker inside the archive, and the gateway is connected', async () => {
  const page = await app.firstWindow();
  const status = () =>
    page.evaluate(async () => {
      const { peephole } = globalThis as unknown as {
        peephole: { call(name: string, input: object): Promise<{ value: object }> };
      };
      return (await peephole.call('status', {})).value;
    });
  await expect
    .poll(status)
    .toMatchObject({ messages: { state: 'reading' }, gateway: { state: 'connected' } });
});

test('there is an application menu with Edit and Window, and no page can leave', async () => {
  const roles = await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map(({ role }) => role?.toLowerCase() ?? null),
  );
  expect(roles).toEqual(expect.arrayContaining(['editmenu', 'windowmenu']));
  const page = await app.firstWindow();
  await page.evaluate("location.href = 'https://example.com/'");
  expect(page.url()).toBe('app://peephole/');
});

test('closing the window leaves the app running, and opening it again opens a window', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
  await expect.poll(isVisible).toBe(false);
  await app.evaluate(({ app: running }) => running.emit('activate'));
  await expect.poll(isVisible).toBe(true);
});
