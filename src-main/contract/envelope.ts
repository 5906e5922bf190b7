import { type ErrorCode, errorCodes, PeepholeError } from '#core/errors.ts';

/** What every command answers, on every transport. */
export type Answer<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AnswerError };

export interface AnswerError {
  readonly code: ErrorCode;
  /** What happened and what to do, in plain sentences for the owner. */
  readonly message: string;
}

/** A refusal as it goes over a transport. */
export function refusal(code: ErrorCode, message: string): Answer<never> {
  return { ok: false, error: { code, message } };
}

/** A refusal as the error it was on the other side; a code we do not know becomes `internal`. */
export function errorOf(error: { readonly code: string; readonly message: string }): PeepholeError {
  const code = errorCodes.find((known) => known === error.code);
  return new PeepholeError(code ?? 'internal', error.message);
}
