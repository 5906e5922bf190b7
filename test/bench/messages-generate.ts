/**
 * Makes the chat.db that benchmarks read: 1,000,000 messages, 20,000 handles, 15,000 chats over six years, the same for the
 * same day. Run by itself: `messages-generate.ts PATH`. As an import: `millionMessages()`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { appleDate } from '../../src-main/messages/apple-time.ts';
import { attributedBody } from '../../src-main/simulator/attributed-body.ts';
import { chatDbSchema } from '../../src-main/simulator/chat-db-schema.ts';

export const size = { messages: 1_000_000, handles: 20_000, chats: 15_000 } as const;

const dayMs = 86_400_000;
const spanMs = 6 * 365 * dayMs;
const groupEvery = 12;
const words =
  'hello are you there call me when free see you at noon thanks great no yes maybe later the train is late again'.split(
    ' ',
  );

/** Numbers in [0, 1), the same every time. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

function generate(path: string, endMs: number): void {
  const next = random(42);
  const upTo = (limit: number) => Math.floor(next() * limit);
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  const statements = chatDbSchema(27, 0);
  const firstTrigger = statements.indexOf('CREATE TRIGGER');
  const firstIndex = statements.indexOf('CREATE INDEX');
  db.exec(statements.slice(0, firstIndex));
  db.exec('BEGIN');
  const insertHandle = db.prepare('INSERT INTO handle (id, service, country) VALUES (?, ?, ?)');
  for (let at = 0; at < size.handles; at += 1) {
    const isEmail = at % 7 === 0;
    const id = isEmail ? `person${at}@example.com` : `+1212555${String(at).padStart(5, '0')}`;
    insertHandle.run(id, at % 5 === 0 && !isEmail ? 'SMS' : 'iMessage', 'us');
  }
  const handles = db.prepare('SELECT ROWID AS rowId, id, service FROM handle').all();
  const insertChat = db.prepare(
    'INSERT INTO chat (guid, style, state, chat_identifier, service_name, room_name, account_login) VALUES (?, ?, 3, ?, ?, ?, ?)',
  );
  const insertMember = db.prepare(
    'INSERT OR IGNORE INTO chat_handle_join (chat_id, handle_id) VALUES (?, ?)',
  );
  const chats = Array.from({ length: size.chats }, (_, at) => {
    const handle = handles[at];
    const isGroup = at % groupEvery === 0;
    const identifier = isGroup ? `chat${at}` : String(handle?.id);
    const guid = `any;${isGroup ? '+' : '-'};${identifier}`;
    const { lastInsertRowid } = insertChat.run(
      guid,
      isGroup ? 43 : 45,
      identifier,
      String(handle?.service),
      isGroup ? identifier : null,
      'E:owner@example.com',
    );
    const members = isGroup ? [at, upTo(size.handles), upTo(size.handles)] : [at];
    for (const member of members) insertMember.run(lastInsertRowid, Number(handles[member]?.rowId));
    // Half of the senders are never answered.
    return { rowId: Number(lastInsertRowid), isGroup, members, isAnswered: at % 2 === 0 };
  });
  const insertMessage = db.prepare(
    `INSERT INTO message (guid, text, attributedBody, handle_id, service, account, date, is_from_me, is_finished, is_read,
       is_sent, cache_roomnames, destination_caller_id, part_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, 1)`,
  );
  const insertLink = db.prepare(
    'INSERT INTO chat_message_join (chat_id, message_id, message_date) VALUES (?, ?, ?)',
  );
  for (let at = 0; at < size.messages; at += 1) {
    // A few chats hold most of the talk.
    const chat = chats[Math.floor(next() ** 3 * size.chats)];
    if (!chat) continue;
    const atMs = endMs - spanMs + Math.floor((spanMs * at) / size.messages);
    const isFromMe = chat.isAnswered && next() < 0.4;
    const member = chat.members[upTo(chat.members.length)] ?? 0;
    const text = Array.from({ length: 3 + upTo(25) }, () => words[upTo(words.length)]).join(' ');
    const { lastInsertRowid } = insertMessage.run(
      `${String(at).padStart(8, '0')}-0000-4000-8000-${String(upTo(1e9)).padStart(12, '0')}`,
      next() < 0.5 ? text : null,
      attributedBody(text),
      isFromMe && chat.isGroup ? 0 : Number(handles[member]?.rowId),
      String(handles[member]?.service),
      'E:owner@example.com',
      appleDate(atMs),
      isFromMe ? 1 : 0,
      isFromMe ? 0 : 1,
      isFromMe ? 1 : 0,
      chat.isGroup ? `chat${chat.rowId - 1}` : null,
      isFromMe ? null : '+12125550199',
    );
    insertLink.run(chat.rowId, lastInsertRowid, appleDate(atMs));
  }
  db.exec('COMMIT');
  db.exec(statements.slice(firstIndex, firstTrigger));
  db.exec(statements.slice(firstTrigger));
  db.exec('PRAGMA journal_mode = WAL');
  db.close();
}

/** Today's database, made when it is not there yet (about a minute). @returns its path; not to be written to. */
export async function millionMessages(): Promise<string> {
  const day = new Date().toISOString().slice(0, 10);
  const cache = join(homedir(), '.cache', 'peephole-test', 'bench');
  const path = join(cache, `chat-${day}-v1.db`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) if (name.startsWith('chat-')) rmSync(join(cache, name));
  const child = fork(new URL(import.meta.url).pathname, [`${path}.new`], { execArgv: [] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the database could not be made (exit ${code})`);
  renameSync(`${path}.new`, path);
  return path;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [, , path = ''] = process.argv;
  const endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  generate(path, endMs);
}
