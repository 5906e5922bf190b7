import type { LeakPlace, LeakView } from '#core/leak/leak.ts';
import type { Service } from '#core/message/message.ts';

/** A one-time code that the owner asked for. */
export interface InviteView {
  /** Stays the same from making it to its end. */
  readonly id: string;
  /** Only in the answer to `invite`: stored hashed. */
  readonly code: string | null;
  /** ISO time. */
  readonly createdAt: string;
  /** ISO time from which on it opens nothing. */
  readonly expiresAt: string;
  /** `spent`: somebody brought it. */
  readonly state: 'open' | 'spent' | 'expired';
  /** The handle that brought it; null: nobody. */
  readonly spentBy: string | null;
}

/** A pairing code that once left this Mac. */
export interface ExposureView {
  /** To whom; empty: the row in Messages names nobody. */
  readonly handle: string;
  /** When it left this Mac, ISO time. */
  readonly at: string;
  /** Where it was sent to. */
  readonly kind: Extract<LeakPlace, 'direct' | 'group' | 'self'>;
}

/** An alarm of the leak watch, open or cleared. */
export interface LeakItem extends LeakView {
  /** When the owner took it off the screen, ISO time; null: still open. */
  readonly clearedAt: string | null;
}

/** One message of a sender. */
export interface WrittenMessage {
  /** ISO time. */
  readonly at: string;
  /** By what it came. */
  readonly service: Service;
  /** Sanitised; null: no text (attachment only). */
  readonly text: string | null;
  /** There was more than text; it is never opened. */
  readonly attachments: boolean;
}
