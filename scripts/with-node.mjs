/*
 * Runs a script of the project by a Node that understands TypeScript: the one of `npm ci`; where that could not be had, the
 * machine's own; where that is too old, Electron's. Plain JavaScript for Node 20, so that an old one gets as far as this.
 *
 *   node scripts/with-node.mjs SCRIPT [WORDS…]
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const [, , script, ...words] = process.argv;
const file = resolve(root, script ?? '');
/** These are run often, or their output is read by programs. */
const isQuiet = /(?:build\.ts|cli\.js)$/.test(file);

/** Node leaves types out by itself since 22.18 and 23.6. */
function understandsTypes(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

function say(line) {
  if (!isQuiet) console.error(line);
}

/** Electron's program, downloaded when it is not there yet; null: it can't be had. */
function electron() {
  const dir = join(modules, 'electron');
  const name = process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
  const program = join(process.env.ELECTRON_OVERRIDE_DIST_PATH || join(dir, 'dist'), name);
  const find = () => (existsSync(program) ? program : null);
  const found = find();
  if (found !== null) return found;
  console.error('Downloading Electron (about 110 MB), whose Node runs the scripts…');
  spawnSync(process.execPath, [join(dir, 'install.js')], { stdio: ['inherit', 2, 2] });
  return find();
}

function runByElectron(program) {
  // Tools that ask for `node` get this one, too.
  const shims = join(modules, '.cache', 'peephole-node');
  mkdirSync(shims, { recursive: true });
  const shim = join(shims, 'node');
  writeFileSync(shim, `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec '${program.replaceAll("'", "'\\''")}' "$@"\n`);
  chmodSync(shim, 0o755);
  const child = spawn(program, [...process.execArgv, file, ...words], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      PATH: [shims, process.env.PATH].join(delimiter),
    },
  });
  // A terminal signals both; who signals us alone means it for the script.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

if (understandsTypes(process.versions.node)) {
  if (!existsSync(join(modules, 'node'))) {
    say(`Node ${process.versions.node} of this machine runs the scripts: the one of npm ci is not there.`);
  }
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
} else {
  const program = electron();
  if (program === null) {
    console.error(
      `Node ${process.versions.node} is too old, and Electron’s can’t be downloaded (ELECTRON_MIRROR names another place). ` +
        'Install Node 24, then start this again.',
    );
    process.exitCode = 1;
  } else {
    say(`Electron’s Node runs the scripts: Node ${process.versions.node} of this machine is too old.`);
    runByElectron(program);
  }
}
