import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { joinLibraries } from './join-libraries.ts';

/** The version of OpenClaw and of its iMessage plugin that the real suite runs against; `npm run compat` names others. */
export const openclawVersion = process.env.PEEPHOLE_OPENCLAW ?? '2026.9.6';
/** A release of before iMessage was a package of its own: there is nothing to install. */
const bringsPlugin = process.env.PEEPHOLE_OPENCLAW_PLUGIN === 'bundled';

export interface OpenclawInstall {
  /** `openclaw.mjs`, to be run with this process's Node. */
  readonly entry: string;
  /** State directory with the iMessage plugin installed, to be copied for every gateway. Its records name this path. */
  readonly templateStateDir: string;
  /** Where Node may keep OpenClaw's compiled code. */
  readonly compileCacheDir: string;
}

const run = promisify(execFile);

/** Goes up when the install is made in another way: a checkout of before makes its own, in a place of its own. */
const recipe = 2;

/** Where a release of OpenClaw is installed for the tests, or would be. */
export function installDir(release = openclawVersion): string {
  const cache = process.env.PEEPHOLE_TEST_CACHE ?? join(homedir(), '.cache', 'peephole-test');
  return join(cache, `openclaw-${release}.${recipe}`);
}

/** Written last. */
const doneName = 'complete';

export function isOpenclawInstalled(): boolean {
  return existsSync(join(installDir(), doneName));
}

/**
 * Makes sure that OpenClaw and its iMessage plugin are installed in a cache of their own, outside the project:
 * `$PEEPHOLE_TEST_CACHE`, else `~/.cache/peephole-test`. The first call on a machine takes about a minute (870 MB),
 * later ones nothing; parallel test files wait for the one that installs.
 * @throws Error with npm's own output when the install fails.
 */
export async function installOpenclaw(): Promise<OpenclawInstall> {
  const home = installDir();
  const install = {
    entry: join(home, 'packages', 'node_modules', 'openclaw', 'openclaw.mjs'),
    templateStateDir: join(home, 'state'),
    compileCacheDir: join(home, 'compile-cache'),
  };
  if (isOpenclawInstalled()) return install;
  mkdirSync(home, { recursive: true });
  const unlock = await lock(join(home, 'lock'));
  try {
    if (isOpenclawInstalled()) return install;
    // Both steps record absolute paths, so they are built in place; only the last file written makes them count.
    for (const part of ['packages', 'state']) rmSync(join(home, part), { recursive: true, force: true });
    mkdirSync(join(home, 'packages'));
    mkdirSync(install.templateStateDir, { mode: 0o700 });
    const env = installEnvironment();
    await run(
      'npm',
      [
        'install',
        '--prefix',
        join(home, 'packages'),
        '--no-audit',
        '--no-fund',
        `openclaw@${openclawVersion}`,
      ],
      { env, cwd: join(home, 'packages'), maxBuffer: 64 << 20 },
    );
    if (!bringsPlugin) {
      const plugin = `@openclaw/imessage@${openclawVersion}`;
      await run(process.execPath, [install.entry, 'plugins', 'install', plugin], {
        env: { ...env, OPENCLAW_STATE_DIR: install.templateStateDir, OPENCLAW_NO_AUTO_UPDATE: '1' },
        cwd: home,
        maxBuffer: 64 << 20,
      });
      for (const plugin of globSync(
        join(install.templateStateDir, 'npm/projects/*/node_modules/@openclaw/imessage'),
      ))
        await joinLibraries(plugin);
    }
    writeFileSync(join(home, doneName), `${new Date().toISOString()}\n`);
    return install;
  } finally {
    unlock();
  }
}

/**
 * The caller's environment (certificates, npmrc, proxy: an emptied one makes npm hang, OC-14) with our
 * Node first, without what `npm test` adds about our own package and without any OpenClaw setting.
 */
function installEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(OPENCLAW_|npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|global_prefix)$)/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), PATH: pathWithNode() };
}

/** PATH with the running Node first: OpenClaw refuses any below 24.16, the machine's own may be older. */
export function pathWithNode(): string {
  return [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
}

/** An exclusive lock that the operating system releases when its holder dies, however it dies. */
async function lock(path: string): Promise<() => void> {
  const database = new DatabaseSync(path);
  for (;;) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return () => database.close();
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && error.errcode === 5;
      if (!busy) throw error;
      await delay(250);
    }
  }
}
