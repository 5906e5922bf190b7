import type { ShownPlace } from '#core/ports/sender-memory.ts';
import type { StateChange, StatePush } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/** Senders in the first text of a state, about 80 KB: enough to fill a window. Each after it holds twice as many, up to */
const firstSenders = 100;
/** this many, which are still written in a few milliseconds: whoever gets it draws anew each time. */
const mostSenders = 1_600;
/** Cards that are made in one go. */
const madeAtOnce = 100;

/**
 * What one follower of the state was not sent yet. However slowly it reads, it is sent each sender as they look by then, and
 * nothing is begun anew: a whole state is only the case in which everybody is still to be sent. Holds names, the cards of one
 * text, and of whoever was there at the beginning only how far they were sent.
 */
export class PushBacklog {
  /** Ids of those who changed. */
  readonly #changed = new Set<string>();
  /** Cards for the next text, by id; null: they are gone. */
  readonly #made = new Map<string, SenderView | null>();
  /** The newest change, for what is not about one sender, and to read the others by; null: nothing came yet. */
  #newest: StateChange | null = null;
  /** Behind whom those follow who were there at the beginning; null: all were sent. */
  #rest: { readonly after: ShownPlace | null } | null = null;
  /** The revision that the follower has; null: nothing of this state. */
  #sent: number | null = null;
  #size = firstSenders;

  get isEmpty(): boolean {
    if (this.#newest === null) return true;
    return this.#newest.revision === this.#sent && this.#isAllMade && this.#made.size === 0;
  }

  get #isAllMade(): boolean {
    return this.#changed.size === 0 && this.#rest === null;
  }

  /** Nothing is to be sent, to nobody. */
  clear(): void {
    this.#newest = null;
    this.#sent = null;
    this.#rest = null;
    this.#changed.clear();
    this.#made.clear();
    this.#size = firstSenders;
  }

  /** What is to be sent as well; everybody, when a state begins with it. */
  add(change: StateChange): void {
    if (change.base === null) {
      this.clear();
      this.#rest = { after: null };
    }
    // Whoever may see less of them by now is sent none that was made before.
    if (this.#newest?.senders !== change.senders) this.#makeAnew();
    this.#newest = change;
    for (const id of change.changed) {
      this.#changed.add(id);
      this.#made.delete(id);
    }
  }

  #makeAnew(): void {
    for (const id of this.#made.keys()) this.#changed.add(id);
    this.#made.clear();
  }

  /**
   * Takes out what is to be sent next; null: nothing, or more cards are to be made first, in the next turn.
   * @param wanted ids of senders who are it; default: as many as there is room for.
   */
  next(wanted: readonly string[] = []): StatePush | null {
    const newest = this.#newest;
    if (newest === null || this.isEmpty) return null;
    if (wanted.length > 0) return this.#push(newest, new Map(this.#cards(newest, wanted)));
    for (const [id, card] of this.#cards(newest, this.#ids(newest))) this.#made.set(id, card);
    if (this.#made.size < this.#size && !this.#isAllMade) return null;
    const push = this.#push(newest, this.#made);
    this.#made.clear();
    this.#size = Math.min(2 * this.#size, mostSenders);
    return push;
  }

  #push(
    { revision, status, settings, lastVerdict }: StateChange,
    cards: ReadonlyMap<string, SenderView | null>,
  ): StatePush {
    const base = this.#sent;
    this.#sent = revision;
    const senders = [...cards.values()].filter((card) => card !== null);
    const removed = [...cards].flatMap(([id, card]) => (card === null ? id : []));
    return { revision, status, settings, lastVerdict, base, senders, removed };
  }

  *#cards({ senders }: StateChange, ids: readonly string[]): Generator<[string, SenderView | null]> {
    for (const id of ids) {
      this.#changed.delete(id);
      yield [id, senders.card(id)];
    }
  }

  /** Who changed, and as many of the others as there is room for. */
  #ids({ senders }: StateChange): readonly string[] {
    const most = Math.min(madeAtOnce, this.#size - this.#made.size);
    const ids = this.#changed.values().take(most).toArray();
    const room = most - ids.length;
    if (this.#rest === null || room === 0) return ids;
    const page = senders.page(this.#rest.after, room);
    this.#rest = page.next === null ? null : { after: page.next };
    return [...new Set([...ids, ...page.ids])];
  }
}
