import { type Sentence, sentence } from '#core/words/sentence.ts';

/** Everything that is checked. */
export type CheckId =
  | 'versions'
  | 'socket'
  | 'state-dir'
  | 'ledger'
  | 'messages'
  | 'contacts'
  | 'openclaw-config'
  | 'gateway'
  | 'device'
  | 'channel'
  | 'silence';

/** One thing Peephole stands on. */
export interface Check {
  readonly id: CheckId;
  readonly ok: boolean;
  /** What to do; null: nothing. Also where it is in order but could be better. */
  readonly fix: Sentence | null;
  /** Its name for people. */
  readonly title: Sentence;
  /** What was found, in a few words. */
  readonly found: Sentence;
}

export function good(id: CheckId, found: Sentence, fix: Sentence | null = null): Check {
  return { id, title: sentence(`doctor.${id}`), ok: true, found, fix };
}

export function bad(id: CheckId, found: Sentence, fix: Sentence): Check {
  return { id, title: sentence(`doctor.${id}`), ok: false, found, fix };
}
