import { type AppState, applyPush, type StatePush } from '#core/surface/app-state.ts';

/**
 * Where pushes come from: the whole state first, then what changed; listening anew gives the whole state again.
 * @returns the end of it.
 */
export type PushSource = (listener: (push: StatePush) => void) => () => void;

/**
 * Keeps a copy of the app's state from its pushes, and asks for the whole state again when one does not follow on. The
 * one way a surface follows the state, in the same process or over a connection.
 */
export class StateFollower {
  readonly #source: PushSource;
  readonly #applyPush: typeof applyPush;
  readonly #listeners = new Set<(state: AppState) => void>();
  #state: AppState | null = null;
  #end: (() => void) | null = null;
  /** The whole state is on its way: what follows on something else meanwhile is skipped. */
  #isAwaited = false;

  /** @param apply how a push is applied; default: to a copy, for those who keep a state they were given. */
  constructor(source: PushSource, apply = applyPush) {
    this.#source = source;
    this.#applyPush = apply;
  }

  /** The state as last pushed; null before the first push, and before anybody subscribed. */
  get state(): AppState | null {
    return this.#state;
  }

  /** Calls `listener` with the whole state, now if it is here, and after every change. @returns the end of it. */
  subscribe(listener: (state: AppState) => void): () => void {
    this.#listeners.add(listener);
    if (this.#state !== null) listener(this.#state);
    if (this.#end === null) this.#follow();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Follows nothing any more; the last state stays. */
  stop(): void {
    this.#end?.();
    this.#listeners.clear();
  }

  #follow(): void {
    this.#isAwaited = true;
    this.#end?.();
    this.#end = this.#source((push) => this.#apply(push));
  }

  #apply(push: StatePush): void {
    const next = this.#applyPush(this.#state, push);
    if (next === null) {
      if (!this.#isAwaited) this.#follow();
      return;
    }
    this.#isAwaited = false;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next);
  }
}
