import { errorName } from '#core/error-name.ts';
import { PeepholeError } from '#core/errors.ts';

/** Where it was thrown. A message of several lines may have some that look like places: it is cut off before. */
function placesOf({ message, stack = '' }: Error): readonly string[] {
  const from = stack.lastIndexOf(message);
  // Changed since: where the message ends in the stack can't be told.
  if (from === -1) return [];
  const lines = stack.slice(from + message.length).split('\n');
  return lines.filter((line) => /^\s+at /.test(line));
}

/**
 * An unexpected error as a line for the log: its kind, codes and place. Its message is left out unless it is one of our
 * own sentences: a parser's message may quote what somebody wrote, or a secret.
 */
export function errorLine(error: unknown): string {
  if (error instanceof PeepholeError) {
    const cause = error.cause === undefined ? '' : ` (${errorLine(error.cause)})`;
    return `${error.code}: ${error.message}${cause}`;
  }
  if (!(error instanceof Error)) return 'Something that is no error was thrown';
  return [errorName(error), ...placesOf(error)].join('\n');
}
