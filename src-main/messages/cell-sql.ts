/** Values that are longer, in bytes, are not read at all: nobody types such a text, and reading it costs the worker its memory. */
const maxValueBytes = 4_194_304;

/** ROWIDs beyond this can't be told from one another in JavaScript; no Messages ever gave out so high a one. */
export const lastRowIdSql = Number.MAX_SAFE_INTEGER;

/**
 * A column of chat.db as a text of at most `max` characters. Everything that is read is capped in SQL: what stands in the
 * database was written by others, and one odd row must cost that row only.
 */
export function textSql(column: string, max: number): string {
  return `CASE WHEN octet_length(${column}) <= ${maxValueBytes} THEN substr(CAST(${column} AS TEXT), 1, ${max}) END`;
}

/** The first bytes of a column as a blob; null when it is another thing, or out of all proportion. */
export function blobSql(column: string, maxBytes: number): string {
  return `CASE WHEN typeof(${column}) = 'blob' AND octet_length(${column}) <= ${maxValueBytes} THEN substr(${column}, 1, ${maxBytes}) END`;
}

/** A column of small numbers (codes, flags): anything else that stands there counts as `fallback`. */
export function codeSql(column: string, fallback: number | 'NULL' = 0): string {
  return `CASE WHEN typeof(${column}) = 'integer' AND ${column} BETWEEN -2147483648 AND 2147483647 THEN ${column} ELSE ${fallback} END`;
}
