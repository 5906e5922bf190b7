import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { lineHash } from '#core/log/log-chain.node.ts';
import type { LogEnd } from '#core/log/log-export.node.ts';
import { type LogLine, logLineTypes, type SpelledLine, type StoredLine } from '#core/log/log-line.ts';
import { numberOf, type Row, textOf, timeOf } from './rows.ts';
import type { SigningKey } from './signing-key.ts';

const columns = 'seq, at_ms, type, body, previous, hash';

/** What to select lines with, in the ledger of any version: older ones have no signatures. */
function selectLines(db: DatabaseSync): string {
  const isSigned = db
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'signature'`)
    .get();
  return isSigned
    ? `SELECT ${columns}, signature FROM log LEFT JOIN signature USING (seq)`
    : `SELECT ${columns}, NULL AS signature FROM log`;
}

/** A stored line, its body not parsed. */
function spelledLine(row: Row): StoredLine {
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
    ...(row.signature === null ? {} : { signature: textOf(row, 'signature') }),
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
  for (const row of db.prepare(`${selectLines(db)} ORDER BY seq`).iterate()) yield logLine(row);
}

/** Stored lines after the first `lines`, oldest first. */
export function* spelledLinesAfter(db: DatabaseSync, lines: number): Iterable<StoredLine> {
  const statement = db.prepare(`${selectLines(db)} WHERE seq > ? ORDER BY seq`);
  for (const row of statement.iterate(lines)) yield spelledLine(row);
}

/** @param limit how many at most. @returns the newest lines, newest first. */
export function newestLines(db: DatabaseSync, limit: number): readonly LogLine[] {
  return db
    .prepare(`${selectLines(db)} ORDER BY seq DESC LIMIT ?`)
    .all(limit)
    .map(logLine);
}

/** Appends to the hash-chained, signed log; every call inside a transaction of the caller. */
export class LogTable {
  readonly #end: StatementSync;
  readonly #insert: StatementSync;
  readonly #setEnd: StatementSync;
  readonly #sign: StatementSync;
  readonly #key: SigningKey;

  constructor(db: DatabaseSync, key: SigningKey) {
    this.#key = key;
    this.#end = db.prepare('SELECT lines, hash FROM head');
    this.#insert = db.prepare(`INSERT INTO log (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#setEnd = db.prepare('UPDATE head SET lines = ?, hash = ?');
    this.#sign = db.prepare('INSERT INTO signature (seq, signature) VALUES (?, ?)');
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
    this.#sign.run(line.seq, this.#key.sign(hash));
    return line.seq;
  }
}
