import type { AccessFacts } from '#core/access/access-facts.ts';
import type { GatewayConnection } from '#core/ports/gateway.ts';

/** What was read from the gateway on this connection: all that anybody but the access runner sees of it. */
export class GatewayView {
  #connection: GatewayConnection = { state: 'connecting', version: null, url: '', detail: null };
  #facts: AccessFacts | null = null;

  get connection(): GatewayConnection {
    return this.#connection;
  }

  get isConnected(): boolean {
    return this.#connection.state === 'connected';
  }

  /** Who is let in, as last read on this connection; null: unknown, which is never "nobody". */
  get facts(): AccessFacts | null {
    return this.#facts;
  }

  /** What was read on another connection is not known any more. */
  connect(connection: GatewayConnection): void {
    const wasConnected = this.isConnected;
    this.#connection = connection;
    if (wasConnected && !this.isConnected) this.#facts = null;
  }

  /** @param facts null: the lists could not be read. */
  take(facts: AccessFacts | null): void {
    this.#facts = facts;
  }
}
