import { isDeepStrictEqual } from 'node:util';
import type { AppState, StatePush, StatusView } from '#core/surface/app-state.ts';
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
  readonly #readStatus: (senders: ReadonlyMap<string, SenderView>) => StatusView;
  readonly #senders = new Map<string, SenderView>();
  readonly #listeners = new Set<PushListener>();
  readonly #dirty = new Set<string>();
  #status: StatusView;
  #revision = 1;
  #scheduled = false;
  #stopped = false;

  constructor(
    readSender: (key: string) => SenderView | null,
    readStatus: (senders: ReadonlyMap<string, SenderView>) => StatusView,
  ) {
    this.#readSender = readSender;
    this.#readStatus = readStatus;
    this.#status = readStatus(this.#senders);
  }

  /** These senders, and the status, may look different. */
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
    return { revision: this.#revision, status: this.#status, senders: this.#senders };
  }

  /** Calls `listener` with the whole state at once, then with every change. @returns the end of it. */
  subscribe(listener: PushListener): () => void {
    const { revision, status, senders } = this.state();
    this.#listeners.add(listener);
    listener({ revision, base: null, status, senders: [...senders.values()], removed: [] });
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Pushes what is new of these senders, and the status, before anything else happens. */
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
    const status = this.#readStatus(this.#senders);
    if (changed.length + removed.length === 0 && isDeepStrictEqual(status, this.#status)) return;
    const base = this.#revision;
    this.#revision += 1;
    this.#status = status;
    const push: StatePush = { revision: this.#revision, base, status, senders: changed, removed };
    for (const listener of [...this.#listeners]) listener(push);
  }
}

function first(keys: ReadonlySet<string>, count: number): readonly string[] {
  return keys.values().take(count).toArray();
}
