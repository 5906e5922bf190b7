import type { MessageRow } from '#core/message/message.ts';
import type { SenderRecord } from './sender-record.ts';

/** A knock that was not known before. */
export interface Arrival {
  readonly record: SenderRecord;
  readonly row: MessageRow;
  /** When the same sender knocked before, ms; null: never. */
  readonly previousAtMs: number | null;
}
