import { appleMsSql, datedSql } from './apple-time.ts';
import { blobSql, codeSql, lastRowIdSql, textSql } from './cell-sql.ts';
import { bodyPrefixBytes } from './imessage-parser.ts';
import type { Cells, ReadConnection } from './read-only-database.ts';
import type { Shape } from './shape.ts';

/** `chat.style` (DB-1.11). */
export const styles = { direct: 45, group: 43 } as const;

/** Rows that one call reads: a few milliseconds, so that a worker stays quick to answer. */
export const sliceRows = 100;

/** Longer texts are cut, in characters: more is never shown, and never needed to judge one. */
export const maxText = 8_192;
/** Addresses, guids and names of services. */
const maxName = 512;
/** How far a row without a date looks for the date of the row before it. */
const neighbourRows = 1_000;

type Table = Parameters<Shape['has']>[0];

/** A column by name where this version has it, read by `as`; else what it would say. */
function column(shape: Shape, table: Table, alias: string, name: string) {
  const read = (as: (column: string) => string, fallback: string | number) =>
    shape.has(table, name) ? as(`${alias}.${name}`) : String(fallback);
  return {
    code: (fallback: number | 'NULL' = 0) => read((one) => codeSql(one, fallback), fallback),
    text: (max = maxName) => read((one) => textSql(one, max), 'NULL'),
    blob: (max: number) => read((one) => blobSql(one, max), 'NULL'),
  };
}

/**
 * What Messages says of a row of the owner's (DB-1.16), as the columns `fromMe`, `error`, `isSent`, `isDelivered` and
 * `scheduleType` of the table under this alias.
 */
export function ownStateSql(shape: Shape, alias: string): string {
  const message = (name: string) => column(shape, 'message', alias, name);
  return `${message('is_from_me').code()} AS fromMe, ${message('error').code()} AS error,
      ${message('is_sent').code(1)} AS isSent, ${message('is_delivered').code()} AS isDelivered,
      ${message('schedule_type').code()} AS scheduleType`;
}

/** Whether the words of a row were changed, or taken back, since it was written (DB-2.13), as 1. */
export function editedSql(shape: Shape, alias: string): string {
  return shape.has('message', 'date_edited') ? `(${alias}.date_edited > 0)` : '0';
}

/** The text of a row, as `readText` takes it. */
export function wordsSql(shape: Shape, alias: string): string {
  const body = shape.has('message', 'attributedBody') ? `${alias}.attributedBody` : 'NULL';
  return `${textSql(`${alias}.text`, maxText)} AS text, ${blobSql(body, bodyPrefixBytes)} AS body,
      octet_length(${body}) AS bodyBytes`;
}

/**
 * Everything we know of messages given by ROWID (a JSON array), one row per message and chat, in ROWID order. Columns
 * are read by name: their order differs between databases. `CROSS JOIN` pins the
 * order, `INDEXED BY` and `NOT INDEXED` the way, whatever statistics say (DB-1.19).
 */
export function rowQuery(shape: Shape): string {
  const message = (name: string) => column(shape, 'message', 'm', name);
  const chat = (name: string) => column(shape, 'chat', 'c', name);
  const recentlyDeleted = shape.has('chat_recoverable_message_join', 'message_id')
    ? `CASE WHEN c.ROWID IS NULL
         THEN EXISTS (SELECT 1 FROM chat_recoverable_message_join r WHERE r.message_id = m.ROWID) ELSE 0 END`
    : '0';
  return `
    SELECT m.ROWID AS rowId, ${textSql('m.guid', maxName)} AS guid, ${wordsSql(shape, 'm')},
      ${appleMsSql('m.date')} AS appleMs,
      CASE WHEN NOT ${datedSql('m.date')} THEN (SELECT ${appleMsSql('p.date')} FROM message p
        WHERE p.ROWID < m.ROWID AND p.ROWID >= m.ROWID - ${neighbourRows} AND ${datedSql('p.date')}
        ORDER BY p.ROWID DESC LIMIT 1) END AS appleMsBefore,
      ${message('service').text()} AS service, ${ownStateSql(shape, 'm')},
      ${editedSql(shape, 'm')} AS edited,
      ${message('item_type').code()} AS itemType, ${message('associated_message_type').code()} AS associatedType,
      ${message('balloon_bundle_id').text()} AS balloon, ${message('cache_has_attachments').code()} AS attachments,
      ${message('cache_roomnames').text()} AS rooms, ${message('destination_caller_id').text()} AS destination,
      ${message('account').text()} AS account, ${textSql('h.id', maxName)} AS sender,
      ${textSql('h.service', maxName)} AS handleService,
      ${message('filter_action').code()} AS filterAction, ${message('is_spam').code()} AS isSpam,
      c.ROWID AS chat, ${chat('chat_identifier').text()} AS chatIdentifier, ${chat('style').code('NULL')} AS style,
      ${chat('room_name').text()} AS roomName, ${chat('is_filtered').code()} AS filterBucket,
      ${chat('is_blackholed').code()} AS isBlackholed, ${participants(shape)} AS participants,
      ${recentlyDeleted} AS deleted
    FROM json_each(?) wanted CROSS JOIN message m NOT INDEXED ON m.ROWID = wanted.value AND m.ROWID <= ${lastRowIdSql}
      LEFT JOIN handle h NOT INDEXED ON h.ROWID = m.handle_id
      LEFT JOIN chat_message_join j ${shape.by('chat_message_join', 'message_id')} ON j.message_id = m.ROWID
      LEFT JOIN chat c NOT INDEXED ON c.ROWID = j.chat_id
    ORDER BY m.ROWID, c.ROWID`;
}

/** The addresses of a row's chat, as a JSON array: asked for only where the row has none of its own. */
function participants(shape: Shape): string {
  const lookup = shape.has('chat_lookup', 'chat')
    ? `UNION SELECT ${textSql('l.identifier', maxName)} FROM chat_lookup l WHERE l.chat = c.ROWID`
    : '';
  return `CASE WHEN h.id IS NULL AND c.ROWID IS NOT NULL AND ${
    shape.has('chat', 'style') ? `c.style IS NOT ${styles.group}` : 'c.room_name IS NULL'
  } THEN (SELECT json_group_array(address) FROM (
        SELECT ${textSql('k.id', maxName)} AS address FROM chat_handle_join x CROSS JOIN handle k ON k.ROWID = x.handle_id
        WHERE x.chat_id = c.ROWID ${lookup} LIMIT 20)) END`;
}

/** ROWIDs out of a query whose only column is `rowId`. */
export function rowIds(
  connection: ReadConnection,
  sql: string,
  ...values: readonly (number | bigint | string)[]
): readonly number[] {
  return connection.all(sql, ...values).map(({ rowId }) => Number(rowId));
}

/** The newest ROWID; 0: no row. */
export function newestRowId(connection: ReadConnection): number {
  return rowIds(connection, `SELECT max(ROWID) AS rowId FROM message WHERE ROWID <= ${lastRowIdSql}`)[0] ?? 0;
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
