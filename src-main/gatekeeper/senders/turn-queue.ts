/**
 * Does one thing after the other. Whoever adds one waits until there is room for the next: while one is done, one more
 * may stand in the queue.
 */
export class TurnQueue {
  readonly #onError: (error: unknown) => void;
  /** Resolves when the last thing added is done. */
  #last: Promise<void> = Promise.resolve();

  /** @param onError gets what a turn throws; the turns after it are taken all the same. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @returns resolves when there is room for one more: when everything added before this one is done. */
  add(turn: () => void | Promise<void>): Promise<void> {
    const before = this.#last;
    this.#last = before.then(turn).catch(this.#onError);
    return before;
  }

  /** Resolves when everything that was added is done. */
  done(): Promise<void> {
    return this.#last;
  }
}
