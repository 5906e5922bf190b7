import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** What each part may import beside itself (ARCHITECTURE.md, "The rooms"). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  messages: ['core'],
  ledger: ['core'],
  gateway: ['core'],
  contract: ['core'],
  ipc: ['core', 'contract'],
  gatekeeper: ['core', 'contract'],
  surfaces: ['core', 'contract', 'ipc'],
  // The version stands in package.json.
  platform: ['core', 'root'],
  // An invented chat.db keeps time as the real one does.
  simulator: ['core', 'messages'],
  renderer: ['core', 'contract', 'assets'],
};

/** Entries and what only they use: these wire the parts together. */
const entries = new Set(['app', 'cli', 'root']);

/** Parts that are effects: core must reach none of Node's but what is pure. */
const pureNodeModules = new Set(['node:crypto', 'node:util']);

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function partOf(path: string): string {
  const parts = path.split(sep);
  if (parts[0] === 'assets') return 'assets';
  if (parts[0] === 'src-renderer') return 'renderer';
  if (parts.length === 2) return 'root';
  return parts[1] ?? 'root';
}

const files = globSync(['src-main/**/*.{ts,tsx}', 'src-renderer/**/*.{ts,tsx}'], { cwd: root });

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/(?<!\w)import\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => ({ file, specifier, typeOnly: type !== undefined })),
    ...[...dynamic].map(([, specifier = '']) => ({ file, specifier, typeOnly: false })),
  ];
}

const imports = files.flatMap(importsOf);

function target({ file, specifier }: Import): string | null {
  if (specifier.startsWith('#')) return specifier.slice(1).split('/')[0] ?? null;
  if (!specifier.startsWith('.')) return null;
  return partOf(relative(root, join(root, dirname(file), specifier)));
}

describe('the arrows between the parts', () => {
  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(500);
  });

  test('each part imports only what it may', () => {
    const turned = imports.filter((one) => {
      const from = partOf(one.file);
      const to = target(one);
      if (to === null || to === from || entries.has(from)) return false;
      return !(allowed[from] ?? []).includes(to);
    });
    expect(turned).toEqual([]);
  });

  test('core reads nothing and writes nothing', () => {
    const effects = imports.filter(
      ({ file, specifier }) =>
        partOf(file) === 'core' && specifier.startsWith('node:') && !pureNodeModules.has(specifier),
    );
    expect(effects).toEqual([]);
    const clocks = files.filter(
      (file) =>
        partOf(file) === 'core' &&
        /Date\.now\(|performance\.now\(|new Date\(\)/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(clocks).toEqual([]);
  });

  test('electron is imported only where it is painted', () => {
    const elsewhere = imports.filter(
      ({ file, specifier }) =>
        specifier === 'electron' &&
        !file.startsWith(join('src-main', 'surfaces', 'electron')) &&
        file !== join('src-main', 'electron.ts'),
    );
    expect(elsewhere).toEqual([]);
  });

  test('only the parts that own a database speak SQL', () => {
    const elsewhere = imports.filter(
      ({ file, specifier }) =>
        specifier === 'node:sqlite' &&
        !['messages', 'ledger', 'simulator'].includes(partOf(file)) &&
        file !== join('src-main', 'gateway', 'pairing-store.ts'),
    );
    expect(elsewhere).toEqual([]);
  });

  test('the window imports no schema library and nothing of Node', () => {
    const heavy = imports.filter(
      ({ file, specifier, typeOnly }) =>
        partOf(file) === 'renderer' && !typeOnly && (specifier === 'zod' || specifier.startsWith('node:')),
    );
    expect(heavy).toEqual([]);
    const markup = files.filter((file) =>
      /dangerouslySetInnerHTML|innerHTML\s*=/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(markup).toEqual([]);
  });

  test('nothing talks to the network but the gateway client and the surfaces on loopback', () => {
    const network = /^(?:node:(?:http|https|http2|net|tls|dgram|dns)|ws|@openclaw\/gateway-client)$/;
    const where = imports
      .filter(({ specifier, typeOnly }) => !typeOnly && network.test(specifier))
      .filter(({ file }) => !['gateway', 'surfaces', 'simulator'].includes(partOf(file)))
      .map(({ file }) => file);
    // `doctor` looks whether anything listens where the gateway should.
    expect([...new Set(where)]).toEqual([join('src-main', 'cli', 'doctor', 'gateway-checks.ts')]);
  });
});
