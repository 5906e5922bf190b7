import { setImmediate } from 'node:timers';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessageRow, MessagesHealth } from '#core/message/message.ts';
import {
  type AccessSpan,
  type MessagesEvent,
  type MessagesSource,
  MessagesUnavailable,
  type ReadMark,
} from '#core/ports/messages.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { reached } from './knock-trace.ts';
import type { Asked, FromWorker, Question, Questions } from './protocol.ts';
import { ReaderThread } from './reader-thread.ts';

/** A worker that died is started again after this, then after twice that, and so on, ms. */
const restartMs = { first: 250, most: 30_000 };
/** A worker that ran so long before it died begins at the first delay again, ms. */
const healthyRunMs = 60_000;
/** A worker that says nothing for so long hangs, and is said to; one that goes on hanging is given up, ms. */
const hungMs = { said: 10_000, givenUp: 40_000 };
/** One that has been busy for so long is asked whether it still listens, as often as this, ms. */
const askEveryMs = 1_000;
/** This thread stood still, when it comes so late to a look, ms. */
const stoodStillMs = 2_000;
const attemptsPerQuestion = 3;

export interface MessagesOptions {
  /** chat.db; on a Mac `~/Library/Messages/chat.db`. */
  readonly databasePath: string;
  /** The address book's folder; on a Mac `~/Library/Application Support/AddressBook`. */
  readonly contactsDir: string;
  /** How far it was read before; null: never. What came since is read whatever its date. */
  readonly readUpTo?: ReadMark | null;
  /** Wall clock, ms since 1970. Only its distance to the system's clock is used. */
  readonly now?: () => number;
  /** The worker's program. Default: beside this module, `worker.ts` from source or `messages-worker.js` when bundled. */
  readonly workerUrl?: URL;
  /** After how much silence a worker is said to hang, and given up, ms. For tests. */
  readonly hungMs?: typeof hungMs;
}

/** The owner's Messages, read in a thread of its own; nothing under their folder is created or written. */
export function openMessages(options: MessagesOptions): MessagesSource {
  return new WorkerMessages(options);
}

interface Waiting {
  readonly asked: Asked;
  /** How many workers were asked. */
  attempts: number;
  readonly resolve: (answer: Questions[Question]['answer']) => void;
  readonly reject: (error: MessagesUnavailable) => void;
}

class WorkerMessages implements MessagesSource {
  readonly #options: MessagesOptions;
  /** For the next thread, should this one die. */
  #readUpTo: ReadMark | null;
  /** What this thread told of. */
  #newest: ReadMark | null = null;
  #isCaughtUp = false;
  #listen: ((event: MessagesEvent) => void | Promise<void>) | null = null;
  #thread: ReaderThread | null = null;
  #restartDelayMs = restartMs.first;
  #restart: NodeJS.Timeout | null = null;
  /** Questions without an answer yet; asked again of the next worker when this one dies. */
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #health: MessagesHealth;
  /** Running time when the worker last said anything, or had nothing to do, ms. */
  #heardAtMs = 0;
  /** How long it had had nothing to do when it was last looked at, and when that was, ms. */
  #idle = { ms: 0, atMs: 0 };
  #isAsked = false;
  #isHung = false;
  #watchdog: NodeJS.Timeout | null = null;

  constructor(options: MessagesOptions) {
    this.#options = options;
    this.#readUpTo = options.readUpTo ?? null;
    const path = options.databasePath;
    this.#health = { state: 'starting', detail: null, path, lastRowId: 0, lastReadAtMs: null };
  }

