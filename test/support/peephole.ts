import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type Canary,
  found,
  openToOthers,
  processPlaces,
  secretsIn,
  statePlaces,
  textsIn,
} from './canaries.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
/** Node's arguments as in `npm run peephole`: what the tests and the benchmark start is what the owner starts. */
export const peepholeArgs: readonly string[] = (
  JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { scripts: { peephole: string } }
).scripts.peephole
  .replace(/^.* && exec node /, '')
  .split(' ')
  .map((word) => (/\.m?js$/.test(word) ? join(project, word) : word));

export interface CliAnswer {
  readonly code: number;
  /** The one JSON document on stdout. */
  readonly json: Record<string, never> & { readonly [key: string]: unknown };
  readonly stderr: string;
}

export interface PeepholeOptions {
  readonly messagesDb: string;
  readonly contactsDir?: string;
  readonly openclawConfig: string;
  readonly gatewayUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: one of its own, removed by `stop`. */
  readonly stateDir?: string;
  readonly web?: boolean;
  /** Program and words that start it, and each of its commands: a tracer. Default: it is started as it is. */
  readonly under?: readonly string[];
}

/** `serve` as a process of its own, driven as an owner drives it: by the command line. */
export interface Peephole {
  readonly stateDir: string;
  readonly socketPath: string;
  readonly web: string | null;
  readonly pid: number;
  /** Runs one command with `--json` and this state directory. Never throws for an exit code. */
  run(...args: string[]): Promise<CliAnswer>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same state directory. */
  start(): Promise<void>;
  /** Everything `serve` wrote to stderr. */
  log(): string;
  /**
   * Ends it. Every suite that starts one so holds that no secret, and nothing of what people wrote, stands in what it printed,
   * in an argument or environment of its processes, or in its state directory, and that others can get at nothing there.
   * @throws Error saying what was found where.
   */
  stop(): Promise<void>;
}

/** The program and its words that start Peephole with these. */
function commandOf(
  args: readonly string[],
  under: readonly string[] = [],
): readonly [string, readonly string[]] {
  const [program = '', ...words] = [...under, process.execPath, ...peepholeArgs, ...args];
  return [program, words];
}

/** Runs the command line once. */
export function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  under: readonly string[] = [],
): Promise<CliAnswer> {
  const [program, words] = commandOf(args, under);
  return new Promise((resolve, reject) => {
    execFile(program, words, { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      try {
        resolve({ code, json: JSON.parse(stdout), stderr });
      } catch {
        reject(new Error(`not JSON (exit ${code}): ${stdout}\n${stderr}`));
      }
    });
  });
}

/** Starts `serve` and resolves when it has printed its ready line. */
export async function startPeephole(options: PeepholeOptions): Promise<Peephole> {
  const ownDir = options.stateDir === undefined;
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'peephole-state-'));
  const env = { ...process.env, ...options.env };
  let child: ChildProcess | null = null;
  let ready = { pid: 0, socket: '', web: null as string | null };
  let log = '';
  let printed = '';
  /** What the command line said, and to which command. */
  const answers: { readonly command: string; readonly stdout: string; readonly stderr: string }[] = [];
  const places: Record<string, string | Buffer> = {};
  const secrets: Canary[] = [];

  /** While it runs: its processes, and the secrets of this moment. */
  function look(): void {
    secrets.push(...secretsIn(stateDir, options.openclawConfig));
    const token = ready.web === null ? '' : new URL(ready.web).hash.replace(/^#token=/, '');
    if (token !== '') secrets.push({ what: 'the link’s token', text: token });
    if (child !== null) Object.assign(places, processPlaces(ready.pid));
  }

  /** @returns what stands where it does not belong. */
  function misplaced(): readonly string[] {
    const texts = textsIn(options.messagesDb);
    const state = existsSync(stateDir) ? statePlaces(stateDir) : {};
    const wrong = [
      ...found([...secrets, ...texts], { ...places, ...state, 'the log': log }),
      // The line that says that it is ready has the link.
      ...found(texts, { 'what serve printed': printed }),
      ...openToOthers(stateDir),
    ];
    for (const { command, stdout, stderr } of answers) {
      wrong.push(...found([...secrets, ...texts], { [`stderr of ${command}`]: stderr }));
      // A list shows what people wrote, and nothing else does.
      const hidden = command === 'list' ? secrets : [...secrets, ...texts];
      wrong.push(...found(hidden, { [`the answer of ${command}`]: stdout }));
    }
    return [...new Set(wrong)];
  }

  async function start(): Promise<void> {
    const args = ['serve', '--state-dir', stateDir, '--messages-db', options.messagesDb];
    args.push('--openclaw-config', options.openclawConfig);
    if (options.gatewayUrl) args.push('--gateway-url', options.gatewayUrl);
    if (options.contactsDir) args.push('--contacts-dir', options.contactsDir);
    if (options.web) args.push('--web');
    const started = spawn(...commandOf(args, options.under), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    started.stderr.on('data', (chunk) => {
      log += chunk;
    });
    started.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const lines = createInterface(started.stdout);
    const exited = once(started, 'exit').then(() => {
      throw new Error(`serve exited with ${started.exitCode ?? started.signalCode}:\n${log}`);
    });
    exited.catch(() => {});
    const [line] = (await Promise.race([once(lines, 'line'), exited])) as [string];
    ready = JSON.parse(line);
  }

  async function run(...args: string[]): Promise<CliAnswer> {
    const answer = await runCli([...args, '--json', '--state-dir', stateDir], env, options.under);
    answers.push({ command: args[0] ?? '', stdout: JSON.stringify(answer.json), stderr: answer.stderr });
    return answer;
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    look();
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  await start();
  return {
    stateDir,
    get socketPath() {
      return ready.socket;
    },
    get web() {
      return ready.web;
    },
    get pid() {
      return ready.pid;
    },
    run,
    kill,
    start,
    log: () => log,
    async stop() {
      await kill('SIGTERM');
      const wrong = misplaced();
      if (ownDir) rmSync(stateDir, { recursive: true, force: true });
      if (wrong.length > 0) throw new Error(`Where it does not belong: ${wrong.join('; ')}`);
    },
  };
}
