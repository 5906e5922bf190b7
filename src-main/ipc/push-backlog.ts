import type { ShownPlace } from '#core/ports/sender-memory.ts';
import type { StateChange, StatePush } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/** Senders in the first text of a state, about 80 KB: enough to fill a window. Each after it holds more, up to */
const firstSenders = 100;
/** this many, whose cards are still made and written in a few milliseconds. */
const mostSenders = 200;

/**
 * What one follower of the state was not sent yet. However slowly it reads, it is sent each sender as they look by then, and
 * nothing is begun anew: a whole state is only the case in which everybody is still to be sent. Holds names alone, and of
 * whoever was there at the beginning only how far they were sent.
 */
export class PushBacklog {
  /** Ids of those who changed. */
  readonly #changed = new Set<string>();
  /** The newest change, for what is not about one sender, and to read the others by; null: nothing came yet. */
  #newest: StateChange | null = null;
  /** Behind whom those follow who were there at the beginning; null: all were sent. */
  #rest: { readonly after: ShownPlace | null } | null = null;
  /** The revision that the follower has; null: nothing of this state. */
  #sent: number | null = null;
  #size = firstSenders;

  get isEmpty(): boolean {
    if (this.#newest === null) return true;
    return this.#newest.revision === this.#sent && this.#changed.size === 0 && this.#rest === null;
  }

  /** Nothing is to be sent, to nobody. */
  clear(): void {
    this.#newest = null;
    this.#sent = null;
    this.#rest = null;
    this.#changed.clear();
    this.#size = firstSenders;
  }

  /** What is to be sent as well; everybody, when a state begins with it. */
  add(change: StateChange): void {
    if (change.base === null) {
      this.clear();
      this.#rest = { after: null };
    }
    this.#newest = change;
    for (const id of change.changed) this.#changed.add(id);
  }

  /**
   * Takes out what is to be sent next; null: nothing.
   * @param wanted ids of senders that must be in it, and fill it; default: as many as there is room for.
   */
  next(wanted: readonly string[] = []): StatePush | null {
    const newest = this.#newest;
    if (newest === null || this.isEmpty) return null;
    const { status, settings, lastVerdict, revision } = newest;
    const senders: SenderView[] = [];
    const removed: string[] = [];
    for (const id of wanted.length > 0 ? wanted : this.#ids(newest)) {
      this.#changed.delete(id);
      const card = newest.senders.card(id);
      if (card === null) removed.push(id);
      else senders.push(card);
    }
    const push = { revision, status, settings, lastVerdict, base: this.#sent, senders, removed };
    this.#sent = revision;
    return push;
  }

  /** Who changed, and as many of the others as there is room for. */
  #ids({ senders }: StateChange): readonly string[] {
    const ids = this.#changed.values().take(this.#size).toArray();
    const room = this.#size - ids.length;
    this.#size = mostSenders;
    if (this.#rest === null || room === 0) return ids;
    const page = senders.page(this.#rest.after, room);
    this.#rest = page.next === null ? null : { after: page.next };
    return [...new Set([...ids, ...page.ids])];
  }
}
