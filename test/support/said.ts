import { english } from '#core/words/english.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/** What an owner reads; nothing for null. */
export function saidOf(sentence: Sentence | null): string {
  return sentence === null ? '' : english(sentence);
}

/** A sentence that stands for any other. */
export const plainly = (text: string): Sentence => sentence('said.foreign', { text });
