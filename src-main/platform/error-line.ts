import { PeepholeError } from '#core/errors.ts';

/**
 * An unexpected error as a line for the log: its kind, code and place. Its message is left out unless it is one of our
 * own sentences: a parser's message may quote what somebody wrote, or a secret.
 */
export function errorLine(error: unknown): string {
  if (error instanceof PeepholeError) {
    const cause = error.cause === undefined ? '' : ` (${errorLine(error.cause)})`;
    return `${error.code}: ${error.message}${cause}`;
  }
  if (!(error instanceof Error)) return 'Something that is no error was thrown';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const sqlite = 'errcode' in error && typeof error.errcode === 'number' ? ` SQLite ${error.errcode}` : '';
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}${code}${sqlite}`, ...places].join('\n');
}
