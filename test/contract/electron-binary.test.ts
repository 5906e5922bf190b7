import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

/*
 * The download of Electron's binary, with an installer of our own in the place of the package's: what it says is shown, and a
 * folder that is named in its place is looked at.
 */

const script = join(import.meta.dirname, '..', '..', 'scripts', 'electron-binary.ts');
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-electron-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'scripts'));
  cpSync(script, join(dir, 'scripts', 'electron-binary.ts'));
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(dir, 'ask.ts'),
    "import { electronApp } from './scripts/electron-binary.ts'; console.log(electronApp());",
  );
});

/** Electron.app in a folder. */
function put(dist: string): string {
  const app = join(dist, 'Electron.app');
  const program = join(app, 'Contents', 'MacOS', 'Electron');
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, '');
  chmodSync(program, 0o755);
  return app;
}

function ask(installer: string, env: NodeJS.ProcessEnv = {}) {
  const electron = join(dir, 'node_modules', 'electron');
  mkdirSync(electron, { recursive: true });
  writeFileSync(join(electron, 'package.json'), '{"type":"commonjs"}');
  writeFileSync(join(electron, 'install.js'), installer);
  const { stdout, stderr } = spawnSync(process.execPath, [join(dir, 'ask.ts')], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { answer: stdout.trim(), said: stderr };
}

test('a download is announced with its size, and why it failed is shown, not swallowed', () => {
  const { answer, said } = ask(
    "console.log('progress'); console.error('certificate has expired'); process.exit(1)",
  );
  expect(answer).toBe('null');
  expect(said).toContain('Downloading Electron, about 110 MB…');
  expect(said.match(/certificate has expired/g)).toHaveLength(3);
  expect(said).toContain('progress');
  expect(said).toContain('(try 3 of 3)');
});

test('one that works is made once, and what it says stays off stdout', () => {
  const installer = `console.log('progress'); const fs = require('node:fs'); const path = require('node:path');
const at = path.join(__dirname, 'dist', 'Electron.app', 'Contents', 'MacOS');
fs.mkdirSync(at, { recursive: true }); fs.writeFileSync(path.join(at, 'Electron'), '');`;
  const { answer, said } = ask(installer);
  expect(answer).toBe(join(dir, 'node_modules', 'electron', 'dist', 'Electron.app'));
  expect(said.match(/Downloading/g)).toHaveLength(1);
  expect(ask("throw new Error('not again')")).toEqual({ answer, said: '' });
});

test('a folder that ELECTRON_OVERRIDE_DIST_PATH names is taken, and nothing is downloaded', () => {
  const app = put(join(dir, 'elsewhere'));
  const env = { ELECTRON_OVERRIDE_DIST_PATH: join(dir, 'elsewhere') };
  expect(ask("throw new Error('no download')", env)).toEqual({ answer: app, said: '' });
});
