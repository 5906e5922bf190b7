// biome-ignore format: one row per half of the alphabet
const accented: Readonly<Record<string, string>> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ',
  n: 'ñ', o: 'ó', p: 'þ', q: 'ǫ', r: 'ŕ', s: 'š', t: 'ţ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
};

/**
 * A message in the pseudo-locale: bracketed, accented and a third longer, names left alone. What is on screen without
 * brackets was never in the catalogue; what is cut off would be cut off in German.
 */
export function pseudo(text: string): string {
  const body = text
    .split(/(\{[a-z]+\})/)
    .map((piece) =>
      piece.startsWith('{') ? piece : [...piece].map((letter) => accented[letter] ?? letter).join(''),
    )
    .join('');
  return `⟦${body}${'~'.repeat(Math.ceil(text.length / 3))}⟧`;
}
