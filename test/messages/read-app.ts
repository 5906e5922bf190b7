import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { Gatekeeper } from '../../src-main/gatekeeper/gatekeeper.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { MessagesReader } from '../../src-main/messages/messages-reader.ts';
import type { Question, Questions } from '../../src-main/messages/protocol.ts';
import { facts } from '../support/facts.ts';
import { type FakeClock, settle } from '../support/fake-clock.ts';
import { fakeGateway } from '../support/fake-gateway.ts';

/** A gatekeeper that reads a real chat.db, with only the gateway and the time played by fakes. */
export interface ReadApp {
  readonly keeper: Gatekeeper;
  readonly errors: readonly unknown[];
  readonly notices: readonly Notice[];
  /** Reads what was committed, and lets everything follow from it. */
  look(): Promise<void>;
  sender(handle: string): Promise<SenderView | undefined>;
  close(): Promise<void>;
}

/**
 * Opens one on a chat.db and a state directory, and reads what is there. Nothing is read but by `look`.
 * @param access who is let in; default nobody.
 */
export async function openReadApp(
  databasePath: string,
  stateDir: string,
  clock: FakeClock,
  access: AccessFacts = facts({ direct: [], group: [] }),
): Promise<ReadApp> {
  let reader: MessagesReader | null = null;
  const started = Promise.withResolvers<void>();
  const ask = <Name extends Question>(question: Name, input: Questions[Name]['input']) => {
    if (reader === null) throw new Error('not started');
    return reader.answer(question, input);
  };
  const messages: MessagesSource = {
    start(listen) {
      const emit = async (event: Parameters<typeof listen>[0]) => {
        await listen(event);
        if (event.type === 'caught-up') started.resolve();
        if (event.type === 'health' && event.health.state !== 'reading')
          started.reject(new Error(JSON.stringify(event.health.detail)));
      };
      reader = new MessagesReader({ databasePath, contactsDir: join(stateDir, 'none'), clock, emit });
    },
    poke: async () => void (await ask('poke', {})),
    ownerWrote: (queries) => ask('ownerWrote', { queries }),
    contacts: (keys) => ask('contacts', { keys }),
    ownKeys: () => ask('ownKeys', {}),
    recentRows: (key, limit) => ask('recentRows', { key, limit }),
    outgoing: (queries) => ask('outgoing', { queries }),
    openClawRows: (sinceMs) => ask('openClawRows', { sinceMs }),
    stop: async () => reader?.stop(),
  };
  const ledger = openLedger(stateDir, { now: () => clock.now() });
  const gateway = fakeGateway(access, clock);
  const errors: unknown[] = [];
  const notices: Notice[] = [];
  const keeper = new Gatekeeper({
    messages,
    gateway,
    ledger,
    clock,
    version: '0',
    practice: false,
    onError: (error) => errors.push(error),
  });
  keeper.notices((notice) => notices.push(notice));
  keeper.start();
  gateway.connect();
  await started.promise;
  await settle();
  let closed: Promise<void> | null = null;
  const app: ReadApp = {
    keeper,
    errors,
    notices,
    async look() {
      await reader?.look();
      await settle();
    },
    async sender(handle) {
      const { senders } = await keeper.commands.list({});
      return senders.find((one) => one.handle === handle);
    },
    close() {
      closed ??= keeper.stop().then(() => ledger.close());
      return closed;
    },
  };
  onTestFinished(() => app.close());
  return app;
}
