import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { z } from 'zod';
import { PeepholeError } from '#core/errors.ts';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { lineHash } from '#core/log/log-chain.node.ts';
import type { LogEnd } from '#core/log/log-export.node.ts';
import { type LogLine, logLineTypes, type SpelledLine, type StoredLine } from '#core/log/log-line.ts';
import { readStored } from '#core/stored.schema.ts';
import { sentence } from '#core/words/sentence.ts';
import { numberOf, type Row, textOf, timeOf, wordOf } from './rows.ts';
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

/** A stored line, its body not parsed. @param as see `lineColumns`. @throws PeepholeError `ledger-corrupt` */
function spelledLine(row: Row, as = ''): StoredLine {
  const signature = row[`${as}signature`] ?? null;
  return {
    seq: numberOf(row, `${as}seq`),
    atMs: timeOf(row, `${as}at_ms`),
    type: wordOf(row, `${as}type`, logLineTypes),
    bodyJson: textOf(row, `${as}body`),
    previous: textOf(row, `${as}previous`),
    hash: textOf(row, `${as}hash`),
    ...(signature === null ? {} : { signature: textOf(row, `${as}signature`) }),
  };
}

/**
 * What a line says, to act on or to show: SQLite looks after the shape of what it keeps, not after its bytes.
 * @throws PeepholeError `ledger-corrupt` when it is not what was written.
 */
function soundLine(row: Row, as = ''): StoredLine {
  const line = spelledLine(row, as);
  if (lineHash(line) === line.hash) return line;
  throw new PeepholeError('ledger-corrupt', sentence('log.changed', { line: String(line.seq) }));
}

/** Which columns to select of the log for `soundBody`. @param table the log, or what it is called. @param as goes before the columns' names. */
export function lineColumns(table = 'log', as = ''): string {
  return columns
    .split(', ')
    .map((column) => `${table}.${column} AS ${as}${column}`)
    .join(', ');
}

/** @param row with `lineColumns`. @returns what a line says. @throws PeepholeError `ledger-corrupt` when it is not what was written. */
export function soundBody<T>(row: Row, schema: z.ZodType<T>, as = ''): T {
  const { bodyJson, seq } = soundLine(row, as);
  const read = readStored(schema, bodyJson);
  if (read !== null) return read;
  throw new PeepholeError('ledger-corrupt', sentence('log.unreadable', { line: String(seq) }));
}

function toLogLine({ bodyJson, ...line }: StoredLine): LogLine {
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
  for (const row of db.prepare(`${selectLines(db)} ORDER BY seq`).iterate())
    yield toLogLine(spelledLine(row));
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
    .map((row) => toLogLine(soundLine(row)));
}

/** Appends to the hash-chained, signed log; every call inside a transaction of the caller. */
export class LogTable {
  readonly #end: StatementSync;
  readonly #last: StatementSync;
  readonly #insert: StatementSync;
  readonly #setEnd: StatementSync;
  readonly #sign: StatementSync;
  readonly #key: SigningKey;

  constructor(db: DatabaseSync, key: SigningKey) {
    this.#key = key;
    this.#end = db.prepare('SELECT lines, hash FROM head');
    this.#last = db.prepare(`SELECT ${columns} FROM log WHERE seq = ?`);
    this.#insert = db.prepare(`INSERT INTO log (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#setEnd = db.prepare('UPDATE head SET lines = ?, hash = ?');
    this.#sign = db.prepare('INSERT INTO signature (seq, signature) VALUES (?, ?)');
  }

  /** @param atMs when it is written down. @returns the line's number. */
  append(type: LogLine['type'], body: unknown, atMs: number): number {
    // Read every time, never remembered: another process may have appended.
    const end = this.#end.get() ?? {};
    const lines = numberOf(end, 'lines');
    // Nothing goes behind a line that is not what was written, or an end that is none.
    if (lines > 0 && soundLine(this.#last.get(lines) ?? {}).hash !== textOf(end, 'hash'))
      throw new PeepholeError('ledger-corrupt', sentence('log.not-last', { line: String(lines) }));
    const line: SpelledLine = {
      seq: lines + 1,
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
