import type { Sentence } from '#core/words/sentence.ts';

/** The services Messages knows, as shown on a card. Satellite iMessage counts as iMessage. */
export type Service = 'iMessage' | 'SMS' | 'RCS';

/**
 * What became of one of the owner's own rows, whoever wrote it (person or assistant), by what Messages says of it now
 * (DB-1.16). Only `left` is a message that somebody was sent.
 * - `left`: Messages says it was sent, or delivered;
 * - `waiting`: neither sent nor failed yet;
 * - `failed`: "Not Delivered";
 * - `scheduled`: it is to be sent later, and may be cancelled.
 */
export type OwnState = 'left' | 'waiting' | 'failed' | 'scheduled';

/** `filterBucket` of a chat that the owner blocked in Messages: Messages itself shows nothing of it (DB-1.12). */
export const blockedBucket = -1;

/**
 * One row of chat.db in our words (DB-1.2 to DB-1.9): decoded, suffix-free, times in ms since 1970. Made by `messages/`
 * only. `text` is foreign data, not yet sanitised.
 */
export interface MessageRow {
  /** ROWID in `message`: insert order on this Mac, not time order. */
  readonly rowId: number;
  readonly guid: string;
  /**
   * The other party of a direct chat (for our own rows: whom it went to), as `handleKey` gives it; null when unknown. The
   * row's own address decides; the chat's only where the row has none and the chat has no other (DB-1.17).
   */
  readonly key: string | null;
  /** Addresses of a direct chat that the row may belong to, as stored, when `key` is null because there are several. */
  readonly oneOf: readonly string[];
  /** `handle.id` without Messages' filter suffix, otherwise exactly as stored; null when unknown. */
  readonly handle: string | null;
  readonly service: Service;
  /** The message's own date, ms: for display. What was before what is told by the ROWIDs (DB-2.12). */
  readonly atMs: number;
  /** null: somebody else wrote it. */
  readonly own: OwnState | null;
  /** `pending`: the chat join has not landed yet. `deleted`: it sits in Recently Deleted. */
  readonly chat: 'direct' | 'group' | 'pending' | 'deleted';
  /** `chat_identifier` without filter suffix: names a group for a leak report; null while the join is missing. */
  readonly chatIdentifier: string | null;
  /** True when the chat is with one of the owner's own addresses. */
  readonly selfChat: boolean;
  /** `message.item_type`: 0 is a message. */
  readonly itemType: number;
  /** `message.associated_message_type`: 0 plain, 2 and 3 app message, 1000 sticker, 2000–3007 tapbacks, 4000 poll vote. */
  readonly associatedType: number;
  /** Link preview balloon: the twin of a text row within 90 s (DB-1.10). */
  readonly linkPreview: boolean;
  readonly text: string | null;
  /** The text is not the one that was written: it was changed, or taken back. */
  readonly isEdited: boolean;
  readonly hasAttachments: boolean;
  /** What Messages itself took it for: `chat.is_filtered`, or what its filter says of this one row, or `blockedBucket` (DB-1.12). */
  readonly filterBucket: number;
  /** Which of the owner's addresses was written to. */
  readonly destination: string | null;
}

/** `starting`: not looked at yet. */
export type MessagesHealthState = 'starting' | 'reading' | 'no-access' | 'absent' | 'error';

export interface MessagesHealth {
  readonly state: MessagesHealthState;
  /** What is wrong and what to do; null when reading. */
  readonly detail: Sentence | null;
  /** The database file that is, or would be, read. */
  readonly path: string;
  /** Highest ROWID scanned; 0 before the first read. */
  readonly lastRowId: number;
  /** When the database was last read without error, ms; null: never. */
  readonly lastReadAtMs: number | null;
}
