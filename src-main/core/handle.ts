export type HandleKind = 'phone' | 'email' | 'short-code' | 'other';

/** One address as Peephole knows it (design.md, section 5). */
export interface Handle {
  /** Identity: suffix stripped, then the gateway's own equality rule. One key is one sender. */
  readonly key: string;
  /** `handle.id` without Messages' filter suffix, as stored; for an approvable handle, its strict form. */
  readonly handle: string;
  readonly kind: HandleKind;
  /** Strictly E.164 or a plain ASCII e-mail address: the only forms that may be written to the gateway. */
  readonly approvable: boolean;
}

/** Messages' filter suffixes, also doubled (messages.md, section 1.3). Anchored at the end. */
export function stripFilterSuffix(_literal: string): string {
  throw new Error('to be built');
}

/**
 * The gateway's equality rule (gateway.md, section f) on a literal handle id or an allow-list entry: equal keys are
 * equal people to the gateway.
 */
export function handleKey(_literal: string): string {
  throw new Error('to be built');
}

/** Reads a literal `handle.id` of chat.db. Never throws. */
export function readHandle(_literal: string): Handle {
  throw new Error('to be built');
}

/**
 * Reads a handle the owner typed, strict form only: E.164 with `+`, or an e-mail address. Spaces, dashes, dots and
 * brackets of a written-out international number are accepted; a number without `+` is not.
 * @returns null when it can't be approved as typed.
 */
export function readTypedHandle(_typed: string): Handle | null {
  throw new Error('to be built');
}
