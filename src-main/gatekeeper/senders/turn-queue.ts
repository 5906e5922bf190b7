/** How many may stand in the queue while one is done: who reads them and who does them need not wait for each other. */
const room = 2;

/**
 * Does one thing after the other. Whoever adds one waits until there is room for the next, so that no more is read than is
 * soon done.
 */
export class TurnQueue {
  readonly #onError: (error: unknown) => void;
  /** The newest turns, oldest first; each resolves when it is done. */
  #turns: readonly Promise<void>[] = [];

  /** @param onError gets what a turn throws; the turns after it are taken all the same. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @returns resolves when there is room for one more. */
  add(turn: () => void | Promise<void>): Promise<void> {
    const added = this.done().then(turn).catch(this.#onError);
    this.#turns = [...this.#turns, added].slice(-room - 1);
    return this.#turns.at(-room - 1) ?? Promise.resolve();
  }

  /** Resolves when everything that was added is done. */
  done(): Promise<void> {
    return this.#turns.at(-1) ?? Promise.resolve();
  }
}
