import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** System calls that fail. */
export interface Failing {
  /** Their names, and what becomes of them in strace's words: `{ 'write,pwrite64': 'error=EIO' }`. */
  readonly calls: Readonly<Record<string, string>>;
  /** Only calls about one of these. */
  readonly paths: readonly string[];
}

/** The words that go before a program's own to make its system calls fail. */
export function failingWords({ calls, paths }: Failing): readonly string[] {
  const about = paths.flatMap((path) => ['-P', path]);
  const effects = Object.entries(calls).flatMap(([names, effect]) => ['-e', `inject=${names}:${effect}`]);
  return [
    'strace',
    '-f',
    '-o',
    '/dev/null',
    ...about,
    '-e',
    `trace=${Object.keys(calls).join()}`,
    ...effects,
  ];
}

/** Where Yama is set so, only an administrator may trace a process that is no child of the tracer. */
function asAdministrator(): readonly string[] | null {
  if (process.getuid?.() === 0) return [];
  try {
    if (Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8')) === 0) return [];
  } catch {
    return [];
  }
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
    return ['sudo', '-n'];
  } catch {
    return null;
  }
}

/**
 * From now on these system calls of a running process fail, as they do on a broken disk: it is the kernel that answers so.
 * @returns the end of it, which is harmless when the process is gone; null: nobody may trace it here.
 */
export async function failCalls(pid: number, failing: Failing): Promise<(() => Promise<void>) | null> {
  const administrator = process.platform === 'linux' ? asAdministrator() : null;
  if (administrator === null) return null;
  const [command = '', ...words] = [...administrator, ...failingWords(failing), '-p', String(pid)];
  const tracer = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(tracer, 'exit');
  tracer.stderr.setEncoding('utf8');
  let said = '';
  for await (const text of tracer.stderr.iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes('attached')) break;
  }
  if (!said.includes('attached')) throw new Error(`nothing could be traced: ${said}`);
  return async () => {
    tracer.kill('SIGTERM');
    await gone;
  };
}
