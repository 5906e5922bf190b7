import { isDeepStrictEqual } from 'node:util';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { AppState, SharedState, StatePush } from '#core/surface/app-state.ts';
import { SenderCounts } from '#core/surface/sender-counts.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';

/** Cards that are made in one turn of the event loop: a few milliseconds. */
const cardsAtOnce = 100;

interface Cards {
  /** Everybody who has a card. */
  keys(): ReadonlySet<string>;
  /** @returns null when nobody of that key is shown. */
  view(key: string): SenderView | null;
}

export type PushListener = (push: StatePush) => void;

/**
 * Holds the state every surface shows and pushes what changed: the whole once, then only what differs, with a rising
 * revision. Several changes in one turn of the event loop become one push; very many become several, so that nothing else
 * has to wait.
 */
export class StatePublisher implements Part {
  readonly #cards: Cards;
  readonly #clock: Pick<Clock, 'soon'>;
  readonly #readShared: (counts: ReturnType<SenderCounts['read']>) => SharedState;
  readonly #counts = new SenderCounts();
  readonly #senders = new Map<string, SenderView>();
  readonly #listeners = new Set<PushListener>();
  readonly #dirty = new Set<string>();
  #shared: SharedState;
  /** Lists and policies at the last reading. */
  #access = '';
  #revision = 1;
  #scheduled = false;
  #stopped = false;

  constructor(
    cards: Cards,
    clock: Pick<Clock, 'soon'>,
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
        // What is told of a knock names what is painted, so the state goes first.
        this.#flush(event.changed);
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
      case 'ledger-caught-up':
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
      const keys = first(this.#dirty, cardsAtOnce);
      if (this.#dirty.size > keys.length) this.#schedule();
      this.#make(keys);
    });
  }

  /** Nothing is read or pushed any more. */
  stop(): void {
    this.#stopped = true;
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

  /** The state as of now; nothing touched is left out. */
  state(): AppState {
    this.#flush(this.#dirty);
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
  #flush(keys: Iterable<string>): void {
    this.#make([...keys].filter((key) => this.#dirty.has(key)));
  }

  #make(keys: readonly string[]): void {
    const changed: SenderView[] = [];
    const removed: string[] = [];
    for (const key of keys) {
      this.#dirty.delete(key);
      const view = this.#cards.view(key);
      if (view === null) {
        this.#counts.change(this.#senders.get(key), undefined);
        if (this.#senders.delete(key)) removed.push(key);
        continue;
      }
      const before = this.#senders.get(key);
      if (isDeepStrictEqual(view, before)) continue;
      this.#counts.change(before, view);
      this.#senders.set(key, view);
      changed.push(view);
    }
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

function first(keys: ReadonlySet<string>, count: number): readonly string[] {
  return keys.values().take(count).toArray();
}
