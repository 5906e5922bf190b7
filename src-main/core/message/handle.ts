export type HandleKind = 'phone' | 'email' | 'short-code' | 'other';

/** One address as Peephole knows it (RULE-5.1). */
export interface Handle {
  /** Identity: suffix stripped, then the gateway's own equality rule. One key is one sender. */
  readonly key: string;
  /** `handle.id` without Messages' filter suffix, as stored; for an approvable handle, its strict form. */
  readonly handle: string;
  readonly kind: HandleKind;
  /** Strictly E.164 or a plain ASCII e-mail address: the only forms that may be written to the gateway. */
  readonly approvable: boolean;
}

const filterSuffixes = ['(filtered)', '(smsfp)', '(smsft)', '(smsft_fi)', '(smsft_or)', '(smsft_rm)'];

/** Prefixes the gateway takes off an entry; they do not restrict the service. */
const servicePrefixes = /^(?:(?:imessage|sms|auto):\s*)+/i;

/** The gateway's idea of a phone number, in any spelling that it reduces to digits. */
const numberSpelling = /^(?:tel:)?[+\d\s().-]+$/i;

const e164 = /^\+[1-9]\d{6,14}$/;

/**
 * A plain e-mail address in ASCII, lower case. Legal but left out of the local part: `$`, `{` and `}`, because the
 * gateway's config replaces `${…}` by a variable, and `*`, which means everyone there.
 */
const plainEmail =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)[a-z0-9!#%&'+/=?^_|~-]+(?:\.[a-z0-9!#%&'+/=?^_|~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Anything a person would call an e-mail address, also one that can't be approved. */
const looseEmail = /^[^\s@:]+@[^\s@:]+$/;

/** Longest number without `+` that is a service's code rather than somebody's number. */
const maxShortCode = 8;

/** Messages' filter suffixes, also doubled (DB-1.4). Anchored at the end. */
export function stripFilterSuffix(literal: string): string {
  let end = literal.length;
  // From the end, once: however long an entry of somebody's list is.
  for (;;) {
    const suffix = filterSuffixes.find((one) => literal.endsWith(one, end));
    if (suffix === undefined) return literal.slice(0, end) || literal;
    end -= suffix.length;
  }
}

/**
 * The gateway's equality rule (OC-43) on a literal handle id or an allow-list entry: equal keys are
 * equal people to the gateway.
 */
export function handleKey(literal: string): string {
  const bare = stripFilterSuffix(literal.trim()).replace(servicePrefixes, '');
  if (bare.includes('@')) return bare.toLowerCase();
  const digits = numberSpelling.test(bare) ? bare.replace(/\D/g, '') : '';
  if (digits !== '') return `+${digits}`;
  return bare.replace(/\s/g, '');
}

/** Domains of agents that write by RCS for Business: an id there only looks like an e-mail address (DB-1.18). */
const agentDomains = /@(?:[^@]*\.)?(?:rbm\.goog|3gppnetwork\.org|botplatform\.[^@]+)$/i;

function kindOf(bare: string): HandleKind {
  if (agentDomains.test(bare)) return 'other';
  if (looseEmail.test(bare)) return 'email';
  const number = /^(\+?)(\d+)$/.exec(bare.replace(/[\s().-]/g, ''));
  if (!number) return 'other';
  const [, plus = '', digits = ''] = number;
  // A short code comes back from the gateway with a `+` in front (OC-44).
  const isShort = plus === '' ? digits.length <= maxShortCode : digits.length < 7;
  return isShort ? 'short-code' : 'phone';
}

/** Reads a literal `handle.id` of chat.db. Never throws. */
export function readHandle(literal: string): Handle {
  const bare = stripFilterSuffix(literal);
  const kind = kindOf(bare);
  const strict = kind === 'email' ? bare.toLowerCase() : bare;
  const approvable = kind === 'email' ? plainEmail.test(strict) : kind !== 'other' && e164.test(strict);
  return { key: handleKey(literal), handle: approvable ? strict : bare, kind, approvable };
}

/** What Contacts and phone-number formatters put around and between digits. */
const typedDecoration = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const typedNumber = /^\+[\d\s().\u2010-\u2013-]+$/;
/** `+49 (0)170 …`: the zero is not dialled from abroad, so keeping it would name somebody else. */
const nationalZero = /\(\s*0\s*\)/;

/**
 * Reads a handle the owner typed, strict form only: E.164 with `+`, or an e-mail address. Spaces, dashes, dots and
 * brackets of a written-out international number are accepted; a number without `+` is not.
 * @returns null when it can't be approved as typed.
 */
export function readTypedHandle(typed: string): Handle | null {
  const text = typed.replace(typedDecoration, '').trim();
  const isNumber = typedNumber.test(text) && !nationalZero.test(text);
  const read = readHandle(isNumber ? `+${text.replace(/\D/g, '')}` : text);
  return read.approvable ? read : null;
}
