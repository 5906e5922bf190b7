import { isDeepStrictEqual } from 'node:util';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { SenderMemory, ShownPlace } from '#core/ports/sender-memory.ts';
import { RecentlyUsed } from '#core/recently-used.ts';
import type { SharedState, ShownSenders, StateChange } from '#core/surface/app-state.ts';
import { SenderCounts } from '#core/surface/sender-counts.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import { reached } from '../events/knock-trace.ts';
import { CardPrints, countedOf } from './card-prints.ts';

/** Cards that are made in one turn of the event loop, */
const cardsAtOnce = 100;
/** unless that takes longer than this, ms. */
const turnMs = 5;
/** Cards at hand: whoever knocks is looked at by several, one after the other. */
const cardsAtHand = 200;

/** What changes nothing but numbers, or the past, for so many at once is shown when it has come to rest, */
const many = 10;
/** for so long, or after so long whatever comes, ms. */
const restMs = { quiet: 300, most: 5_000 };

interface Cards {
  /** Everybody who has a card. */
  keys(): ReadonlySet<string>;
  /** @returns null when nobody of that key is shown. */
  view(key: string): SenderView | null;
}

export type ChangeListener = (change: StateChange) => void;

/**
 * Knows the state every surface shows and tells what changed of it, with a rising revision. Several changes in one turn of the
 * event loop become one; very many become several, so that nothing else has to wait. Of a card only what it takes to tell
 * another one from it is kept: there may be a hundred thousand.
 */
