import { randomUUID } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { appleDate } from '../messages/apple-time.ts';
import { attributedBody } from './attributed-body.ts';
import { chatDbSchema, type MacosVersion } from './chat-db-schema.ts';

export interface ChatDbOptions {
  /** Whose tables and columns; default the newest. */
  readonly macos?: MacosVersion;
  /** Seed for another column order, as upgraded databases have one; default: the order of a fresh database. */
  readonly columnOrder?: number;
  /** The owner's own addresses. Default: invented ones. */
  readonly owner?: Owner;
}

export interface Owner {
  readonly phone: string;
  readonly email: string;
}

export const practiceOwner: Owner = { phone: '+12125550199', email: 'owner@example.com' };

/** Where a message is and what became of it. */
export interface Written {
  readonly rowId: number;
  readonly guid: string;
  readonly chatId: number;
}

interface MessageOptions {
  /** `iMessage` unless told otherwise; as spelt in chat.db, so `rcs` and `iMessageLite` too. */
  readonly service?: string;
  /** null: a message without words. */
  readonly text: string | null;
  /** ms since 1970; default now. */
  readonly atMs?: number;
  /** Which columns carry the text. macOS 13 and later often leave `text` empty. Default both. */
  readonly carrier?: 'text' | 'body' | 'both';
  /** Default a fresh one. */
  readonly guid?: string;
  /** Default the next one; lower ones stand for a rebuilt database. */
  readonly rowId?: number;
  /** `late`: the link between message and chat is written by a later `link()`. */
  readonly join?: 'late';
  /** Any other column of `message`. */
  readonly columns?: Readonly<Record<string, Value>>;
}

export interface Incoming extends MessageOptions {
  /** `handle.id` as stored, filter suffix and all. */
  readonly handle: string;
  /** `chat_identifier` where it differs from the handle. */
  readonly chatIdentifier?: string;
  /** `chat.is_filtered` (DB-1.12). */
  readonly filterBucket?: number;
}

export interface Outgoing extends MessageOptions {
  /** Whom it goes to, as spelt in chat.db. */
  readonly to: string;
}

export interface Post extends MessageOptions {
  readonly chatId: number;
  /** null: the owner wrote it. */
  readonly from: string | null;
}

export interface Tapback {
  readonly on: Written;
  readonly from: string | null;
  /** 2000 to 2007 added, 3000 to 3007 taken back. Default 2000, a heart. */
  readonly type?: number;
  readonly atMs?: number;
}

type Value = string | number | bigint | Uint8Array | null;
type Row = Readonly<Record<string, Value>>;

/** Makes an empty chat.db, as Messages on the given macOS would, and opens it for writing. */
export function createChatDb(path: string, options: ChatDbOptions = {}): ChatDb {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL');
  db.exec(chatDbSchema(options.macos ?? 27, options.columnOrder ?? 0));
  db.exec("INSERT INTO _SqliteDatabaseProperties VALUES ('_ClientVersion', '21001')");
  return new ChatDb(db, options.owner ?? practiceOwner);
}

/** Opens an existing chat.db for writing: as imagent does on a Mac, from any process. */
export function openChatDb(path: string, owner: Owner = practiceOwner): ChatDb {
  return new ChatDb(new DatabaseSync(path, { timeout: 5_000 }), owner);
}

/**
 * Writes to a chat.db what Messages' own writer would (DB-1.1 to DB-2.9), in WAL mode. Columns that the
 * database's version does not have are left out. For practice and tests: Peephole itself never writes to Messages.
 */
