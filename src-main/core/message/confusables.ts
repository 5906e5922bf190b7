/**
 * Letters that are drawn like another one: what the eye takes them for. A choice from Unicode's confusables (UTS 39)
 * that covers Cyrillic, Greek, Armenian and Cherokee letters seen in forged names; widths and styles are left to NFKD.
 */
const drawnAs: Readonly<Record<string, string>> = {
  // Cyrillic
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  п: 'n',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  ц: 'u',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  у: 'y',
  ь: 'b',
  н: 'h',
  з: '3',
  б: '6',
  // Greek
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  γ: 'y',
  ω: 'w',
  // Armenian and Cherokee; small letters, as they are looked up
  ա: 'w',
  օ: 'o',
  ս: 'u',
  հ: 'h',
  ո: 'n',
  ց: 'g',
  զ: 'q',
  ꭺ: 'a',
  ꭼ: 'e',
  ꮋ: 'h',
  ꮤ: 'w',
  // Latin with a twist
  ı: 'i',
  ȷ: 'j',
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'i',
  ʟ: 'l',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'p',
};

const beyondAscii = /[^\0-\x7f]/gu;

/** Text with every look-alike letter as the plain Latin letter it is drawn like; lower case, without accents. */
export function asDrawn(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(beyondAscii, (letter) => drawnAs[letter] ?? (/\p{M}/u.test(letter) ? '' : letter));
}

/** `asDrawn`, and what a font hides besides: o and 0, l, i and 1, m and rn, w and vv, d and cl, punctuation. */
export function skeleton(text: string): string {
  return asDrawn(text)
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/cl/g, 'd')
    .replace(/0/g, 'o')
    .replace(/[i1|]/g, 'l')
    .replace(/[._'-]/g, '');
}

/** Whether a word mixes letters of different scripts, or is spelled in another one to look like Latin. */
export function imitatesLatin(word: string): boolean {
  const foreign = /[\p{scx=Cyrl}\p{scx=Grek}\p{scx=Armn}\p{scx=Cher}]/u;
  if (!foreign.test(word)) return false;
  return /\p{sc=Latin}/u.test(word) || /^[a-z\d-]+$/.test(asDrawn(word));
}
