/**
 * What a code is made of: nothing that is taken for something else, spoken or written (0 O, 1 I L, 2 Z, 5 S, 8 B).
 * 25 signs, eight of them: 37 bits, for a code that lives a day and is tried one message at a time.
 */
const digits = '34679';
const signs = `${digits}ACDEFGHJKMNPQRTUVWXY`;
const length = 8;

/** Random bytes to hand to `makeInviteCode`: it all but never needs more than half of them. */
export const inviteRandomBytes = 128;

/**
 * Makes a code `XXXX-XXXX` with at least one digit and one letter (RULE-3.6).
 * @param random unpredictable bytes, `inviteRandomBytes` of them.
 * @throws RangeError when they do not suffice (never with `inviteRandomBytes` that are random).
 */
export function makeInviteCode(random: Uint8Array): string {
  let code = '';
  for (const byte of random) {
    // The top of the byte's range would favour the first signs.
    if (byte >= 256 - (256 % signs.length)) continue;
    code += signs[byte % signs.length];
    if (code.length < length) continue;
    if (/\d/.test(code) && /\D/.test(code)) return `${code.slice(0, 4)}-${code.slice(4)}`;
    code = '';
  }
  throw new RangeError('Not enough random bytes to make an invite code.');
}

const hyphens = '[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]';
/** As a person passes a code on: any case, any dash, a space or nothing in the middle. */
const written = new RegExp(
  `(?<![\\p{L}\\p{N}])([a-z0-9]{4}) ?${hyphens}? ?([a-z0-9]{4})(?![\\p{L}\\p{N}])`,
  'giu',
);
/** As a code is given out: with its dash. */
const asGiven = new RegExp(`^[a-z0-9]{4}${hyphens}[a-z0-9]{4}$`, 'iu');

const onlySigns = new RegExp(`^[${signs}]{${length}}$`);

function readCodes(text: string, strict: boolean): readonly string[] {
  const codes = new Set<string>();
  for (const [literal, first = '', second = ''] of text.matchAll(written)) {
    const plain = (first + second).toUpperCase();
    const looksRight = onlySigns.test(plain) && /\d/.test(plain);
    if (looksRight && (!strict || asGiven.test(literal))) codes.add(`${plain.slice(0, 4)}-${plain.slice(4)}`);
  }
  return [...codes];
}

/**
 * Everything in a text that may be an invite code, whole and in its canonical form `XXXX-XXXX`, each once: to be
 * compared with the open invites.
 * @param text sanitised text.
 */
export function findCodes(text: string): readonly string[] {
  return readCodes(text, false);
}

/**
 * What was plainly meant as an invite code: with its dash and from its signs. A wrong one of these is a guess; words
 * that merely could be one are not held against anybody.
 * @param text sanitised text.
 */
export function findCodeGuesses(text: string): readonly string[] {
  return readCodes(text, true);
}
