/** As much of a text as tells one make from another. */
const length = 80;
/** Fewer letters are a greeting that anybody writes. */
const fewest = 12;

/** Letters only, in lower case: a number or a link of its own makes no text unlike the rest. */
function lettersOf(text: string): string {
  return text
    .slice(0, 4 * length)
    .toLowerCase()
    .replace(/\b(?:https?:\/\/|www\.)\S+/g, '')
    .replace(/[^\p{L}]/gu, '')
    .slice(0, length);
}

/** A text as it is compared with those of others. null: there is too little of it to be compared. */
export function normalised(text: string | null): string | null {
  const letters = lettersOf(text ?? '');
  return letters.length < fewest ? null : letters;
}

/**
 * Everything somebody wrote, as it is compared with what others wrote (RULE-4.8): one word of their own makes it unlike
 * theirs, however short. null: there is too little of it to be compared.
 * @param texts in the order in which they were written.
 */
export function normalisedWhole(texts: readonly string[]): string | null {
  const all = new Set(texts.map(lettersOf));
  return [...all].some((letters) => letters.length >= fewest) ? [...all].join('\n') : null;
}
