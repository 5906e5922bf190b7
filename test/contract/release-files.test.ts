import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  bill,
  cask,
  sha256Of,
  shippedPackages,
  strayFiles,
  thirdPartyText,
} from '../../scripts/release-files.ts';

const root = join(import.meta.dirname, '..', '..');
const names = [...shippedPackages().keys()].map((path) => path.replace(/^.*node_modules\//, ''));

test('what ships is the program’s packages and the window’s, with what they need, and no tool', () => {
  expect(names).toEqual(
    expect.arrayContaining(['@openclaw/gateway-client', 'ws', 'zod', 'json5', 'react', 'scheduler']),
  );
  for (const tool of ['electron-builder', 'vite', 'vitest', 'typescript', 'knip', 'fast-check'])
    expect(names).not.toContain(tool);
});

test('every one of them is in the bill of materials with its licence, and in the text of licences', () => {
  const { components } = bill() as {
    components: readonly { name: string; purl: string; licenses?: readonly { expression: string }[] }[];
  };
  expect(components.map(({ name }) => name).toSorted()).toEqual(['electron', ...names].toSorted());
  // Python-2.0 is argparse, which js-yaml has for its command alone: listed, and not in the bundle.
  for (const { name, licenses } of components)
    expect(licenses?.[0]?.expression, name).toMatch(
      name === 'argparse' ? /^Python-2\.0$/ : /^(?:MIT|ISC|Apache-2\.0|BSD-\d-Clause|0BSD|BlueOak-1\.0\.0)$/,
    );
  const text = thirdPartyText();
  for (const name of names) expect(text).toContain(`${name} `);
  expect(text.match(/permission/gi)?.length ?? 0).toBeGreaterThanOrEqual(names.length / 2);
});

test('what every package in the window and the program is made of is on the list', () => {
  // A package that is bundled and not on the list would ship without its licence.
  const imported = new Set(
    globSync('src-{main,renderer}/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
      [
        ...readFileSync(join(root, file), 'utf8').matchAll(
          /(?:from|import) '((?:@[\w-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g,
        ),
      ].map(([, name = '']) => name),
    ),
  );
  imported.delete('electron');
  expect(imported.size).toBeGreaterThan(5);
  expect([...imported].filter((name) => !names.includes(name))).toEqual([]);
});

test('the cask has every value, and keeps Homebrew’s own', () => {
  const text = cask('1.2.3', 'a'.repeat(64), 'owner/peephole');
  expect(text).toContain('version "1.2.3"');
  expect(text).toContain(`sha256 "${'a'.repeat(64)}"`);
  expect(text).toContain(
    'https://github.com/owner/peephole/releases/download/v#{version}/Peephole-#{version}-universal-mac.zip',
  );
  expect(text).not.toMatch(/(?<!#)\{/);
});

test.each([
  'out/main/cli.js.map',
  'src-main/cli.ts',
  'test/run.ts',
  'node_modules/ws/index.js',
  'out/main/x.ts',
  '.env',
])('%s has no business in the app', (file) => {
  expect(strayFiles(['out/main/cli.js', file])).toEqual([file]);
});

test('a tag that names another version is refused', () => {
  const check = (tag: string) =>
    spawnSync(process.execPath, [join(root, 'scripts/release-files.ts'), 'check', tag], { encoding: 'utf8' });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(check(`v${version}`).status).toBe(0);
  expect(check('v9.9.9')).toMatchObject({ status: 1, stderr: expect.stringContaining('v9.9.9') });
});

test('two builds of one commit, in two places, are the same to the byte', () => {
  const built = ['one', 'another place with spaces'].map((name) => {
    const dir = join(mkdtempSync(join(tmpdir(), 'peephole-build-')), name);
    onTestFinished(() => rmSync(join(dir, '..'), { recursive: true, force: true }));
    mkdirSync(dir);
    // What a checkout holds of it, with or without git.
    for (const part of ['src-main', 'src-renderer', 'assets', ...globSync('*.{json,ts}', { cwd: root })])
      cpSync(join(root, part), join(dir, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
    execFileSync(join(root, 'node_modules', '.bin', 'electron-vite'), ['build', '--logLevel', 'warn'], {
      cwd: dir,
      stdio: 'pipe',
    });
    return dir;
  });
  const sums = built.map((dir) =>
    globSync('out/**/*', { cwd: dir, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => `${sha256Of(file)}  ${relative(dir, file)}`)
      .toSorted(),
  );
  expect(sums[0]?.length).toBeGreaterThan(20);
  expect(sums[1]).toEqual(sums[0]);
});
