import { PeepholeError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';

/** Events after which what a command waits for may be so. */
const changing: ReadonlySet<GatekeeperEvent['type']> = new Set(['facts', 'decision', 'channel-ended']);

/** Commands that wait for the gateway's answer: each looks again whenever something changed. */
export class Waiters implements Part {
  readonly #clock: Clock;
  readonly #checks = new Set<() => void>();
  readonly #ends = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  receive({ type }: GatekeeperEvent): void {
    if (!changing.has(type)) return;
    for (const check of [...this.#checks]) check();
  }

  /** Peephole stops: nobody gets the answer they wait for, and everybody is told so. */
  stop(): void {
    for (const stop of [...this.#ends]) stop();
  }

  /**
   * Resolves with the first answer of `look` that is not null.
   * @param late what is so when time is up.
   * @throws PeepholeError `timeout` after `waitMs`; `not-running` after `stop`; whatever `look` throws.
   */
  until<T>(waitMs: number, late: Sentence, look: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        end(() => reject(new PeepholeError('not-running', sentence('late.stopped'))));
      };
      const end = (settle: () => void): void => {
        this.#checks.delete(check);
        this.#ends.delete(stop);
        cancel();
        settle();
      };
      const check = (): void => {
        try {
          const answer = look();
          if (answer !== null) end(() => resolve(answer));
        } catch (error) {
          end(() => reject(error));
        }
      };
      const cancel = this.#clock.after(waitMs, () => {
        const seconds = Math.round(waitMs / 1000);
        const why = sentence('late.not-confirmed', { what: late, seconds });
        end(() => reject(new PeepholeError('timeout', why)));
      });
      this.#checks.add(check);
      this.#ends.add(stop);
      check();
    });
  }
}
