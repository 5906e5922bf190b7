import type { AppApi } from '#contract/contract.ts';
import { refusal } from '#contract/envelope.ts';
import { longestRequest, type Request, type ServerMessage, subscribeCommand } from '#contract/wire.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import { dispatch, type ErrorSink } from './dispatch.ts';

/** The other end of a connection, as a session needs it. */
export interface SessionPeer {
  /** Sends one text; may keep it until the other side reads. */
  send(text: string): void;
  /** Bytes that were sent and not yet taken by the other side. */
  backlog(): number;
}

/** A subscriber this far behind, in bytes, gets no more pushes until it has read; then a fresh snapshot. */
const tolerated = 1024 * 1024;

/** More than anybody needs: each may wait for minutes. */
const mostAtOnce = 256;

/** What one connection may ask, on any transport: commands, and one subscription. */
export class Session {
  readonly #api: AppApi;
  readonly #peer: SessionPeer;
  readonly #onError: ErrorSink;
  #end: (() => void) | null = null;
  #behind = false;
  #running = 0;
  #closed = false;
  #onIdle: (() => void) | null = null;

  constructor(api: AppApi, peer: SessionPeer, onError: ErrorSink) {
    this.#api = api;
    this.#peer = peer;
    this.#onError = onError;
  }

  /** True while the other side does not read what it asked for: take no more requests from it until `drained`. */
  get isFull(): boolean {
    return this.#peer.backlog() > tolerated;
  }

  /** One text arrived. Never throws; whatever is wrong with it is answered. */
  receive(text: string): void {
    const request = readRequest(text);
    if (typeof request === 'string') {
      this.#send({ id: null, ...refusal('usage', request) });
    } else if (request.command === subscribeCommand) {
      this.#send({ id: request.id, ok: true, value: {} });
      this.subscribe();
    } else if (this.#running >= mostAtOnce) {
      const message = `${mostAtOnce} requests of this connection are still being answered. Wait for one of them.`;
      this.#send({ id: request.id, ...refusal('usage', message) });
    } else {
      void this.#answer(request);
    }
  }

  /** The other side has read what was sent. */
  drained(): void {
    if (this.#behind && !this.isFull) this.subscribe();
  }

  /** The other side will ask nothing more: calls `done` once everything is answered. Ends pushes. */
  finish(done: () => void): void {
    this.#onIdle = done;
    this.#behind = false;
    this.#end?.();
    this.#end = null;
    this.#checkIdle();
  }

  close(): void {
    this.#closed = true;
    this.#end?.();
    this.#end = null;
  }

  async #answer({ id, command, input }: Request): Promise<void> {
    this.#running += 1;
    const answer = await dispatch(this.#api, command, input, this.#onError);
    this.#running -= 1;
    this.#send({ id, ...answer });
    this.#checkIdle();
  }

  #checkIdle(): void {
    if (this.#running === 0) this.#onIdle?.();
  }

  /**
   * Pushes and notices from now on, beginning with a snapshot. A transport whose every connection wants them calls this
   * itself; otherwise the client asks for it.
   */
  subscribe(): void {
    if (this.#closed) return;
    this.#end?.();
    this.#behind = false;
    const ends = [
      this.#api.subscribe((push) => this.#push(push)),
      this.#api.notices((notice) => {
        // Whoever is behind gets the whole state later; a banner from back then would be old news.
        if (!this.#behind) this.#send({ notice });
      }),
    ];
    this.#end = () => {
      for (const end of ends) end();
    };
  }

  #push(push: StatePush): void {
    // The first push of a subscription is the snapshot itself: it always goes, so nobody starves.
    if (push.base !== null && this.isFull) this.#behind = true;
    if (!this.#behind) this.#send({ push });
  }

  #send(message: ServerMessage): void {
    if (!this.#closed) this.#peer.send(JSON.stringify(message));
  }
}

/** @returns the request, or a sentence that says why it is none. */
function readRequest(text: string): Request | string {
  if (text.length > longestRequest) return 'A request may be at most 4 MiB long.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'A request must be one JSON object: {"id":1,"command":"status"}.';
  }
  if (typeof value !== 'object' || value === null || !('id' in value) || !('command' in value)) {
    return 'A request needs "id" and "command": {"id":1,"command":"status"}.';
  }
  const { id, command } = value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    return 'The "id" of a request must be a whole number.';
  if (typeof command !== 'string') return 'The "command" of a request must be a text.';
  return 'input' in value ? { id, command, input: value.input } : { id, command };
}
