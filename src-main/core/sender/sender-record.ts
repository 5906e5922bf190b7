import type { HandleKind } from '#core/message/handle.ts';
import type { Service } from '#core/message/message.ts';

/** What we remember of a sender; texts are never kept. */
export interface SenderRecord {
  readonly key: string;
  readonly handle: string;
  readonly kind: HandleKind;
  readonly approvable: boolean;
  readonly service: Service;
  /** 0: it turned out that they never wrote, and nobody of that key is kept. */
  readonly knocks: number;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** False for history that was there before the first run. */
  readonly isNew: boolean;
  readonly filterBucket: number;
  /** Every service this key wrote by. */
  readonly services: readonly Service[];
  /** When the owner was last shown a banner about them, ms; null: never. */
  readonly notifiedAtMs: number | null;
  /** How many banners in a row, for the growing quiet times (RULE-7.2). */
  readonly notifications: number;
}

/** A knock that is remembered. */
export interface CountedKnock {
  /** null: noted by a version that did not note whose it was. */
  readonly key: string | null;
}

/** One knock to be remembered; remembering it twice changes nothing. */
export interface KnockRecord {
  readonly guid: string;
  readonly rowId: number;
  readonly key: string;
  readonly handle: string;
  readonly kind: HandleKind;
  readonly approvable: boolean;
  readonly service: Service;
  readonly atMs: number;
  readonly isNew: boolean;
  readonly filterBucket: number;
  /** `contentMark` of the row. */
  readonly mark: number;
}
