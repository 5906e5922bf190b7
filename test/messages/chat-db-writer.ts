/** Writes to chat.db files on behalf of a test, in a process of its own, as imagent does on a Mac. */
import {
  type ChatDb,
  type ChatDbOptions,
  createChatDb,
  openChatDb,
} from '../../src-main/simulator/chat-db.ts';

export type WriterCall =
  | { readonly id: number; readonly type: 'create'; readonly path: string; readonly options: ChatDbOptions }
  | { readonly id: number; readonly type: 'open'; readonly path: string }
  | {
      readonly id: number;
      readonly type: 'call';
      readonly path: string;
      readonly method: string;
      readonly args: unknown[];
    }
  /** Runs SQL as it is. @returns the rows. */
  | { readonly id: number; readonly type: 'sql'; readonly path: string; readonly sql: string }
  /** Many messages in one commit. */
  | {
      readonly id: number;
      readonly type: 'burst';
      readonly path: string;
      readonly count: number;
      readonly prefix: string;
    };

const databases = new Map<string, ChatDb>();

function databaseAt(path: string): ChatDb {
  const database = databases.get(path);
  if (!database) throw new Error(`${path} is not open`);
  return database;
}

function run(call: WriterCall): unknown {
  switch (call.type) {
    case 'create':
      databases.set(call.path, createChatDb(call.path, call.options));
      return null;
    case 'open':
      databases.set(call.path, openChatDb(call.path));
      return null;
    case 'call': {
      const database = databaseAt(call.path);
      const method = database[call.method as keyof ChatDb] as (...args: unknown[]) => unknown;
      return method.apply(database, call.args) ?? null;
    }
    case 'sql':
      return databaseAt(call.path).sqlite.prepare(call.sql).all();
    case 'burst': {
      const database = databaseAt(call.path);
      return database.transaction(() =>
        Array.from({ length: call.count }, (_, at) =>
          database.receive({
            handle: `+1212555${String(at).padStart(4, '0')}`,
            text: `${call.prefix} ${at}`,
          }),
        ),
      );
    }
  }
}

process.on('message', (call: WriterCall) => {
  try {
    process.send?.({ id: call.id, result: run(call) });
  } catch (error) {
    process.send?.({ id: call.id, error: String(error) });
  }
});
