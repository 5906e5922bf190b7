import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkFeed } from '../../scripts/release-files.ts';

/*
 * What electron-builder writes for a copy that updates itself. It can build no Mac app here; these parts of it are asked, with the
 * options that scripts/dist.ts gives.
 */

const root = join(import.meta.dirname, '..', '..');
const ofBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

interface Config {
  readonly publish: unknown;
}
const { getConfig } = ofBuilder('app-builder-lib/out/util/config/config.js') as {
  getConfig(projectDir: string, path: string, given: unknown): Promise<Config>;
};
const configured = (given: unknown): Promise<Config> =>
  getConfig(root, join(root, 'electron-builder.yml'), given);

test('says where releases are only when it is told, which happens with a Developer ID alone', async () => {
  expect((await configured(null)).publish).toBeNull();
  const github = { provider: 'github', owner: 'someone', repo: 'peephole' };
  expect((await configured({ publish: github })).publish).toEqual(github);
  const script = readFileSync(join(root, 'scripts', 'dist.ts'), 'utf8');
  expect(script).toContain('...feed(signature.length > 0)');
  for (const key of Object.keys(github)) expect(script).toContain(`-c.publish.${key}=`);
});

test('latest-mac.yml says this release, or nothing is released', () => {
  const zip = Buffer.from('zip');
  const sum = createHash('sha512').update(zip).digest('base64');
  const name = 'Peephole-1.2.3-universal-mac.zip';
  const text = `version: 1.2.3\nfiles:\n  - url: ${name}\n    sha512: ${sum}\n    size: 3\npath: ${name}\nsha512: ${sum}\n`;
  checkFeed(text, '1.2.3', name, zip);
  expect(() => checkFeed(text, '1.2.4', name, zip)).toThrow('version: 1.2.4');
  expect(() => checkFeed(text, '1.2.3', 'Other.zip', zip)).toThrow('Other.zip');
  expect(() => checkFeed(text, '1.2.3', name, Buffer.from('tampered'))).toThrow('sha512');
});

test('electron-builder writes that file as it is read here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peephole-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'dist'));
  const { writeUpdateInfoFiles } = ofBuilder('app-builder-lib/out/publish/updateInfoBuilder.js') as {
    writeUpdateInfoFiles(tasks: readonly unknown[], packager: unknown): Promise<void>;
  };
  const zip = Buffer.from('zip');
  const sha512 = createHash('sha512').update(zip).digest('base64');
  const file = join(folder, 'dist', 'latest-mac.yml');
  const one = (url: string) => ({
    file,
    info: { version: '1.2.3', files: [{ url, sha512 }], path: url, sha512 },
    publishConfiguration: { provider: 'github' },
    packager: null,
    arch: null,
  });
  await writeUpdateInfoFiles([one('Peephole-1.2.3-universal.dmg'), one('Peephole-1.2.3-universal-mac.zip')], {
    emitArtifactCreated: async () => {},
  });
  checkFeed(readFileSync(file, 'utf8'), '1.2.3', 'Peephole-1.2.3-universal-mac.zip', zip);
});
