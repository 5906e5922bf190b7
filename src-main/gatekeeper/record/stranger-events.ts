import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import type { StrangerEventKind } from '#core/log/stranger-event-kinds.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';

const hourMs = 3_600_000;

/** Lines of one kind an hour; what is beyond is counted in one line more. */
const room: Readonly<Record<StrangerEventKind, number>> = {
  // As many as are needed to be called guessing: a restart must not forget them.
  'code-guess': 3,
  'code-guesses': 1,
  flood: 1,
  'knocks-after-block': 1,
  'look-alike': 1,
  'many-strangers': 1,
};

interface Hour {
  readonly fromMs: number;
  readonly written: number;
  readonly more: number;
}

/**
 * Events that strangers bring about. The log is for good and every line of it is fsynced, so whoever has many addresses
 * must not fill it: of each kind a few an hour are written as they come, and the rest is one line that counts.
 */
export class StrangerEvents {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #hours = new Map<StrangerEventKind, Hour>();
  readonly #cancels = new Map<StrangerEventKind, () => void>();

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  append(event: LedgerEvent<StrangerEventKind>): void {
    const { kind } = event;
    const nowMs = this.#clock.now();
    const hour = this.#hourOf(kind, nowMs);
    if (hour.written < room[kind]) {
      this.#hours.set(kind, { ...hour, written: hour.written + 1 });
      this.#ledger.appendEvent(event);
      return;
    }
    this.#hours.set(kind, { ...hour, more: hour.more + 1 });
    if (this.#cancels.has(kind)) return;
    const leftMs = hour.fromMs + hourMs - nowMs;
    this.#cancels.set(
      kind,
      this.#clock.after(leftMs, () => this.#close(kind)),
    );
  }

  /** Writes down what was only counted. */
  stop(): void {
    for (const kind of this.#hours.keys()) this.#close(kind);
  }

  #hourOf(kind: StrangerEventKind, nowMs: number): Hour {
    const hour = this.#hours.get(kind);
    // The clock may have been set: an hour that has not begun is none.
    if (hour !== undefined && nowMs >= hour.fromMs && nowMs - hour.fromMs < hourMs) return hour;
    this.#close(kind);
    return { fromMs: nowMs, written: 0, more: 0 };
  }

  #close(kind: StrangerEventKind): void {
    this.#cancels.get(kind)?.();
    this.#cancels.delete(kind);
    const more = this.#hours.get(kind)?.more ?? 0;
    this.#hours.delete(kind);
    if (more === 0) return;
    const data = { of: kind, count: more };
    this.#ledger.appendEvent({ kind: 'more-of-a-kind', handle: null, atMs: this.#clock.now(), data });
  }
}
