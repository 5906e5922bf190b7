/** Reads one account's Messages database as `imsg` does for the real plugin, and hands over what others wrote. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Arrival } from './access-rule.ts';

/** A message as the plugin gets it. */
export interface InboundMessage extends Arrival {
  readonly rowId: number;
  readonly guid: string;
  readonly text: string;
  /** The message's own date, ms. */
  readonly atMs: number;
}

const pollEveryMs = 100;
/** A row whose chat link is later than this is handed over without one, as the real imsg does. */
const lateLinkMs = 1000;
/** How far back messages of a time without reception are answered (OC-50). */
const replayMaxAgeMs = 2 * 3_600_000;
const replayMaxRows = 500;
/** Older messages that arrive live are a backfill: dropped (DB-2.10). */
const liveMaxAgeMs = 15 * 60_000;
const pageRows = 100;

const appleEpochMs = Date.UTC(2001, 0, 1);

const query = `
  SELECT m.ROWID AS rowId, m.guid, m.text, m.date / 1000000 AS appleMs, m.is_from_me AS fromMe, m.item_type AS itemType,
         m.associated_message_type AS associated, h.id AS sender, c.ROWID AS chatId, c.guid AS chatGuid,
         c.chat_identifier AS chatIdentifier, c.style
    FROM message m
    LEFT JOIN handle h ON h.ROWID = m.handle_id
    LEFT JOIN chat_message_join j ON j.message_id = m.ROWID
    LEFT JOIN chat c ON c.ROWID = j.chat_id
   WHERE m.ROWID > ? ORDER BY m.ROWID LIMIT ${pageRows}`;

type Row = Readonly<Record<string, string | number | null>>;

function present(row: Row): InboundMessage {
  return {
    rowId: Number(row.rowId),
    guid: String(row.guid),
    sender: String(row.sender ?? ''),
    text: String(row.text ?? ''),
    atMs: Number(row.appleMs) + appleEpochMs,
    group: row.style === 43,
    chatId: row.chatId === null ? null : Number(row.chatId),
    chatGuid: String(row.chatGuid ?? ''),
    chatIdentifier: String(row.chatIdentifier ?? ''),
  };
}

/** Somebody else's words: not from me, no tapback, no system row. */
function isMessage(row: Row): boolean {
  const associated = Number(row.associated ?? 0);
  return row.fromMe === 0 && (row.itemType ?? 0) === 0 && (associated < 2000 || associated > 3006);
}

export interface Inbox {
  /** Looks at once. */
  look(): void;
  close(): void;
}

/**
 * Watches a chat.db until closed. `cursor` null: never received before, so only what is new counts.
 * @param hand gets every message, in ROWID order. @param moved is told how far the database is done with.
 * @returns null when there is no database to read.
 */
export function watchMessages(
  path: string,
  cursor: number | null,
  hand: (message: InboundMessage) => void,
  moved: (rowId: number) => void,
): Inbox | null {
  if (path === '' || !existsSync(path)) return null;
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  const page = db.prepare(query);
  const last = Number(db.prepare('SELECT max(ROWID) AS last FROM message').get()?.last ?? 0);
  let position = cursor === null ? last : Math.max(cursor, last - replayMaxRows);
  let linkless = { rowId: 0, sinceMs: 0 };
  let closed = false;
  moved(position);

  /** Whether the row has to wait for its chat, which may be committed after it. */
  function mustWait(row: Row): boolean {
    if (row.chatId !== null) return false;
    const rowId = Number(row.rowId);
    if (linkless.rowId !== rowId) linkless = { rowId, sinceMs: Date.now() };
    return Date.now() - linkless.sinceMs < lateLinkMs;
  }

  function look(): void {
    for (const row of page.all(position) as unknown as Row[]) {
      // Handing a message over may have stopped the channel.
      if (closed || mustWait(row)) return;
      const message = present(row);
      position = message.rowId;
      moved(position);
      const maxAgeMs = message.rowId <= last ? replayMaxAgeMs : liveMaxAgeMs;
      if (isMessage(row) && Date.now() - message.atMs <= maxAgeMs) hand(message);
    }
  }

  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // Locked for longer than the busy time-out, or being replaced: the next look tries again.
    }
  }, pollEveryMs);
  timer.unref();
  look();
  return {
    look,
    close() {
      closed = true;
      clearInterval(timer);
      db.close();
    },
  };
}
