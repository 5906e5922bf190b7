import type { Clock } from '#core/ports/clock.ts';

/** A chat link that is still missing after this never comes (RULE-4.5), ms. */
export const linkPatienceMs = 10_000;

/** Instead of a time: it was told of as what it counts as without a chat. */
const told = Number.NEGATIVE_INFINITY;

/** Rows whose chat has not come yet, and how long each may still wait for it. */
export class LinkPatience {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** By ROWID, with the running time when they were first seen; `told`: they wait no more. */
  #since = new Map<number, number>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** When to look again although nothing was written: a link may still come, ms; null: no need. */
  get againInMs(): number | null {
    const now = this.#clock.monotonic();
    const ages = [...this.#since.values()].map((since) => now - since).filter((age) => age < linkPatienceMs);
    if (ages.length === 0) return null;
    const youngest = Math.min(...ages);
    return youngest < 1_000 ? 125 : Math.min(500, linkPatienceMs - Math.max(...ages));
  }

  /** A row that waited was not told yet that it waits no more. */
  get isOverForOne(): boolean {
    return [...this.#since].some(([rowId, since]) => since !== told && !this.#isWaiting(rowId));
  }

  /**
   * A row without a chat was read.
   * @param waitedMs how long it is known to have waited when it is seen for the first time.
   * @returns whether it still waits; otherwise it counts as what it is without a chat, from now on.
   */
  has(rowId: number, waitedMs: number): boolean {
    if (!this.#since.has(rowId)) this.#since.set(rowId, this.#clock.monotonic() - waitedMs);
    if (this.#isWaiting(rowId)) return true;
    this.#since.set(rowId, told);
    return false;
  }

  /** It has its chat, or is gone. */
  drop(rowId: number): void {
    this.#since.delete(rowId);
  }

  /** Those that still wait among the rows up to this one; what was told there is forgotten. */
  waitingUpTo(last: number): readonly number[] {
    const before = [...this.#since].filter(([rowId]) => rowId <= last);
    for (const [rowId, since] of before) if (since === told) this.#since.delete(rowId);
    return before.flatMap(([rowId, since]) => (since === told ? [] : rowId));
  }

  reset(): void {
    this.#since = new Map();
  }

  #isWaiting(rowId: number): boolean {
    const since = this.#since.get(rowId);
    return since !== undefined && this.#clock.monotonic() - since < linkPatienceMs;
  }
}
