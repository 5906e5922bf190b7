/**
 * The one place where foreign text becomes showable (PROMISE-8). Nothing here is markup-aware: surfaces
 * paint the result as plain text only.
 */

/** Longest text that is shown in full, UTF-8 bytes. */
const shownBytes = 4096;
/** Longest preview, graphemes. */
const previewGraphemes = 200;
/** What is looked at of a text at all, UTF-16 units: far more than is shown, so that padding can't push text out. */
const readUnits = 65_536;
/** More marks than any script stacks on one letter are a flood. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/** Line ends of every kind, also U+0085, U+2028, U+2029, vertical tab and form feed. */
const lineEnds = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** Spaces of every width, and the blank Braille cell that looks like one. */
const spaces = /[\t\p{Zs}\u2800]+/gu;
/** Controls but line feed and tab, non-characters, and the placeholders of attachments and broken text. */
const controls = /(?![\n\t])[\p{Cc}\p{Noncharacter_Code_Point}\ufff9-\ufffd]/gu;
/** Whatever is meant to be invisible: marks of direction, fillers, tags, hidden data. Some joiners are kept, see below. */
const invisibles = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/gu;
/** A zero-width joiner that builds an emoji, or a joiner or non-joiner inside a word that is spelled with it. */
const meantJoiner =
  /(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic})|(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{scx=Arab}\p{scx=Syrc}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}])/gu;
const joiners = /[\u200c\u200d]/g;
/** Selectors between emoji and text style, where there is a style to choose. */
const meantSelector = /(?<=[\p{Emoji}])[\ufe0e\ufe0f]/gu;
const selectors = /[\ufe0e\ufe0f]/g;

/** Removes every match of `all` but those that `meant` matches too. */
function keepOnly(text: string, all: RegExp, meant: RegExp): string {
  // Nearly no text has one.
  if (text.search(all) === -1) return text;
  const kept = new Set([...text.matchAll(meant)].map((match) => match.index));
  return text.replace(all, (match, offset: number) => (kept.has(offset) ? match : ''));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const encoder = new TextEncoder();

/** The longest start of `text`, cut between graphemes, whose graphemes cost at most `limit`; `…` when cut. */
function cut(text: string, limit: number, cost: (grapheme: string) => number): string {
  let left = limit - cost('…');
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    const price = cost(segment);
    if (price > left) {
      // Whatever is left may still fit whole: only the mark of the cut needed the room.
      const rest = text.slice(index);
      let needed = 0;
      for (const { segment: one } of graphemes.segment(rest)) {
        needed += cost(one);
        if (needed > left + cost('…')) return `${text.slice(0, end).trimEnd()}…`;
      }
      return text;
    }
    left -= price;
    end = index + segment.length;
  }
  return text;
}

const byteLength = (text: string): number => encoder.encode(text).length;

/**
 * Foreign text without anything that is not meant to be seen, with its lines, whole (up to 64 K units): for rules that
 * look at what was written. What is shown goes through `sanitise` or `preview`.
 */
