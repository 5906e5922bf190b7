import { isByGroup } from '#core/access/access.ts';
import type { WasYours } from '#core/sender/owner-addresses.ts';
import type { WarningId } from '#core/sender/warnings.ts';
import type { Words } from '#core/words/words.ts';
import type { SenderView } from './sender-view.ts';

/** The warning signs to be said of a sender; a look-alike whose model is known is said by its name, once. */
export function warningsOf({ resembles, warnings }: SenderView): readonly (WarningId | 'resembles')[] {
  return resembles === null
    ? warnings
    : ['resembles', ...warnings.filter((sign): boolean => sign !== 'look-alike')];
}

/** A warning sign in words. */
export function warningText(sign: WarningId | 'resembles', sender: SenderView, words: Words): string {
  return sign === 'resembles'
    ? words.say('warning.resembles', { other: sender.resembles ?? '' })
    : words.say(`warning.${sign}`);
}

/** That an address was the owner's, in words. @param nowMs leaves out this year. */
export function wasYoursText({ until }: WasYours, words: Words, nowMs: number): string {
  if (until === null) return words.say('fact.was-yours-once');
  return words.say('fact.was-yours', { date: words.times.day(Date.parse(until), nowMs) });
}

/** By what somebody is let in, in words. */
export function accessText({ accessKnown, via }: SenderView, words: Words): string {
  if (!accessKnown) return words.say('access.unknown');
  if (via === null) return words.say('access.none');
  if (isByGroup(via)) return words.say('access.group', { name: via.slice('group:'.length) });
  return words.say(`access.${via}`);
}