export class ChatDb {
  readonly #db: DatabaseSync;
  readonly #owner: Owner;
  readonly #columns = new Map<string, ReadonlySet<string>>();
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, owner: Owner) {
    this.#db = db;
    this.#owner = owner;
  }

  /** The connection, for what has no method of its own. */
  get sqlite(): DatabaseSync {
    return this.#db;
  }

  /** Somebody writes to the owner, directly. */
  receive(incoming: Incoming): Written {
    const service = incoming.service ?? 'iMessage';
    return this.transaction(() => {
      const handleId = this.handle(incoming.handle, service);
      const identifier = incoming.chatIdentifier ?? incoming.handle;
      const chatId = this.directChat(identifier, service, incoming.filterBucket ?? 0);
      this.#linkHandle(chatId, handleId);
      return this.#message(chatId, incoming, {
        handle_id: handleId,
        destination_caller_id: this.#owner.phone,
      });
    });
  }

  /** A message leaves this Mac to one person: the owner's, or the assistant's. */
  send(outgoing: Outgoing): Written {
    const service = outgoing.service ?? 'iMessage';
    return this.transaction(() => {
      const handleId = this.handle(outgoing.to, service);
      const chatId = this.directChat(outgoing.to, service);
      this.#linkHandle(chatId, handleId);
      return this.#message(chatId, outgoing, { handle_id: handleId, ...this.#fromMe() });
    });
  }

  /** A group of people. @returns its chat's ROWID. */
  group(members: readonly string[], identifier = `chat${randomDigits()}`, service = 'iMessage'): number {
    return this.transaction(() => {
      const chatId = this.#insert('chat', {
        guid: `${this.#guidPrefix(service)};+;${identifier}`,
        style: 43,
        state: 3,
        chat_identifier: identifier,
        room_name: identifier,
        service_name: service,
        account_login: `E:${this.#owner.email}`,
        group_id: randomUUID().toUpperCase(),
      });
      for (const member of members) this.#linkHandle(chatId, this.handle(member, service));
      return chatId;
    });
  }

  /** A message in an existing chat, by a member or by the owner. The owner's carry no handle, as in groups on a Mac. */
  post(message: Post): Written {
    const service = message.service ?? 'iMessage';
    return this.transaction(() =>
      this.#message(
        message.chatId,
        message,
        message.from === null
          ? { handle_id: 0, ...this.#fromMe() }
          : { handle_id: this.handle(message.from, service), destination_caller_id: this.#owner.phone },
      ),
    );
  }

  /** The owner writes to themselves: a pair of rows, sent and received. */
  selfChat(text: string, atMs: number = Date.now()): readonly [sent: Written, received: Written] {
    const to = this.#owner.email;
    const sent = this.send({ to, text, atMs });
    return [sent, this.receive({ handle: to, text, atMs })];
  }

  tapback({ on, from, type = 2000, atMs }: Tapback): Written {
    const sender =
      from === null ? { handle_id: 0, ...this.#fromMe() } : { handle_id: this.handle(from, 'iMessage') };
    const words = { text: null, ...(atMs === undefined ? {} : { atMs }) };
    return this.transaction(() =>
      this.#message(on.chatId, words, {
        ...sender,
        associated_message_guid: `p:0/${on.guid}`,
        associated_message_type: type,
      }),
    );
  }

  /** The sender changes the text (macOS 13 and later). */
  edit(message: Written, text: string, atMs: number = Date.now()): void {
    this.#update(message.rowId, { text, attributedBody: attributedBody(text), date_edited: appleDate(atMs) });
  }

  /** The sender takes the message back (macOS 13 and later). */
  unsend(message: Written, atMs: number = Date.now()): void {
    this.#update(message.rowId, {
      text: null,
      attributedBody: null,
      is_empty: 1,
      date_edited: appleDate(atMs),
    });
  }

  /** Writes the link that `join: 'late'` left out. */
  link(message: Written): void {
    this.#link(message.chatId, message.rowId);
  }

  /** The owner deletes a message: for 30 days it sits in Recently Deleted (macOS 13 and later; before: gone at once). */
  delete(message: Written, atMs: number = Date.now()): void {
    this.transaction(() => {
      if (this.#has('chat_recoverable_message_join')) {
        this.#insert('chat_recoverable_message_join', {
          chat_id: message.chatId,
          message_id: message.rowId,
          delete_date: appleDate(atMs),
        });
      }
      this.#run('DELETE FROM chat_message_join WHERE message_id = ?', message.rowId);
    });
  }

  /** Somebody renames a group, joins or leaves: a row that is no message. */
  groupEvent(chatId: number, itemType: number): Written {
    return this.transaction(() => this.#message(chatId, { text: null }, { item_type: itemType }));
  }

  /** The handle's ROWID; a new row where it was never seen with this service. */
  handle(id: string, service: string): number {
    this.#run(
      'INSERT OR IGNORE INTO handle (id, service, country, uncanonicalized_id) VALUES (?, ?, ?, NULL)',
      id,
      service,
      'us',
    );
    return this.#rowId('SELECT ROWID AS id FROM handle WHERE id = ? AND service = ?', id, service);
  }

  /** The direct chat's ROWID; a new row where there was none. */
  directChat(identifier: string, service: string, filterBucket = 0): number {
    const guid = `${this.#guidPrefix(service)};-;${identifier}`;
    const found = this.#statement('SELECT ROWID AS id FROM chat WHERE guid = ?').get(guid);
    if (found) return Number(found.id);
    return this.#insert('chat', {
      guid,
      style: 45,
      state: 3,
      chat_identifier: identifier,
      service_name: service,
      account_login: `E:${this.#owner.email}`,
      // Polluted with a short code on purpose, as real databases are: it names nobody's own address.
      last_addressed_handle: '29234',
      is_filtered: filterBucket,
    });
  }

  /** Everything in one commit. Inside another one: part of that. */
  transaction<T>(write: () => T): T {
    if (this.#db.isTransaction) return write();
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Brings everything into chat.db itself and empties the -wal, as a restart of Messages does. */
  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** The last one to close removes -wal and -shm. */
  close(): void {
    this.#db.close();
  }

  #message(chatId: number, message: MessageOptions, specific: Row): Written {
    const guid = message.guid ?? randomUUID().toUpperCase();
    const service = message.service ?? 'iMessage';
    const date = appleDate(message.atMs ?? Date.now());
    const carrier = message.carrier ?? 'both';
    const { text } = message;
    const rowId = this.#insert('message', {
      ...(message.rowId === undefined ? {} : { ROWID: message.rowId }),
      guid,
      text: carrier === 'body' ? null : text,
      attributedBody: carrier === 'text' || text === null ? null : attributedBody(text),
      service,
      account: `E:${this.#owner.email}`,
      account_guid: 'B0E3C9D0-0000-4000-8000-000000000000',
      date,
      is_finished: 1,
      version: 10,
      part_count: 1,
      ...specific,
      ...message.columns,
    });
    if (message.join !== 'late') this.#link(chatId, rowId);
    return { rowId, guid, chatId };
  }

  #fromMe(): Row {
    return { is_from_me: 1, is_sent: 1, is_delivered: 1 };
  }

  #link(chatId: number, rowId: number): void {
    this.#run(
      `INSERT OR IGNORE INTO chat_message_join (chat_id, message_id, message_date)
       SELECT ?, ROWID, date FROM message WHERE ROWID = ?`,
      chatId,
      rowId,
    );
  }

  #linkHandle(chatId: number, handleId: number): void {
    this.#run('INSERT OR IGNORE INTO chat_handle_join (chat_id, handle_id) VALUES (?, ?)', chatId, handleId);
  }

  /** From macOS 26 on a chat's guid no longer names the service. */
  #guidPrefix(service: string): string {
    return this.#has('chat_lookup') ? 'any' : service;
  }

  #has(table: string): boolean {
    return this.#columnsOf(table).size > 0;
  }

  #columnsOf(table: string): ReadonlySet<string> {
    const known = this.#columns.get(table);
    if (known) return known;
    const rows = this.#db.prepare('SELECT name FROM pragma_table_info(?)').all(table);
    const columns = new Set(rows.map(({ name }) => String(name)));
    this.#columns.set(table, columns);
    return columns;
  }

  /** Only what this version's table has. */
  #present(table: string, row: Row): readonly (readonly [string, Value])[] {
    return Object.entries(row).filter(([column]) => this.#columnsOf(table).has(column));
  }

  #insert(table: string, row: Row): number {
    const cells = this.#present(table, row);
    const names = cells.map(([name]) => `"${name}"`).join(', ');
    const sql = `INSERT INTO ${table} (${names}) VALUES (${cells.map(() => '?').join(', ')})`;
    return Number(this.#statement(sql).run(...cells.map(([, value]) => value)).lastInsertRowid);
  }

  #update(rowId: number, row: Row): void {
    const cells = this.#present('message', row);
    const assignments = cells.map(([name]) => `"${name}" = ?`).join(', ');
    this.#run(`UPDATE message SET ${assignments} WHERE ROWID = ?`, ...cells.map(([, value]) => value), rowId);
  }

  #run(sql: string, ...values: readonly Value[]): void {
    this.#statement(sql).run(...values);
  }

  #rowId(sql: string, ...values: readonly Value[]): number {
    return Number(this.#statement(sql).get(...values)?.id);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** A group's number, as Messages makes one up. */
function randomDigits(): string {
  return String(Math.floor(Math.random() * 1e18)).padStart(18, '0');
}
