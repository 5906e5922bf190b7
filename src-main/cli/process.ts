import { runCli } from './run.ts';

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as if nobody listened. */
function stopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
  return promise;
}

/**
 * Runs one command line on this process's own streams and signals.
 * @param argv without the program's own name.
 * @returns the exit code.
 */
export function runOnThisProcess(argv: readonly string[]): Promise<number> {
  // `peephole list | head`: whoever read has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return runCli(argv, {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns : null,
    env: process.env,
    nowMs: Date.now,
    stopped,
  });
}
