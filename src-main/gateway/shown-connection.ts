import type { GatewayConnection, GatewayConnectionState } from '#core/ports/gateway.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Discovery } from './discovery.ts';
import type { GatewaySession } from './hello.ts';

/** A connection that works: to whom, and what is to be said of it. */
export interface Established {
  readonly session: GatewaySession;
  readonly url: string;
  readonly notes: readonly Sentence[];
}

/** What everybody is told of the connection: each thing once, and never less than what was known a moment ago. */
export class ShownConnection {
  readonly #onChange: (connection: GatewayConnection, appliedRevision: string | null) => void;
  #shown: GatewayConnection = {
    state: 'connecting',
    version: null,
    url: '',
    detail: sentence('gateway.looking'),
    notes: [],
  };
  #established: Established | null = null;
  /** Why the lists can't be read over a connection that works; null: they can. */
  #readTrouble: Sentence | null = null;

  /** @param onChange also hears what the gateway said that it lives by, when it was just reached. */
  constructor(onChange: (connection: GatewayConnection, appliedRevision: string | null) => void) {
    this.#onChange = onChange;
  }

  /** What is wrong with it; null: nothing. */
  get detail(): Sentence | null {
    return this.#shown.detail;
  }

  connected(established: Established): void {
    this.#established = established;
    this.#works(established.session.appliedRevision);
  }

  /** It answers, as it did before. */
  heard(): void {
    this.#works(null);
  }

  #works(appliedRevision: string | null): void {
    if (this.#established === null) return;
    const { session, url, notes } = this.#established;
    const all = this.#readTrouble === null ? notes : [...notes, this.#readTrouble];
    this.#emit(
      { state: 'connected', version: session.version, url, detail: null, notes: all },
      appliedRevision,
    );
  }

  /** Nothing that was said of it counts any more. What is shown instead comes apart. */
  ended(): void {
    this.#established = null;
    this.#readTrouble = null;
  }

  /** Says why the lists can't be read, beside a connection that works; null: they can. */
  tellReading(trouble: Sentence | null): void {
    this.#readTrouble = trouble;
    if (this.#shown.state === 'connected') this.heard();
  }

  show(state: Exclude<GatewayConnectionState, 'connected'>, { url }: Discovery, detail: Sentence): void {
    // A further attempt is no news: what was wrong stays on screen until we know better.
    const isRepeat = state === 'connecting' && detail.key === 'gateway.connecting' && this.#shown.url !== '';
    if (isRepeat && this.#shown.state !== 'connected') return;
    this.#emit({ state, version: null, url, detail, notes: [] });
  }

  #emit(connection: GatewayConnection, appliedRevision: string | null = null): void {
    if (JSON.stringify(connection) === JSON.stringify(this.#shown)) return;
    this.#shown = connection;
    this.#onChange(connection, appliedRevision);
  }
}
