import { appleMsSql } from './apple-time.ts';
import { bodyPrefixBytes } from './imessage-parser.ts';
import type { Cells, ReadConnection } from './read-only-database.ts';
import type { Shape } from './shape.ts';

/** `chat.style` (DB-1.11). */
export const styles = { direct: 45, group: 43 } as const;

/** Rows that one call reads: a few milliseconds at most, so that a worker stays quick to answer. */
export const sliceRows = 50;

/** A column by name where this version has it, else what it would say. */
function column(
  shape: Shape,
  table: Parameters<Shape['has']>[0],
  alias: string,
  name: string,
  fallback: string,
) {
  return shape.has(table, name) ? `${alias}.${name}` : fallback;
}

/**
 * Everything we know of messages given by ROWID (a JSON array), one row per message and chat, in ROWID order. Columns
 * are read by name: their order differs between databases. `CROSS JOIN` pins the order, there are no statistics.
 */
export function rowQuery(shape: Shape): string {
  const message = (name: string, fallback: string) => column(shape, 'message', 'm', name, fallback);
  const chat = (name: string, fallback: string) => column(shape, 'chat', 'c', name, fallback);
  const body = message('attributedBody', 'NULL');
  const recentlyDeleted = shape.has('chat_recoverable_message_join', 'message_id')
    ? `CASE WHEN c.ROWID IS NULL
         THEN EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID) ELSE 0 END`
    : '0';
  return `
    SELECT m.ROWID AS rowId, m.guid AS guid, m.text AS text,
      substr(${body}, 1, ${bodyPrefixBytes}) AS body, length(${body}) AS bodyBytes,
      ${appleMsSql('m.date')} AS appleMs, ${message('service', 'NULL')} AS service, m.is_from_me AS fromMe,
      ${message('item_type', '0')} AS itemType, ${message('associated_message_type', '0')} AS associatedType,
      ${message('balloon_bundle_id', 'NULL')} AS balloon, ${message('cache_has_attachments', '0')} AS attachments,
      ${message('cache_roomnames', 'NULL')} AS rooms, ${message('destination_caller_id', 'NULL')} AS destination,
      ${message('account', 'NULL')} AS account, h.id AS sender, h.service AS handleService,
      c.ROWID AS chat, c.chat_identifier AS chatIdentifier, ${chat('style', 'NULL')} AS style,
      ${chat('room_name', 'NULL')} AS roomName, ${chat('is_filtered', '0')} AS filterBucket,
      ${recentlyDeleted} AS deleted
    FROM json_each(?) wanted CROSS JOIN message m ON m.ROWID = wanted.value
      LEFT JOIN handle h ON h.ROWID = m.handle_id
      LEFT JOIN chat_message_join j ON j.message_id = m.ROWID
      LEFT JOIN chat c ON c.ROWID = j.chat_id
    ORDER BY m.ROWID, c.ROWID`;
}

/** ROWIDs out of a query whose only column is `rowId`. */
export function rowIds(
  connection: ReadConnection,
  sql: string,
  ...values: readonly (number | bigint | string)[]
): readonly number[] {
  return connection.all(sql, ...values).map(({ rowId }) => Number(rowId));
}

/** The cells of each message, by its chats: usually one row, more when it is linked to several chats, in ROWID order. */
export function readCells(
  connection: ReadConnection,
  shape: Shape,
  ids: readonly number[],
): readonly (readonly [Cells, ...Cells[]])[] {
  const messages: [Cells, ...Cells[]][] = [];
  if (ids.length === 0) return messages;
  for (const cells of connection.all(rowQuery(shape), JSON.stringify(ids))) {
    const last = messages.at(-1);
    if (last === undefined || last[0].rowId !== cells.rowId) messages.push([cells]);
    else last.push(cells);
  }
  return messages;
}
