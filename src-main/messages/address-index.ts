import { handleKey } from '#core/message/handle.ts';
import { textSql } from './cell-sql.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import { Renewed } from './renewed.ts';
import { styles } from './row-query.ts';

const sliceChats = 2_000;
const maxName = 512;

type LinkTable = 'chat' | 'chat_handle_join' | 'chat_lookup';

/** Where each table (as `t`) names the chat and the address. */
const linkSql = {
  chat: { chat: 't.ROWID', address: 't.chat_identifier', join: '' },
  chat_handle_join: {
    chat: 't.chat_id',
    address: 'h.id',
    join: 'LEFT JOIN handle h ON h.ROWID = t.handle_id',
  },
  chat_lookup: { chat: 't.chat', address: 't.identifier', join: '' },
} as const satisfies Record<LinkTable, object>;

/** None, one or several: of a hundred thousand nearly all are one, which needs no list. */
type Few = null | number | readonly number[];

/** What was read of these tables so far: addresses have numbers of ours, for an object each would be twice as large. */
class AddressTables {
  /** The number of an address by its key, and by every other spelling: the tables name each many times over. */
  readonly numbers = new Map<string, number>();
  /** By number. */
  readonly keys: string[] = [];
  /** Direct chats that an address takes part in, by ROWID: one for every service, spelling and filter suffix. By number. */
  readonly chats: Few[] = [];
  /** Its rows in `handle`. By number. */
  readonly handles: Few[] = [];
  /** Numbers of whoever takes part in each direct chat, by its ROWID: those are given out one after the other. */
  readonly partners: Few[] = [];
  readonly last: Record<LinkTable | 'handle', number> = {
    handle: 0,
    chat: 0,
    chat_handle_join: 0,
    chat_lookup: 0,
  };
  readonly #database: MessagesDatabase;

  constructor(database: MessagesDatabase) {
    this.#database = database;
  }

  /** Reads what was added since the last time. @throws ReadTrouble */
  async readOn(): Promise<void> {
    while (this.#readHandles()) await breathe();
    for (const table of ['chat', 'chat_handle_join', 'chat_lookup'] as const) {
      while (this.#readLinks(table)) await breathe();
    }
  }

  /** @returns whether there may be more. */
  #readHandles(): boolean {
    const rows = this.#database.read((connection) =>
      connection.all(
        `SELECT ROWID AS handle, ${textSql('id', maxName)} AS id FROM handle WHERE ROWID > ? ORDER BY ROWID LIMIT ${sliceChats}`,
        this.last.handle,
      ),
    );
    for (const { handle, id } of rows) {
      const address = this.#numberOf(String(id));
      this.handles[address] = withOne(this.handles[address] ?? null, Number(handle));
      this.last.handle = Number(handle);
    }
    return rows.length === sliceChats;
  }

  /**
   * Reads which addresses take part in which chats: by what chats are named after, by their handles, and from macOS 26 on by
   * `chat_lookup`. An address can be added to a chat that is there already, so each table is followed by itself.
   * @returns whether there may be more.
   */
  #readLinks(table: LinkTable): boolean {
    const rows = this.#database.read((connection, shape) => {
      if (table === 'chat_lookup' && !shape.has('chat_lookup', 'chat')) return [];
      const direct = shape.has('chat', 'style') ? `c.style IS NOT ${styles.group}` : 'c.room_name IS NULL';
      const { chat, address, join } = linkSql[table];
      return connection.all(
        `SELECT t.ROWID AS id, c.ROWID AS chat, ${direct} AS direct, ${textSql(address, maxName)} AS address
         FROM (SELECT ROWID AS id FROM ${table} WHERE ROWID > ? ORDER BY ROWID LIMIT ${sliceChats}) s
           CROSS JOIN ${table} t ON t.ROWID = s.id LEFT JOIN chat c ON c.ROWID = ${chat} ${join}
         ORDER BY t.ROWID`,
        this.last[table],
      );
    });
    for (const { id, chat, direct, address } of rows) {
      this.last[table] = Number(id);
      if (direct === 1 && typeof address === 'string' && address !== '') this.#link(Number(chat), address);
    }
    return rows.length === sliceChats;
  }

  #link(chat: number, literal: string): void {
    const address = this.#numberOf(literal);
    this.chats[address] = withOne(this.chats[address] ?? null, chat);
    this.partners[chat] = withOne(this.partners[chat] ?? null, address);
  }

  #numberOf(literal: string): number {
    const known = this.numbers.get(literal);
    if (known !== undefined) return known;
    const composed = handleKey(literal);
    // Where the two are equal, one of them is kept.
    const key = composed === literal ? literal : composed;
    const number = this.numbers.get(key) ?? this.keys.push(key) - 1;
    this.numbers.set(key, number);
    this.numbers.set(literal, number);
    return number;
  }
}

/** A list of its exact length: V8 gives one that is pushed to, or spread and added to, room for sixteen more. */
function withOne(few: Few, one: number): Few {
  if (few === null) return one;
  const list = listOf(few);
  return list.includes(one) ? few : list.concat([one]);
}

function listOf(few: Few | undefined): readonly number[] {
  if (few === null || few === undefined) return [];
  return typeof few === 'number' ? [few] : few;
}

/**
 * Finds all chats and handles of a key. Messages keeps one row per literal spelling and service, and one person's can be
 * many, so the rule that makes a key (core/handle.ts) is applied to all of them once, and then to new ones only.
 */
export class AddressIndex extends Renewed<AddressTables> {
  constructor(database: MessagesDatabase) {
    super(database, () => new AddressTables(database));
  }

  /** What is known of a key after `refresh`; empty when it never had a chat. */
  find(key: string): { readonly chats: readonly number[]; readonly handles: readonly number[] } {
    const { numbers, chats, handles } = this.current;
    const address = numbers.get(key) ?? -1;
    return { chats: listOf(chats[address]), handles: listOf(handles[address]) };
  }

  /** Whether somebody else takes part in a direct chat too: its rows say for themselves whose they are (DB-1.17). */
  isShared(chat: number): boolean {
    return this.partners(chat).length > 1;
  }

  /** Keys of whoever takes part in a direct chat; none for another chat, and for one that does not exist. */
  partners(chat: number): readonly string[] {
    return listOf(this.current.partners[chat]).flatMap((address) => this.current.keys[address] ?? []);
  }
}
