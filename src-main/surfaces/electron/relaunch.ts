import { spawn } from 'node:child_process';
import { app } from 'electron';

/** Waits for the process `$0` to be gone, then has macOS open the bundle. */
const waitAndOpen = ['while kill -0 "$0"', 'do sleep 0.1', 'done', 'exec open -n "$@"'].join('; ');

/**
 * The command that starts a bundle anew, through LaunchServices: a child of ours would be judged by whatever started us, and
 * not as Peephole (MAC-1.4).
 * @param pid whose end is waited for. @param argv what the new one is started with.
 */
export function relaunchCommand(pid: number, bundle: string, argv: readonly string[]): readonly string[] {
  const words = argv.length === 0 ? [] : ['--args', ...argv];
  return ['/bin/sh', '-c', waitAndOpen, String(pid), bundle, ...words];
}

/** Starts the app anew once this process has ended. @param argv what this one was started with. */
export function relaunch(argv: readonly string[]): void {
  const bundle = /^(.+\.app)\/Contents\/MacOS\//.exec(process.execPath)?.[1];
  if (bundle === undefined) {
    app.relaunch();
    return;
  }
  const [shell = '', ...words] = relaunchCommand(process.pid, bundle, argv);
  spawn(shell, words, { detached: true, stdio: 'ignore' }).unref();
}
