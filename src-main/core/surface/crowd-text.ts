/** As much of a text as tells one make from another. */
const length = 80;

/**
 * A text as it is compared with those of others: letters only, in lower case, so that a number or a link of its own
 * makes none unlike the rest. null: there is too little of it to be compared.
 */
export function normalised(text: string | null): string | null {
  const letters = (text ?? '')
    .slice(0, 4 * length)
    .toLowerCase()
    .replace(/\b(?:https?:\/\/|www\.)\S+/g, '')
    .replace(/[^\p{L}]/gu, '')
    .slice(0, length);
  return letters.length < 12 ? null : letters;
}
