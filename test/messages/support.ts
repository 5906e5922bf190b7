import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { MessageRow, MessagesHealth } from '#core/message/message.ts';
import type { MessagesEvent, MessagesSource } from '#core/ports/messages.ts';
import { noAddresses, type OwnerAddresses } from '#core/sender/owner-addresses.ts';
import { type MessagesOptions, openMessages } from '../../src-main/messages/messages-source.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import type { ChatDb, ChatDbOptions, Written } from '../../src-main/simulator/chat-db.ts';
import { inProcessMessages } from '../support/in-process-messages.ts';
import { waitFor } from '../support/wait.ts';
import type { WriterCall } from './chat-db-writer.ts';

type Method =
  | 'receive'
  | 'send'
  | 'post'
  | 'group'
  | 'groupEvent'
  | 'selfChat'
  | 'tapback'
  | 'edit'
  | 'unsend'
  | 'link'
  | 'delete'
  | 'checkpoint'
  | 'close';

/** A chat.db that another process writes: every method is the writer's own, from afar. */
export type RemoteChatDb = {
  readonly [Name in Method]: (...args: Parameters<ChatDb[Name]>) => Promise<ReturnType<ChatDb[Name]>>;
} & {
  readonly path: string;
  /** Opens it again for writing after `close`. */
  open(): Promise<void>;
  sql(sql: string): Promise<readonly Record<string, unknown>[]>;
  burst(count: number, prefix: string): Promise<readonly Written[]>;
};

type Unnumbered<Call> = Call extends WriterCall ? Omit<Call, 'id'> : never;

let writer: ChildProcess | null = null;
let nextId = 1;

function call(message: Unnumbered<WriterCall>): Promise<unknown> {
  writer ??= fork(new URL('./chat-db-writer.ts', import.meta.url).pathname, { execArgv: [] });
  const child = writer;
  const id = nextId;
  nextId += 1;
  return new Promise((resolve, reject) => {
    const onMessage = (answer: { id: number; result?: unknown; error?: string }) => {
      if (answer.id !== id) return;
      child.off('message', onMessage);
      if (answer.error === undefined) resolve(answer.result);
      else reject(new Error(answer.error));
    };
    child.on('message', onMessage);
    child.send({ ...message, id });
  });
}

afterAll(() => {
  writer?.kill();
  writer = null;
});

/** Kills the writer without a chance to tidy up; the next one starts by itself. */
export async function killWriter(): Promise<void> {
  const child = writer;
  writer = null;
  if (child === null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** A folder of its own, removed after the test. */
export function scratchDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-messages-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

/** A chat.db in a `Messages` folder of its own, open for writing in another process. */
export async function newChatDb(
  options: ChatDbOptions = {},
  path = join(messagesFolder(), 'chat.db'),
): Promise<RemoteChatDb> {
  await call({ type: 'create', path, options });
  const remote = new Proxy({} as RemoteChatDb, {
    get: (_, name) => {
      if (name === 'path') return path;
      if (name === 'open') return () => call({ type: 'open', path });
      if (name === 'sql') return (sql: string) => call({ type: 'sql', path, sql });
      if (name === 'burst')
        return (count: number, prefix: string) => call({ type: 'burst', path, count, prefix });
      // Not thenable: `await newChatDb()` must not call it.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]) => call({ type: 'call', path, method: name, args });
    },
  });
  return remote;
}

export function messagesFolder(): string {
  const folder = join(scratchDir(), 'Messages');
  mkdirSync(folder);
  return folder;
}

/** Everything a source said, oldest first. */
export interface Heard {
  readonly source: MessagesSource;
  readonly events: readonly MessagesEvent[];
  /** Every row event's rows, in the order they came. */
  rows(origin?: 'history' | 'live'): readonly MessageRow[];
  health(): MessagesHealth | null;
  /** The owner's addresses, as last told. */
  own(): OwnerAddresses;
  /** Resolves with the first row (from `after` on) that satisfies `wanted`. */
  row(what: string, wanted: (row: MessageRow) => boolean, after?: number): Promise<MessageRow>;
  /** Resolves when this health was told. */
  state(state: MessagesHealth['state']): Promise<MessagesHealth>;
  /** Resolves when the first window, or the n-th, was read. */
  caughtUp(times?: number): Promise<void>;
}

/** Reads a chat.db until the test ends, in this process. */
export function listenTo(path: string, options: Partial<MessagesOptions> = {}): Heard {
  return hear(inProcessMessages({ ...withDefaults(path, options), clock: systemClock }));
}

/** The same in a worker, as Peephole itself reads. */
export function listenInWorker(path: string, options: Partial<MessagesOptions> = {}): Heard {
  return hear(openMessages(withDefaults(path, options)));
}

function withDefaults(path: string, options: Partial<MessagesOptions>): MessagesOptions {
  return { databasePath: path, contactsDir: join(path, '..', '..', 'none'), ...options };
}

function hear(source: MessagesSource): Heard {
  const events: MessagesEvent[] = [];
  onTestFinished(() => source.stop());
  source.start((event) => void events.push(event));
  const rows = (origin?: 'history' | 'live') =>
    events.flatMap((event) =>
      event.type === 'rows' && (origin === undefined || event.origin === origin) ? event.rows : [],
    );
  const health = () => events.findLast((event) => event.type === 'health')?.health ?? null;
  return {
    source,
    events,
    rows,
    health,
    own: () => events.findLast((event) => event.type === 'own-addresses')?.own ?? noAddresses,
    row: (what, wanted, after = 0) => waitFor(what, () => rows().slice(after).find(wanted)),
    state: (state) =>
      waitFor(`health ${state}`, () => {
        const now = health();
        return now?.state === state && now;
      }),
    caughtUp: async (times = 1) => {
      await waitFor(
        'the first window',
        () => events.filter(({ type }) => type === 'caught-up').length >= times,
      );
    },
  };
}
