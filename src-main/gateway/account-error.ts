import type { AccountError } from '#core/access/access-facts.ts';
import { oneLine } from '#core/message/text.ts';

/** What OpenClaw writes of the usual failures (OC-92): it has no codes for them. */
const kinds = [
  [/(?:restart|crash)-loop breaker/i, 'breaker'],
  [/imsg not found|\bENOENT\b|command not found/i, 'imsg-missing'],
  [/full disk access|authorization denied|not authorized|operation not permitted|\bEPERM\b/i, 'no-access'],
] as const;

/** Why an account does not run, of the gateway's `lastError`; null: it says nothing. */
export function readAccountError(lastError: string | null): AccountError | null {
  const words = lastError === null ? null : oneLine(lastError);
  if (words === null) return null;
  const [, kind] = kinds.find(([pattern]) => pattern.test(words)) ?? [null, 'other' as const];
  return { kind, words };
}
