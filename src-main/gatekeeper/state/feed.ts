import { isDeepStrictEqual } from 'node:util';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { AppState, SharedState, StatePush } from '#core/surface/app-state.ts';
import { SenderCounts } from '#core/surface/sender-counts.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';

/** Cards that are made in one turn of the event loop, */
const cardsAtOnce = 100;
/** unless that takes longer than this, ms. */
const turnMs = 5;

interface Cards {
  /** Everybody who has a card. */
  keys(): ReadonlySet<string>;
  /** @returns null when nobody of that key is shown. */
  view(key: string): SenderView | null;
}

export type PushListener = (push: StatePush) => void;

/**
 * Holds the state every surface shows and pushes what changed: what there is once, then only what differs, with a rising
 * revision. Several changes in one turn of the event loop become one push; very many become several, so that nothing else
 * has to wait.
 */
export class StatePublisher implements Part {
  readonly #cards: Cards;
  readonly #clock: Pick<Clock, 'soon' | 'monotonic'>;
  readonly #readShared: (counts: ReturnType<SenderCounts['read']>) => SharedState;
  readonly #counts = new SenderCounts();
  readonly #senders = new Map<string, SenderView>();
  readonly #listeners = new Set<PushListener>();
  readonly #dirty = new Set<string>();
  #shared: SharedState;
  /** Lists and policies at the last reading. */
  #access = '';
  #revision = 1;
  /** How many of those that were touched were made in their turn. */
  #made = 0;
  /** Whoever waits for the next turn. */
  #waiting: (() => void)[] = [];
  #scheduled = false;
  #stopped = false;

  constructor(
    cards: Cards,
    clock: Pick<Clock, 'soon' | 'monotonic'>,
    readShared: (counts: ReturnType<SenderCounts['read']>) => SharedState,
  ) {
    this.#cards = cards;
    this.#clock = clock;
    this.#readShared = readShared;
    this.#shared = readShared(this.#counts.read());
    this.#touch(cards.keys());
  }

  receive(event: GatekeeperEvent): void {
    switch (event.type) {
      case 'rows':
        this.#touch(event.changed);
        // What is told of a knock names what is painted, so the state goes first. Of history nothing is told.
        this.#flush(event.arrivals.flatMap(({ record }) => (record.isNew ? record.key : [])));
        break;
      case 'senders':
        this.#touch(event.keys);
        break;
      case 'decision':
        this.#touch([event.decision.key]);
        break;
      case 'facts':
        this.#touch(this.#isAccessChanged(event.facts) ? this.#everyone() : []);
        break;
      case 'own-addresses':
      case 'settings':
        this.#touch(this.#everyone());
        break;
      case 'messages-health':
      case 'connection':
      case 'channel-asked':
      case 'channel-ended':
      case 'leak':
      case 'leaks-cleared':
      case 'trouble':
      case 'ledger-health':
        this.#touch();
        break;
    }
  }

  /** These senders, and what is shared, may look different. */
  #touch(keys: Iterable<string> = []): void {
    for (const key of keys) this.#dirty.add(key);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    this.#clock.soon(() => {
      this.#scheduled = false;
      if (this.#stopped) return;
      // Armed before the cards are made: one that can't be made keeps no other from being shown.
      if (this.#dirty.size > 0) this.#schedule();
      this.#make(this.#turn());
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  /** Who is made in this turn, one after the other, for as long as there is time. */
  *#turn(): Generator<string> {
    const beganMs = this.#clock.monotonic();
    for (const key of this.#dirty.keys().take(cardsAtOnce)) {
      this.#made += 1;
      yield key;
      if (this.#clock.monotonic() - beganMs >= turnMs) return;
    }
  }

  /** Nothing is read or pushed any more. */
  stop(): void {
    this.#stopped = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Everyone who is shown, or will be. */
  #everyone(): ReadonlySet<string> {
    return new Set([...this.#cards.keys(), ...this.#senders.keys()]);
  }

  /** Who is let in may be somebody else now: every card is made anew. */
  #isAccessChanged(facts: AccessFacts | null): boolean {
    const access =
      facts === null ? '' : JSON.stringify([facts.root, facts.groups, facts.accounts.map(accessOnly)]);
    const isChanged = access !== this.#access;
    this.#access = access;
    return isChanged;
  }

  /** One sender as painted; null when nobody of that key is shown. */
  sender(key: string): SenderView | null {
    return this.#dirty.has(key) ? this.#cards.view(key) : (this.#senders.get(key) ?? null);
  }

  /** The state in which nothing is left out that was touched before. Resolves when that is made, in its turn. */
  async settled(): Promise<AppState> {
    const until = this.#made + this.#dirty.size;
    while (this.#made < until && this.#dirty.size > 0 && !this.#stopped) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#flush([]);
    return this.#state();
  }

  /** Calls `listener` with what there is by now, then with every change. @returns the end of it. */
  subscribe(listener: PushListener): () => void {
    // Somebody who looks first of all sees somebody.
    this.#make(this.#turn());
    const { senders, ...state } = this.#state();
    this.#listeners.add(listener);
    listener({ ...state, base: null, senders: [...senders.values()], removed: [] });
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #state(): AppState {
    return { revision: this.#revision, ...this.#shared, senders: this.#senders };
  }

  /** Pushes what is new of these senders, and what is shared, before anything else happens. */
  #flush(keys: Iterable<string>): void {
    this.#make([...keys].filter((key) => this.#dirty.has(key)));
  }

  #make(keys: Iterable<string>): void {
    const changed: SenderView[] = [];
    const removed: string[] = [];
    try {
      for (const key of keys) {
        this.#dirty.delete(key);
        const view = this.#cards.view(key);
        const before = this.#senders.get(key);
        if (isDeepStrictEqual(view ?? undefined, before)) continue;
        this.#counts.change(before, view ?? undefined);
        if (view === null) {
          this.#senders.delete(key);
          removed.push(key);
        } else {
          this.#senders.set(key, view);
          changed.push(view);
        }
      }
    } finally {
      this.#push(changed, removed);
    }
  }

  #push(changed: readonly SenderView[], removed: readonly string[]): void {
    const shared = this.#readShared(this.#counts.read());
    if (changed.length + removed.length === 0 && isDeepStrictEqual(shared, this.#shared)) return;
    const base = this.#revision;
    this.#revision += 1;
    this.#shared = shared;
    const push: StatePush = { revision: this.#revision, base, ...shared, senders: changed, removed };
    for (const listener of [...this.#listeners]) listener(push);
  }
}

/** What of an account decides who is let in: its lists and policies, not its runtime. */
function accessOnly({ runtime: _, ...access }: AccessFacts['accounts'][number]): object {
  return access;
}