export function readable(text: string): string {
  const plain = text
    .slice(0, readUnits)
    .toWellFormed()
    .replace(lineEnds, '\n')
    .replace(controls, '')
    .replace(invisibles, '');
  const joined = keepOnly(keepOnly(plain, selectors, meantSelector), joiners, meantJoiner);
  return joined
    .replace(stackedMarks, '$1')
    .replace(spaces, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Foreign text, fit to be shown in full: plain, at most 4 KB of UTF-8, with its lines. Empty when nothing is left. */
export function sanitise(text: string): string {
  const cleaned = readable(text);
  return byteLength(cleaned) <= shownBytes ? cleaned : cut(cleaned, shownBytes, byteLength);
}

/** Foreign text as one line of at most 200 graphemes, nothing masked; null when there is nothing to show. */
export function oneLine(text: string): string | null {
  return fold(sanitise(text));
}

/**
 * Foreign text as one line with codes masked, at most 200 graphemes: what a list or a banner shows.
 * @returns null when there is nothing to show (an attachment only).
 */
export function preview(text: string): string | null {
  return fold(maskCodes(sanitise(text)));
}

function fold(sanitised: string): string | null {
  const line = sanitised.replace(/\s*\n\s*/g, ' ');
  if (line === '') return null;
  // A grapheme is one unit at least.
  return line.length <= previewGraphemes ? line : cut(line, previewGraphemes, () => 1);
}

/** Words that say a code is near, in the languages such messages mostly come in. */
const codeWords =
  /\b(?:codes?|otp|pins?|tan|passcode|password|verif\w*|security code|2fa|one[- ]?time|authenticat\w*|pairing|login|log in|sign[- ]?in|best[äa]tigungs\w*|sicherheits\w*|kennwort|passwort|c[oó]digo|clave|contrase[ñn]a|codice|mot de passe|kod|kode|koodi)\b|[а-яё]*код(?![\p{L}])|парол|验证码|驗證碼|校验码|認証|コード|인증|确认码|رمز|कोड/iu;

/** Amounts of money: the sign or the currency's name before or after. */
const money =
  /(?:\p{Sc}|\b(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|CNY|INR|SEK|NOK|DKK|PLN|Rs\.?))\s?\d[\d.,']{0,20}|(?<![\d.,'])\d[\d.,']{0,20}\s?(?:\p{Sc}|%|(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|CNY|INR|SEK|NOK|DKK|PLN|kr|dollars?|euros?|pounds?|bucks)\b)/giu;
/** Decimals and numbers with thousands marked: no code is written so. */
const amount = /(?<![\d.,'])\d{1,3}(?:[.,']\d{3})+(?:[.,]\d+)?(?!\d)|(?<![\d.,])\d+[.,]\d+(?![\d.,]*\d)/g;
const date =
  /(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d)(?![A-Za-z\d])/g;
/** A number to call: with `+`, or a leading zero or bracket, or in groups of two to four digits. */
const phone =
  /(?<![\p{L}\d])(?:\+\d[\d\s().-]{5,18}\d|\(\d{1,5}\)[\d\s.-]{4,14}\d|0\d{1,5}[\s./-]\d[\d\s.-]{3,12}\d|\d{2,4}(?:[\s.-]\d{2,4}){1,4})(?![\p{L}\d])/gu;
const year = /^(?:19|20)\d\d$/;
/** `code is 2024`, `2024 is your code`: here even a year is the code. */
const codeBefore =
  /(?:codes?|pin|otp|tan|passcode|password|c[oó]digo|codice|kod|код|码|コード)\W{0,3}(?:(?:is|ist|es|est|è|lautet|:|=|-)\W{0,3})?$/iu;
const codeAfter = /^\W{0,2}(?:is|ist|es|est|è)\s+(?:your|the|ihr|dein|tu|su|votre|il)\b/iu;

/** Where a code may stand, widest form first. */
const candidates = new RegExp(
  [
    // Vendor codes (G-123456) and our own invite codes (XXXX-XXXX).
    String.raw`[A-Za-z]{1,4}-\d{4,8}`,
    String.raw`(?=[A-Za-z-]*\d)[A-Za-z\d]{4}-[A-Za-z\d]{4}`,
    String.raw`\d{3}[ -]\d{3}|\d{4}[ -]\d{4}`,
    // Pairing codes and other runs of capitals with digits in them.
    String.raw`(?=[A-Z]*\d)[A-Z\d]{5,10}`,
    '[A-HJ-NP-Z2-9]{8}',
    String.raw`\d{4,8}`,
  ]
    .map((form) => String.raw`(?<![\p{L}\p{N}])(?:${form})(?![\p{L}\p{N}])`)
    .join('|'),
  'gu',
);

interface Span {
  readonly from: number;
  readonly to: number;
}

function spans(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}

const overlaps = (list: readonly Span[], from: number, to: number): boolean =>
  list.some((span) => span.from < to && from < span.to);

const covers = (list: readonly Span[], from: number, to: number): boolean =>
  list.some((span) => span.from <= from && to <= span.to);

const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

/**
 * Hides one-time codes, invite codes and pairing codes behind dots, letter by letter. Years, dates, amounts and phone
 * numbers stay readable. When in doubt it hides: the whole text is one click away.
 * @param text sanitised text.
 */
export function maskCodes(text: string): string {
  const speaksOfCode = codeWords.test(text);
  const numbers = [...spans(text, money), ...spans(text, amount), ...spans(text, date)];
  const phones = spans(text, phone).filter(({ from, to }) => {
    const digits = digitsIn(text.slice(from, to));
    const isGroupedCode = speaksOfCode && /^(?:\d{3}[ -]\d{3}|\d{4}[ -]\d{4})$/.test(text.slice(from, to));
    return digits >= 7 && digits <= 15 && !isGroupedCode;
  });
  return text.replace(candidates, (found, offset: number) => {
    const end = offset + found.length;
    // `3CNY-3333` is an invite code, though it begins like an amount: an amount covers all of what is found.
    if (covers(numbers, offset, end) || overlaps(phones, offset, end)) return found;
    if (year.test(found) && !isNamedCode(text, offset, end)) return found;
    if (/^\d{3}[ -]\d{3}$/.test(found) && !speaksOfCode) return found;
    // A word in capitals is a code only where codes are spoken of.
    if (/^[A-Z]{8}$/.test(found) && !speaksOfCode) return found;
    // Flight and order numbers: short mixed runs are codes only where codes are spoken of.
    const isMixed = /^[A-Z\d]+$/.test(found) && /[A-Z]/.test(found);
    if (isMixed && found.length !== 8 && !speaksOfCode) return found;
    return mask(found);
  });
}

/** Whether the words right before or after say that this is a code. */
function isNamedCode(text: string, from: number, to: number): boolean {
  return codeBefore.test(text.slice(Math.max(0, from - 40), from)) || codeAfter.test(text.slice(to, to + 40));
}

/** `G-123456` keeps its vendor's letters: they say whose code it is. */
function mask(code: string): string {
  const vendor = /^[A-Za-z]{1,4}-(?=\d{4,8}$)/.exec(code)?.[0] ?? '';
  return vendor + code.slice(vendor.length).replace(/[\p{L}\p{N}]/gu, '•');
}
