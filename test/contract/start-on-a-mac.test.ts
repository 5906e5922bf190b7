import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import lock from '../../package-lock.json' with { type: 'json' };
import { appInside, devDir } from '../../scripts/dev-bundle.ts';
import { appEnvironment, openApp, runningPid } from '../../scripts/open-app.ts';
import { waitFor } from '../support/wait.ts';

const root = join(import.meta.dirname, '..', '..');
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-start-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function script(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

describe('npm ci', () => {
  test('does not fail where there is no Node of ours for this Mac', () => {
    const node = lock.packages['node_modules/node'];
    expect(node).toMatchObject({ optional: true, hasInstallScript: true });
    expect(lock.packages['']).toMatchObject({ optionalDependencies: { node: node.version } });
  });

  /** A project whose package `node` can't be had: what fetches its binary ends with an error, as on such a Mac. */
  function project(kind: 'optionalDependencies' | 'dependencies'): string {
    const packed = join(dir, 'node-package');
    mkdirSync(packed);
    const failing = { name: 'node', version: '24.21.0', scripts: { preinstall: 'exit 1' } };
    writeFileSync(join(packed, 'package.json'), JSON.stringify(failing));
    const npm = (words: readonly string[], cwd: string) =>
      spawnSync('npm', [...words, '--offline', '--no-audit', '--no-fund'], {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, npm_config_cache: join(dir, 'cache'), npm_config_update_notifier: 'false' },
      });
    npm(['pack', '--pack-destination', dir], packed);
    const home = join(dir, 'project');
    mkdirSync(join(home, 'scripts'), { recursive: true });
    cpSync(join(root, 'scripts', 'with-node.mjs'), join(home, 'scripts', 'with-node.mjs'));
    writeFileSync(join(home, 'told.ts'), 'const by: string = process.version; console.log(by);');
    const manifest = {
      name: 'project',
      version: '1.0.0',
      type: 'module',
      scripts: {
        start: 'node scripts/with-node.mjs told.ts',
        test: 'node scripts/with-node.mjs told.ts',
      },
      [kind]: { node: 'file:../node-24.21.0.tgz' },
      allowScripts: { node: true },
    };
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
    npm(['install', '--package-lock-only'], home);
    return home;
  }
  const npmIn = (home: string, ...words: string[]) =>
    spawnSync('npm', [...words, '--offline', '--no-audit', '--no-fund'], {
      cwd: home,
      encoding: 'utf8',
      env: { ...process.env, npm_config_cache: join(dir, 'cache'), npm_config_update_notifier: 'false' },
    });

  test('goes on without it, and npm start and npm test say which Node runs', () => {
    const home = project('optionalDependencies');
    const { status, stderr } = npmIn(home, 'ci');
    expect([status, existsSync(join(home, 'node_modules', 'node'))], stderr).toEqual([0, false]);
    for (const words of [['start'], ['test']]) {
      const ran = npmIn(home, ...words);
      expect(ran.stderr).toContain('of this machine runs the scripts: the one of npm ci is not there.');
      expect([ran.status, ran.stdout.trim().split('\n').at(-1)]).toEqual([0, process.version]);
    }
  });

  test('would have failed whole, were it no optional package', () => {
    expect(npmIn(project('dependencies'), 'ci').status).not.toBe(0);
  });
});

describe('the Node that runs the scripts', () => {
  const launcher = join(root, 'scripts', 'with-node.mjs');

  /** Runs a script as `npm start` does, by a Node that says it is `version`. */
  function launch(version: string, env: NodeJS.ProcessEnv = {}) {
    const preload = script(
      'version.cjs',
      `if (!process.env.ELECTRON_RUN_AS_NODE) Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
    );
    const file = script(
      'told.ts',
      'const words: string[] = process.argv.slice(2); console.log(process.argv[1], words);',
    );
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--require', preload, launcher, file, 'one', '--two'],
      { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } },
    );
    return { stdout, stderr, status, file };
  }

  test.each(['22.18.0', '23.6.1', '24.21.0', '26.1.0'])('%s does, in the same process', (version) => {
    const { stdout, status, file } = launch(version);
    expect([status, stdout]).toEqual([0, `${file} [ 'one', '--two' ]\n`]);
  });

  test.each(['20.20.2', '22.17.1', '23.5.0'])('%s is too old: Electron’s does, and it is said', (version) => {
    const electron = join(dir, 'dist');
    // As Electron's package names it on this system.
    const program = join(
      electron,
      process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron',
    );
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(
      program,
      `#!/bin/sh\necho "by Electron $ELECTRON_RUN_AS_NODE"\nexec '${process.execPath}' "$@"\n`,
    );
    chmodSync(program, 0o755);
    const { stdout, stderr, status, file } = launch(version, { ELECTRON_OVERRIDE_DIST_PATH: electron });
    expect(stderr).toContain(`Electron’s Node runs the scripts: Node ${version} of this machine is too old.`);
    expect([status, stdout]).toEqual([0, `by Electron 1\n${file} [ 'one', '--two' ]\n`]);
  });
});

