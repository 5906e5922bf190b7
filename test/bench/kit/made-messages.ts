/**
 * Makes the chat.db that benchmarks read: so many messages of six years, the same bytes of talk on every machine. It ends on
 * a fixed day; who copies it moves the last weeks up to now.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, copyFileSync, existsSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { appleDate } from '../../../src-main/messages/apple-time.ts';
import { attributedBody } from '../../../src-main/simulator/attributed-body.ts';
import { chatDbSchema } from '../../../src-main/simulator/chat-db-schema.ts';
import { benchCache } from './bench-cache.ts';

/** Goes up when other databases are made: those of before are made anew. */
const recipe = 1;

/** Bytes on the disk that a message needs, with its share of everything else. */
const bytesEach = 800;

const endMs = Date.UTC(2026, 0, 1);
/** More than Peephole looks back at a start. */
const movedMs = 45 * 86_400_000;

/** At a million the 20,000 handles of a busy Mac; more messages do not make more people. */
function sizeOf(messages: number) {
  const handles = Math.min(20_000, Math.ceil(messages / 10));
  return { messages, handles, chats: Math.floor(handles * 0.75) };
}

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

/** Makes one at `path`, where nothing is yet: about a minute for a million. */
export function generateMessages(path: string, messages: number): void {
  const size = sizeOf(messages);
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

/** Where the made database of this size is kept; made when it is not there yet. @returns its path; not to be written to. */
async function madeMessages(messages: number): Promise<string> {
  const path = join(benchCache(), `messages-${messages}.v${recipe}.db`);
  if (existsSync(path)) return path;
  const { bavail, bsize } = statfsSync(benchCache());
  const needed = messages * bytesEach * 3;
  if (bavail * bsize < needed) {
    throw new Error(
      `the database needs ${Math.ceil(needed / 1e9)} GB of disk while it is made, and there is less`,
    );
  }
  console.error(`Making the database of ${messages.toLocaleString('en')} messages, once…`);
  rmSync(`${path}.new`, { force: true });
  const generator = new URL('../processes/generate.ts', import.meta.url).pathname;
  const child = fork(generator, [`${path}.new`, String(messages)], { execArgv: [] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the database could not be made (exit ${code})`);
  renameSync(`${path}.new`, path);
  return path;
}

/**
 * A copy to be written to, at `path`: its last weeks end now, so that as many senders are of the last 30 days whenever it runs.
 * @returns the ROWID of its last message.
 */
export async function copyMessages(messages: number, path: string): Promise<number> {
  copyFileSync(await madeMessages(messages), path, constants.COPYFILE_FICLONE);
  const db = new DatabaseSync(path);
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  const by = appleDate(Date.now()) - appleDate(endMs);
  db.prepare('UPDATE message SET date = date + ? WHERE date > ?').run(by, appleDate(endMs - movedMs));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const last = Number(db.prepare('SELECT max(ROWID) AS last FROM message').get()?.last);
  db.close();
  return last;
}
