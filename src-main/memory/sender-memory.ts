import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type {
  Gathered,
  ListedSender,
  SenderMemory,
  ShownPlace,
  ShownSender,
} from '#core/ports/sender-memory.ts';

/**
 * Tables in memory: outside of the heap that V8 has to look through, packed, and read in their order by pages. No file is
 * ever made, not even for what is sorted.
 */
const schema = `
  PRAGMA page_size = 16384;
  PRAGMA journal_mode = off;
  PRAGMA temp_store = memory;
  CREATE TABLE known (key TEXT PRIMARY KEY, known TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE shown (
    id TEXT PRIMARY KEY, list INTEGER NOT NULL, age INTEGER NOT NULL, first_seen INTEGER NOT NULL, is_new INTEGER NOT NULL,
    text_mark TEXT, painted_print INTEGER NOT NULL, print INTEGER NOT NULL, signs INTEGER
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX shown_in_order ON shown (list, age, id);
  CREATE INDEX shown_alike ON shown (text_mark, age, painted_print) WHERE text_mark IS NOT NULL;`;

type Row = Readonly<Record<string, SQLOutputValue>>;

const columns = 's.id, s.list, s.age, s.first_seen, s.is_new, s.text_mark, s.painted_print, s.print';
/** Whether anybody newer wrote the same, and how many did, so far as that is asked for. */
const alikeColumns = `
  (SELECT count(*) FROM (SELECT 1 FROM shown o WHERE o.text_mark = s.text_mark LIMIT ?1)) AS alike,
  ?1 > 0 AND NOT EXISTS (
    SELECT 1 FROM shown o WHERE o.text_mark = s.text_mark AND (o.age, o.id) < (s.age, s.id)
  ) AS newest_alike`;

class Tables implements SenderMemory {
  readonly #db = new DatabaseSync(':memory:');
  readonly #statements = new Map<string, StatementSync>();

  constructor() {
    this.#db.exec(schema);
  }

  known(key: string): string | null {
    const row = this.#get('SELECT known FROM known WHERE key = ?', key);
    return row === undefined ? null : String(row.known);
  }

  putKnown(key: string, known: string): void {
    this.#prepared('INSERT OR REPLACE INTO known (key, known) VALUES (?, ?)').run(key, known);
  }

  shown(id: string): ShownSender | null {
    const row = this.#get(`SELECT ${columns} FROM shown s WHERE s.id = ?`, id);
    return row === undefined ? null : shownSender(row);
  }

  show({ id, list, lastSeenMs, firstSeenMs, isNew, textMark, paintedPrint, print }: ShownSender): void {
    this.#prepared(
      `INSERT INTO shown (id, list, age, first_seen, is_new, text_mark, painted_print, print) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET list = excluded.list, age = excluded.age, first_seen = excluded.first_seen,
         is_new = excluded.is_new, text_mark = excluded.text_mark, painted_print = excluded.painted_print, print = excluded.print`,
    ).run(
      id,
      list,
      -Math.round(lastSeenMs),
      Math.round(firstSeenMs),
      Number(isNew),
      textMark,
      paintedPrint,
      print,
    );
  }

  hide(id: string): void {
    this.#prepared('DELETE FROM shown WHERE id = ?').run(id);
  }

  ids(): readonly string[] {
    return this.#all('SELECT id FROM shown').map(({ id }) => String(id));
  }

  page(
    list: number | null,
    after: ShownPlace | null,
    limit: number,
    alikeUpTo: number,
  ): readonly ListedSender[] {
    const [age, id] =
      after === null ? [Number.MIN_SAFE_INTEGER, ''] : [-Math.round(after.lastSeenMs), after.id];
    // Of one list, and of all from one on: each by the index.
    const from =
      list === null ? '(s.list, s.age, s.id) > (?2, ?3, ?4)' : 's.list = ?2 AND (s.age, s.id) > (?3, ?4)';
    const sql = `SELECT ${columns}, ${alikeColumns} FROM shown s WHERE ${from} ORDER BY s.list, s.age, s.id LIMIT ?5`;
    const rows = this.#all(sql, alikeUpTo, list ?? after?.list ?? 0, age, id, limit);
    return rows.map((row) => ({
      ...shownSender(row),
      alike: Number(row.alike),
      isNewestAlike: row.newest_alike === 1,
    }));
  }

  alike(textMark: string, after: number, limit: number): readonly string[] {
    const sql = 'SELECT id FROM shown WHERE text_mark = ? ORDER BY first_seen, id LIMIT ? OFFSET ?';
    return this.#all(sql, textMark, limit, after).map(({ id }) => String(id));
  }

  countAlike(textMark: string): number {
    return Number(this.#get('SELECT count(*) AS count FROM shown WHERE text_mark = ?', textMark)?.count);
  }

  printOfAlike(textMark: string, first: number): number {
    // Of all of them the order makes no difference, and need not be found.
    const of =
      this.countAlike(textMark) <= first
        ? this.#get('SELECT sum(painted_print) AS sum FROM shown WHERE text_mark = ?', textMark)
        : this.#get(
            `SELECT sum(print) AS sum FROM
          (SELECT painted_print AS print FROM shown WHERE text_mark = ? ORDER BY first_seen, id LIMIT ?)`,
            textMark,
            first,
          );
    return Number(of?.sum ?? 0);
  }

  gather(id: string, signs: number): void {
    this.#prepared('UPDATE shown SET signs = ? WHERE id = ?').run(signs, id);
  }

  ungather(id: string): void {
    this.#prepared('UPDATE shown SET signs = NULL WHERE id = ? AND signs IS NOT NULL').run(id);
  }

  hasGathered(): boolean {
    return this.#get('SELECT 1 FROM shown WHERE signs IS NOT NULL LIMIT 1') !== undefined;
  }

  takeGathered(lists: readonly number[], named: number): Gathered {
    const from = 'FROM shown WHERE signs IS NOT NULL AND list IN (SELECT value FROM json_each(?1))';
    const names = JSON.stringify(lists);
    const best = (and = '', ...values: readonly string[]) =>
      this.#all(
        `SELECT id ${from} ${and} ORDER BY signs DESC, age, id LIMIT ?2`,
        names,
        named,
        ...values,
      ).map(({ id }) => String(id));
    const alike = this.#get(
      `SELECT text_mark, count(*) AS count ${from} AND text_mark IS NOT NULL GROUP BY text_mark ORDER BY count DESC LIMIT 1`,
      names,
    );
    const gathered: Gathered = {
      count: Number(this.#get(`SELECT count(*) AS count ${from}`, names)?.count),
      best: best(),
      alike:
        alike === undefined
          ? null
          : {
              textMark: String(alike.text_mark),
              count: Number(alike.count),
              bestOfOthers: best('AND text_mark IS NOT ?3', String(alike.text_mark)),
            },
    };
    this.#prepared('UPDATE shown SET signs = NULL WHERE signs IS NOT NULL').run();
    return gathered;
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #get(sql: string, ...values: readonly (string | number)[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly Row[] {
    return this.#prepared(sql).all(...values);
  }
}

function shownSender(row: Row): ShownSender {
  return {
    id: String(row.id),
    list: Number(row.list),
    lastSeenMs: -Number(row.age),
    firstSeenMs: Number(row.first_seen),
    isNew: row.is_new === 1,
    textMark: row.text_mark === null ? null : String(row.text_mark),
    paintedPrint: Number(row.painted_print),
    print: Number(row.print),
  };
}

/** Empty; ends with whoever holds it. */
export function openSenderMemory(): SenderMemory {
  return new Tables();
}
