import { english } from '#core/words/english.ts';
import type { Sentence } from '#core/words/sentence.ts';

/** What an owner reads; nothing for null. */
export function saidOf(sentence: Sentence | null): string {
  return sentence === null ? '' : english(sentence);
}
