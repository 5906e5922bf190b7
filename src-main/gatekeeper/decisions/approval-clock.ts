import type { Decision } from '#core/decision/decision.ts';
import type { Clock } from '#core/ports/clock.ts';

/**
 * When a temporary approval is over: at its end by the wall clock, or when so much awake time has passed as it had left
 * when we first saw it, whichever comes first. A clock that is set back makes none longer.
 */
export class ApprovalClock {
  readonly #clock: Clock;
  /** Ends by the monotonic clock, by decision. */
  readonly #ends = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns ms until it is over, 0 or less: it is. */
  left(decision: Pick<Decision, 'id' | 'issuedAtMs'>, untilMs: number): number {
    const byWallMs = untilMs - this.#clock.now();
    const nowMs = this.#clock.monotonic();
    // First seen with a clock that was set back meanwhile: never longer than it was given for.
    const endMs = this.#ends.get(decision.id) ?? nowMs + Math.min(byWallMs, untilMs - decision.issuedAtMs);
    this.#ends.set(decision.id, endMs);
    return Math.min(byWallMs, endMs - nowMs);
  }
}
