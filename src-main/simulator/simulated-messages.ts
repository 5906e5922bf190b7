import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeAddressBook } from './address-book.ts';
import { friends } from './cast.ts';
import { type ChatDb, createChatDb, openChatDb } from './chat-db.ts';
import { writeHistory } from './history.ts';
import { startKnocking } from './knocking.ts';
import { seededRandom } from './random.ts';

export interface PracticeMessagesOptions {
  /** Where the invented files go; made when missing. A database that is there already is gone on with. */
  readonly dir: string;
  readonly seed: number;
  /** How much faster than life people knock; 1 is life. */
  readonly speed: number;
  /** Some strangers of the history were sent a pairing code; default: nobody. */
  readonly answersStrangers?: boolean;
}

/** An invented Messages: a history, an address book, and strangers who knock. */
export interface PracticeMessages {
  readonly databasePath: string;
  /** Stands for `~/Library/Application Support/AddressBook`. */
  readonly contactsDir: string;
  /** The writer, for what somebody else wants to happen in it. */
  readonly db: ChatDb;
  /** Lets strangers knock. @param isLetIn whether a message by this handle would reach the assistant now. */
  startKnocking(isLetIn: (handle: string) => boolean): void;
  close(): void;
}

/** Makes the invented Messages, or goes on with the one in `dir`. Nobody knocks before `startKnocking`. */
export function createPracticeMessages(options: PracticeMessagesOptions): PracticeMessages {
  const { dir, seed, speed, answersStrangers = false } = options;
  const messagesDir = join(dir, 'Messages');
  const contactsDir = join(dir, 'AddressBook');
  const databasePath = join(messagesDir, 'chat.db');
  const random = seededRandom(seed);
  const isNew = !existsSync(databasePath);
  mkdirSync(messagesDir, { recursive: true, mode: 0o700 });
  const db = isNew ? createChatDb(databasePath) : openChatDb(databasePath);
  if (isNew) {
    writeHistory(db, random, Date.now(), answersStrangers);
    writeAddressBook(
      contactsDir,
      friends.map(({ first, last, written }) => ({
        first,
        last,
        ...(written.includes('@') ? { emails: [written] } : { phones: [written] }),
      })),
    );
  }
  let stopKnocking = () => {};
  return {
    databasePath,
    contactsDir,
    db,
    startKnocking(isLetIn) {
      stopKnocking();
      stopKnocking = startKnocking({ db, random, speed, isLetIn });
    },
    close() {
      stopKnocking();
      db.close();
    },
  };
}
