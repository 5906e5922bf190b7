import { isGatewayProtocolResponseError } from '@openclaw/gateway-client';
import { z } from 'zod';
import { oneLine } from '#core/message/text.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';

/** The gateway answered a call with an error. `message` is one sanitised line without secrets. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  /** The gateway's own code, such as `INVALID_REQUEST`. */
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(code: string, message: string, retryAfterMs: number | null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const responseError = z.object({
  gatewayCode: z.string(),
  retryAfterMs: z.number().nonnegative().optional().catch(undefined),
});

/** Takes secrets out of a text that is not ours. */
export type Redact = (text: string) => string;

/** Hides each of `secrets`, wherever it stands. */
export function redactor(secrets: readonly (string | null | undefined)[]): Redact {
  const known = secrets.filter((secret) => secret !== null && secret !== undefined && secret.length > 0);
  return (text) => known.reduce<string>((hidden, secret) => hidden.replaceAll(String(secret), '•••'), text);
}

/** Foreign words, fit for one sentence of ours: no secrets, no markup, no line ends, at most 200 graphemes. */
export function foreignWords(text: string, redact: Redact): string {
  return oneLine(redact(text)) ?? english(sentence('gateway.no-reason'));
}

/** The gateway's own error answer as a `GatewayRefusal`; null when `error` is something else (no answer at all). */
export function readRefusal(error: unknown, redact: Redact): GatewayRefusal | null {
  if (!(error instanceof Error) || !isGatewayProtocolResponseError(error)) return null;
  const parsed = responseError.safeParse(error);
  if (!parsed.success) return null;
  const { gatewayCode, retryAfterMs } = parsed.data;
  return new GatewayRefusal(
    foreignWords(gatewayCode, redact),
    foreignWords(error.message, redact),
    retryAfterMs ?? null,
  );
}
