import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Runs a program of the project, or of macOS, with its output shown, on stderr. @returns whether it succeeded. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const path = [join(root, 'node_modules', '.bin'), dirname(process.execPath), process.env.PATH].join(':');
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', 2, 2],
    env: { ...process.env, PATH: path, ...env },
  });
  return status === 0;
}
