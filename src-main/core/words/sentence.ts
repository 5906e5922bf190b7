import type { WordKey, WordNames } from './catalogue.ts';

/**
 * What a name of a sentence is filled in with. Text is foreign (a handle, a path, what a gateway said): sanitised by whoever
 * passes it, never translated. A sentence within a sentence is said in the same locale.
 */
export type SentenceParam = string | number | Sentence;

/** A name that counts is a number, and chooses the plural form. */
export type SentenceParams<K extends WordKey> = {
  readonly [name in WordNames<K>]: name extends 'count' ? number : SentenceParam;
};

/**
 * Something to be said to the owner: which message of the catalogue, and what it is filled in with. Plain data, so that it
 * can be stored, compared and sent; `Words.sentence` says it in the owner's locale.
 */
export interface Sentence {
  readonly key: WordKey;
  readonly params: Readonly<Record<string, SentenceParam>>;
}

/** Makes a sentence. A key the catalogue does not have, or a name left out, does not compile. */
export function sentence<K extends WordKey>(
  key: K,
  ...[params]: [WordNames<K>] extends [never] ? [] : [params: SentenceParams<K>]
): Sentence {
  return { key, params: params ?? {} };
}
