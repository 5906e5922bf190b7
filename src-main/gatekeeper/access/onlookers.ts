import type { Clock } from '#core/ports/clock.ts';
import { lookedForMs } from '#core/reconcile/pace.ts';
import type { Emit } from '../events/gatekeeper-event.ts';

/** Who looks at what is said of the gateway: while nobody does, it is asked seldom (RULE-6.28). */
export class Onlookers {
  readonly #clock: Clock;
  readonly #emit: Emit;
  #looking = 0;
  /** Monotonic, ms. */
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, emit: Emit) {
    this.#clock = clock;
    this.#emit = emit;
  }

  /** Somebody looks, or did a moment ago. */
  get isAny(): boolean {
    return this.#looking > 0 || this.#clock.monotonic() - this.#lastAtMs < lookedForMs;
  }

  /** Somebody looks from now on. @returns the end of it. */
  begin(): () => void {
    this.#looking += 1;
    this.glance();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#looking -= 1;
      this.#lastAtMs = this.#clock.monotonic();
    };
  }

  /** Somebody looks once. */
  glance(): void {
    this.#lastAtMs = this.#clock.monotonic();
    // What is not as young as it is to be for them is asked for at once.
    this.#emit({ type: 'time' });
  }
}
