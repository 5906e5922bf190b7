import { isWordKey } from '#core/words/catalogue.ts';
import type { Words } from '#core/words/words.ts';

/** The message whose key is made of data, such as `warning.asks-for-code`; null: there is none. It has no names to fill. */
export function dataWord(words: Words, key: string): string | null {
  if (!isWordKey(key)) return null;
  return words
    .parts(key, null)
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('');
}
