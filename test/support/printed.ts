import { runCli } from '../../src-main/cli/run.ts';
import { startMs } from './ledger.ts';

/** What this version prints on a state directory, in this process. */
export async function printed(stateDir: string, ...args: readonly string[]): Promise<string> {
  let stdout = '';
  await runCli([...args, '--state-dir', stateDir], {
    stdout: (text) => {
      stdout += text;
    },
    stderr: () => {},
    columns: null,
    env: {},
    nowMs: () => startMs,
    stopped: () => new Promise(() => {}),
  });
  return stdout;
}
