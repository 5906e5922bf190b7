import { isDeepStrictEqual } from 'node:util';
import type { AppState, SenderView, StatePush, StatusView } from '../core/app-state.ts';

export type PushListener = (push: StatePush) => void;

/**
 * Holds the state every surface shows and pushes what changed: the whole once, then only what differs, with a rising
 * revision. Several changes in one turn of the event loop become one push.
 */
export class StateFeed {
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
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#stopped) this.flush();
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

  /** The state as of now; nothing touched is left out. */
  state(): AppState {
    this.flush();
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

  flush(): void {
    const changed: SenderView[] = [];
    const removed: string[] = [];
    for (const key of this.#dirty) {
      const view = this.#readSender(key);
      if (view === null) {
        if (this.#senders.delete(key)) removed.push(key);
        continue;
      }
      if (isDeepStrictEqual(view, this.#senders.get(key))) continue;
      this.#senders.set(key, view);
      changed.push(view);
    }
    this.#dirty.clear();
    const status = this.#readStatus(this.#senders);
    if (changed.length + removed.length === 0 && isDeepStrictEqual(status, this.#status)) return;
    const base = this.#revision;
    this.#revision += 1;
    this.#status = status;
    const push: StatePush = { revision: this.#revision, base, status, senders: changed, removed };
    for (const listener of [...this.#listeners]) listener(push);
  }
}
