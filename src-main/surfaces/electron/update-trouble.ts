import type { UpdateStep, UpdateTrouble } from '#core/surface/update-state.ts';

const unreachable =
  /^(?:E(?:CONN\w+|NOTFOUND|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|PIPE)|HTTP_ERROR_5\d\d)$/;

/**
 * What the owner is told of a step that did not work. By codes alone: a message may hold whatever the server sent. Chromium
 * puts its code into the message: `net::ERR_INTERNET_DISCONNECTED`.
 */
export function updateTrouble(step: UpdateStep, error: unknown): UpdateTrouble {
  const isError = error instanceof Error;
  const code = isError && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ERR_CHECKSUM_MISMATCH') return 'damaged';
  if (code === 'ENOSPC') return 'no-space';
  // From here on nobody outside is asked: it is macOS that says no.
  if (step === 'restart') return 'refused';
  if (unreachable.test(code) || (isError && error.message.startsWith('net::ERR_'))) return 'unreachable';
  if (code.startsWith('ERR_UPDATER_') || code.startsWith('HTTP_ERROR_')) return 'unreadable';
  return 'unknown';
}
