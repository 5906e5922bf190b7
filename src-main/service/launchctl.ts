import { spawnSync } from 'node:child_process';
import { errorName } from '#core/error-name.ts';

/** What one call of `launchctl` came to. */
export interface LaunchctlAnswer {
  readonly code: number;
  /** Both streams; for the log, and for what it says of a service. */
  readonly text: string;
}

/** macOS's `launchctl`, as far as it is needed: `bootstrap`, `bootout`, `print`. */
export type Launchctl = (words: readonly string[]) => LaunchctlAnswer;

/** A hung launchd is given up after this, ms. */
const patienceMs = 20_000;

export const launchctl: Launchctl = (words) => {
  const { status, stdout, stderr, error } = spawnSync('/bin/launchctl', words, {
    encoding: 'utf8',
    timeout: patienceMs,
  });
  return { code: status ?? -1, text: error === undefined ? `${stdout}${stderr}` : errorName(error) };
};
