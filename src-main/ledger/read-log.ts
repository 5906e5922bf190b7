import { createReadStream, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type ChainCheck, verifySpelled } from '#core/log/log-chain.node.ts';
import { exportedLines, type LogEnd } from '#core/log/log-export.node.ts';
import type { LogLine } from '#core/log/log-line.ts';
import { sentence } from '#core/words/sentence.ts';
import { ledgerFile, openForReading } from './database.ts';
import { ExportBytes } from './export-bytes.ts';
import { isDamage, ledgerFailure, withFailures } from './failures.ts';
import { refuseForeign } from './inspect.ts';
import { installIdOf } from './install-id.ts';
import { allLines, logEnd, newestLines, spelledLinesAfter } from './log-table.ts';
import { refuseNewer } from './migrate.ts';
import { migrations } from './schema.ts';
import { ownPublicKey, signingKeyFile } from './signing-key.ts';
import { isWalDamaged } from './wal-damage.ts';

/** The log as it stood at one moment, read without changing anything, whether or not Peephole runs. */
export class StoredLog {
  readonly installId: string;
  /** Where the log ends. */
  readonly end: LogEnd;
  readonly #db: DatabaseSync;
  readonly #file: string;

  constructor(db: DatabaseSync, file: string) {
    this.#db = db;
    this.#file = file;
    // Held until `close`: every answer is of the same moment.
    db.exec('BEGIN');
    refuseForeign(db, file);
    refuseNewer(db, migrations.length, file);
    this.installId = installIdOf(db);
    this.end = logEnd(db);
  }

  /** @returns at most `limit` lines, newest first. @throws PeepholeError `ledger-corrupt` */
  newest(limit: number): readonly LogLine[] {
    return withFailures(this.#file, () => newestLines(this.#db, Math.max(0, Math.trunc(limit))));
  }

  /** Every line, oldest first. @throws PeepholeError `ledger-corrupt` where one can't be read. */
  *lines(): Iterable<LogLine> {
    try {
      yield* allLines(this.#db);
    } catch (error) {
      throw ledgerFailure(error, this.#file);
    }
  }

  /** The text of an export (core/log-export.ts says its form), line by line, without line ends. */
  exported(): Iterable<string> {
    return exportedLines(this.lines(), this.end);
  }

  /**
   * Checks every line from the first, and that the last is there, with what signs them. Never throws for damage: that is a
   * bad line. A log whose last key is not the one of this install is bad from the line on that names it, whoever wrote it.
   */
  verify(): ChainCheck {
    const counted = { lines: 0 };
    try {
      const check = verifySpelled(counting(spelledLinesAfter(this.#db, 0), counted), this.end.lines);
      return check.firstBad === null ? this.#toItsEnd(this.#byOwnKey(check)) : check;
    } catch (error) {
      if (!isDamage(error) && !(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
      const bad = counted.lines + 1;
      return {
        lines: counted.lines,
        firstBad: bad,
        problem: sentence('log.unreadable', { line: String(bad) }),
        keys: [],
      };
    }
  }

  /** Where the write-ahead log does not hold, SQLite reads up to there, and what was written last is missing without a gap. */
  #toItsEnd(check: ChainCheck): ChainCheck {
    if (check.firstBad !== null || !isWalDamaged(this.#file)) return check;
    return { ...check, firstBad: check.lines + 1, problem: sentence('log.newest-damaged') };
  }

  #byOwnKey(check: ChainCheck): ChainCheck {
    const last = check.keys.at(-1);
    if (last === undefined) return check;
    const own = ownPublicKey(dirname(this.#file));
    if (own === null || last.publicKey === own) return check;
    const { fromLine } = last;
    const path = signingKeyFile(dirname(this.#file));
    const problem = sentence('log.other-key', { line: String(fromLine), path });
    return { ...check, lines: fromLine - 1, firstBad: fromLine, problem };
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

function* counting<T>(lines: Iterable<T>, counted: { lines: number }): Iterable<T> {
  for (const line of lines) {
    yield line;
    counted.lines += 1;
  }
}

/**
 * Opens the log of a state directory for reading: `history`, `export` and `verify` work beside a running Peephole, and
 * without one. To be closed.
 * @returns null when there is no ledger yet.
 * @throws PeepholeError `ledger-corrupt` when it can't be read (nothing is moved: starting Peephole does that),
 * `state-unusable` when it is newer than we are, somebody else's, or may not be read.
 */
export function readLog(stateDir: string): StoredLog | null {
  const file = ledgerFile(stateDir);
  return withFailures(file, () => {
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return null;
    const db = openForReading(file);
    try {
      return new StoredLog(db, file);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Checks an exported file (`verify FILE`). Rejects only when the file can't be read, with the file system's error. */
export async function verifyExportFile(path: string): Promise<ChainCheck> {
  const check = new ExportBytes();
  const input = createReadStream(path);
  try {
    for await (const chunk of input) {
      if (!check.add(chunk)) break;
    }
  } finally {
    input.destroy();
  }
  return check.result();
}
