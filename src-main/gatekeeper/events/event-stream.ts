import type { Report } from '#core/guard.ts';
import type { GatekeeperEvent, Part } from './gatekeeper-event.ts';

/**
 * The one stream of events: each goes to every part, in the order of the parts, before the next event does. What a part
 * emits while it receives waits for its turn, so no part is ever called in the middle of another's work.
 */
export class EventStream {
  readonly #report: Report;
  #parts: readonly Part[] = [];
  readonly #waiting: GatekeeperEvent[] = [];
  #isDelivering = false;

  /** @param onError gets what went wrong in a part, or was told of as `trouble`: for the log. */
  constructor(onError: Report) {
    this.#report = onError;
  }

  /** From now on. None: nobody is told of anything any more. */
  deliverTo(parts: readonly Part[]): void {
    this.#parts = parts;
  }

  /** Resolved, so to speak, when it returns: unless called by a part that receives, everybody has been told. */
  readonly emit = (event: GatekeeperEvent): void => {
    this.#waiting.push(event);
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        this.#deliver(next);
      }
    } finally {
      // Whatever happened: a stream that believes it is still delivering would tell nobody anything any more.
      this.#isDelivering = false;
    }
  };

  #deliver(event: GatekeeperEvent): void {
    if (event.type === 'trouble') this.#onError(event.error);
    for (const part of this.#parts) {
      try {
        part.receive(event);
      } catch (error) {
        // A part in trouble keeps no other from being told.
        if (event.type === 'trouble') this.#onError(error);
        else this.#waiting.push({ type: 'trouble', error });
      }
    }
  }

  #onError(error: unknown): void {
    try {
      this.#report(error);
    } catch {
      // A log that can't be written keeps nobody from being told.
    }
  }
}
