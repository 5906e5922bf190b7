import { appleDate, datedSql } from './apple-time.ts';
import { lastRowIdSql } from './cell-sql.ts';
import type { ReadConnection } from './read-only-database.ts';
import { rowIds, styles } from './row-query.ts';
import type { Shape } from './shape.ts';

/** The next ROWIDs after this one. */
export function idsAfter(connection: ReadConnection, rowId: number, limit: number): readonly number[] {
  const [page] = connection.all(
    `SELECT json_group_array(id) AS ids FROM (
       SELECT ROWID AS id FROM message WHERE ROWID > ? AND ROWID <= ${lastRowIdSql} ORDER BY ROWID LIMIT ?)`,
    rowId,
    limit,
  );
  return JSON.parse(String(page?.ids ?? '[]')) as number[];
}

/**
 * Rows up to `last` that are dated since then, and those among them that have no date, in ROWID order. `+` keeps SQLite from
 * taking the bound on ROWIDs for the better way in: it would go through the whole table.
 */
export function idsSince(connection: ReadConnection, sinceMs: number, last: number): readonly number[] {
  const dated = rowIds(
    connection,
    'SELECT ROWID AS rowId FROM message WHERE date >= ? AND +ROWID BETWEEN 0 AND ?',
    appleDate(sinceMs),
    last,
  );
  const first = dated.reduce((lowest, id) => Math.min(lowest, id), last);
  const undated = rowIds(
    connection,
    ['date IS NULL', 'date <= 0']
      .map(
        (none) =>
          `SELECT ROWID AS rowId FROM message WHERE ${none} AND NOT ${datedSql('date')} AND +ROWID BETWEEN ?1 AND ?2`,
      )
      .join(' UNION ALL '),
    first,
    last,
  );
  return [...new Set([...dated, ...undated])].toSorted((a, b) => a - b);
}

/** Those of these rows that are dated before then, in ROWID order. */
export function idsDatedBefore(
  connection: ReadConnection,
  untilMs: number,
  ids: readonly number[],
): readonly number[] {
  return rowIds(
    connection,
    `SELECT m.ROWID AS rowId FROM json_each(?) s CROSS JOIN message m NOT INDEXED ON m.ROWID = s.value
     WHERE m.date < ? ORDER BY s.key`,
    JSON.stringify(ids),
    appleDate(untilMs),
  );
}

/** What others say in groups, and groups' events, are most of a busy history, and never a knock. */
export function withoutGroups(
  connection: ReadConnection,
  shape: Shape,
  ids: readonly number[],
): readonly number[] {
  if (!shape.has('chat', 'style')) return ids;
  return rowIds(
    connection,
    `SELECT m.ROWID AS rowId FROM json_each(?) s CROSS JOIN message m NOT INDEXED ON m.ROWID = s.value
     WHERE m.is_from_me = 1 OR NOT EXISTS (
       SELECT 1 FROM chat_message_join j ${shape.by('chat_message_join', 'message_id')} CROSS JOIN chat c NOT INDEXED ON c.ROWID = j.chat_id
       WHERE j.message_id = m.ROWID AND c.style = ${styles.group})`,
    JSON.stringify(ids),
  );
}