describe('the development bundle', () => {
  test('holds an app that needs no arguments, and lies outside the project', () => {
    const inside = appInside('/Users/o/My Project/out/main/electron.js');
    expect(JSON.parse(inside['package.json'] ?? '')).toMatchObject({
      productName: 'Peephole',
      main: 'main.js',
    });
    expect(inside['main.js']).toContain('file:///Users/o/My%20Project/out/main/electron.js');
    expect(devDir('/Users/o')).toBe('/Users/o/Library/Application Support/Peephole/development');
  });

  test('its main file starts the program, whatever the path', () => {
    const program = script('a b#c.mjs', "console.log('started', process.argv.slice(2));");
    const main = script('main.mjs', appInside(program)['main.js'] ?? '');
    const { stdout } = spawnSync(process.execPath, [main, 'x'], { encoding: 'utf8' });
    expect(stdout).toBe("started [ 'x' ]\n");
    expect(pathToFileURL(program).href).toContain('%23');
  });

  test('is opened without what would make it plain Node', () => {
    expect(appEnvironment({ ELECTRON_RUN_AS_NODE: '1', OPENCLAW_PROFILE: 'p' })).toEqual({
      OPENCLAW_PROFILE: 'p',
    });
  });
});

/**
 * macOS’s `open`, which starts the app and stays with `-W`, and dies of Ctrl-C without ending the app; the app, of no
 * terminal, writes its process id and takes a while to end when it is told to.
 */
const fakeOpen = `#!/bin/sh
printf '%s\\n' "$@" >> "$0.words"
case "$1" in -n) ;; *) exit 0 ;; esac
for word in "$@"; do case "$word" in --pid-file=*) file="\${word#--pid-file=}" ;; esac; done
sh -c 'trap "sleep 0.5; echo ended gracefully >> \\"$1.words\\"; exit 0" TERM; trap "" INT; echo $$ > "$2"; while :; do sleep 0.1; done' sh "$0" "$file" &
wait $!
`;

