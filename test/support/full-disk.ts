import { PeepholeError } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { sentence } from '#core/words/sentence.ts';

/** Everything of a ledger that writes. */
export const ledgerWrites = [
  'recordKnocks',
  'noteNotified',
  'appendDecision',
  'appendProgress',
  'appendTaken',
  'appendEvent',
  'setJournal',
  'setSetting',
] as const satisfies readonly (keyof Ledger)[];

/** From now on the disk takes nothing of what is written to this ledger. @returns the end of it. */
export function fillDisk(
  ledger: Ledger,
  code: 'ledger-full' | 'ledger-corrupt' | 'state-unusable' = 'ledger-full',
): () => void {
  const held: Record<string, unknown> = {};
  for (const name of ledgerWrites) {
    held[name] = Object.hasOwn(ledger, name) ? ledger[name] : undefined;
    Object.defineProperty(ledger, name, {
      configurable: true,
      value: () => {
        throw new PeepholeError(code, sentence('said.foreign', { text: 'full' }));
      },
    });
  }
  return () => {
    for (const name of ledgerWrites) Reflect.deleteProperty(ledger, name);
  };
}
