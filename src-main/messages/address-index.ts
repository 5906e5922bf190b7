import { handleKey } from '#core/message/handle.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import { styles } from './row-query.ts';

const sliceChats = 2_000;

interface Address {
  /** Direct chats with this address, by ROWID: one for every service, spelling and filter suffix. */
  readonly chats: Set<number>;
  /** Its rows in `handle`. */
  readonly handles: Set<number>;
}

/**
 * Finds all chats and handles of a key. Messages keeps one row per literal spelling and service, and one person's can be
 * many, so the rule that makes a key (core/handle.ts) is applied to all of them once, and then to new ones only.
 */
export class AddressIndex {
  readonly #database: MessagesDatabase;
  #addresses = new Map<string, Address>();
  #place: string | null = null;
  #lastChat = 0;
  #lastHandle = 0;
  #refreshing: Promise<void> | null = null;

  constructor(database: MessagesDatabase) {
    this.#database = database;
  }

  /** What is known of a key after `refresh`; empty when it never had a chat. */
  find(key: string): { readonly chats: readonly number[]; readonly handles: readonly number[] } {
    const address = this.#addresses.get(key);
    return { chats: [...(address?.chats ?? [])], handles: [...(address?.handles ?? [])] };
  }

  /** Reads what was added since the last time; everything in another database. @throws ReadTrouble */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Forgets everything: chats were merged, deleted or given other handles meanwhile. */
  reset(): void {
    this.#addresses = new Map();
    this.#lastChat = 0;
    this.#lastHandle = 0;
  }

  async #read(): Promise<void> {
    const place = this.#database.place();
    if (place !== this.#place) this.reset();
    this.#place = place;
    while (this.#readHandles()) await breathe();
    while (this.#readChats()) await breathe();
  }

  /** @returns whether there may be more. */
  #readHandles(): boolean {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT ROWID AS handle, id FROM handle WHERE ROWID > ? ORDER BY ROWID LIMIT ${sliceChats}`,
        this.#lastHandle,
      ),
    );
    for (const { handle, id } of rows) {
      this.#address(String(id)).handles.add(Number(handle));
      this.#lastHandle = Number(handle);
    }
    return rows.length === sliceChats;
  }

  #readChats(): boolean {
    const rows = this.#database.read((connection, shape) => {
      const direct = shape.has('chat', 'style') ? `c.style IS NOT ${styles.group}` : 'c.room_name IS NULL';
      return connection.all(
        `SELECT c.ROWID AS chat, ${direct} AS direct, c.chat_identifier AS identifier, h.id AS handle
         FROM (SELECT ROWID AS chat FROM chat WHERE ROWID > ? ORDER BY ROWID LIMIT ${sliceChats}) s
           CROSS JOIN chat c ON c.ROWID = s.chat
           LEFT JOIN chat_handle_join j ON j.chat_id = c.ROWID LEFT JOIN handle h ON h.ROWID = j.handle_id
         ORDER BY c.ROWID`,
        this.#lastChat,
      );
    });
    for (const { chat, direct, identifier, handle } of rows) {
      this.#lastChat = Number(chat);
      if (direct !== 1) continue;
      for (const literal of [identifier, handle]) {
        if (typeof literal === 'string' && literal !== '') this.#address(literal).chats.add(Number(chat));
      }
    }
    return rows.length >= sliceChats;
  }

  #address(literal: string): Address {
    const key = handleKey(literal);
    const address = this.#addresses.get(key) ?? { chats: new Set(), handles: new Set() };
    this.#addresses.set(key, address);
    return address;
  }
}
