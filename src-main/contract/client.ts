import { PeepholeError } from '#core/errors.ts';
import { type AppState, applyPush, type StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { CommandName, Input, Output } from './contract.ts';
import { errorOf } from './envelope.ts';
import { type Response, type ServerMessage, subscribeCommand } from './wire.ts';

/** One open connection that carries JSON texts both ways: a socket, a WebSocket, a message port. */
export interface Transport {
  send(text: string): void;
  /** To be called once; texts that came before are delivered then. */
  listen(handlers: { message(text: string): void; closed(): void }): void;
  close(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Peephole from the other side of a transport: typed commands, and the state kept up to date from pushes. Runs in Node
 * and in a browser.
 */
export class ApiClient {
  readonly #transport: Transport;
  readonly #pending = new Map<number, Pending>();
  readonly #states = new Set<(state: AppState) => void>();
  readonly #notices = new Set<(notice: Notice) => void>();
  readonly #ends = new Set<() => void>();
  #lastId = 0;
  #state: AppState | null = null;
  #subscribed = false;
  #closed = false;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.listen({ message: (text) => this.#receive(text), closed: () => this.#lost() });
  }

  /** The state as last pushed; null before the first push, or when nobody subscribed. */
  get state(): AppState | null {
    return this.#state;
  }

  /**
   * Runs one command.
   * @throws PeepholeError what Peephole answered; `not-running` when the connection ended before the answer.
   */
  async call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>> {
    return (await this.#request(command, input)) as Output<C>;
  }

  /** Calls `listener` with the whole state, now if it is here and after every change. @returns the end of it. */
  subscribe(listener: (state: AppState) => void): () => void {
    this.#states.add(listener);
    if (this.#state !== null) listener(this.#state);
    this.#open();
    return () => {
      this.#states.delete(listener);
    };
  }

  /** Calls `listener` with everything the owner should be told from now on. @returns the end of it. */
  notices(listener: (notice: Notice) => void): () => void {
    this.#notices.add(listener);
    this.#open();
    return () => {
      this.#notices.delete(listener);
    };
  }

  /** Calls `listener` once, when the connection has ended, whoever ended it. @returns the end of it. */
  onClose(listener: () => void): () => void {
    if (this.#closed) listener();
    else this.#ends.add(listener);
    return () => {
      this.#ends.delete(listener);
    };
  }

  close(): void {
    this.#transport.close();
    this.#lost();
  }

  #open(): void {
    if (this.#subscribed) return;
    this.#subscribed = true;
    this.#resubscribe();
  }

  /** Asks for a snapshot, and for pushes that follow on it. */
  #resubscribe(): void {
    // When the connection is lost, `onClose` says so.
    this.#request(subscribeCommand, {}).catch(() => {});
  }

  #request(command: string, input: unknown): Promise<unknown> {
    if (this.#closed) return Promise.reject(connectionLost());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#transport.send(JSON.stringify({ id, command, input }));
    });
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    if ('push' in message) this.#apply(message.push);
    else if ('notice' in message) for (const listener of [...this.#notices]) listener(message.notice);
    else this.#settle(message);
  }

  #settle(response: Response): void {
    const pending = response.id === null ? undefined : this.#pending.get(response.id);
    if (response.id !== null) this.#pending.delete(response.id);
    if (response.ok) pending?.resolve(response.value);
    else pending?.reject(errorOf(response.error));
  }

  #apply(push: StatePush): void {
    const next = applyPush(this.#state, push);
    if (next === null) {
      // Something is missing in between. What follows on nothing is skipped until the snapshot is here.
      if (this.#state !== null) this.#resubscribe();
      this.#state = null;
      return;
    }
    this.#state = next;
    for (const listener of [...this.#states]) listener(next);
  }

  #lost(): void {
    if (this.#closed) return;
    this.#closed = true;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(connectionLost());
    for (const listener of [...this.#ends]) listener();
  }
}

function connectionLost(): PeepholeError {
  return new PeepholeError(
    'not-running',
    'Peephole stopped before it answered. What was decided is kept, and goes on when it runs again.',
  );
}
