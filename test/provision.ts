import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { headlessShell, installedBrowsers, launchBrowser } from './support/browser.ts';

const root = join(import.meta.dirname, '..');

/** Something the tests need of the machine. */
interface Need {
  readonly name: string;
  /** The package of Debian that brings it. */
  readonly debian: string;
  /** What the owner of the machine can do where we can't. */
  readonly remedy: string;
  /** Looks for one that works. @returns what there is; null: nothing that works. */
  readonly find: () => Promise<string | null>;
}

/** Runs a program and waits. @returns null: it succeeded; else what it said, or why it could not be started. */
function failureOf(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeoutMs?: number,
): string | null {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd: root,
    timeout: timeoutMs,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  return status === 0 ? null : (error?.message ?? stderr).trim();
}

/** The first browser that starts: one may be there without the libraries it needs. */
async function workingBrowser(): Promise<string | null> {
  for (const path of installedBrowsers()) {
    try {
      await (await launchBrowser(path)).close();
      return path;
    } catch {}
  }
  return null;
}

const browser: Need = {
  name: 'browser',
  debian: 'chromium',
  remedy: 'Install Chromium or Chrome, or give the path of one that starts in CHROME_PATH.',
  find: workingBrowser,
};

function downloadBrowser(): void {
  console.log('browser: none that starts; downloading Playwright’s…');
  failureOf(join(root, 'node_modules', '.bin', 'playwright'), ['install', '--no-shell', 'chromium'], {
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000',
  });
}

const strace: Need = {
  name: 'strace',
  debian: 'strace',
  remedy: 'Install strace, and let it trace (in a container: --cap-add SYS_PTRACE).',
  find: async () => (failureOf('strace', ['-o', '/dev/null', 'true']) === null ? 'works' : null),
};

/** What goes before a command that only an administrator may run; null: this user is none, or this is no Debian. */
function asAdministrator(): readonly string[] | null {
  if (failureOf('apt-get', ['--version']) !== null) return null;
  if (process.getuid?.() === 0) return [];
  return failureOf('sudo', ['-n', 'true']) === null ? ['sudo', '-n'] : null;
}

function installPackages(names: string, packages: readonly string[], timeoutMs?: number): void {
  const prefix = asAdministrator();
  if (prefix === null) return;
  console.log(`${names}: installing Debian’s ${packages.join(', ')}…`);
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const words = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...step];
    const [command = '', ...args] = words;
    const failure = failureOf(command, args, {}, timeoutMs);
    if (failure !== null) console.error(failure);
  }
}

/** The light browser is not needed: it is waited for no longer than it would save. */
const lightBrowserMs = 120_000;

/** Where Debian's light browser can be had, it is: the suites in a browser are a third of all. */
function installLightBrowser(): void {
  const hasOne = installedBrowsers().some((path) => path.endsWith(headlessShell));
  if (process.platform !== 'linux' || hasOne || process.env.CHROME_PATH) return;
  installPackages('browser', [headlessShell], lightBrowserMs);
}

/**
 * Sees to it that what the tests need of this machine is there, and says in a line for each thing what it does: Debian's light
 * browser, where this user may install it; one that is there and works; else what Playwright brings; else Debian's package, where this user may install it.
 * @returns what the tests are to be told in their environment; null: something is missing, and stderr says what to do.
 */
export async function provision(): Promise<NodeJS.ProcessEnv | null> {
  // Only Linux lets system calls be traced.
  const needs = process.platform === 'linux' ? [browser, strace] : [browser];
  const found = new Map<Need, string>();
  const missing = (): readonly Need[] => needs.filter((need) => !found.has(need));
  const look = async (): Promise<void> => {
    for (const need of missing()) {
      const what = await need.find();
      if (what === null) continue;
      found.set(need, what);
      console.log(`${need.name}: ${what}`);
    }
  };
  installLightBrowser();
  await look();
  if (missing().includes(browser)) {
    downloadBrowser();
    await look();
  }
  if (missing().length > 0) {
    installPackages(
      missing()
        .map(({ name }) => name)
        .join(', '),
      missing().map(({ debian }) => debian),
    );
    await look();
  }
  for (const { name, remedy, debian } of missing()) {
    console.error(
      `${name}: missing, and it can’t be installed here. ${remedy} (Debian: apt-get install ${debian})`,
    );
  }
  return missing().length > 0 ? null : { CHROME_PATH: found.get(browser) };
}
