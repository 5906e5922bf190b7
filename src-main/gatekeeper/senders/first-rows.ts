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
 * Tells history from news (RULE-4.3). A time alone can't: the clock may have been ahead at the first start, and then nobody
 * would be new until that day. Beside the time there is the row that was newest then.
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
    if (atMs >= this.#firstRunMs) return true;
    if (this.#mark === null || rowId <= this.#mark.rowId) return false;
    // Written after the newest of before, and dated after it: only our clock can have been wrong.
    if (this.#mark.atMs !== null && atMs > this.#mark.atMs) return true;
    // The clock has been set back since: what is dated about now is no history, which Messages may write again.
    const nowMs = this.#clock.now();
    return nowMs < this.#firstRunMs && atMs > nowMs - dayMs;
  }
}

function readMark(stored: string | null): Mark | null {
  const [, rowId, atMs] = /^\{"rowId":(\d+),"atMs":(-?\d+(?:\.\d+)?|null)\}$/.exec(stored ?? '') ?? [];
  if (rowId === undefined) return null;
  return { rowId: Number(rowId), atMs: atMs === 'null' ? null : Number(atMs) };
}
