import { english } from '#core/words/english.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

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
  'already-running',
  'ledger-full',
  'ledger-corrupt',
  'state-unusable',
  'not-running',
  'timeout',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error meant for the owner: `sentence` says what happened and what to do, in one or two plain sentences. */
export class PeepholeError extends Error {
  readonly code: ErrorCode;
  /** What a surface says, in the owner's locale; `message` is the same in English. */
  readonly sentence: Sentence;

  /** @param said a text: what is not in the catalogue. */
  constructor(code: ErrorCode, said: Sentence | string, options?: ErrorOptions) {
    const spoken = typeof said === 'string' ? sentence('said.foreign', { text: said }) : said;
    super(english(spoken), options);
    this.name = 'PeepholeError';
    this.code = code;
    this.sentence = spoken;
  }
}

/** Makes a switch exhaustive: a new variant that is not handled breaks the build. */
export function assertNever(value: never): never {
  throw new PeepholeError('internal', `Unhandled variant: ${JSON.stringify(value)}`);
}