describe('npm start, once the bundle is there', () => {
  let path: string | undefined;
  let said: string[];
  const bundle = (): string => join(dir, 'Peephole.app');
  const words = (): readonly string[] => readFileSync(join(dir, 'open.words'), 'utf8').trim().split('\n');

  beforeEach(() => {
    script('open', fakeOpen);
    said = [];
    path = process.env.PATH;
    process.env.PATH = `${dir}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
  });
  const open = () => openApp({ bundle: bundle(), argv: ['--practice'], print: (line) => said.push(line) });

  async function started(): Promise<number> {
    for (;;) {
      const pid = runningPid(join(dir, 'pid'));
      if (pid !== null) return pid;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test('goes through LaunchServices; Ctrl-C, twice, ends the app once and gracefully', async () => {
    const ending = open();
    const pid = await started();
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(await ending).toBe(0);
    expect(words()).toEqual([
      '-n',
      '-W',
      '--stdout',
      join(dir, 'said.txt'),
      '--stderr',
      join(dir, 'said.txt'),
      bundle(),
      '--args',
      `--pid-file=${join(dir, 'pid')}`,
      '--practice',
      'ended gracefully',
    ]);
    expect(said).toEqual([
      'Peephole is in the menu bar. Its window opens too; Ctrl-C ends it.',
      'Ending Peephole…',
    ]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('a second one brings the window to the front and says so', async () => {
    const ending = open();
    await started();
    said = [];
    const second = open();
    try {
      // Said at once: taken for the first one, it would stay until the app ends.
      expect(said).toEqual(['Peephole is open already: its window comes to the front.']);
    } finally {
      process.emit('SIGTERM');
    }
    await ending;
    expect(await second).toBe(0);
    expect(words().at(-2)).toBe(bundle());
  });

  test('a file left by one that is gone is nobody', async () => {
    const gone = spawn('true');
    await once(gone, 'exit');
    for (const text of [String(gone.pid), '', '0', '-1', 'x']) {
      writeFileSync(join(dir, 'pid'), text);
      expect(runningPid(join(dir, 'pid')), text).toBe(null);
    }
  });
});

describe('npm start on a Mac', () => {
  const home = (): string => join(dir, 'home');
  const tool = (name: string): string => join(dir, 'bin', name);
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

  /** The terminal’s own group of processes runs it, with stand-ins for what only a Mac has. */
  function start(...words: readonly string[]) {
    mkdirSync(home());
    mkdirSync(join(dir, 'bin'));
    const resources = join(dir, 'dist', 'Electron.app', 'Contents', 'Resources');
    mkdirSync(resources, { recursive: true });
    writeFileSync(join(resources, 'default_app.asar'), 'Electron’s welcome page');
    writeFileSync(join(resources, 'electron.icns'), 'Electron’s icon');
    mkdirSync(join(resources, '..', 'MacOS'));
    writeFileSync(join(resources, '..', 'MacOS', 'Electron'), '');
    script('bin/open', fakeOpen);
    script('bin/plutil', `#!/bin/sh\nprintf '%s\\n' "$*" >> "$0.words"\n`);
    script('bin/sips', `#!/bin/sh\nfor last; do :; done\necho "our icon" > "$last"\n`);
    // What is in the bundle after it was signed is not in the signature.
    script(
      'bin/codesign',
      `#!/bin/sh\nfor last; do :; done\ncd "$last/Contents/Resources" && find . -type f > "$0.words" && cat electron.icns >> "$0.words"\n`,
    );
    const preload = script('darwin.cjs', "Object.defineProperty(process, 'platform', { value: 'darwin' });");
    const child = spawn(
      process.execPath,
      ['--require', preload, join(root, 'scripts', 'start.ts'), ...words],
      {
        detached: true,
        env: {
          PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
          HOME: home(),
          ELECTRON_OVERRIDE_DIST_PATH: join(dir, 'dist'),
          ELECTRON_RUN_AS_NODE: '1',
        },
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        said += String(data);
      });
    }
    onTestFinished(() => {
      const app = runningPid(join(devDir(home()), 'pid'));
      if (app !== null) process.kill(app, 'SIGKILL');
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
    return { child, ended: once(child, 'exit') as Promise<[number | null, string | null]>, said: () => said };
  }

  test('signs a bundle of our own with the app in it; Ctrl-C in the terminal, twice, ends it once and gracefully', async () => {
    const { child, ended, said } = start('practice');
    const pidFile = join(devDir(home()), 'pid');
    await waitFor('the app', () => runningPid(pidFile) !== null || child.exitCode !== null);
    // A terminal tells everything that stands in it.
    const interrupt = (): boolean => process.kill(-(child.pid ?? 0), 'SIGINT');
    interrupt();
    await waitFor('the end to begin', () => said().includes('Ending Peephole…') || child.exitCode !== null);
    interrupt();
    expect(await ended, said()).toEqual([0, null]);
    expect(
      read(`${tool('codesign')}.words`)
        .trim()
        .split('\n')
        .toSorted(),
    ).toEqual(['./app/main.js', './app/package.json', './electron.icns', 'our icon']);
    expect(read(`${tool('plutil')}.words`)).toContain('-replace CFBundleName -string Peephole');
    const opened = read(`${tool('open')}.words`)
      .trim()
      .split('\n');
    expect(opened.slice(-2)).toEqual(['--practice', 'ended gracefully']);
    expect(opened[0]).toBe('-n');
  });

  test('what the app does not understand is said here, and nothing is opened', async () => {
    const { ended, said } = start('--stat-dir', '/tmp/p');
    expect(await ended).toEqual([2, null]);
    expect(said()).toContain('--stat-dir');
    expect(read(`${tool('open')}.words`)).toBe('');
  });
});
