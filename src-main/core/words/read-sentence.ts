import { isWordKey } from './catalogue.ts';
import type { Sentence, SentenceParam } from './sentence.ts';

/**
 * A sentence from outside: stored, or sent by another Peephole.
 * @returns null for what is none, and for a message this version's catalogue does not have.
 */
export function readSentence(value: unknown): Sentence | null {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('params' in value)) return null;
  const { key, params } = value;
  if (typeof key !== 'string' || !isWordKey(key) || typeof params !== 'object' || params === null)
    return null;
  const read: Record<string, SentenceParam> = {};
  for (const [name, param] of Object.entries(params)) {
    const said = typeof param === 'string' || typeof param === 'number' ? param : readSentence(param);
    if (said === null) return null;
    read[name] = said;
  }
  return { key, params: read };
}
