import type { MessageRow } from '#core/message/message.ts';
import type { MessagesEvent } from '#core/ports/messages.ts';
import type { Emit } from '../events/gatekeeper-event.ts';
import type { Enquiry } from './enquiry.ts';
import type { SenderRoster } from './roster.ts';
import { TurnQueue } from './turn-queue.ts';

/**
 * Takes in what Messages tells. Rows are known at once and told of in their turn, when it is known who wrote them; who
 * wrote the next ones is asked meanwhile.
 */
export class Intake {
  readonly #roster: SenderRoster;
  readonly #enquiry: Enquiry;
  readonly #emit: Emit;
  readonly #turns: TurnQueue;

  constructor(roster: SenderRoster, enquiry: Enquiry, emit: Emit) {
    this.#roster = roster;
    this.#enquiry = enquiry;
    this.#emit = emit;
    this.#turns = new TurnQueue((error) => emit({ type: 'trouble', error }));
  }

  /** @returns resolves when the next event may come. */
  take(event: MessagesEvent): Promise<void> {
    switch (event.type) {
      case 'health':
        return this.#turns.add(() => this.#emit({ type: 'messages-health', health: event.health }));
      case 'rows':
        return this.#takeRows(event.rows, event.origin);
      case 'caught-up':
        return this.#turns.add(() => this.#enquiry.readOwnKeys());
      case 'contacts':
        return this.#turns.add(() => this.#askAboutEverybody());
    }
  }

  /** Resolves when everything that was taken in has been told of. */
  done(): Promise<void> {
    return this.#turns.done();
  }

  #takeRows(rows: readonly MessageRow[], origin: 'history' | 'live'): Promise<void> {
    try {
      const { changed, ask, arrivals, knocks } = this.#roster.absorb(rows);
      const asked = this.#enquiry.ask(ask);
      // Whoever waits for it says what went wrong.
      asked.catch(() => {});
      return this.#turns.add(async () => {
        await asked;
        const keys = new Set([...changed, ...ask]);
        this.#emit({ type: 'rows', rows, origin, arrivals, knocks, changed: keys });
      });
    } catch (error) {
      // A full disk: the rows come again.
      return this.#turns.add(() => Promise.reject(error));
    }
  }

  async #askAboutEverybody(): Promise<void> {
    const keys = [...this.#roster.keys()];
    await this.#enquiry.ask(new Set(keys));
    this.#emit({ type: 'senders', keys });
  }
}
