const appleEpochMs = Date.UTC(2001, 0, 1);

/** Dates from here on are nanoseconds; smaller ones are seconds, as before macOS 10.13 (DB-1.2). */
const firstNanosecondDate = 1_000_000_000_000;
/** Messages did not exist before, nor will a message of then be read: such a date is none, ms since 1970. */
const dates = { firstMs: Date.UTC(2007, 0, 1), endMs: Date.UTC(2100, 0, 1) } as const;

/**
 * A date column of chat.db in ms since 2001, whatever its unit; null: no date that can be one. Divided in SQL because
 * `node:sqlite` throws on integers beyond 2^53 (DB-2.4).
 */
export function appleMsSql(column: string): string {
  const ms = `CASE WHEN ${column} >= ${firstNanosecondDate} THEN ${column} / 1000000 ELSE ${column} * 1000 END`;
  return `CASE WHEN ${datedSql(column)} THEN ${ms} END`;
}

/** Whether a date column holds a date that can be one. */
export function datedSql(column: string): string {
  const seconds = (ms: number) => (ms - appleEpochMs) / 1_000;
  const [first, end] = [seconds(dates.firstMs), seconds(dates.endMs)];
  return `(typeof(${column}) = 'integer' AND (${column} BETWEEN ${first} AND ${end} OR ${column} BETWEEN ${first}000000000 AND ${end}000000000))`;
}

/** @param appleMs ms since 2001, as `appleMsSql` gives it @returns ms since 1970 */
export function unixMs(appleMs: number): number {
  return appleMs + appleEpochMs;
}

/** @param ms since 1970 @returns chat.db's own unit, ns since 2001 */
export function appleDate(ms: number): bigint {
  return BigInt(Math.floor(ms) - appleEpochMs) * 1_000_000n;
}
