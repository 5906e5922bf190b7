import type { Sentence } from './sentence.ts';
import { Words } from './words.ts';

/** Made on first use: `Intl` objects are costly, and most runs end without an error. */
let words: Words | null = null;

/** A sentence in English, whatever the owner's locale: for logs, and for programs that read `message`. */
export function english(said: Sentence): string {
  words ??= new Words({ locale: 'en', isolates: false });
  return words.sentence(said);
}
