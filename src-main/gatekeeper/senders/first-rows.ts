import type { MessageRow } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';

const setting = 'first-run-row';
const dayMs = 86_400_000;

interface Mark {
  readonly rowId: number;
  /** When that row is dated, by whatever clock dates rows; null: there was none. */
  readonly atMs: number | null;
}

/**
 * Tells history from news (RULE-4.3), by the order of writing: what has a higher ROWID than the row that was newest at the first
 * start was written afterwards. Clocks differ, so dates decide only what is a day away from that start: what Messages brings back
 * of long ago gets a new ROWID, and a database that is rebuilt numbers anew (DB-2.9, DB-2.12).
 */
export class FirstRows {
  readonly #ledger: Ledger;
  readonly #firstRunMs: number;
  readonly #clock: Pick<Clock, 'now'>;
  #mark: Mark | null;
  #newest: Mark = { rowId: 0, atMs: null };

  /** @param firstRunMs what the clock said at the first start. */
  constructor(ledger: Ledger, firstRunMs: number, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#firstRunMs = firstRunMs;
    this.#clock = clock;
    this.#mark = readMark(ledger.setting(setting));
  }

  saw({ rowId, atMs }: Pick<MessageRow, 'rowId' | 'atMs'>): void {
    if (rowId > this.#newest.rowId) this.#newest = { rowId, atMs };
  }

  /** Everything that was there is read. @throws PeepholeError `ledger-full`: it is noted the next time. */
  caughtUp(): void {
    if (this.#mark !== null) return;
    this.#ledger.setSetting(setting, JSON.stringify(this.#newest));
    this.#mark = this.#newest;
  }

  isNews({ rowId, atMs }: Pick<MessageRow, 'rowId' | 'atMs'>): boolean {
    const nowMs = this.#clock.now();
    // Everything that was there is still being read: what is dated later than now was there, too.
    if (this.#mark === null) return atMs >= this.#firstRunMs && atMs <= nowMs;
    if (rowId <= this.#mark.rowId) return atMs >= this.#firstRunMs + dayMs;
    if (atMs > this.#firstRunMs - dayMs) return true;
    // Written after the newest of before, and dated after it: only our clock can have been wrong.
    if (this.#mark.atMs !== null && atMs > this.#mark.atMs) return true;
    // The clock has been set back since: what is dated about now is no history, which Messages may write again.
    return nowMs < this.#firstRunMs && atMs > nowMs - dayMs;
  }
}

function readMark(stored: string | null): Mark | null {
  const [, rowId, atMs] = /^\{"rowId":(\d+),"atMs":(-?\d+(?:\.\d+)?|null)\}$/.exec(stored ?? '') ?? [];
  if (rowId === undefined) return null;
  return { rowId: Number(rowId), atMs: atMs === 'null' ? null : Number(atMs) };
}
