import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** `import … from "x"`, `export … from "x"` and `import("x")`, of what the plugin doesn't have beside it. */
const imported = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"'./][^"']*)["']/g;

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Every specifier that the plugin's own code imports. */
function specifiersOf(pluginDir: string): ReadonlySet<string> {
  const code = readdirSync(join(pluginDir, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?js$/.test(file))
    .map((file) => readFileSync(join(pluginDir, 'dist', file), 'utf8'));
  return new Set(code.flatMap((text) => [...text.matchAll(imported)].map(([, specifier = '']) => specifier)));
}

async function namesIn(file: string): Promise<readonly string[]> {
  return Object.keys((await import(pathToFileURL(file).href)) as object).toSorted();
}

/**
 * Puts each library of an installed plugin into one file. OpenClaw copies a plugin's libraries file by file whenever
 * it loads the plugin, at its start and at each change of its config: with the 2,300 files that the iMessage plugin
 * brings, that is most of what a change costs (OC-128). The plugin's own files stay as they are, and so does what they
 * import. A library of which more is imported than its one entry stays as it is too.
 * @throws Error when the one file would offer other names than the library.
 */
export async function joinLibraries(pluginDir: string): Promise<void> {
  const libraries = join(pluginDir, 'node_modules');
  const specifiers = [...specifiersOf(pluginDir)];
  for (const entry of readdirSync(libraries, { withFileTypes: true })) {
    const { name } = entry;
    const used = specifiers.filter((specifier) => packageOf(specifier) === name);
    if (entry.isDirectory() && used.length === 1 && used[0] === name)
      await joinLibrary(join(libraries, name));
  }
}

async function joinLibrary(libraryDir: string): Promise<void> {
  const name = basename(libraryDir);
  const manifest = JSON.parse(readFileSync(join(libraryDir, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const entry = (manifest.exports as { '.'?: { import?: string } } | undefined)?.['.']?.import;
  if (entry === undefined) return;
  const joined = `${libraryDir}.joined`;
  mkdirSync(joined);
  await build({
    configFile: false,
    logLevel: 'error',
    root: libraryDir,
    build: {
      outDir: joined,
      minify: false,
      target: 'esnext',
      lib: { entry: join(libraryDir, entry), formats: ['es'], fileName: () => 'index.js' },
    },
  });
  const { version, license } = manifest;
  const oneFile = {
    name,
    version,
    license,
    type: 'module',
    exports: { '.': './index.js', './package.json': './package.json' },
  };
  writeFileSync(join(joined, 'package.json'), JSON.stringify(oneFile, null, 2));
  const [before, after] = await Promise.all([join(libraryDir, entry), join(joined, 'index.js')].map(namesIn));
  if (String(before) !== String(after)) throw new Error(`${name} in one file offers other names`);
  for (const file of readdirSync(libraryDir))
    if (/^licen[cs]e/i.test(file)) renameSync(join(libraryDir, file), join(joined, file));
  rmSync(libraryDir, { recursive: true });
  renameSync(joined, libraryDir);
}
