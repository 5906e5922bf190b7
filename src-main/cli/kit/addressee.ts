import type { LeakView } from '#core/leak/leak.ts';
import type { Screen } from './screen.ts';

/** To whom an alarm's message went, for the middle of its line: a group and several addresses are no person. */
export function addressee({ handle, place }: LeakView, { words }: Screen): string {
  if (place === 'group') return words.say('leak.to-group', { handle });
  return place === 'one-of' ? words.say('leak.to-one-of', { handle }) : handle;
}
