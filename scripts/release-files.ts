/**
 * What a release is beside dmg and zip.
 *
 *   node scripts/release-files.ts check TAG             the tag names the version of package.json
 *   node scripts/release-files.ts package APP           nothing is in the app that has no business there
 *   node scripts/release-files.ts write FOLDER OWNER/REPOSITORY
 *       SHA256SUMS, sbom.cdx.json, THIRD-PARTY.txt and the Homebrew cask, into the folder of dmg and zip; checks latest-mac.yml
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What may be in the archive of the app, by its path there: what was built, the icons, and what they are of. */
const packed: readonly RegExp[] = [
  /^package\.json$/,
  /^out\/main\/[\w.-]+\.js$/,
  /^out\/preload\/preload\.cjs$/,
  /^out\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[\w.-]+\.(?:js|css|svg|png|woff2)$/,
  /^assets\/tray\/\w+Template(?:@2x)?\.png$/,
];

/** @param files of the archive, by their paths in it. @returns those that have no business there. */
export function strayFiles(files: readonly string[]): readonly string[] {
  return files.filter((file) => !packed.some((pattern) => pattern.test(file)));
}

interface Locked {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly license?: string;
}

/** Every package whose code is in the app, by its folder: what the program needs, and what the window is made of. */
export function shippedPackages(): ReadonlyMap<string, Locked> {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const found = new Map<string, Locked>();
  /** As Node looks for it: nearest folder first. */
  const locate = (name: string, from: string): string | null => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      if (packages[path] !== undefined) return path;
      if (at === '') return null;
    }
  };
  const take = (name: string, from: string): void => {
    const path = locate(name, from);
    if (path === null || found.has(path)) return;
    const one = packages[path] ?? {};
    found.set(path, one);
    for (const next of Object.keys(one.dependencies ?? {})) take(next, path);
  };
  for (const name of [...Object.keys(dependencies), 'react', 'react-dom']) take(name, '');
  return found;
}

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The licences of everything that ships, as their authors wrote them; Electron's own are in the app beside it. */
export function thirdPartyText(): string {
  const parts = [...shippedPackages()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, one]) => {
      const file = readdirSync(join(root, path)).find((name) => /^licen[cs]e(?:\.|$)/i.test(name));
      const text =
        file === undefined
          ? `Licensed under ${one.license ?? 'an unknown licence'}.`
          : read(join(path, file));
      return `${nameOf(path)} ${one.version ?? ''}\n${'-'.repeat(72)}\n${text.trim()}\n`;
    });
  const electron = (JSON.parse(read('node_modules/electron/package.json')) as { version: string }).version;
  return [
    `Peephole contains Electron ${electron} (LICENSE.electron.txt, LICENSES.chromium.html) and the following software.\n`,
    ...parts,
  ].join('\n');
}

/** A software bill of materials (CycloneDX 1.6) of what ships. The same for the same lock file. */
export function bill(): object {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const electron = (JSON.parse(read('node_modules/electron/package.json')) as { version: string }).version;
  const component = (name: string, of: string, license: string | undefined) => ({
    type: 'library',
    name,
    version: of,
    purl: `pkg:npm/${name.replace('@', '%40')}@${of}`,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
  });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name: 'peephole', version, licenses: [{ expression: 'MIT' }] },
    },
    components: [
      component('electron', electron, 'MIT'),
      ...[...shippedPackages()]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, one]) => component(nameOf(path), one.version ?? '', one.license)),
    ],
  };
}

/** Where a repository is looked at; the page of releases is below it. @param repository `OWNER/NAME`. */
export const homepageOf = (repository: string): string => `https://github.com/${repository}`;

/** The Homebrew cask of a release. @param sha256 of its zip. */
export function cask(version: string, sha256: string, repository: string): string {
  const values: Readonly<Record<string, string>> = { version, sha256, homepage: homepageOf(repository) };
  return read('packaging/peephole.rb.template').replace(
    /(?<!#)\{(\w+)\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
}

export const sha256Of = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

/** What a copy that updates itself looks for; only there when the app is signed with a Developer ID. */
const feed = 'latest-mac.yml';

/** @throws Error when it is not this release that it says. */
export function checkFeed(text: string, version: string, zip: string, bytes: Buffer): void {
  const sum = createHash('sha512').update(bytes).digest('base64');
  const lines = text.split('\n').map((line) => line.trim());
  for (const line of [`version: ${version}`, `- url: ${zip}`, `sha512: ${sum}`])
    if (!lines.includes(line)) throw new Error(`${feed} does not say: ${line}`);
}

function checkTag(tag: string): void {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag}, and package.json says ${version}.`);
}

function checkPackage(app: string): void {
  const archive = join(app, 'Contents', 'Resources', 'app.asar');
  const ofBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  const { listPackage } = ofBuilder('@electron/asar') as {
    listPackage(path: string, options: { isPack: boolean }): readonly string[];
  };
  // Folders are listed, too.
  const names = listPackage(archive, { isPack: false }).map((name) => name.replace(/^[\\/]/, ''));
  const files = names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
  const strays = strayFiles(files);
  if (strays.length > 0 || files.length === 0)
    throw new Error(`In the app, and should not be: ${strays.join(', ')}`);
  if (existsSync(join(app, 'Contents', 'Resources', 'app')))
    throw new Error('There is an app folder beside the archive.');
}

function write(folder: string, repository: string): void {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const built = readdirSync(folder).filter((name) => /\.(?:dmg|zip)$/.test(name));
  const zip = built.find((name) => name.endsWith('.zip'));
  if (zip === undefined || built.length < 2) throw new Error(`There is no dmg and zip in ${folder}.`);
  const hasFeed = existsSync(join(folder, feed));
  if (hasFeed)
    checkFeed(readFileSync(join(folder, feed), 'utf8'), version, zip, readFileSync(join(folder, zip)));
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  put('sbom.cdx.json', `${JSON.stringify(bill(), null, 2)}\n`);
  put('THIRD-PARTY.txt', thirdPartyText());
  put('peephole.rb', cask(version, sha256Of(join(folder, zip)), repository));
  const electronDir = join(root, 'node_modules', 'electron', 'dist');
  const theirs = { 'LICENSE.electron.txt': 'LICENSE', 'LICENSES.chromium.html': 'LICENSES.chromium.html' };
  for (const [name, from] of Object.entries(theirs)) put(name, readFileSync(join(electronDir, from), 'utf8'));
  const all = [
    ...built,
    ...(hasFeed ? [feed] : []),
    'sbom.cdx.json',
    'THIRD-PARTY.txt',
    'peephole.rb',
    ...Object.keys(theirs),
  ].toSorted();
  put('SHA256SUMS', all.map((name) => `${sha256Of(join(folder, name))}  ${name}\n`).join(''));
}

if (process.argv[1] === import.meta.filename) {
  const [verb, ...words] = process.argv.slice(2);
  const [first = '', second = ''] = words;
  if (verb === 'check') checkTag(first);
  else if (verb === 'package') checkPackage(first);
  else if (verb === 'write') write(first, second);
  else throw new Error('check TAG, package APP, or write FOLDER OWNER/REPOSITORY');
}
