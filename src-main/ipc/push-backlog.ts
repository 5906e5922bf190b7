import type { SharedState, StatePush } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/** Senders in the first text of a state, about 80 KB: enough to fill a window. Each after it holds twice as many, up to */
const firstSenders = 100;
/** this many, which are still written in a few milliseconds. */
const mostSenders = 1_600;

/**
 * What one follower of the state was not sent yet. However slowly it reads, it is sent each sender once, as they look by
 * then, and nothing is begun anew: a whole state is only the case in which everybody is still to be sent.
 */
export class PushBacklog {
  readonly #senders = new Map<string, SenderView>();
  readonly #removed = new Set<string>();
  /** What is not about one sender, as of the newest push; null: nothing came yet. */
  #newest: (SharedState & { readonly revision: number }) | null = null;
  /** The revision that the follower has; null: nothing of this state. */
  #sent: number | null = null;
  #size = firstSenders;

  get isEmpty(): boolean {
    return this.#newest === null || (this.#newest.revision === this.#sent && this.#senders.size === 0);
  }

  /** Nothing is to be sent, to nobody. */
  clear(): void {
    this.#newest = null;
    this.#sent = null;
    this.#senders.clear();
    this.#removed.clear();
    this.#size = firstSenders;
  }

  /** What is to be sent as well; everything, when a state begins with it. */
  add({ base, senders, removed, ...newest }: StatePush): void {
    if (base === null) {
      this.clear();
      // Whoever waits is what a surface opens with.
      for (const one of senders) if (one.shelf === 'waiting') this.#senders.set(one.id, one);
    }
    this.#newest = newest;
    for (const one of senders) {
      this.#senders.set(one.id, one);
      this.#removed.delete(one.id);
    }
    for (const id of removed) {
      this.#senders.delete(id);
      this.#removed.add(id);
    }
  }

  /**
   * Takes out what is to be sent next; null: nothing.
   * @param wanted ids of senders that must be in it, and fill it; default: as many as there is room for.
   */
  next(wanted: readonly string[] = []): StatePush | null {
    const newest = this.#newest;
    if (newest === null || this.isEmpty) return null;
    const ids = wanted.length > 0 ? wanted : this.#senders.keys().take(this.#size);
    const senders = [...ids].flatMap((id) => this.#senders.get(id) ?? []);
    for (const { id } of senders) this.#senders.delete(id);
    const removed = [...this.#removed];
    this.#removed.clear();
    if (wanted.length === 0) this.#size = Math.min(2 * this.#size, mostSenders);
    const push = { ...newest, base: this.#sent, senders, removed };
    this.#sent = newest.revision;
    return push;
  }
}
