import type { MessagesDatabase } from './messages-database.ts';

/** Something that is read out of the database, and then kept up to date by reading on. */
export interface ReadOn {
  /** Reads what was added since the last time; everything the first time. @throws ReadTrouble */
  readOn(): Promise<void>;
}

/**
 * What is kept of the database, and now and then read anew: what was changed there without being added is only seen so.
 * Meanwhile the old one answers, so that nobody waits for a whole table; in another database it says nothing.
 */
export class Renewed<T extends ReadOn> {
  readonly #database: Pick<MessagesDatabase, 'place'>;
  readonly #begin: () => T;
  #current: T;
  #place: string | null = null;
  #refreshing: Promise<void> | null = null;
  #renewing: Promise<void> | null = null;

  constructor(database: Pick<MessagesDatabase, 'place'>, begin: () => T) {
    this.#database = database;
    this.#begin = begin;
    this.#current = begin();
  }

  get current(): T {
    return this.#current;
  }

  /** Reads what was added since the last time; everything in another database. @throws ReadTrouble */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Nothing that was read says anything any more: ROWIDs may mean something else now. */
  reset(): void {
    this.#current = this.#begin();
  }

  /** Reads everything anew, and then answers from that. Never rejects: the next time will do. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew()
      .catch(() => {})
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  async #refresh(): Promise<void> {
    let read: T | null = null;
    // Begun anew meanwhile: nobody may be answered from what was not read to its end.
    while (read !== this.#current) {
      const place = this.#database.place();
      if (place !== this.#place) this.reset();
      this.#place = place;
      read = this.#current;
      await read.readOn();
    }
  }

  async #renew(): Promise<void> {
    const before = this.#current;
    const next = this.#begin();
    await next.readOn();
    if (this.#current === before && this.#database.place() === this.#place) this.#current = next;
  }
}
