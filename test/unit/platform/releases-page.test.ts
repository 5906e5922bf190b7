import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cask, homepageOf } from '../../../scripts/release-files.ts';
import { projectRoot } from '../../../src-main/platform/project-root.ts';
import { releasesPage } from '../../../src-main/platform/releases-page.ts';

/** The folder of an app with this package.json. */
function appWith(manifest: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-app-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'package.json'), manifest);
  return dir;
}

test('the releases are below the homepage that a build by GitHub puts into package.json, and the cask names the same', () => {
  const homepage = homepageOf('owner/peephole');
  expect(releasesPage(appWith(JSON.stringify({ name: 'x', homepage })))).toBe(
    'https://github.com/owner/peephole/releases',
  );
  expect(cask('1.2.3', 'a'.repeat(64), 'owner/peephole')).toContain(`homepage "${homepage}"`);
});

test('a slash at its end is none too many', () => {
  expect(releasesPage(appWith('{"homepage":"https://example.com/peephole//"}'))).toBe(
    'https://example.com/peephole/releases',
  );
});

test.each([
  '{}',
  '{"homepage":null}',
  '{"homepage":""}',
  '{"homepage":"peephole"}',
  '{"homepage":"http://example.com"}',
  '{"homepage":"file:///Applications"}',
  '{"homepage":"javascript:alert(1)"}',
  '{"homepage":{"url":"https://example.com"}}',
  'not JSON',
])('%s names none, and nothing is made up', (manifest) => {
  expect(releasesPage(appWith(manifest))).toBeNull();
});

test('a copy that was built from these sources by hand knows none', () => {
  expect(releasesPage(projectRoot)).toBeNull();
});
