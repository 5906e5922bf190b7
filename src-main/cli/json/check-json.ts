import { english } from '#core/words/english.ts';
import type { Check } from '../doctor/check.ts';

/** A check as `doctor --json` prints it: every sentence in English. */
export function checkJson({ id, title, ok, found, fix }: Check): object {
  return { id, title: english(title), ok, found: english(found), fix: fix && english(fix) };
}
