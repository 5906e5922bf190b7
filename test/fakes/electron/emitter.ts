type Listener = (...args: never[]) => unknown;

/** Listens to the events in the table and to no other. */
export class Emitter {
  readonly #events: readonly string[];
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(events: readonly string[]) {
    this.#events = events;
  }

  /** Adapters do not chain, so what Electron returns here is left out. */
  on(event: string, listener: Listener): never {
    if (!this.#events.includes(event)) throw new Error(`Not in usedEvents: ${event}`);
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return undefined as never;
  }

  removeListener(event: string, listener: Listener): never {
    this.#listeners.get(event)?.delete(listener);
    return undefined as never;
  }

  removeAllListeners(event?: string): never {
    if (event === undefined) this.#listeners.clear();
    else this.#listeners.delete(event);
    return undefined as never;
  }

  emit(event: string, ...args: readonly unknown[]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...(args as never[]));
  }

  listenerCount(event: string): number {
    return this.#listeners.get(event)?.size ?? 0;
  }
}

/** An event whose default can be prevented. */
export class FakeEvent {
  defaultPrevented = false;

  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}
