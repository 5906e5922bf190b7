import type { SenderView } from '#core/surface/sender-view.ts';
import type { Words } from '#core/words/catalogue.ts';

/** Warning signs that have words of their own (core/warnings.ts). */
const signs = [
  'asks-for-code',
  'instructs-assistant',
  'poses-as-service',
  'poses-as-family',
  'deceptive-link',
  'hidden-characters',
  'look-alike',
] as const;

/** The warning signs to be said of a sender; a look-alike whose model is known is said by its name, once. */
export function warningsOf(sender: SenderView): readonly string[] {
  if (sender.resembles === null) return sender.warnings;
  return ['resembles', ...sender.warnings.filter((sign) => sign !== 'look-alike')];
}

/** A warning sign in words. One that this window does not know is still said. */
export function warningText(sign: string, sender: SenderView, words: Words): string {
  if (sign === 'resembles') return words.say('warning.resembles', { other: sender.resembles ?? '' });
  const known = signs.find((id) => id === sign);
  return words.say(known === undefined ? 'warning.other' : `warning.${known}`);
}
