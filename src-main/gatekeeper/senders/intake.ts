import type { MessageRow } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { MessagesEvent, ToldSender } from '#core/ports/messages.ts';
import type { Emit } from '../events/gatekeeper-event.ts';
import { reached } from '../events/knock-trace.ts';
import type { Enquiry } from './enquiry.ts';
import type { Absorbed, SenderRoster } from './roster.ts';
import { TurnQueue } from './turn-queue.ts';

/** What could not be written down is tried again after this, ms. */
const retryMs = 5_000;

/** So many senders at once are a flood, or what was missed. */
const many = 10;

/** Rows that were read and are not told of yet. */
interface Waiting {
  readonly rows: readonly MessageRow[];
  readonly isLive: boolean;
}

const nothing: Waiting = { rows: [], isLive: false };

/**
 * Takes in what Messages tells. Rows are known at once and told of in their turn, when it is known who wrote them; who
 * wrote the next ones is asked meanwhile.
 */
export class Intake {
  readonly #roster: SenderRoster;
  readonly #enquiry: Enquiry;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #emit: Emit;
  readonly #turns: TurnQueue;

  #waiting: Waiting = nothing;
  #cancelRetry: () => void = () => {};

  constructor(roster: SenderRoster, enquiry: Enquiry, clock: Pick<Clock, 'after'>, emit: Emit) {
    this.#clock = clock;
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
        return this.#takeRows(event.rows, event.origin, event.senders);
      case 'caught-up':
        return this.#turns.add(() => this.#roster.caughtUp());
      case 'own-addresses':
        return this.#turns.add(() => this.#emit({ type: 'own-addresses', own: event.own }));
      case 'contacts':
        return this.#turns.add(() => this.#askAboutEverybody());
    }
  }

  /** Nothing is tried again any more, and nothing comes. */
  stop(): void {
    this.#cancelRetry();
    void this.#turns.add(() => this.#roster.end());
  }

  /** Resolves when everything that was taken in has been told of. */
  done(): Promise<void> {
    return this.#turns.done();
  }

  #takeRows(
    rows: readonly MessageRow[],
    origin: 'history' | 'live',
    senders: ReadonlyMap<string, ToldSender>,
  ): Promise<void> {
    // What waits for the disk is told of with the next that gets there, as what it was when it came.
    const all = new Map([...this.#waiting.rows, ...rows].map((row) => [row.guid, row]));
    this.#waiting = { rows: [...all.values()], isLive: this.#waiting.isLive || origin === 'live' };
    try {
      const absorbed = this.#roster.absorb(rows);
      reached('recorded');
      const told = this.#waiting;
      this.#waiting = nothing;
      this.#cancelRetry();
      return this.#tell(absorbed, told, senders);
    } catch (error) {
      this.#retryLater();
      return this.#turns.add(() => Promise.reject(error));
    }
  }

  #tell(
    absorbed: Absorbed,
    { rows, isLive }: Waiting,
    senders: ReadonlyMap<string, ToldSender>,
  ): Promise<void> {
    const { changed, ask, arrivals, knocks, withdrawn } = absorbed;
    // Of so many at once two cards each would be made otherwise, one before what left to them is counted and one after.
    const asked = this.#enquiry.ask(ask, { senders, areCounted: ask.size >= many });
    // Whoever waits for it says what went wrong.
    asked.catch(() => {});
    return this.#turns.add(async () => {
      await asked;
      const keys = new Set([...changed, ...ask]);
      const origin = isLive ? 'live' : 'history';
      this.#emit({ type: 'rows', rows, origin, arrivals, knocks, withdrawn, changed: keys });
      this.#roster.told();
    });
  }

  /** A full disk: what was read is kept, and written by itself as soon as there is room, not with the next stranger's row. */
  #retryLater(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(retryMs, () => void this.#takeRows([], 'history', new Map()));
  }

  async #askAboutEverybody(): Promise<void> {
    const keys = this.#roster.keys();
    await this.#enquiry.ask(new Set(keys));
    this.#emit({ type: 'senders', keys });
  }
}
