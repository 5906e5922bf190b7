import type { MessageRow, MessagesHealth } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { MessagesEvent, ReadMark, ToldSender } from '#core/ports/messages.ts';
import type { OwnerAddresses } from '#core/sender/owner-addresses.ts';
import { AddressIndex } from './address-index.ts';
import { type ChangeCause, ChangeWatcher } from './change-watcher.ts';
import { AddressBook } from './contacts.ts';
import { reached } from './knock-trace.ts';
import { MessagesDatabase } from './messages-database.ts';
import { OwnAddresses } from './own-addresses.ts';
import { OwnRows } from './own-rows.ts';
import type { Asked, Question, Questions } from './protocol.ts';
import { readTrouble } from './read-trouble.ts';
import { RowFollower } from './row-follower.ts';
import { SenderQuestions } from './sender-questions.ts';

/** The address book is asked for changes this often, ms. */
const contactsEveryMs = 60_000;
/** Health is told again after this even when nothing but the time of the last read is new, ms. */
const healthEveryMs = 60_000;

/**
 * A file event comes when SQLite has written to the -wal, and what was written can be read later, when its index says so,
 * without a further event (DB-2.6): in a moment, or when a busy disk has taken it. After an event it is looked again and again,
 * each time when a quarter of the time since has passed once more, so that nothing is found later than that; ms.
 */
const settle = { leastMs: 1, share: 1 / 4, untilMs: 1_000 };
/** A look that found so many rows is one of a flood: */
const manyRows = 10;
/** the next begins no sooner than so long after it did, ms, for each reads the newest rows again. */
const floodLookMs = 50;

const nobody: ReadonlyMap<string, ToldSender> = new Map();

export interface MessagesReaderOptions {
  readonly databasePath: string;
  readonly contactsDir: string;
  /** How far it was read before; null: never. Default null. */
  readonly readUpTo?: ReadMark | null;
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'after'>;
  /** Delivers one event; resolves when the next may come. */
  readonly emit: (event: MessagesEvent) => Promise<void>;
  /** Calls `onChange` whenever the database may have changed. Default: `ChangeWatcher`. */
  readonly watch?: (databasePath: string, onChange: (cause: ChangeCause) => void) => { close(): void };
}

/** Everything the worker does, without its thread: follows the rows, says how it goes, answers questions. */
export class MessagesReader {
  readonly #options: MessagesReaderOptions;
  readonly #database: MessagesDatabase;
  readonly #own = new OwnAddresses();
  readonly #addresses: AddressIndex;
  readonly #ownRows: OwnRows;
  readonly #questions: SenderQuestions;
  readonly #contacts: AddressBook;
  readonly #follower: RowFollower;
  readonly #watcher: { close(): void };
  #cancelContacts: () => void = () => {};
  #cancelAgain: () => void = () => {};
  #endPause: () => void = () => {};
  /** When the last file event came, running time in ms; a start is like one. */
  #eventAtMs: number;
  /** The look that runs, and whether another one has to follow it. */
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  /** Somebody waits for all that there is. */
  #isWholeDue = false;
  #health: MessagesHealth | null = null;
  #lastReadAtMs: number | null = null;
  #toldHealthAtMs = 0;
  /** null: nothing of the owner's addresses was told yet. */
  #toldOwn: OwnerAddresses | null = null;
  #hasReadMessages = false;
  #isStopped = false;

