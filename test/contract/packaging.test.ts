import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, matchesGlob, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { devInfo, plistEdits } from '../../scripts/dev-bundle.ts';
import { strayFiles } from '../../scripts/release-files.ts';
import { bundleIds } from '../../src-main/surfaces/electron/bundle-id.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What this test looks at of the configuration. */
interface Config {
  readonly appId: string;
  readonly productName: string;
  readonly files: readonly { readonly filter: readonly string[] }[];
  readonly extraMetadata: { readonly main: string };
  readonly extraResources: readonly { readonly from: string }[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly mac: Readonly<Record<string, unknown>>;
}

/** electron-builder's own reading and checking of a configuration (its schema is app-builder-lib's scheme.json). */
interface ConfigModule {
  getConfig(projectDir: string, path: string, given: null): Promise<Config>;
  validateConfiguration(config: unknown, log: { isEnabled: boolean; add(): void }): Promise<void>;
}

const require = createRequire(import.meta.url);
const ofBuilder = createRequire(require.resolve('electron-builder'));
const builder = ofBuilder('app-builder-lib/out/util/config/config.js') as ConfigModule;
const config = await builder.getConfig(root, join(root, 'electron-builder.yml'), null);
const validate = (value: unknown): Promise<void> =>
  builder.validateConfiguration(value, { isEnabled: false, add: () => {} });

describe('electron-builder.yml', () => {
  test('is what electron-builder understands, and a key it does not is found', async () => {
    await validate(config);
    await expect(validate({ ...config, mac: { ...config.mac, nonsense: 1 } })).rejects.toThrow(
      'configuration.mac',
    );
  });

  test('builds for macOS 13 and later, both processors, as dmg and zip', () => {
    expect(config.mac).toMatchObject({
      minimumSystemVersion: '13.0',
      category: 'public.app-category.utilities',
      target: [
        { target: 'dmg', arch: 'universal' },
        { target: 'zip', arch: 'universal' },
      ],
    });
  });

  test('is known to macOS by ids and a name of its own, which the app links to', () => {
    expect(config.appId).toBe(bundleIds.app);
    expect(devInfo.CFBundleIdentifier).toBe(bundleIds.development);
    for (const id of Object.values(bundleIds)) expect(id).not.toMatch(/openclaw|electron/i);
    const { productName } = JSON.parse(read('package.json')) as { readonly productName: string };
    expect([productName, config.productName]).toEqual(['Peephole', 'Peephole']);
  });

  test('has no Dock tile, banners that stay, and asks for nothing else', () => {
    expect(config.mac.extendInfo).toEqual({ LSUIElement: true, NSUserNotificationAlertStyle: 'alert' });
  });

  test('is signed, hardened, and may do no more than compile while it runs', () => {
    expect(config.mac).toMatchObject({ hardenedRuntime: true, identity: '-' });
    for (const key of ['entitlements', 'entitlementsInherit']) {
      const granted = [...read(String(config.mac[key])).matchAll(/<key>(.*)<\/key>/g)].map(
        ([, name]) => name,
      );
      expect(granted).toEqual([
        'com.apple.security.cs.allow-jit',
        'com.apple.security.cs.disable-library-validation',
      ]);
    }
  });

  test('sets every fuse there is, the safe way', () => {
    const { FuseV1Options } = ofBuilder('@electron/fuses') as {
      FuseV1Options: Readonly<Record<string, string | number>>;
    };
    const safe: Readonly<Record<string, boolean>> = {
      RunAsNode: false,
      EnableCookieEncryption: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    };
    const names = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
    expect(names.toSorted()).toEqual(Object.keys(safe).toSorted());
    for (const [name, value] of Object.entries(safe)) {
      expect(config.electronFuses[`${name.charAt(0).toLowerCase()}${name.slice(1)}`], name).toBe(value);
    }
  });

  test('packs what runs and the icons, and no source, test or package', () => {
    const filter = config.files.flatMap((entry) => entry.filter);
    const isPacked = (path: string): boolean =>
      filter.reduce(
        (packed, pattern) =>
          pattern.startsWith('!')
            ? packed && !matchesGlob(path, pattern.slice(1))
            : packed || matchesGlob(path, pattern),
        false,
      );
    const icons = globSync('assets/tray/*.png', { cwd: root });
    expect(icons).toHaveLength(10);
    // All that is there, by what it is: the same list is held against the built app on a Mac.
    const built = globSync('out/**/*', { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    const there = [
      'package.json',
      ...built,
      ...globSync('{assets,scripts,src-main,test}/**/*.{ts,png,svg}', { cwd: root }),
    ];
    const inside = there.filter(isPacked);
    expect(built.length).toBeGreaterThan(20);
    expect(inside.length).toBeGreaterThan(built.length);
    expect(strayFiles(inside)).toEqual([]);
    for (const file of inside.filter((name) => /\.(?:js|cjs|css|html)$/.test(name))) {
      const text = read(file);
      expect(text.includes('sourceMappingURL=data:'), `${file} brings its sources`).toBe(false);
      expect(text.includes(root), `${file} names the folder it was built in`).toBe(false);
    }
    for (const path of [
      'package.json',
      'out/main/electron.js',
      'out/main/messages-worker.js',
      'out/preload/preload.cjs',
      'out/renderer/index.html',
      'out/renderer/assets/index.js',
      ...icons,
    ]) {
      expect(isPacked(path), path).toBe(true);
    }
    for (const path of [
      'src-main/electron.ts',
      'src-renderer/main.tsx',
      'test/run.ts',
      'node_modules/ws/index.js',
      'out/main/electron.js.map',
      'scripts/dist.ts',
      'assets/app-icon.svg',
      '.github/workflows/mac.yml',
    ]) {
      expect(isPacked(path), path).toBe(false);
    }
  });

  test('names files that are there', () => {
    const named = [
      config.mac.icon,
      config.mac.entitlements,
      config.mac.entitlementsInherit,
      ...config.extraResources.map(({ from }) => from),
    ];
    for (const path of named) expect(existsSync(join(root, String(path))), String(path)).toBe(true);
    expect(config.extraMetadata.main).toBe('out/main/electron.js');
  });
});

test('the development bundle is an app of its own, without a Dock tile', () => {
  expect(devInfo).toMatchObject({ LSUIElement: true, NSUserNotificationAlertStyle: 'alert' });
  expect(devInfo.CFBundleIdentifier).not.toMatch(/electron/i);
  expect(plistEdits('Info.plist')).toContainEqual(['-replace', 'LSUIElement', '-bool', 'YES', 'Info.plist']);
});
