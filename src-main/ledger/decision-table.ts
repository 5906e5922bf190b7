import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Decision, DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import { PeepholeError } from '#core/errors.ts';
import { decisionBody, progressBody, takenBody } from '#core/log/log-body.schema.ts';
import { sentence } from '#core/words/sentence.ts';
import { type LogTable, lineColumns, soundBody } from './log-table.ts';
import { type Row, textOf } from './rows.ts';

/** A line that is not there any more must not take its decision with it: that is damage, and said. */
const tracked = `SELECT decision.id, ${lineColumns('made', 'made_')}, ${lineColumns('latest', 'latest_')}
  FROM decision LEFT JOIN log AS made ON made.seq = decision.seq LEFT JOIN log AS latest ON latest.seq = decision.progress_seq`;
const took = `SELECT ${lineColumns()} FROM taken LEFT JOIN log ON log.seq = taken.seq`;

/** A pointer that leads to another decision's line is as bad as a line that was changed. */
function mustBeOf(decisionId: string, row: Row): void {
  if (decisionId !== row.id)
    throw new PeepholeError('ledger-corrupt', sentence('ledger.column', { column: 'seq' }));
}

function trackedDecision(row: Row, taken: readonly TakenEntry[]): TrackedDecision {
  const decision = soundBody(row, decisionBody, 'made_');
  mustBeOf(decision.id, row);
  if (row.made_seq === row.latest_seq) return { ...decision, taken };
  const { decisionId, ...progress } = soundBody(row, progressBody, 'latest_');
  mustBeOf(decisionId, row);
  return { ...decision, ...progress, taken };
}

/** What the owner decided: lines of the log, and pointers to them. Every change inside a transaction of the caller. */
export class DecisionTable {
  readonly #log: LogTable;
  readonly #insert: StatementSync;
  readonly #advance: StatementSync;
  readonly #exists: StatementSync;
  readonly #insertTaken: StatementSync;
  readonly #all: StatementSync;
  readonly #ofSender: StatementSync;
  readonly #allTaken: StatementSync;
  readonly #takenOfSender: StatementSync;

  constructor(db: DatabaseSync, log: LogTable) {
    this.#log = log;
    this.#insert = db.prepare('INSERT INTO decision (id, key, seq, progress_seq) VALUES (?, ?, ?, ?)');
    this.#advance = db.prepare('UPDATE decision SET progress_seq = ? WHERE id = ?');
    this.#exists = db.prepare('SELECT 1 FROM decision WHERE id = ?');
    this.#insertTaken = db.prepare('INSERT INTO taken (seq, decision_id) VALUES (?, ?)');
    this.#all = db.prepare(`${tracked} ORDER BY decision.seq`);
    this.#ofSender = db.prepare(`${tracked} WHERE decision.key = ? ORDER BY decision.seq`);
    this.#allTaken = db.prepare(`${took} ORDER BY taken.seq`);
    this.#takenOfSender = db.prepare(
      `${took} JOIN decision ON decision.id = taken.decision_id WHERE decision.key = ? ORDER BY taken.seq`,
    );
  }

  append(decision: Decision, progress: DecisionProgress, nowMs: number): void {
    const seq = this.#log.append('decision', decisionBody.parse({ ...decision, ...progress }), nowMs);
    this.#insert.run(decision.id, decision.key, seq, seq);
  }

  progress(decisionId: string, progress: DecisionProgress, nowMs: number): void {
    this.#mustExist(decisionId);
    const seq = this.#log.append('progress', progressBody.parse({ decisionId, ...progress }), nowMs);
    this.#advance.run(seq, decisionId);
  }

  taken(decisionId: string, taken: readonly TakenEntry[], nowMs: number): void {
    this.#mustExist(decisionId);
    const seq = this.#log.append('taken', takenBody.parse({ decisionId, taken }), nowMs);
    this.#insertTaken.run(seq, decisionId);
  }

  all(): readonly TrackedDecision[] {
    return this.#assemble(this.#all.all(), this.#allTaken.all());
  }

  ofSender(key: string): readonly TrackedDecision[] {
    return this.#assemble(this.#ofSender.all(key), this.#takenOfSender.all(key));
  }

  #assemble(decisions: readonly Row[], takings: readonly Row[]): readonly TrackedDecision[] {
    const taken = new Map<string, TakenEntry[]>();
    for (const row of takings) {
      const body = soundBody(row, takenBody);
      taken.set(body.decisionId, [...(taken.get(body.decisionId) ?? []), ...body.taken]);
    }
    return decisions.map((row) => trackedDecision(row, taken.get(textOf(row, 'id')) ?? []));
  }

  #mustExist(decisionId: string): void {
    if (!this.#exists.get(decisionId)) {
      throw new PeepholeError('internal', sentence('ledger.no-decision', { decision: decisionId }));
    }
  }
}
