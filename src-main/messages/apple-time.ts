const appleEpochMs = Date.UTC(2001, 0, 1);

/** Dates from here on are nanoseconds; smaller ones are seconds, as before macOS 10.13 (DB-1.2). */
const firstNanosecondDate = 1_000_000_000_000;

/**
 * A date column of chat.db in ms since 2001, whatever its unit. Divided in SQL because `node:sqlite` throws on integers
 * beyond 2^53 (DB-2.4).
 */
export function appleMsSql(column: string): string {
  return `CASE WHEN abs(${column}) >= ${firstNanosecondDate} THEN ${column} / 1000000 ELSE ${column} * 1000 END`;
}

/** @param appleMs ms since 2001, as `appleMsSql` gives it; null counts as 2001 @returns ms since 1970 */
export function unixMs(appleMs: number | null): number {
  return (appleMs ?? 0) + appleEpochMs;
}

/** @param ms since 1970 @returns chat.db's own unit, ns since 2001 */
export function appleDate(ms: number): bigint {
  return BigInt(Math.floor(ms) - appleEpochMs) * 1_000_000n;
}