  constructor(options: MessagesReaderOptions) {
    const { databasePath, contactsDir, readUpTo = null, clock, emit, watch = watchChanges } = options;
    this.#options = options;
    this.#eventAtMs = clock.monotonic();
    this.#database = new MessagesDatabase(databasePath);
    this.#addresses = new AddressIndex(this.#database);
    this.#ownRows = new OwnRows(this.#database);
    this.#questions = new SenderQuestions(this.#database, this.#addresses, this.#ownRows, this.#own);
    this.#contacts = new AddressBook(contactsDir);
    this.#follower = new RowFollower({
      database: this.#database,
      own: this.#own,
      readUpTo,
      clock,
      emit: async (origin, rows) =>
        emit({ type: 'rows', origin, rows, senders: await this.#sendersOf(origin, rows) }),
      caughtUp: async () => {
        await this.#tellOwn();
        await emit({ type: 'caught-up' });
      },
      begins: () => {
        this.#addresses.reset();
        this.#ownRows.reset();
      },
      swept: () => {
        void this.#addresses.renew();
        void this.#ownRows.renew();
      },
    });
    this.#watcher = watch(databasePath, (cause) => {
      if (cause === 'event') this.#eventAtMs = clock.monotonic();
      void this.look();
    });
    this.#readContactsLater();
    void this.look();
  }

  /**
   * Looks for news at once; a look that is already running is followed by another. Never rejects.
   * @param how `whole`: nothing is put off. Default: what only may have changed is looked at a moment later.
   */
  look(how: 'quick' | 'whole' = 'quick'): Promise<void> {
    if (how === 'whole') this.#isWholeDue = true;
    if (this.#looking !== null) {
      this.#lookAgain = true;
      return this.#looking;
    }
    this.#looking = this.#lookUntilDone();
    return this.#looking;
  }

  /** @throws ReadTrouble when Messages can't be read. */
  async answer<Name extends Question>(
    question: Name,
    input: Questions[Name]['input'],
  ): Promise<Questions[Name]['answer']> {
    return (await this.#answer({ question, input } as Asked)) as Questions[Name]['answer'];
  }

  stop(): void {
    this.#isStopped = true;
    this.#endPause();
    this.#watcher.close();
    this.#cancelContacts();
    this.#cancelAgain();
    this.#database.close();
  }

  async #answer(asked: Asked): Promise<Questions[Question]['answer']> {
    switch (asked.question) {
      case 'poke':
        await this.#readContacts();
        await this.look('whole');
        return null;
      case 'contacts':
        return this.#contacts.names(asked.input.keys);
      case 'ownerWrote':
        return this.#questions.ownerWrote(asked.input.queries);
      case 'outgoing':
        return this.#questions.outgoing(asked.input.queries);
      case 'recentRows':
        return this.#questions.recentRows(asked.input.key, asked.input.limit);
      case 'directChats':
        return this.#questions.directChats(asked.input.chats);
      case 'openClawRows':
        return this.#questions.openClawRows(asked.input.sinceMs);
    }
  }

  async #lookUntilDone(): Promise<void> {
    do {
      this.#lookAgain = false;
      const how = this.#isWholeDue ? 'whole' : 'quick';
      this.#isWholeDue = false;
      const [from, beganMs] = [this.#follower.lastRowId, this.#options.clock.monotonic()];
      try {
        await this.#readFirstNames();
        await this.#follower.look(how);
        await this.#tellOwn();
        this.#lastReadAtMs = this.#options.clock.now();
        await this.#tellHealth({ state: 'reading', detail: null });
      } catch (error) {
        const { state, sentence } = readTrouble(this.#database.path, error);
        await this.#tellHealth({ state, detail: sentence });
      }
      if (this.#lookAgain && this.#follower.lastRowId - from >= manyRows)
        await this.#until(beganMs + floodLookMs);
    } while (this.#lookAgain && !this.#isStopped);
    this.#looking = null;
    this.#lookLater(this.#follower.againInMs, this.#settlesInMs);
  }

  /** When to look again for what an event told of, ms; null: that can be read by now. */
  get #settlesInMs(): number | null {
    const sinceMs = this.#options.clock.monotonic() - this.#eventAtMs;
    return sinceMs > settle.untilMs ? null : Math.max(settle.leastMs, settle.share * sinceMs);
  }

  /** @param dueMs running time. Resolves at once where that is over, and when this is stopped. */
  #until(dueMs: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(Math.max(0, dueMs - clock.monotonic()), resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Never rejects: what can't be told is asked. */
  async #sendersOf(
    origin: 'history' | 'live',
    rows: readonly MessageRow[],
  ): Promise<ReadonlyMap<string, ToldSender>> {
    if (origin === 'history') return nobody;
    const keys = [...new Set(rows.flatMap(({ key, chat }) => (key === null || chat === 'group' ? [] : key)))];
    try {
      const wrote = await this.#questions.ownerWrote(keys.map((key) => ({ key, spans: [] })));
      const names = this.#contacts.names(keys);
      reached('known');
      return new Map(
        keys.map((key) => [key, { ownerWrote: wrote.get(key) ?? false, contact: names.get(key) ?? null }]),
      );
    } catch {
      return nobody;
    }
  }

  async #tellOwn(): Promise<void> {
    const own = this.#own.known;
    if (own === this.#toldOwn) return;
    this.#toldOwn = own;
    await this.#options.emit({ type: 'own-addresses', own });
  }

  #lookLater(...delaysMs: readonly (number | null)[]): void {
    this.#cancelAgain();
    const due = delaysMs.filter((delayMs) => delayMs !== null);
    if (due.length === 0 || this.#isStopped) return;
    this.#cancelAgain = this.#options.clock.after(Math.min(...due), () => void this.look());
  }

  async #tellHealth({ state, detail }: Pick<MessagesHealth, 'state' | 'detail'>): Promise<void> {
    const now = this.#options.clock.now();
    const health: MessagesHealth = {
      state,
      detail,
      path: this.#database.path,
      lastRowId: this.#follower.lastRowId,
      lastReadAtMs: this.#lastReadAtMs,
    };
    const before = this.#health;
    const isNews =
      before === null ||
      before.state !== state ||
      JSON.stringify(before.detail) !== JSON.stringify(detail) ||
      before.lastRowId !== health.lastRowId ||
      now - this.#toldHealthAtMs >= healthEveryMs;
    if (!isNews) return;
    this.#health = health;
    this.#toldHealthAtMs = now;
    await this.#options.emit({ type: 'health', health });
  }

  /**
   * Names before the first rows: they are few, and a sender's group depends on them. But Messages before names: until it
   * could be read macOS would ask for Contacts before anything was explained (MAC-5.3). @throws ReadTrouble
   */
  async #readFirstNames(): Promise<void> {
    if (this.#hasReadMessages) return;
    this.#database.read(() => null);
    this.#hasReadMessages = true;
    await this.#readContacts();
  }

  #readContactsLater(): void {
    this.#cancelContacts = this.#options.clock.after(contactsEveryMs, () => {
      this.#readContactsLater();
      void this.#readContacts();
    });
  }

  async #readContacts(): Promise<void> {
    if (!this.#hasReadMessages) return;
    if ((await this.#contacts.refresh()) && !this.#isStopped) await this.#options.emit({ type: 'contacts' });
  }
}

function watchChanges(databasePath: string, onChange: (cause: ChangeCause) => void): ChangeWatcher {
  return new ChangeWatcher(databasePath, onChange);
}
