import type { MessageRow } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { ReadMark } from '#core/ports/messages.ts';

const setting = 'read-up-to';
/** A mark that lags behind costs a few rows that are read again; one for each message would cost a write. */
const noteEveryMs = 3_600_000;

/** Remembers over restarts how far Messages was read: what came since is read then whatever its date (RULE-4.3). */
export class ReadUpTo {
  readonly #ledger: Ledger;
  readonly #clock: Pick<Clock, 'now'>;
  /** Of this run: the database may be another one than before, and number anew. */
  #mark: ReadMark | null = null;
  #noted: ReadMark | null = null;
  /** Before that, what lies behind the newest row is not read yet. */
  #isCaughtUp = false;
  #notedAtMs: number;

  constructor(ledger: Ledger, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#notedAtMs = clock.now();
  }

  /** @param rows what was taken in, and is on our disk. Writes nothing: a disk that is full now must not keep anybody from being told of. */
  saw(rows: readonly MessageRow[]): void {
    for (const { rowId, guid } of rows) if (rowId > (this.#mark?.rowId ?? 0)) this.#mark = { rowId, guid };
  }

  /** Notes it once an hour. @throws PeepholeError `ledger-full`: it is noted the next time. */
  noteNowAndThen(): void {
    if (Math.abs(this.#clock.now() - this.#notedAtMs) >= noteEveryMs) this.note();
  }

  /** Everything that was there is read. @throws PeepholeError `ledger-full`: it is noted the next time. */
  caughtUp(): void {
    this.#isCaughtUp = true;
    this.note();
  }

  /** @throws PeepholeError `ledger-full` */
  note(): void {
    this.#notedAtMs = this.#clock.now();
    if (!this.#isCaughtUp || this.#mark === null || this.#mark === this.#noted) return;
    this.#ledger.setSetting(setting, JSON.stringify(this.#mark));
    this.#noted = this.#mark;
  }
}

/** How far Messages was read when this was last noted; null: never, or it can't be told. */
export function storedReadMark(ledger: Pick<Ledger, 'setting'>): ReadMark | null {
  const stored = ledger.setting(setting);
  if (stored === null) return null;
  try {
    const { rowId, guid } = JSON.parse(stored) as { readonly rowId?: unknown; readonly guid?: unknown };
    return Number.isSafeInteger(rowId) && typeof guid === 'string' ? { rowId: Number(rowId), guid } : null;
  } catch {
    return null;
  }
}
