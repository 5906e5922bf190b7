import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  arrows,
  chainsTo,
  circles,
  type Import,
  importsOf,
  isNodeFile,
  isSchemaFile,
  readSources,
  roomOf,
} from '../support/imports.ts';

const sources = readSources(join(import.meta.dirname, '..', '..'));
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));

/** What each part of the program may import beside itself (ARCHITECTURE.md, "The rooms"). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  messages: ['core'],
  ledger: ['core'],
  memory: ['core'],
  gateway: ['core'],
  contract: ['core'],
  ipc: ['core', 'contract'],
  gatekeeper: ['core', 'contract'],
  surfaces: ['core', 'contract', 'ipc'],
  // The version stands in package.json.
  platform: ['core', 'root'],
  // An invented chat.db keeps time as the real one does.
  simulator: ['core', 'messages'],
  service: ['core'],
  renderer: ['core', 'contract', 'assets'],
};

/** Entries and what only they use: these wire the parts together. */
const entries = new Set(['app', 'cli', 'root']);

/** The rooms of core in their order: each may import from those before it, and none from those after it. */
const coreRooms = [
  'words',
  'core',
  'message',
  'sender',
  'access',
  'decision',
  'leak',
  'silence',
  'reconcile',
  'log',
  'ports',
  'surface',
];

function partOf(path: string): string {
  const [top = '', part = ''] = path.split('/');
  if (top === 'src-renderer') return 'renderer';
  if (top !== 'src-main') return top === 'assets' ? 'assets' : 'root';
  return path.split('/').length === 2 ? 'root' : part;
}

function coreRoomOf(file: string): string | null {
  const room = roomOf(file).split('/').slice(1);
  return room[0] === 'core' ? (room[1] ?? 'core') : null;
}

const said = ({ file, specifier }: Import): string => `${file} → ${specifier}`;

/** What a browser does not have, or would have to load for nothing. */
function isHeavy({ specifier, target }: Import): boolean {
  if (target !== null) return isSchemaFile(target) || isNodeFile(target);
  return specifier === 'zod' || specifier === 'ws' || /^(?:node:|@openclaw\/)/.test(specifier);
}

// That shared code is imported by name, and what each file may import by itself, is said in biome.json: editors show it.
describe('the arrows', () => {
  test('there is something to look at, and every file is found', () => {
    expect(sources.size).toBeGreaterThan(300);
    expect(imports.length).toBeGreaterThan(1000);
    const unknown = imports.filter(
      ({ target }) => target !== null && /\.tsx?$/.test(target) && !sources.has(target),
    );
    expect(unknown.map(said)).toEqual([]);
  });

  test('each part imports only what it may', () => {
    const turned = imports.filter(({ file, target }) => {
      if (target === null) return false;
      const [from, to] = [partOf(file), partOf(target)];
      return to !== from && !entries.has(from) && !(allowed[from] ?? []).includes(to);
    });
    expect(turned.map(said)).toEqual([]);
  });

  test('the rooms of core stand in their order', () => {
    const turned = imports.filter(({ file, target }) => {
      const [from, to] = [coreRoomOf(file), target === null ? null : coreRoomOf(target)];
      if (from === null || to === null) return false;
      return !coreRooms.includes(from) || coreRooms.indexOf(to) > coreRooms.indexOf(from);
    });
    expect(turned.map(said)).toEqual([]);
  });

  test('no file leads back to itself, not even by types', () => {
    expect(circles(arrows(imports))).toEqual([]);
  });

  test('no room leads back to itself', () => {
    expect(circles(arrows(imports, roomOf))).toEqual([]);
  });
});