export class StatePublisher implements Part, ShownSenders {
  readonly #cards: Cards;
  readonly #memory: SenderMemory;
  readonly #prints = new CardPrints();
  readonly #clock: Pick<Clock, 'soon' | 'monotonic' | 'after'>;
  readonly #readShared: (counts: ReturnType<SenderCounts['read']>) => SharedState;
  readonly #counts = new SenderCounts();
  readonly #atHand = new RecentlyUsed<SenderView>(cardsAtHand);
  readonly #listeners = new Set<ChangeListener>();
  readonly #dirty = new Set<string>();
  /** Shown as they were a moment ago, and made anew when no more of the kind comes: a start touches each many times over. */
  readonly #restless = new Set<string>();
  /** When the first of these was touched, running time in ms. */
  #restlessSinceMs = 0;
  #cancelRest: () => void = () => {};
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
    memory: SenderMemory,
    clock: Pick<Clock, 'soon' | 'monotonic' | 'after'>,
    readShared: (counts: ReturnType<SenderCounts['read']>) => SharedState,
  ) {
    this.#cards = cards;
    this.#memory = memory;
    this.#clock = clock;
    this.#readShared = readShared;
    this.#shared = readShared(this.#counts.read());
    this.#touch(cards.keys());
  }

  receive(event: GatekeeperEvent): void {
    switch (event.type) {
      case 'rows':
        if (event.origin === 'history') this.#touchAtRest(event.changed);
        else this.#touch(event.changed);
        // What is told of a knock names what is painted, so the state goes first. Of history nothing is told.
        this.#flush(event.arrivals.flatMap(({ record }) => (record.isNew ? record.key : [])));
        break;
      case 'senders':
        if (event.keys.length > many) this.#touchAtRest(event.keys);
        else this.#touch(event.keys);
        break;
      case 'decision':
        this.#touch([event.decision.key]);
        break;
      case 'facts':
        this.#touch(this.#isAccessChanged(event.facts) ? this.#everyone() : []);
        break;
      case 'own-addresses':
        this.#touchAtRest(this.#everyone());
        break;
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
    for (const key of keys) {
      this.#dirty.add(key);
      this.#atHand.delete(key);
    }
    this.#schedule();
  }

  /** The same of what nobody waits for: whoever is shown already is made anew once these have come to rest. */
  #touchAtRest(keys: Iterable<string>): void {
    const unseen: string[] = [];
    for (const key of keys) {
      if (this.#dirty.has(key) || this.#memory.shown(key) === null) unseen.push(key);
      else {
        if (this.#restless.size === 0) this.#restlessSinceMs = this.#clock.monotonic();
        this.#restless.add(key);
        this.#atHand.delete(key);
      }
    }
    this.#touch(unseen);
    if (this.#restless.size === 0 || this.#stopped) return;
    this.#cancelRest();
    const leftMs = this.#restlessSinceMs + restMs.most - this.#clock.monotonic();
    this.#cancelRest = this.#clock.after(Math.max(0, Math.min(restMs.quiet, leftMs)), () => this.#rest());
  }

  #rest(): void {
    this.#cancelRest();
    const keys = [...this.#restless];
    this.#restless.clear();
    this.#touch(keys);
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
    this.#cancelRest();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Everyone who is shown, or will be. */
  #everyone(): ReadonlySet<string> {
    return new Set([...this.#cards.keys(), ...this.#memory.ids()]);
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
  card(key: string): SenderView | null {
    if (this.#dirty.has(key) || this.#restless.has(key)) return this.#cards.view(key);
    const atHand = this.#atHand.get(key);
    if (atHand !== undefined) return atHand;
    const card = this.#memory.shown(key) === null ? null : this.#cards.view(key);
    if (card !== null) this.#atHand.set(key, card);
    return card;
  }

  page(
    after: ShownPlace | null,
    limit: number,
  ): { readonly ids: readonly string[]; readonly next: ShownPlace | null } {
    const shown = this.#memory.page(null, after, limit, 0);
    return { ids: shown.map(({ id }) => id), next: shown.length < limit ? null : (shown.at(-1) ?? null) };
  }

  /** What is not about one sender, when everybody who was touched before is counted in it. */
  async settled(): Promise<SharedState> {
    if (this.#restless.size > 0) this.#rest();
    const until = this.#made + this.#dirty.size;
    while (this.#made < until && this.#dirty.size > 0 && !this.#stopped) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#flush([]);
    return this.#shared;
  }

  /** Calls `listener` with what there is by now, then with every change. @returns the end of it. */
  subscribe(listener: ChangeListener): () => void {
    // Somebody who looks first of all sees somebody.
    this.#make(this.#turn());
    this.#listeners.add(listener);
    listener({ revision: this.#revision, base: null, ...this.#shared, changed: [], senders: this });
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Pushes what is new of these senders, and what is shared, before anything else happens. */
  #flush(keys: Iterable<string>): void {
    this.#make([...keys].filter((key) => this.#dirty.has(key) || this.#restless.has(key)));
  }

  #make(keys: Iterable<string>): void {
    const changed: string[] = [];
    try {
      for (const key of keys) {
        this.#dirty.delete(key);
        this.#restless.delete(key);
        if (this.#makeOne(key)) changed.push(key);
      }
    } finally {
      this.#tell(changed);
    }
  }

  /** @returns whether they look otherwise than before. */
  #makeOne(key: string): boolean {
    const view = this.#cards.view(key);
    const before = this.#memory.shown(key);
    if (view === null) {
      if (before === null) return false;
      this.#memory.hide(key);
      this.#counts.change(countedOf(before), undefined);
      return true;
    }
    this.#atHand.set(key, view);
    const after = this.#prints.of(view);
    if (before?.print === after.print) return false;
    this.#memory.show(after);
    this.#counts.change(before === null ? undefined : countedOf(before), view);
    return true;
  }

  #tell(changed: readonly string[]): void {
    const shared = this.#readShared(this.#counts.read());
    if (changed.length === 0 && isDeepStrictEqual(shared, this.#shared)) return;
    const base = this.#revision;
    this.#revision += 1;
    this.#shared = shared;
    const change: StateChange = { revision: this.#revision, base, ...shared, changed, senders: this };
    if (changed.length > 0) reached('made');
    for (const listener of [...this.#listeners]) listener(change);
  }
}

/** What of an account decides who is let in: its lists and policies, not its runtime. */
function accessOnly({ runtime: _, ...access }: AccessFacts['accounts'][number]): object {
  return access;
}
