import type { WarningId } from '#core/sender/warnings.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Words } from '#core/words/words.ts';

/** What a card warns of: a sign, or the name of somebody the sender could be taken for. */
type Warning = WarningId | 'resembles';

/** The warning signs to be said of a sender; a look-alike whose model is known is said by its name, once. */
export function warningsOf(sender: SenderView): readonly Warning[] {
  if (sender.resembles === null) return sender.warnings;
  return ['resembles', ...sender.warnings.filter((sign) => sign !== 'look-alike')];
}

/** A warning sign in words. */
export function warningText(sign: Warning, sender: SenderView, words: Words): string {
  if (sign === 'resembles') return words.say('warning.resembles', { other: sender.resembles ?? '' });
  return words.say(`warning.${sign}`);
}
