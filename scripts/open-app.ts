import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** How long the app gets to end what it is doing, ms. */
const endMs = 30_000;
/** How long one that starts anew takes to be there, ms. */
const anewMs = 5_000;

/** The process in a file, when it runs; null: none does. */
export function runningPid(pidFile: string): number | null {
  if (!existsSync(pidFile)) return null;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}

/** What a terminal's own variables would make of the app: with `ELECTRON_RUN_AS_NODE` it would be plain Node. */
export function appEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  return rest;
}

export interface Opened {
  /** Path of the .app. */
  readonly bundle: string;
  /** For the app itself. */
  readonly argv: readonly string[];
  readonly print: (line: string) => void;
}

/**
 * Opens the app through LaunchServices, so that permissions are judged as Peephole's and not as the terminal's (MAC-1.4), and
 * stays until it ends. SIGINT and SIGTERM end it, gracefully, once.
 * @returns exit code.
 */
export async function openApp({ bundle, argv, print }: Opened): Promise<number> {
  const dir = dirname(bundle);
  const pidFile = join(dir, 'pid');
  const env = appEnvironment(process.env);
  if (runningPid(pidFile) !== null) {
    print('Peephole is open already: its window comes to the front.');
    return spawnSync('open', [bundle], { env, stdio: ['ignore', 2, 2] }).status ?? 1;
  }
  const said = join(dir, 'said.txt');
  for (const path of [pidFile, said]) rmSync(path, { force: true });
  // A group of its own: Ctrl-C in the terminal is for us, and we pass it on.
  const opening = spawn(
    'open',
    ['-n', '-W', '--stdout', said, '--stderr', said, bundle, '--args', `--pid-file=${pidFile}`, ...argv],
    { env, detached: true, stdio: ['ignore', 2, 2] },
  );
  const gone = once(opening, 'exit') as Promise<[number | null]>;
  const end = (): void => {
    const pid = runningPid(pidFile);
    if (pid !== null) process.kill(pid, 'SIGTERM');
  };
  let isEnding = false;
  const onSignal = (): void => {
    if (isEnding) return;
    isEnding = true;
    print('Ending Peephole…');
    end();
    setTimeout(() => opening.kill('SIGKILL'), endMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  print('Peephole is in the menu bar. Its window opens too; Ctrl-C ends it.');
  const [code] = await gone;
  if (existsSync(said)) process.stderr.write(readFileSync(said, 'utf8'));
  if (!isEnding && (await runsAnew(pidFile))) print('Peephole was started anew. End it from its menu.');
  return code ?? 1;
}

/** Whether "Quit & Reopen" has put another process in its place. */
async function runsAnew(pidFile: string): Promise<boolean> {
  for (let waited = 0; waited < anewMs; waited += 250) {
    if (runningPid(pidFile) !== null) return true;
    await wait(250);
  }
  return false;
}
