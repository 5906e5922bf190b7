import { isDeepStrictEqual } from 'node:util';
import type { AppState, SharedState, StatePush } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/** Cards that are made in one turn of the event loop: a few milliseconds. */
const cardsAtOnce = 100;

export type PushListener = (push: StatePush) => void;

/**
 * Holds the state every surface shows and pushes what changed: the whole once, then only what differs, with a rising
 * revision. Several changes in one turn of the event loop become one push; very many become several, so that nothing else
 * has to wait.
 */
export class StatePublisher {
  readonly #readSender: (key: string) => SenderView | null;
  readonly #readShared: (senders: ReadonlyMap<string, SenderView>) => SharedState;
  readonly #senders = new Map<string, SenderView>();
  readonly #listeners = new Set<PushListener>();
  readonly #dirty = new Set<string>();
  #shared: SharedState;
  #revision = 1;
  #scheduled = false;
  #stopped = false;

  constructor(
    readSender: (key: string) => SenderView | null,
    readShared: (senders: ReadonlyMap<string, SenderView>) => SharedState,
  ) {
    this.#readSender = readSender;
    this.#readShared = readShared;
    this.#shared = readShared(this.#senders);
  }

  /** These senders, and what is shared, may look different. */
  touch(keys: Iterable<string> = []): void {
    for (const key of keys) this.#dirty.add(key);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#stopped) return;
      this.#make(first(this.#dirty, cardsAtOnce));
      if (this.#dirty.size > 0) this.#schedule();
    });
  }

  /** Nothing is read or pushed any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Everyone shown. */
  keys(): Iterable<string> {
    return this.#senders.keys();
  }

  /** One sender as painted; null when nobody of that key is shown. */
  sender(key: string): SenderView | null {
    return this.#dirty.has(key) ? this.#readSender(key) : (this.#senders.get(key) ?? null);
  }

  /** The state as of now; nothing touched is left out. */
  state(): AppState {
    this.flush(this.#dirty);
    return { revision: this.#revision, ...this.#shared, senders: this.#senders };
  }

  /** Calls `listener` with the whole state at once, then with every change. @returns the end of it. */
  subscribe(listener: PushListener): () => void {
    const state = this.state();
    this.#listeners.add(listener);
    listener({ ...state, base: null, senders: [...state.senders.values()], removed: [] });
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Pushes what is new of these senders, and what is shared, before anything else happens. */
  flush(keys: Iterable<string>): void {
    this.#make([...keys].filter((key) => this.#dirty.has(key)));
  }

  #make(keys: readonly string[]): void {
    const changed: SenderView[] = [];
    const removed: string[] = [];
    for (const key of keys) {
      this.#dirty.delete(key);
      const view = this.#readSender(key);
      if (view === null) {
        if (this.#senders.delete(key)) removed.push(key);
        continue;
      }
      if (isDeepStrictEqual(view, this.#senders.get(key))) continue;
      this.#senders.set(key, view);
      changed.push(view);
    }
    const shared = this.#readShared(this.#senders);
    if (changed.length + removed.length === 0 && isDeepStrictEqual(shared, this.#shared)) return;
    const base = this.#revision;
    this.#revision += 1;
    this.#shared = shared;
    const push: StatePush = { revision: this.#revision, base, ...shared, senders: changed, removed };
    for (const listener of [...this.#listeners]) listener(push);
  }
}

function first(keys: ReadonlySet<string>, count: number): readonly string[] {
  return keys.values().take(count).toArray();
}
