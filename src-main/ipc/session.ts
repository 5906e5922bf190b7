import type { AppApi } from '#contract/contract.ts';
import { refusal } from '#contract/envelope.ts';
import { maxRequestLength, type Request, type ServerMessage, subscribeCommand } from '#contract/wire.ts';
import { type Guard, makeGuard } from '#core/guard.ts';
import type { StateChange } from '#core/surface/app-state.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { dispatch, type ErrorSink } from './dispatch.ts';
import { PushBacklog } from './push-backlog.ts';

/** The other end of a connection, as a session needs it. */
export interface SessionPeer {
  /** Sends one text; may keep it until the other side reads. */
  send(text: string): void;
  /** Bytes that were sent and not yet taken by the other side. */
  backlog(): number;
  /** Calls `run` once when what waits now has had its turn. */
  soon(run: () => void): void;
}

/** A subscriber this far behind, in bytes, gets no more pushes until it has read. */
const tolerated = 1024 * 1024;

/** More than anybody needs: each may wait for minutes. */
const maxRunning = 256;

/** What one connection may ask, on any transport: commands, and one subscription. */
export class Session {
  readonly #api: AppApi;
  readonly #peer: SessionPeer;
  readonly #onError: ErrorSink;
  readonly #guard: Guard;
  /** What the subscriber was not sent yet. */
  readonly #backlog = new PushBacklog();
  #end: (() => void) | null = null;
  #isSendingSoon = false;
  /** Whoever is behind gets no notice: what still stands is told when nothing is left to be sent. */
  #areNoticesDue = false;
  #endNotices: (() => void) | null = null;
  #running = 0;
  #closed = false;
  #onIdle: (() => void) | null = null;

  constructor(api: AppApi, peer: SessionPeer, onError: ErrorSink) {
    this.#api = api;
    this.#peer = peer;
    this.#onError = onError;
    this.#guard = makeGuard(onError);
  }

  /** True while the other side does not read what it asked for: take no more requests from it until `drained`. */
  get isFull(): boolean {
    return this.#peer.backlog() > tolerated;
  }

  /** One text arrived. Never throws; whatever is wrong with it is answered. */
  receive(text: string): void {
    const request = readRequest(text);
    if ('key' in request) {
      this.#send({ id: null, ...refusal('usage', request) });
    } else if (request.command === subscribeCommand) {
      this.#send({ id: request.id, ok: true, value: {} });
      this.#subscribe();
    } else if (this.#running >= maxRunning) {
      const why = sentence('request.too-many', { limit: String(maxRunning) });
      this.#send({ id: request.id, ...refusal('usage', why) });
    } else {
      void this.#answer(request);
    }
  }

  /** The other side has read what was sent. */
  drained(): void {
    this.#sendNext();
  }

  /** The other side will ask nothing more: calls `done` once everything is answered. Ends pushes. */
  finish(done: () => void): void {
    this.#onIdle = done;
    this.#unsubscribe();
    this.#checkIdle();
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
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

  /** Pushes and notices from now on, beginning with the whole state. */
  #subscribe(): void {
    if (this.#closed) return;
    this.#unsubscribe();
    this.#areNoticesDue = true;
    this.#end = this.#api.subscribe((change) => this.#push(change));
  }

  #unsubscribe(): void {
    this.#end?.();
    this.#endNotices?.();
    this.#end = null;
    this.#endNotices = null;
    this.#areNoticesDue = false;
    this.#backlog.clear();
  }

  #tellNotices(): void {
    this.#endNotices?.();
    this.#areNoticesDue = false;
    this.#endNotices = this.#api.notices((notice) => {
      if (this.isFull) this.#areNoticesDue = true;
      else this.#send({ notice });
    });
  }

  /** What changes goes out at once: a notice of it may follow. Of what is there only as much as is soon written. */
  #push(change: StateChange): void {
    this.#backlog.add(change);
    this.#sendNext(change.changed);
  }

  #sendNext(wanted: readonly string[] = []): void {
    if (this.isFull) return;
    const push = this.#backlog.next(wanted);
    if (push !== null) this.#send({ push });
    if (!this.#backlog.isEmpty) this.#sendSoon();
    else if (this.#areNoticesDue) this.#tellNotices();
  }

  #sendSoon(): void {
    if (this.#isSendingSoon) return;
    this.#isSendingSoon = true;
    const goOn = (): void => {
      this.#isSendingSoon = false;
      this.#sendNext();
    };
    this.#peer.soon(this.#guard(goOn));
  }

  #send(message: ServerMessage): void {
    if (!this.#closed) this.#peer.send(JSON.stringify(message));
  }
}

const example = '{"id":1,"command":"status"}';

/** @returns the request, or why it is none. */
function readRequest(text: string): Request | Sentence {
  if (text.length > maxRequestLength) return sentence('misfit.too-long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return sentence('misfit.no-json', { example });
  }
  if (typeof value !== 'object' || value === null || !('id' in value) || !('command' in value)) {
    return sentence('misfit.no-id', { example });
  }
  const { id, command } = value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return sentence('misfit.wrong-id');
  if (typeof command !== 'string') return sentence('misfit.wrong-command');
  return 'input' in value ? { id, command, input: value.input } : { id, command };
}
