import { onTestFinished } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { Gatekeeper } from '../../src-main/gatekeeper/gatekeeper.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { openSenderMemory } from '../../src-main/memory/sender-memory.ts';
import { facts } from './facts.ts';
import { type FakeClock, fakeClock, settle } from './fake-clock.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { type FakeMessages, fakeMessages } from './fake-messages.ts';
import { temporaryStateDir } from './ledger.ts';
import { messageRow } from './message-row.ts';

/** When made things happen, ms. */
export const startMs = Date.UTC(2026, 10, 24, 12);
export const ownerHandle = '+12125550100';

/** The gatekeeper on a real ledger and somebody's Messages, with time and OpenClaw played by fakes. */
export interface KeeperInProcess<Messages extends MessagesSource> {
  readonly stateDir: string;
  readonly keeper: Gatekeeper;
  readonly gateway: FakeGateway;
  readonly messages: Messages;
  readonly clock: FakeClock;
  readonly ledger: Ledger;
  /** What went wrong inside. */
  readonly errors: unknown[];
  readonly notices: Notice[];
  sender(handle: string): Promise<SenderView | undefined>;
  status(): Promise<StatusView>;
  give(
    verdict: 'approve' | 'ignore' | 'block' | 'revoke' | 'undo',
    handle: string,
    more?: object,
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** The same, with Messages played by a fake too. */
export interface InProcessApp extends KeeperInProcess<FakeMessages> {
  /** Somebody writes now. */
  knock(handle: string, text?: string): Promise<void>;
  /** A row of any kind is committed now. */
  row(change: Partial<MessageRow>): Promise<MessageRow>;
}

/** Opens one on `stateDir`; whoever opens it closes it. */
export function openKeeper<Messages extends MessagesSource>(
  stateDir: string,
  clock: FakeClock,
  gateway: FakeGateway,
  messages: Messages,
  ledger: Ledger = openLedger(stateDir, { now: () => clock.now(), soon: setImmediate }),
): KeeperInProcess<Messages> {
  const errors: unknown[] = [];
  const notices: Notice[] = [];
  const keeper = new Gatekeeper({
    messages,
    gateway,
    ledger,
    memory: openSenderMemory(),
    clock,
    version: '0',
    practice: false,
    onError: (error) => errors.push(error),
  });
  keeper.notices((notice) => notices.push(notice));
  keeper.start();
  let closed: Promise<void> | null = null;
  return {
    stateDir,
    keeper,
    gateway,
    messages,
    clock,
    ledger,
    errors,
    notices,
    async sender(handle) {
      const { senders } = await keeper.commands.list({});
      return senders.find((one) => one.handle === handle);
    },
    status: () => keeper.commands.status({}),
    give: (verdict, handle, more = {}) =>
      keeper.commands.verdict({ verdict, handle, source: 'window', ...more }),
    close() {
      closed ??= keeper.stop().then(() => ledger.close());
      return closed;
    },
  };
}

let nextRow = 1;

/** Opens it on `stateDir`; closed when the running test ends. */
export function openApp(
  stateDir: string,
  clock: FakeClock,
  gateway: FakeGateway,
  messages: FakeMessages = fakeMessages({ ownKeys: [ownerHandle] }),
): InProcessApp {
  const opened = openKeeper(stateDir, clock, gateway, messages);
  const row: InProcessApp['row'] = async (change) => {
    const rowId = nextRow++;
    const made = messageRow({ rowId, guid: `guid-${rowId}`, atMs: clock.now(), ...change });
    messages.deliver(made);
    await settle();
    return made;
  };
  onTestFinished(() => opened.close());
  return { ...opened, row, knock: async (handle, text = 'hello') => void (await row({ handle, text })) };
}

/** Opened on a new state directory and connected to a gateway that reads as `first`: nobody but the owner is let in. */
export async function openConnected(
  first: AccessFacts = facts({ direct: [ownerHandle], group: [] }),
  messages?: FakeMessages,
): Promise<InProcessApp> {
  const clock = fakeClock(startMs);
  const app = openApp(temporaryStateDir(), clock, fakeGateway(first, clock), messages);
  app.gateway.connect();
  await clock.pass(100);
  return app;
}

/** Closed and opened again on the same state directory, with the same gateway. */
export async function reopen(app: InProcessApp): Promise<InProcessApp> {
  await app.close();
  const next = openApp(app.stateDir, app.clock, app.gateway);
  app.gateway.connect();
  await app.clock.pass(100);
  return next;
}
