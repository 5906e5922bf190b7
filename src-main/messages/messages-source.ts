import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessageRow, MessagesHealth } from '#core/message/message.ts';
import {
  type AccessSpan,
  type MessagesEvent,
  type MessagesSource,
  MessagesUnavailable,
} from '#core/ports/messages.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Asked, FromWorker, Question, Questions, ToWorker, WorkerOptions } from './protocol.ts';

/** Ceiling of the worker's JavaScript heap, MiB: a defect there must not take the Mac's memory. */
const workerHeapMb = 128;
/**
 * Room for what lives shortly, MiB. Measured by test/bench/messages-latency.ts: with V8's own choice a third of the worker's
 * time on a long history was spent collecting it.
 */
const workerNurseryMb = 8;
/** A worker that died is started again after this, then after twice that, and so on, ms. */
const restartMs = { first: 250, most: 30_000 };
/** A worker that ran so long before it died begins at the first delay again, ms. */
const healthyRunMs = 60_000;
const stopWithinMs = 2_000;
const attemptsPerQuestion = 3;

export interface MessagesOptions {
  /** chat.db; on a Mac `~/Library/Messages/chat.db`. */
  readonly databasePath: string;
  /** The address book's folder; on a Mac `~/Library/Application Support/AddressBook`. */
  readonly contactsDir: string;
  /** Wall clock, ms since 1970. Only its distance to the system's clock is used. */
  readonly now?: () => number;
  /** The worker's program. Default: beside this module, `worker.ts` from source or `messages-worker.js` when bundled. */
  readonly workerUrl?: URL;
}

/** The owner's Messages, read in a thread of its own; nothing under their folder is created or written. */
export function openMessages(options: MessagesOptions): MessagesSource {
  return new WorkerMessages(options);
}

function defaultWorkerUrl(): URL {
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './messages-worker.js';
  return new URL(name, import.meta.url);
}

/** The compiled code that the main thread uses is the worker's only when its environment says so. */
function workerEnv(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  // What is returned is the folder of this version of Node, in the one that was asked for.
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
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
  #listen: ((event: MessagesEvent) => void | Promise<void>) | null = null;
  #worker: Worker | null = null;
  #startedAtMs = 0;
  #restartDelayMs = restartMs.first;
  #restart: NodeJS.Timeout | null = null;
  /** Questions without an answer yet; asked again of the next worker when this one dies. */
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #health: MessagesHealth;

  constructor(options: MessagesOptions) {
    this.#options = options;
    const path = options.databasePath;
    this.#health = { state: 'error', detail: null, path, lastRowId: 0, lastReadAtMs: null };
  }

  start(listen: (event: MessagesEvent) => void | Promise<void>): void {
    if (this.#listen !== null) throw new Error('already started');
    this.#listen = listen;
    this.#run();
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

  ownKeys(): Promise<ReadonlySet<string>> {
    return this.#ask('ownKeys', {});
  }

  recentRows(key: string, limit: number): Promise<readonly MessageRow[]> {
    return this.#ask('recentRows', { key, limit });
  }

  outgoing(
    queries: readonly { readonly key: string; readonly sinceMs: number }[],
  ): Promise<ReadonlyMap<string, OutgoingCount>> {
    return this.#ask('outgoing', { queries });
  }

  openClawRows(sinceMs: number): Promise<readonly MessageRow[]> {
    return this.#ask('openClawRows', { sinceMs });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#listen = null;
    this.#worker = null;
    if (this.#restart !== null) clearTimeout(this.#restart);
    for (const { reject } of this.#waiting.values())
      reject(new MessagesUnavailable(sentence('messages.stopping')));
    this.#waiting.clear();
    if (worker === null) return;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    post(worker, { type: 'stop' });
    const impatient = setTimeout(() => void worker.terminate(), stopWithinMs);
    await gone;
    clearTimeout(impatient);
  }

  #run(): void {
    const { databasePath, contactsDir, now, workerUrl } = this.#options;
    const workerData: WorkerOptions = {
      databasePath,
      contactsDir,
      clockOffsetMs: now === undefined ? 0 : now() - Date.now(),
    };
    const worker = new Worker(workerUrl ?? defaultWorkerUrl(), {
      workerData,
      execArgv: [],
      env: workerEnv(),
      resourceLimits: { maxOldGenerationSizeMb: workerHeapMb, maxYoungGenerationSizeMb: workerNurseryMb },
    });
    this.#worker = worker;
    this.#startedAtMs = performance.now();
    let reason: string | Sentence = sentence('messages.reader-ended');
    worker.on('message', (message: FromWorker) => this.#receive(worker, message));
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => this.#died(worker, reason));
    for (const id of this.#waiting.keys()) this.#pass(worker, id);
  }

  #receive(worker: Worker, message: FromWorker): void {
    if (worker !== this.#worker) return;
    if (message.type === 'event') {
      if (message.event.type === 'health') this.#health = message.event.health;
      const taken = Promise.resolve(this.#listen?.(message.event));
      // After whatever else waits for its turn in this process.
      void taken.then(() => setImmediate(() => post(worker, { type: 'taken' })));
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(new MessagesUnavailable(message.why));
  }

  /** Says so and starts another one, which reads the window again: rows come again with the same guid. */
  #died(worker: Worker, reason: string | Sentence): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    if (performance.now() - this.#startedAtMs > healthyRunMs) this.#restartDelayMs = restartMs.first;
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
    const asked = { question, input } as Asked;
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<Questions[Question]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { asked, attempts: 0, resolve, reject });
      if (this.#worker !== null) this.#pass(this.#worker, id);
    }) as Promise<Questions[Name]['answer']>;
  }

  /** Hands a question to the worker, unless it seems to be what kills workers. */
  #pass(worker: Worker, id: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.attempts += 1;
    if (waiting.attempts <= attemptsPerQuestion) {
      post(worker, { type: 'ask', id, asked: waiting.asked });
    } else {
      this.#waiting.delete(id);
      waiting.reject(new MessagesUnavailable(this.#health.detail ?? sentence('messages.reader-gone')));
    }
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
