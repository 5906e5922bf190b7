import type { Bridge } from '#contract/bridge.ts';
import { type AppState, applyPush } from '#core/surface/app-state.ts';

/** What the window holds of the app's state: a copy, never the truth. */
export interface Held {
  /** null before the first push. */
  readonly state: AppState | null;
  /** When the state last came, ms. */
  readonly atMs: number | null;
  /** The bridge answers. */
  readonly connected: boolean;
}

/** Follows the pushed states; a push that does not follow on asks for the whole state again. */
export class StateStore {
  readonly #bridge: Bridge;
  readonly #listeners = new Set<() => void>();
  #held: Held = { state: null, atMs: null, connected: true };
  #endPush: () => void = () => {};

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.onConnection((connected) => this.#set({ ...this.#held, connected }));
    this.#follow();
  }

  readonly held = (): Held => this.#held;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #follow(): void {
    this.#endPush();
    this.#endPush = this.#bridge.onPush((push) => {
      // A late push of an older state is not news.
      if (push.base !== null && this.#held.state && push.revision <= this.#held.state.revision) return;
      const state = applyPush(this.#held.state, push);
      if (state === null) {
        this.#endPush();
        // Not from within the bridge's own telling: it may tell whoever is added meanwhile, and so on for ever.
        queueMicrotask(() => this.#follow());
      } else this.#set({ ...this.#held, state, atMs: Date.now() });
    });
  }

  #set(held: Held): void {
    this.#held = held;
    for (const listener of this.#listeners) listener();
  }
}
