import { type ErrorCode, errorCodes, PeepholeError } from '#core/errors.ts';
import { readSentence } from '#core/words/read-sentence.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/** What every command answers, on every transport. */
export type Answer<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AnswerError };

export interface AnswerError {
  /** For programs: one of a fixed list (CLI-5). */
  readonly code: ErrorCode;
  /** What happened and what to do, in plain English: for logs, and for programs. */
  readonly message: string;
  /** The same for the owner, to be said in their locale. */
  readonly sentence: Sentence;
}

/** A refusal as it goes over a transport. */
export function refusal(code: ErrorCode, said: Sentence): Answer<never> {
  return refusalOf(new PeepholeError(code, said));
}

/** An error of ours as it goes over a transport. */
export function refusalOf({ code, message, sentence }: PeepholeError): Answer<never> {
  return { ok: false, error: { code, message, sentence } };
}

/**
 * A refusal as the error it was on the other side, which may be of another version: a code we do not know becomes
 * `internal`, and where there is no sentence we know, its English message is said.
 */
export function errorOf(error: {
  readonly code: string;
  readonly message: string;
  readonly sentence?: unknown;
}): PeepholeError {
  const code = errorCodes.find((known) => known === error.code);
  return new PeepholeError(
    code ?? 'internal',
    readSentence(error.sentence) ?? sentence('said.foreign', { text: error.message }),
  );
}
