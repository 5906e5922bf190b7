/** Every error code a surface may show (design.md, section 10). `internal` is a defect of ours, never the owner's. */
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

/** An error meant for the owner: `message` says what happened and what to do, in one or two plain sentences. */
export class PeepholeError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PeepholeError';
    this.code = code;
  }
}

/** Makes a switch exhaustive: a new variant that is not handled breaks the build. */
export function assertNever(value: never): never {
  throw new PeepholeError('internal', `Unhandled variant: ${JSON.stringify(value)}`);
}