describe('what may run where', () => {
  const shared = imports.filter(({ file }) => ['core', 'contract'].includes(partOf(file)));

  test('shared code that needs zod says so in its name, and so does what needs Node', () => {
    const unsaid = shared
      .filter(({ file, typeOnly }) => !typeOnly && !isNodeFile(file))
      .filter((one) => isHeavy(one) && !(isSchemaFile(one.file) && isOfSchemas(one)));
    expect(unsaid.map(said)).toEqual([]);
  });

  test('shared code reads nothing and writes nothing', () => {
    const pure = ['node:crypto', 'node:util'];
    const effects = shared.filter(
      ({ specifier }) => specifier.startsWith('node:') && !pure.includes(specifier),
    );
    expect(effects.map(said)).toEqual([]);
    const clocks = [...sources]
      .filter(([file]) => partOf(file) === 'core')
      .filter(([, text]) => /Date\.now\(|performance\.now\(|new Date\(\)/.test(text));
    expect(clocks.map(([file]) => file)).toEqual([]);
  });

  test('the window reaches neither zod nor Node, through however many files', () => {
    expect(chainsTo('src-renderer/main.tsx', imports, isHeavy)).toEqual([]);
  });

  test('… and would be caught doing so', () => {
    const settings = 'src-main/core/surface/settings.ts';
    const careless = importsOf(settings, "import { settingsSchema } from './settings.schema.ts';");
    const page = importsOf(
      'src-renderer/app.tsx',
      "import { defaultSettings } from '#core/surface/settings.ts';",
    );
    expect(chainsTo('src-renderer/main.tsx', [...imports, ...page, ...careless], isHeavy)).toEqual([
      `src-renderer/main.tsx → src-renderer/app.tsx → ${settings} → src-main/core/surface/settings.schema.ts`,
    ]);
  });

  test('the window makes no markup of texts', () => {
    const markup = [...sources].filter(([, text]) => /dangerouslySetInnerHTML|innerHTML\s*=/.test(text));
    expect(markup.map(([file]) => file)).toEqual([]);
  });

  test('electron is imported only where it is painted', () => {
    const elsewhere = imports.filter(
      ({ file, specifier }) =>
        specifier === 'electron' &&
        !file.startsWith('src-main/surfaces/electron/') &&
        file !== 'src-main/electron.ts',
    );
    expect(elsewhere.map(said)).toEqual([]);
  });

  test('only the parts that own a database speak SQL', () => {
    const elsewhere = imports.filter(
      ({ file, specifier }) =>
        specifier === 'node:sqlite' &&
        !['messages', 'ledger', 'memory', 'simulator'].includes(partOf(file)) &&
        file !== 'src-main/gateway/pairing-store.ts',
    );
    expect(elsewhere.map(said)).toEqual([]);
  });

  test('nothing talks to the network but the gateway client and the surfaces on loopback', () => {
    const network = /^(?:node:(?:http|https|http2|net|tls|dgram|dns)|ws|@openclaw\/gateway-client)$/;
    const where = imports
      .filter(({ specifier, typeOnly }) => !typeOnly && network.test(specifier))
      .filter(({ file }) => !['gateway', 'surfaces', 'simulator'].includes(partOf(file)))
      .map(({ file }) => file);
    // Both look whether anything listens where the gateway should, and send nothing.
    expect([...new Set(where)].sort()).toEqual([
      'src-main/cli/doctor/gateway-checks.ts',
      'src-main/platform/who-listens.ts',
    ]);
  });
});

describe('what reaches out', () => {
  const files = (pattern: RegExp): readonly string[] =>
    [...sources].filter(([, text]) => pattern.test(text)).map(([file]) => file);

  test('nothing fetches, and what updates is one file, loaded when the owner asks (PROMISE-10)', () => {
    expect(files(/\bfetch\(|XMLHttpRequest|EventSource|sendBeacon/)).toEqual([]);
    const engine = 'src-main/surfaces/electron/update-engine.ts';
    expect(files(/autoUpdater|['"]electron-updater/)).toEqual([engine]);
    const loaders = imports.filter(({ target }) => target === engine);
    expect(loaders.map(({ file }) => file)).toEqual(['src-main/electron.ts']);
    expect(sources.get('src-main/electron.ts')).not.toMatch(/^import [^;]*update-engine/m);
    expect(files(/new WebSocket\(/)).toEqual(['src-renderer/bridge/web-socket.ts']);
  });

  test('a place outside is opened in one file, from a table, when the owner chose it', () => {
    expect(files(/openExternal|openPath/)).toEqual(['src-main/surfaces/electron/links.ts']);
    expect(files(/window\.open\(|target="_blank"/)).toEqual([]);
  });
});

/** A schema file may use zod, and other schemas. */
function isOfSchemas({ specifier, target }: Import): boolean {
  return specifier === 'zod' || (target !== null && isSchemaFile(target));
}
