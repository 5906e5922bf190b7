/**
 * What else can be done to notice a message, as plainly as it can be written: what Peephole is compared with.
 * `watcher.ts KIND PATH`; each message that is seen is a line `{ rowId, seenMs }` on stdout, and the first is `{ ready: true }`.
 */
import { watch } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { nowMs } from '../kit/now.ts';

/** `floor`: no way is quicker. The others: a poll, and a wait for quiet after each event. */
const waits: Readonly<Record<string, { readonly everyMs?: number; readonly quietMs?: number }>> = {
  floor: {},
  'poll-1000': { everyMs: 1_000 },
  'debounce-250': { quietMs: 250 },
  'debounce-500': { quietMs: 500 },
};
/** The event comes before the commit is done: how long the floor looks again and again, ms. */
const maxLookMs = 60;

const [kind = '', path = ''] = process.argv.slice(2);
const { everyMs, quietMs } = waits[kind] ?? {};
const db = new DatabaseSync(path, { readOnly: true });
const newer = db.prepare(
  `SELECT m.ROWID AS rowId, m.text, h.id FROM message m LEFT JOIN handle h ON h.ROWID = m.handle_id
   WHERE m.ROWID > ? ORDER BY m.ROWID LIMIT 100`,
);
let last = Number(db.prepare('SELECT max(ROWID) AS last FROM message').get()?.last ?? 0);

/** @returns whether anything was new. */
function look(): boolean {
  const rows = newer.all(last);
  const seenMs = nowMs();
  for (const row of rows) {
    last = Number(row.rowId);
    console.log(JSON.stringify({ rowId: last, seenMs }));
  }
  return rows.length > 0;
}

let looksUntilMs = 0;
let isLooking = false;
function lookHard(): void {
  isLooking = !look() && performance.now() < looksUntilMs;
  if (isLooking) setImmediate(lookHard);
}

let timer: NodeJS.Timeout | undefined;
function onEvent(): void {
  if (quietMs !== undefined) {
    clearTimeout(timer);
    timer = setTimeout(look, quietMs);
    return;
  }
  looksUntilMs = performance.now() + maxLookMs;
  if (!isLooking) lookHard();
}

if (everyMs === undefined) watch(`${path}-wal`, onEvent);
else setInterval(look, everyMs);
console.log(JSON.stringify({ ready: true }));
