import { english } from '#core/words/english.ts';
import type { Check } from '../doctor/check.ts';

/** One thing Peephole stands on, as `doctor --json` prints it: with its sentences in English. */
export interface CheckJson extends Omit<Check, 'title' | 'found' | 'fix'> {
  /** Its name for people. */
  readonly title: string;
  /** What was found, in a few words. */
  readonly found: string;
  /** What to do; null: nothing. Also where it is in order but could be better. */
  readonly fix: string | null;
}

export function checkJson({ id, title, ok, found, fix }: Check): CheckJson {
  return { id, title: english(title), ok, found: english(found), fix: fix && english(fix) };
}