  start(listen: (event: MessagesEvent) => void | Promise<void>): void {
    if (this.#listen !== null) throw new Error('already started');
    this.#listen = listen;
    this.#run();
    this.#watchLater();
  }

  async poke(): Promise<void> {
    await this.#ask('poke', {});
  }

  ownerWrote(queries: readonly { readonly key: string; readonly spans: readonly AccessSpan[] }[]) {
    return this.#ask('ownerWrote', { queries });
  }

  contacts(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#ask('contacts', { keys });
  }

  recentRows(key: string, limit: number): Promise<readonly MessageRow[]> {
    return this.#ask('recentRows', { key, limit });
  }

  outgoing(
    queries: readonly { readonly key: string; readonly sinceMs: number }[],
  ): Promise<ReadonlyMap<string, OutgoingCount>> {
    return this.#ask('outgoing', { queries });
  }

  directChats(chats: readonly number[]): Promise<ReadonlyMap<string, readonly number[]>> {
    return this.#ask('directChats', { chats });
  }

  openClawRows(sinceMs: number): Promise<readonly MessageRow[]> {
    return this.#ask('openClawRows', { sinceMs });
  }

  async stop(): Promise<void> {
    const thread = this.#thread;
    this.#listen = null;
    this.#thread = null;
    if (this.#restart !== null) clearTimeout(this.#restart);
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    for (const { reject } of this.#waiting.values())
      reject(new MessagesUnavailable(sentence('messages.stopping')));
    this.#waiting.clear();
    await thread?.stop();
  }

  get #limits(): typeof hungMs {
    return this.#options.hungMs ?? hungMs;
  }

  /** Often enough to say it in time, and no thread is woken for it: what the worker has had to do is read from outside. */
  #watchLater(): void {
    const delayMs = this.#isAsked ? askEveryMs : this.#limits.said - askEveryMs;
    const dueMs = performance.now() + delayMs;
    this.#watchdog = setTimeout(() => {
      const now = performance.now();
      // This thread itself stood still: the worker's words are still on their way.
      if (now - dueMs > stoodStillMs) this.#heardAtMs = now;
      try {
        this.#lookAt(this.#thread, now);
        this.#watch(now);
      } finally {
        this.#watchLater();
      }
    }, delayMs);
    this.#watchdog.unref();
  }

  /** A thread that had nothing to do in between hangs at most since then; one that may is asked. */
  #lookAt(thread: ReaderThread | null, now: number): void {
    if (thread === null) return;
    const { idleMs } = thread;
    const restedMs = idleMs - this.#idle.ms;
    if (restedMs > 0) this.#heardAtMs = Math.max(this.#heardAtMs, this.#idle.atMs + restedMs);
    this.#idle = { ms: idleMs, atMs: now };
    if (this.#isAsked || now - this.#heardAtMs < askEveryMs) return;
    this.#isAsked = true;
    thread.post({ type: 'ask-alive' });
  }

  /** Says that the worker hangs, and starts another one when that stays. */
  #watch(now: number): void {
    const thread = this.#thread;
    const limits = this.#limits;
    const silentMs = now - this.#heardAtMs;
    if (thread === null || silentMs < limits.said) return;
    if (!this.#isHung) {
      this.#isHung = true;
      const seconds = Math.round(limits.said / 1_000);
      const detail = sentence('messages.hung', { seconds, path: this.#options.databasePath });
      void this.#listen?.({ type: 'health', health: { ...this.#health, state: 'error', detail } });
      for (const { reject } of this.#waiting.values()) reject(new MessagesUnavailable(detail));
      this.#waiting.clear();
    }
    if (silentMs < limits.givenUp || !ReaderThread.mayGiveUp) return;
    this.#thread = null;
    thread.giveUp();
    this.#run();
  }

  /** The worker says something: it does not hang (any more). */
  #heard(): void {
    this.#heardAtMs = performance.now();
    this.#isAsked = false;
    if (!this.#isHung) return;
    this.#isHung = false;
    // As it was before; one that has read nothing yet says for itself how it goes.
    if (this.#health.lastReadAtMs !== null) void this.#listen?.({ type: 'health', health: this.#health });
  }

  #run(): void {
    const { databasePath, contactsDir, now, workerUrl } = this.#options;
    const thread = new ReaderThread({
      databasePath,
      contactsDir,
      clockOffsetMs: now === undefined ? 0 : now() - Date.now(),
      readUpTo: this.#readUpTo,
      workerUrl,
      heard: (from, message) => this.#receive(from, message),
      ended: (one, reason) => this.#died(one, reason ?? sentence('messages.reader-ended')),
    });
    this.#newest = null;
    this.#isCaughtUp = false;
    this.#thread = thread;
    this.#heardAtMs = thread.startedAtMs;
    this.#idle = { ms: 0, atMs: thread.startedAtMs };
    this.#isAsked = false;
    for (const id of this.#waiting.keys()) this.#pass(thread, id);
  }

  #receive(thread: ReaderThread, message: FromWorker): void {
    if (thread !== this.#thread) return;
    this.#heard();
    if (message.type === 'alive') return;
    if (message.type === 'event') {
      if (message.event.type === 'rows') reached('received');
      this.#note(message.event);
      const taken = Promise.resolve(this.#listen?.(message.event));
      // After whatever else waits for its turn in this process.
      void taken.then(() => setImmediate(() => thread.post({ type: 'taken' })));
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(new MessagesUnavailable(message.why));
  }

  #note(event: MessagesEvent): void {
    if (event.type === 'health') this.#health = event.health;
    // Before that, what lies behind the newest row is not read yet.
    if (event.type === 'caught-up') this.#isCaughtUp = true;
    const newest = event.type === 'rows' ? event.rows.at(-1) : undefined;
    if (newest !== undefined && (this.#newest === null || newest.rowId > this.#newest.rowId)) {
      this.#newest = { rowId: newest.rowId, guid: newest.guid };
    }
    if (this.#isCaughtUp) this.#readUpTo = this.#newest ?? this.#readUpTo;
  }

  /** Says so and starts another one, which reads the window again: rows come again with the same guid. */
  #died(thread: ReaderThread, reason: string | Sentence): void {
    if (thread !== this.#thread) return;
    this.#thread = null;
    if (performance.now() - thread.startedAtMs > healthyRunMs) this.#restartDelayMs = restartMs.first;
    this.#health = {
      ...this.#health,
      state: 'error',
      detail: sentence('messages.reader-stopped', { reason }),
    };
    void this.#listen?.({ type: 'health', health: this.#health });
    this.#restart = setTimeout(() => this.#run(), this.#restartDelayMs);
    this.#restartDelayMs = Math.min(this.#restartDelayMs * 2, restartMs.most);
  }

  #ask<Name extends Question>(
    question: Name,
    input: Questions[Name]['input'],
  ): Promise<Questions[Name]['answer']> {
    if (this.#listen === null) {
      return Promise.reject(new MessagesUnavailable(sentence('messages.not-read')));
    }
    if (this.#isHung) {
      const seconds = Math.round((performance.now() - this.#heardAtMs) / 1_000);
      const path = this.#options.databasePath;
      return Promise.reject(new MessagesUnavailable(sentence('messages.hung', { seconds, path })));
    }
    const asked = { question, input } as Asked;
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<Questions[Question]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { asked, attempts: 0, resolve, reject });
      if (this.#thread !== null) this.#pass(this.#thread, id);
    }) as Promise<Questions[Name]['answer']>;
  }

  /** Hands a question to the worker, unless it seems to be what kills workers. */
  #pass(thread: ReaderThread, id: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.attempts += 1;
    if (waiting.attempts <= attemptsPerQuestion) {
      thread.post({ type: 'ask', id, asked: waiting.asked });
    } else {
      this.#waiting.delete(id);
      waiting.reject(new MessagesUnavailable(this.#health.detail ?? sentence('messages.reader-gone')));
    }
  }
}
