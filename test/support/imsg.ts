/**
 * A stand-in for the `imsg` program, run by the real gateway's iMessage plugin through a wrapper script. It speaks the
 * part of imsg's JSON-RPC that the plugin uses (OC-15) and reads the same chat.db as Peephole. What the
 * plugin sends goes to the journal and, as on a Mac, into chat.db as a row from me; it reaches nobody.
 *
 *   imsg.ts JOURNAL rpc --json --db PATH     what else the plugin asks, its wrapper answers (real-gateway.ts)
 */
import { appendFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { unixMs } from '../../src-main/messages/apple-time.ts';
import { openChatDb } from '../../src-main/simulator/chat-db.ts';
import type { ImsgEntry } from './imsg-journal.ts';

const pollEveryMs = 25;
/** A row whose chat link is written later than this is handed over without one, as the real imsg does. */
const lateLinkMs = 1000;

const [journal = '', ...words] = process.argv.slice(2);

/** Distributes over the union, so that every kind of entry keeps its own fields. */
type Unstamped<Entry> = Entry extends ImsgEntry ? Omit<Entry, 'atMs'> : never;

function note(entry: Unstamped<ImsgEntry>): void {
  appendFileSync(journal, `${JSON.stringify({ ...entry, atMs: Date.now() })}\n`);
}

interface MessageRow {
  readonly id: number;
  readonly guid: string;
  readonly text: string | null;
  readonly date: number;
  readonly fromMe: number;
  readonly sender: string | null;
  readonly ownAddress: string | null;
  readonly chatId: number | null;
  readonly chatGuid: string | null;
  readonly chatIdentifier: string | null;
  readonly chatStyle: number | null;
}

const messageQuery = `
  SELECT m.ROWID AS id, m.guid, m.text, m.date / 1000000 AS date, m.is_from_me AS fromMe, h.id AS sender,
         m.destination_caller_id AS ownAddress, c.ROWID AS chatId, c.guid AS chatGuid,
         c.chat_identifier AS chatIdentifier, c.style AS chatStyle
    FROM message m
    LEFT JOIN handle h ON h.ROWID = m.handle_id
    LEFT JOIN chat_message_join j ON j.message_id = m.ROWID
    LEFT JOIN chat c ON c.ROWID = j.chat_id`;

function openMessages(path: string) {
  const writer = openChatDb(path);
  const database = writer.sqlite;
  const rowsAfter = database.prepare(`${messageQuery} WHERE m.ROWID > ? ORDER BY m.ROWID LIMIT 100`);
  const rowsOfChat = database.prepare(`${messageQuery} WHERE c.ROWID = ? ORDER BY m.date DESC LIMIT ?`);
  const members = database.prepare(
    'SELECT h.id FROM chat_handle_join j JOIN handle h ON h.ROWID = j.handle_id WHERE j.chat_id = ?',
  );
  const participants = (chatId: number) => members.all(chatId).map((row) => String(row.id));

  /** The message as imsg writes it. */
  const present = (row: MessageRow) => ({
    id: row.id,
    guid: row.guid,
    chat_id: row.chatId ?? 0,
    sender: row.sender ?? '',
    is_from_me: row.fromMe === 1,
    is_group: row.chatStyle === 43,
    text: row.text ?? '',
    created_at: new Date(unixMs(row.date)).toISOString(),
    chat_guid: row.chatGuid ?? '',
    chat_identifier: row.chatIdentifier ?? '',
    participants: row.chatId === null ? [] : participants(row.chatId),
    destination_caller_id: row.ownAddress,
  });

  return {
    last: () => Number(database.prepare('SELECT max(ROWID) AS last FROM message').get()?.last ?? 0),
    after: (rowId: number) => rowsAfter.all(rowId) as unknown as MessageRow[],
    present,
    history: (chatId: number, limit: number) =>
      (rowsOfChat.all(chatId, limit) as unknown as MessageRow[]).map(present),
    chats: (limit: number) =>
      database
        .prepare(
          'SELECT ROWID AS id, guid, chat_identifier AS identifier FROM chat ORDER BY ROWID DESC LIMIT ?',
        )
        .all(limit)
        .map((chat) => ({ ...chat, participants: participants(Number(chat.id)) })),
    findChat: (column: 'ROWID' | 'guid' | 'chat_identifier', value: string | number) =>
      database
        .prepare(`SELECT ROWID AS id, chat_identifier AS identifier FROM chat WHERE ${column} = ?`)
        .get(value) as { id: number; identifier: string } | undefined,
    /** Writes what the plugin sent, message and link in one transaction. */
    writeFromMe(chatId: number, text: string): { id: number; guid: string } {
      const { rowId, guid } = writer.post({ chatId, from: null, text });
      return { id: rowId, guid };
    },
  };
}

type Params = Record<string, unknown>;
type Messages = ReturnType<typeof openMessages>;

/** The chat a call is about. Nothing but an answer is ever sent here, so it always exists already. */
function chatOf(messages: Messages, params: Params): { id: number; identifier: string } {
  const by = [
    ['chat_id', 'ROWID'],
    ['chat_guid', 'guid'],
    ['chat_identifier', 'chat_identifier'],
    ['to', 'chat_identifier'],
  ] as const;
  for (const [name, column] of by) {
    const value = params[name];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const chat = messages.findChat(column, value);
    if (chat) return chat;
  }
  throw new Error(`no such chat: ${JSON.stringify(params)}`);
}

/** Hands every new row to the plugin, in ROWID order. */
function watch(messages: Messages, sinceRowId: number): void {
  let cursor = sinceRowId;
  let waiting = { rowId: 0, sinceMs: 0 };
  setInterval(() => {
    for (const row of messages.after(cursor)) {
      if (row.chatId === null) {
        if (waiting.rowId !== row.id) waiting = { rowId: row.id, sinceMs: Date.now() };
        if (Date.now() - waiting.sinceMs < lateLinkMs) return;
      }
      cursor = row.id;
      write({
        jsonrpc: '2.0',
        method: 'message',
        params: { subscription: 1, message: messages.present(row) },
      });
      note({ type: 'handed', rowId: row.id });
    }
  }, pollEveryMs);
}

function answer(messages: Messages, method: string, params: Params): unknown {
  switch (method) {
    case 'chats.list':
      return { chats: messages.chats(Number(params.limit ?? 20)) };
    case 'messages.history':
      return { messages: messages.history(Number(params.chat_id), Number(params.limit ?? 50)) };
    case 'watch.subscribe': {
      const since = typeof params.since_rowid === 'number' ? params.since_rowid : null;
      watch(messages, since ?? messages.last());
      note({ type: 'subscribed', sinceRowId: since });
      return { subscription: 1 };
    }
    case 'watch.unsubscribe':
      return { ok: true };
    case 'send': {
      const chat = chatOf(messages, params);
      const text = String(params.text ?? '');
      note({ type: 'outgoing', method, to: chat.identifier, text, params });
      return { ok: true, ...messages.writeFromMe(chat.id, text), transport: 'applescript' };
    }
    case 'typing':
    case 'read':
      note({ type: 'outgoing', method, to: chatOf(messages, params).identifier, text: null, params });
      return { ok: true };
    default:
      throw new Error(`unknown method ${method}`);
  }
}

function write(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function serve(databasePath: string): void {
  if (!existsSync(databasePath)) {
    process.stderr.write(`unable to open database file ${databasePath}\n`);
    process.exit(1);
  }
  const messages = openMessages(databasePath);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const { id, method, params } = JSON.parse(line) as { id: number; method: string; params?: Params };
    try {
      write({ jsonrpc: '2.0', id, result: answer(messages, method, params ?? {}) });
    } catch (error) {
      write({ jsonrpc: '2.0', id, error: { code: -32000, message: String(error) } });
    }
  });
  // The plugin stops the program by closing its stdin.
  lines.on('close', () => process.exit(0));
}

serve(words[words.indexOf('--db') + 1] ?? '');
