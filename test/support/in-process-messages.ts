import type { MessagesEvent, MessagesSource } from '#core/ports/messages.ts';
import { breathe } from '../../src-main/messages/messages-database.ts';
import { MessagesReader, type MessagesReaderOptions } from '../../src-main/messages/messages-reader.ts';
import type { Question, Questions } from '../../src-main/messages/protocol.ts';

/** The real reader without its thread: the same code, and no second of start-up for each test. */
export interface InProcessMessages extends MessagesSource {
  /** Resolves when the first window was told, and rejects when Messages can't be read. */
  readonly caughtUp: Promise<void>;
  /** Looks for what was committed; resolves when it was told: all of it, or with `quick` what is not put off. */
  look(how?: 'quick' | 'whole'): Promise<void>;
}

/** Reads a chat.db on this thread. */
export function inProcessMessages(options: Omit<MessagesReaderOptions, 'emit'>): InProcessMessages {
  let reader: MessagesReader | null = null;
  const caughtUp = Promise.withResolvers<void>();
  // Not every test waits for it.
  caughtUp.promise.catch(() => {});
  const note = (event: MessagesEvent): void => {
    if (event.type === 'caught-up') caughtUp.resolve();
    if (event.type === 'health' && event.health.state !== 'reading')
      caughtUp.reject(new Error(JSON.stringify(event.health.detail)));
  };
  const ask = async <Name extends Question>(question: Name, input: Questions[Name]['input']) => {
    if (reader === null) throw new Error('not started');
    return reader.answer(question, input);
  };
  return {
    caughtUp: caughtUp.promise,
    look: async (how = 'whole') => reader?.look(how),
    start(listen) {
      const emit = async (event: MessagesEvent) => {
        await listen(event);
        note(event);
        await breathe();
      };
      reader = new MessagesReader({ ...options, emit });
    },
    poke: async () => void (await ask('poke', {})),
    ownerWrote: (queries) => ask('ownerWrote', { queries }),
    contacts: (keys) => ask('contacts', { keys }),
    recentRows: (key, limit) => ask('recentRows', { key, limit }),
    outgoing: (queries) => ask('outgoing', { queries }),
    directChats: (chats) => ask('directChats', { chats }),
    openClawRows: (sinceMs) => ask('openClawRows', { sinceMs }),
    stop: async () => reader?.stop(),
  };
}
