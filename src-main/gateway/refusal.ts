import { isGatewayProtocolResponseError } from '@openclaw/gateway-client';
import { z } from 'zod';
import type { GatewayAnswer } from '#core/access/gateway-answer.ts';
import { oneLine } from '#core/message/text.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';

/** The gateway answered a call with an error. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly answer: GatewayAnswer;

  constructor(answer: GatewayAnswer) {
    super(answer.message);
    this.answer = answer;
  }
}

/** More than an owner would read. */
const maxIssues = 5;

const issue = z.object({ path: z.string().catch(''), message: z.string().catch('') });
export type ConfigIssue = z.infer<typeof issue>;

/** What is wrong with a config, setting by setting; whatever has another form is left out. */
export const configIssues = z
  .array(issue.nullable().catch(null))
  .catch([])
  .transform((all) => all.filter((one) => one !== null).slice(0, maxIssues));

const details = z
  .object({ code: z.string().nullable().catch(null), issues: configIssues.optional() })
  .catch({ code: null });

const responseError = z.object({
  gatewayCode: z.string(),
  retryable: z.boolean().nullable().catch(null),
  retryAfterMs: z.number().nonnegative().nullable().catch(null),
  details,
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
  const { gatewayCode, retryable, retryAfterMs, details: said } = parsed.data;
  return new GatewayRefusal({
    code: foreignWords(gatewayCode, redact),
    detail: said.code === null ? null : foreignWords(said.code, redact),
    retryable,
    retryAfterMs,
    message: foreignWords(error.message, redact),
    issues: cleanIssues(said.issues ?? [], redact),
  });
}

/** The same, fit to be shown. */
export function cleanIssues(issues: readonly ConfigIssue[], redact: Redact): readonly ConfigIssue[] {
  return issues.map(({ path, message }) => ({
    path: foreignWords(path, redact),
    message: foreignWords(message, redact),
  }));
}
