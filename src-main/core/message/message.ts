import type { Sentence } from '#core/words/sentence.ts';

/** The services Messages knows, as shown on a card. Satellite iMessage counts as iMessage. */
export type Service = 'iMessage' | 'SMS' | 'RCS';

/**
 * One row of chat.db in our words (DB-1.2 to DB-1.9): decoded, suffix-free, times in ms since 1970. Made by `messages/`
 * only. `text` is foreign data, not yet sanitised.
 */
export interface MessageRow {
  /** ROWID in `message`: insert order on this Mac, not time order. */
  readonly rowId: number;
  readonly guid: string;
  /** The other party of a direct chat (for our own rows: whom it went to), as `handleKey` gives it; null when unknown. */
  readonly key: string | null;
  /** `handle.id` without Messages' filter suffix, otherwise exactly as stored; null when unknown. */
  readonly handle: string | null;
  readonly service: Service;
  /** The message's own date, ms. */
  readonly atMs: number;
  readonly fromMe: boolean;
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
  readonly hasAttachments: boolean;
  /** `chat.is_filtered`: Messages' own bucket code, a hint only (DB-1.12). */
  readonly filterBucket: number;
  /** Which of the owner's addresses was written to. */
  readonly destination: string | null;
}

export type MessagesHealthState = 'reading' | 'no-access' | 'absent' | 'error';

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
