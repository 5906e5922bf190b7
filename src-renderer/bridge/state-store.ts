import type { ApiClient } from '#contract/client.ts';
import type { PeepholeError } from '#core/errors.ts';
import type { AppState } from '#core/surface/app-state.ts';

/** What the window holds of the app's state: a copy, never the truth. */
export interface Held {
  /** null before the first push. */
  readonly state: AppState | null;
  /** When the state last came, ms. */
  readonly atMs: number | null;
  /** Peephole answers. */
  readonly connected: boolean;
  /** Why it does not, where that is known. */
  readonly why: PeepholeError | null;
}

/** The client's state as React follows it. */
export class StateStore {
  readonly #listeners = new Set<() => void>();
  // Nothing is said of a lost connection before there was time to make one.
  #held: Held = { state: null, atMs: null, connected: true, why: null };

  constructor(client: ApiClient) {
    client.subscribe((state) => this.#set({ ...this.#held, state, atMs: Date.now() }));
    client.onConnection((connection) => {
      if (connection.open) this.#set({ ...this.#held, connected: true, why: null });
      else if (this.#held.state !== null) this.#set({ ...this.#held, connected: false, why: connection.why });
    });
  }

  readonly held = (): Held => this.#held;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #set(held: Held): void {
    this.#held = held;
    for (const listener of this.#listeners) listener();
  }
}
