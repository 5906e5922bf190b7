import type { AccessFacts } from '#core/access/access-facts.ts';
import { listsInEffect } from '#core/access/lists-in-effect.ts';
import { noChatsAsked } from '#core/access/named-chats.ts';
import type { GatewayConnection, GatewayConnectionState } from '#core/ports/gateway.ts';
import { loadingMs } from '#core/reconcile/pace.ts';
import type { ReadState } from '#core/reconcile/step.ts';
import { english } from '#core/words/english.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';

/** Waiting helps with none of these. */
const isUnusable: Readonly<Record<GatewayConnectionState, boolean>> = {
  connected: false,
  connecting: false,
  unreachable: false,
  unauthorized: true,
  incompatible: true,
  another: true,
  unidentified: true,
  'not-local': true,
};

/** What was read from the gateway on this connection: all that anybody but the access runner sees of it. */
export class GatewayView implements Part {
  readonly #emit: Emit;
  #connection: GatewayConnection = { state: 'connecting', version: null, url: '', detail: null, notes: [] };
  #facts: AccessFacts | null = null;
  #inEffect: AccessFacts | null = null;
  /** On this connection. */
  #firstReadAtMs: number | null = null;
  #unread: Sentence | null = null;
  #chats = noChatsAsked;
  /** Wait for a reading that begins after they asked. */
  #asking: (() => void)[] = [];
  /** Wait for the reading that is under way. */
  #awaiting: (() => void)[] = [];
  /** Wait until what was read has been acted upon. */
  #answered: (() => void)[] = [];
  #stopped = false;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  get connection(): GatewayConnection {
    return this.#connection;
  }

  get isConnected(): boolean {
    return this.#connection.state === 'connected';
  }

  /** It has not answered in time, and may any moment (RULE-6.23). */
  get isLate(): boolean {
    return this.#connection.detail?.key === 'gateway.late';
  }

  /** Who is let in, as last read on this connection; null: unknown, which is never "nobody". */
  get facts(): AccessFacts | null {
    return this.#facts;
  }

  /** Why the lists could not be read on this connection; null: they were, or were not asked for yet. */
  get unread(): Sentence | null {
    return this.#facts === null ? this.#unread : null;
  }

  /** Why nothing is asked of this gateway until somebody solves it (RULE-6.17); null: it is used, or may come back by itself. */
  get obstacle(): Sentence | null {
    const { state, detail } = this.#connection;
    return isUnusable[state] ? (detail ?? sentence('refuse.by-gateway')) : null;
  }

  /** The same as the access machine needs it. */
  get readState(): ReadState {
    const { state } = this.#connection;
    return {
      connection: state === 'connected' || state === 'connecting' ? state : 'lost',
      facts: this.#facts,
      inEffect: this.#inEffect,
      chats: this.#chats,
      unusable: this.obstacle && english(this.obstacle),
    };
  }

  /** Has the lists read anew. Resolves when that is done and acted upon, or at once when there is no gateway. */
  fresh(): Promise<void> {
    if (!this.isConnected || this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      this.#emit({ type: 'read-asked' });
    });
  }

  /** The lists are being read: who asked before is answered by it. For the access runner. */
  reading(): void {
    this.#awaiting.push(...this.#asking.splice(0));
  }

  /** The reading that is under way came to nothing: `take(null)` follows. For the access runner. */
  fail(why: Sentence): void {
    this.#unread = why;
  }

  /** The lists were read; null: they could not be. For the access runner. */
  take(facts: AccessFacts | null): void {
    if (facts !== null) this.#firstReadAtMs ??= facts.readAtMs;
    const isEarly = facts !== null && facts.readAtMs - (this.#firstReadAtMs ?? 0) < loadingMs;
    this.#facts = facts !== null && isEarly ? { ...facts, isEarly } : facts;
    if (facts !== null) this.#unread = null;
    this.#inEffect = listsInEffect(facts, this.#inEffect);
    this.#answered.push(...this.#awaiting.splice(0));
  }

  /** Nothing is read any more: nobody is kept waiting for it. */
  stop(): void {
    this.#stopped = true;
    this.reading();
    this.take(null);
    this.#answer();
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'connection') this.#connect(event.connection);
    if (event.type === 'direct-chats') this.#chats = event.chats;
    if (event.type === 'facts') this.#answer();
  }

  #answer(): void {
    for (const answer of this.#answered.splice(0)) answer();
  }

  #connect(connection: GatewayConnection): void {
    this.#connection = connection;
    if (this.isConnected) return;
    this.#unread = null;
    this.#firstReadAtMs = null;
    // What was read on another connection is not known any more.
    this.reading();
    this.take(null);
  }
}
