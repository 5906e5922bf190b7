import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { lineHash, type SpelledLine } from '#core/log/log-chain.node.ts';
import type { LogEnd } from '#core/log/log-export.node.ts';
import { type LogLine, logLineTypes } from '#core/log/log-line.ts';
import { numberOf, type Row, textOf, timeOf } from './rows.ts';

const columns = 'seq, at_ms, type, body, previous, hash';

/** A stored line, its body not parsed. */
function spelledLine(row: Row): SpelledLine & { readonly hash: string } {
  const stored = textOf(row, 'type');
  const type = logLineTypes.find((known) => known === stored);
  if (type === undefined) throw new TypeError(`A log line of an unknown type: ${stored}`);
  return {
    seq: numberOf(row, 'seq'),
    atMs: timeOf(row, 'at_ms'),
    type,
    bodyJson: textOf(row, 'body'),
    previous: textOf(row, 'previous'),
    hash: textOf(row, 'hash'),
  };
}

function logLine(row: Row): LogLine {
  const { bodyJson, ...line } = spelledLine(row);
  const body: unknown = JSON.parse(bodyJson);
  return { ...line, body };
}

/** @returns where the log ends, as written beside it, not as counted. */
export function logEnd(db: DatabaseSync): LogEnd {
  const row = db.prepare('SELECT lines, hash FROM head').get() ?? {};
  return { lines: numberOf(row, 'lines'), hash: textOf(row, 'hash') };
}

/** Every line, oldest first, read as it is asked for. */
export function* allLines(db: DatabaseSync): Iterable<LogLine> {
  for (const row of db.prepare(`SELECT ${columns} FROM log ORDER BY seq`).iterate()) yield logLine(row);
}

/** Stored lines after the first `lines`, oldest first. */
export function* spelledLinesAfter(
  db: DatabaseSync,
  lines: number,
): Iterable<SpelledLine & { readonly hash: string }> {
  const statement = db.prepare(`SELECT ${columns} FROM log WHERE seq > ? ORDER BY seq`);
  for (const row of statement.iterate(lines)) yield spelledLine(row);
}

/** @param limit how many at most. @returns the newest lines, newest first. */
export function newestLines(db: DatabaseSync, limit: number): readonly LogLine[] {
  return db.prepare(`SELECT ${columns} FROM log ORDER BY seq DESC LIMIT ?`).all(limit).map(logLine);
}

/** Appends to the hash-chained log; every call inside a transaction of the caller. */
export class LogTable {
  readonly #end: StatementSync;
  readonly #insert: StatementSync;
  readonly #setEnd: StatementSync;

  constructor(db: DatabaseSync) {
    this.#end = db.prepare('SELECT lines, hash FROM head');
    this.#insert = db.prepare(`INSERT INTO log (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#setEnd = db.prepare('UPDATE head SET lines = ?, hash = ?');
  }

  /** @param atMs when it is written down. @returns the line's number. */
  append(type: LogLine['type'], body: unknown, atMs: number): number {
    // Read every time, never remembered: another process may have appended.
    const end = this.#end.get() ?? {};
    const line: SpelledLine = {
      seq: numberOf(end, 'lines') + 1,
      atMs: Math.round(atMs),
      type,
      bodyJson: canonicalJson(body),
      previous: textOf(end, 'hash'),
    };
    const hash = lineHash(line);
    this.#insert.run(line.seq, line.atMs, line.type, line.bodyJson, line.previous, hash);
    this.#setEnd.run(line.seq, hash);
    return line.seq;
  }
}
