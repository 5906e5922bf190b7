import { SaidError } from '#core/errors.ts';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessageRow, MessagesHealth } from '#core/message/message.ts';
import type { OwnerAddresses } from '#core/sender/owner-addresses.ts';

export type MessagesEvent =
  | { readonly type: 'health'; readonly health: MessagesHealth }
  /**
   * Rows in ROWID order, inbound and the owner's own. `history`: read because we started, woke up, swept or the database
   * was replaced; `live`: committed while we watched. A row may come again (late text, sweep): same guid.
   * `senders`: what would be asked about who wrote them, by key, so that a knock waits for no further question; nobody of
   * `history`, and nobody where it can't be told.
   */
  | {
      readonly type: 'rows';
      readonly origin: 'history' | 'live';
      readonly rows: readonly MessageRow[];
      readonly senders: ReadonlyMap<string, ToldSender>;
    }
  /** Which addresses are, and were, the owner's: before the first window is over, and whenever they are others. */
  | { readonly type: 'own-addresses'; readonly own: OwnerAddresses }
  /** Every row of the first window has been delivered; sent once per start and after a replaced database. */
  | { readonly type: 'caught-up' }
  /** The address book was read (again): contact names may differ. */
  | { readonly type: 'contacts' };

/** A sender as Messages and the address book say. */
export interface ToldSender {
  /** What `MessagesSource.ownerWrote` answers without a span. */
  readonly ownerWrote: boolean;
  /** Null: not in the address book. */
  readonly contact: string | null;
}

/** How far Messages was read: the row with the highest ROWID, and which message it was. */
export interface ReadMark {
  readonly rowId: number;
  readonly guid: string;
}

/** A span of time in which a sender had access, ms; `toMs` null: still. */
export interface AccessSpan {
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** Thrown by a question to `MessagesSource` that could not be answered: Messages can't be read now. */
export class MessagesUnavailable extends SaidError {
  override readonly name = 'MessagesUnavailable';
}

/** The owner's Messages, read-only. Every question rejects with `MessagesUnavailable` when Messages can't be read. */
export interface MessagesSource {
  /**
   * Starts reading; every event goes to `listen`, in order, the next one when the promise it returned for the last, if any,
   * has resolved. Never throws: trouble is a `health` event.
   */
  start(listen: (event: MessagesEvent) => void | Promise<void>): void;
  /** Looks at once (after sleep, for `doctor`); resolves when that look is done. */
  poke(): Promise<void>;
  /** Whether the owner wrote to each key outside the given spans, not counting OpenClaw's own texts. */
  ownerWrote(
    queries: readonly { readonly key: string; readonly spans: readonly AccessSpan[] }[],
  ): Promise<ReadonlyMap<string, boolean>>;
  /** Names from the owner's address book, by key; a key without a contact is absent. */
  contacts(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What a sender wrote in direct chats, newest last, at most `limit`, as it stands now; texts not sanitised. */
  recentRows(key: string, limit: number): Promise<readonly MessageRow[]>;
  /**
   * Counts the owner's rows (whoever wrote them: person or assistant) in direct chats to each key since `sinceMs`, in
   * every spelling and service. `rowIds`: the ROWIDs the count stands on, inclusive.
   */
  outgoing(
    queries: readonly { readonly key: string; readonly sinceMs: number }[],
  ): Promise<ReadonlyMap<string, OutgoingCount>>;
  /** Every direct chat of whoever takes part in one of these direct chats, by key. Chats are ROWIDs. */
  directChats(chats: readonly number[]): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Outgoing rows since `sinceMs` whose text satisfies `isOpenClawText`, in any chat, ROWID order. Read in slices. */
  openClawRows(sinceMs: number): Promise<readonly MessageRow[]>;
  stop(): Promise<void>;
}
