import { PeepholeError } from '#core/errors.ts';
import type { AppState, StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { sentence } from '#core/words/sentence.ts';
import type { CommandName, Input, Output } from './contract.ts';
import { type Answer, errorOf, refusalOf } from './envelope.ts';
import { StateFollower } from './state-follower.ts';
import type { Transport } from './transport.ts';
import { type Response, readServerMessage, subscribeCommand } from './wire.ts';

/** How a connection stands. `why`: what went wrong with it, where it is known. */
export type ConnectionState =
  | { readonly open: true }
  | { readonly open: false; readonly why: PeepholeError | null };

/**
 * Peephole from the other side of a transport: commands, the state kept up to date, notices. The one client, in Node and
 * in a page; over a transport that connects anew, it subscribes anew.
 */
export class ApiClient {
  readonly #transport: Transport;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  readonly #pushes = new Set<(push: StatePush) => void>();
  readonly #notices = new Set<(notice: Notice) => void>();
  readonly #connections = new Set<(connection: ConnectionState) => void>();
  /** Notices that still stand and nobody has listened to yet: they come right behind the first state. */
  readonly #unheard = new Map<string, Notice>();
  readonly #follower = new StateFollower((listener) => this.#onPush(listener));
  #lastId = 0;
  #connection: ConnectionState = { open: false, why: null };

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.listen({
      opened: () => this.#opened(),
      message: (text) => this.#receive(text),
      closed: () => this.#closed(),
    });
  }

  /** The state as last pushed; null before the first push, and when nobody subscribed. */
  get state(): AppState | null {
    return this.#follower.state;
  }

  /** Runs one command. Never rejects: a connection that ends before the answer is the refusal `not-running`. */
  async ask<C extends CommandName>(command: C, input: Input<C>): Promise<Answer<Output<C>>> {
    return (await this.#request(command, input)) as Answer<Output<C>>;
  }

  /**
   * Runs one command.
   * @throws PeepholeError what Peephole answered; `not-running` when the connection ended before the answer.
   */
  async call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>> {
    const answer = await this.ask(command, input);
    if (!answer.ok) throw errorOf(answer.error);
    return answer.value;
  }

  /** Calls `listener` with the whole state, now if it is here and after every change. @returns the end of it. */
  subscribe(listener: (state: AppState) => void): () => void {
    return this.#follower.subscribe(listener);
  }

  /** Calls `listener` with everything the owner should be told: what still stands, then what is new. @returns the end of it. */
  notices(listener: (notice: Notice) => void): () => void {
    for (const notice of this.#unheard.values()) listener(notice);
    this.#unheard.clear();
    this.#notices.add(listener);
    if (this.#pushes.size === 0 && this.#notices.size === 1) this.#subscribe();
    return () => {
      this.#notices.delete(listener);
    };
  }

  /** Calls `listener` with how the connection stands, now and after every change. @returns the end of it. */
  onConnection(listener: (connection: ConnectionState) => void): () => void {
    this.#connections.add(listener);
    listener(this.#connection);
    return () => {
      this.#connections.delete(listener);
    };
  }

  /** Ends the connection, and with it whatever waits for an answer. */
  close(): void {
    this.#transport.close();
    this.#closed();
  }

  #onPush(listener: (push: StatePush) => void): () => void {
    this.#pushes.add(listener);
    this.#subscribe();
    return () => {
      this.#pushes.delete(listener);
    };
  }

  /** Asks for the whole state, and for pushes and notices that follow on it. */
  #subscribe(): void {
    // Where nothing is open, opening asks; and when the connection is lost, `onConnection` says so.
    if (this.#connection.open) void this.#request(subscribeCommand, {});
  }

  #request(command: string, input: unknown): Promise<Answer> {
    if (!this.#connection.open) return Promise.resolve(refusalOf(this.#connection.why ?? lost()));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#transport.send(JSON.stringify({ id, command, input }));
    });
  }

  #receive(text: string): void {
    const message = readServerMessage(text);
    if (message === null) this.#disbelieve();
    else if ('push' in message) for (const listener of [...this.#pushes]) listener(message.push);
    else if ('notice' in message) this.#notice(message.notice);
    else this.#settle(message);
  }

  #settle(response: Response): void {
    if (response.id === null) return;
    const resolve = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    resolve?.(response.ok ? { ok: true, value: response.value } : refusalOf(errorOf(response.error)));
  }

  #notice(notice: Notice): void {
    for (const listener of [...this.#notices]) listener(notice);
    if (this.#notices.size > 0) return;
    if (notice.kind === 'withdraw') this.#unheard.delete(notice.id);
    else this.#unheard.set(notice.id, notice);
  }

  #opened(): void {
    this.#unheard.clear();
    this.#connect({ open: true });
    if (this.#pushes.size + this.#notices.size > 0) this.#subscribe();
  }

  #closed(why: PeepholeError | null = null): void {
    if (!this.#connection.open) return;
    this.#connect({ open: false, why });
    const answers = [...this.#pending.values()];
    this.#pending.clear();
    for (const resolve of answers) resolve(refusalOf(why ?? lost()));
  }

  /** What came is none of what Peephole says: nothing more is taken from this connection. */
  #disbelieve(): void {
    const why = new PeepholeError('internal', sentence('said.not-peephole'));
    this.#closed(why);
    this.#transport.drop(why.message);
  }

  #connect(connection: ConnectionState): void {
    this.#connection = connection;
    for (const listener of [...this.#connections]) listener(connection);
  }
}

function lost(): PeepholeError {
  return new PeepholeError('not-running', sentence('said.connection-lost'));
}
