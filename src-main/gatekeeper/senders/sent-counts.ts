import type { Clock } from '#core/ports/clock.ts';
import { type MessagesSource, MessagesUnavailable } from '#core/ports/messages.ts';
import type { Emit } from '../events/gatekeeper-event.ts';
import type { SenderRoster } from './roster.ts';

/** Senders of one question: what is asked about a knock meanwhile waits for no more than these. */
const sendersAtOnce = 50;

export interface SentCountsDeps {
  readonly messages: Pick<MessagesSource, 'outgoing'>;
  readonly roster: SenderRoster;
  readonly emit: Emit;
  readonly clock: Pick<Clock, 'soon'>;
  /** Whether Messages is read as far as it goes: until then the list waits for nothing that can come later. */
  readonly mayCount: () => boolean;
  /** Whether what left this Mac can be told at all. */
  readonly isTold: () => boolean;
}

/**
 * Counts what left this Mac to whom, behind what decides who is shown and told of, and never waits for it: however many write,
 * a number that is no longer so does not stay.
 */
export class SentCounts {
  readonly #deps: SentCountsDeps;
  readonly #due = new Set<string>();
  #isCounting = false;

  constructor(deps: SentCountsDeps) {
    this.#deps = deps;
  }

  /** What left to these may be more by now, or less. */
  add(keys: Iterable<string>): void {
    for (const key of keys) this.#due.add(key);
  }

  /**
   * Counts what left to these now, and tells of nothing: for whoever tells of them in a moment. Whom it can't count is due.
   */
  async countNow(keys: readonly string[]): Promise<void> {
    this.add(keys);
    try {
      for (let from = 0; from < keys.length && this.#deps.mayCount(); from += sendersAtOnce) {
        if (!(await this.#countThese(keys.slice(from, from + sendersAtOnce)))) return;
      }
    } catch (error) {
      // Of them is told all the same.
      this.#deps.emit({ type: 'trouble', error });
    }
  }

  /** Counts whoever is due, as long as it may, once what waits now has had its turn: Messages is asked when they are shown. */
  run(): void {
    if (this.#isCounting) return;
    this.#isCounting = true;
    this.#deps.clock.soon(() => void this.#count());
  }

  /** Never rejects. */
  async #count(): Promise<void> {
    try {
      while (this.#due.size > 0 && this.#deps.mayCount()) {
        const keys = this.#due.values().take(sendersAtOnce).toArray();
        if (!(await this.#countThese(keys))) return;
        this.#deps.emit({ type: 'senders', keys });
      }
    } catch (error) {
      this.#deps.emit({ type: 'trouble', error });
    } finally {
      this.#isCounting = false;
    }
  }

  /** @returns false: Messages can't be read, and they are counted when it can be again. */
  async #countThese(keys: readonly string[]): Promise<boolean> {
    const { messages, roster, isTold } = this.#deps;
    for (const key of keys) this.#due.delete(key);
    const asked = keys.map((key) => ({ key, sinceMs: roster.record(key)?.firstSeenAtMs ?? 0 }));
    try {
      const counts = await messages.outgoing(asked);
      for (const key of keys) roster.learnSent(key, isTold() ? (counts.get(key) ?? null) : null);
      return true;
    } catch (error) {
      this.add(keys);
      if (error instanceof MessagesUnavailable) return false;
      throw error;
    }
  }
}
