import { english } from '#core/words/english.ts';
import type { Sentence } from '#core/words/sentence.ts';

/** Every error code a surface may show (CLI-5). `internal` is a defect of ours, never the owner's. */
export const errorCodes = [
  'usage',
  'unknown-sender',
  'not-approvable',
  'is-approved',
  'is-blocked',
  'is-owner',
  'not-approved',
  'nothing-to-undo',
  'stale-revision',
  'group-name-taken',
  'gateway-refused',
  'still-admitted',
  'not-admitted',
  'no-channel',
  'already-running',
  'ledger-full',
  'ledger-corrupt',
  'state-unusable',
  'not-running',
  'texts-withheld',
  'timeout',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error the owner may be told: `sentence` says what happened and what to do, `message` is the same in English. */
export abstract class SaidError extends Error {
  readonly sentence: Sentence;

  constructor(sentence: Sentence, options?: ErrorOptions) {
    super(english(sentence), options);
    this.sentence = sentence;
  }
}

/** An error meant for the owner, with a code for programs. */
export class PeepholeError extends SaidError {
  override readonly name = 'PeepholeError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, sentence: Sentence, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** Makes a switch exhaustive: a new variant that is not handled breaks the build. */
export function assertNever(value: never): never {
  throw new TypeError(`Unhandled variant: ${JSON.stringify(value)}`);
}
