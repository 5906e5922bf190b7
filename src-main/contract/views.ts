import type { LeakPlace, LeakView } from '#core/leak/leak.ts';
import type { Service } from '#core/message/message.ts';

export interface InviteView {
  readonly id: string;
  /** Only in the answer to `invite`: stored hashed. */
  readonly code: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly state: 'open' | 'spent' | 'expired';
  readonly spentBy: string | null;
}

export interface ExposureView {
  readonly handle: string;
  readonly at: string;
  readonly kind: LeakPlace;
}

/** An alarm of the leak watch, open or cleared. */
export interface LeakItem extends LeakView {
  readonly clearedAt: string | null;
}

export interface WrittenMessage {
  readonly at: string;
  readonly service: Service;
  /** Sanitised; null: no text (attachment only). */
  readonly text: string | null;
  readonly attachments: boolean;
}
