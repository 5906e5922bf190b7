import type { AccessEdit, AccessFacts, EditOutcome } from './access/access-facts.ts';
import type { Decision, DecisionProgress, TakenEntry, TrackedDecision } from './decision/decision.ts';
import type { Conversation } from './leak/leak.ts';
import type { HandleKind } from './message/handle.ts';
import type { MessageRow, MessagesHealth, Service } from './message/message.ts';

/** Time, so that tests own it. */
export interface Clock {
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Monotonic clock, ms; stands still while the Mac sleeps. */
  monotonic(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
}

// ---------------------------------------------------------------------------------------------- Messages

export type MessagesEvent =
  | { readonly type: 'health'; readonly health: MessagesHealth }
  /**
   * Rows in ROWID order, inbound and the owner's own. `history`: read because we started, woke up, swept or the database
   * was replaced; `live`: committed while we watched. A row may come again (late text, sweep): same guid.
   */
  | { readonly type: 'rows'; readonly origin: 'history' | 'live'; readonly rows: readonly MessageRow[] }
  /** Every row of the first window has been delivered; sent once per start and after a replaced database. */
  | { readonly type: 'caught-up' }
  /** The address book was read (again): contact names may differ. */
  | { readonly type: 'contacts' };

/** A span of time in which a sender had access, ms; `toMs` null: still. */
export interface AccessSpan {
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** How many messages left this Mac to one address. */
export interface OutgoingCount {
  readonly sent: number;
  readonly rowIds: { readonly from: number; readonly to: number };
}

/** Thrown by a question to `MessagesSource` that could not be answered: Messages can't be read now. */
export class MessagesUnavailable extends Error {
  override readonly name = 'MessagesUnavailable';
}

/** The owner's Messages, read-only. Every question rejects with `MessagesUnavailable` when Messages can't be read. */
export interface MessagesSource {
  /**
   * Starts reading; every event goes to `listen`, in order, the next one when the promise it returned for the last, if any,
   * has resolved. Never throws: trouble is a `health` event.
   */
  start(listen: (event: MessagesEvent) => void | Promise<void>): void;
  /** Looks at once (after sleep, for `doctor`); resolves when that look is done. */
  poke(): Promise<void>;
  /** Whether the owner wrote to each key outside the given spans, not counting OpenClaw's own texts. */
  ownerWrote(
    queries: readonly { readonly key: string; readonly spans: readonly AccessSpan[] }[],
  ): Promise<ReadonlyMap<string, boolean>>;
  /** Names from the owner's address book, by key; a key without a contact is absent. */
  contacts(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The owner's own addresses, as keys. */
  ownKeys(): Promise<ReadonlySet<string>>;
  /** What a sender wrote in direct chats, newest last, at most `limit`, as it stands now; texts not sanitised. */
  recentRows(key: string, limit: number): Promise<readonly MessageRow[]>;
  /**
   * Counts the owner's rows (whoever wrote them: person or assistant) in direct chats to each key since `sinceMs`, in
   * every spelling and service. `rowIds`: the ROWIDs the count stands on, inclusive.
   */
  outgoing(
    queries: readonly { readonly key: string; readonly sinceMs: number }[],
  ): Promise<ReadonlyMap<string, OutgoingCount>>;
  /** Outgoing rows since `sinceMs` whose text satisfies `isOpenClawText`, in any chat, ROWID order. Read in slices. */
  openClawRows(sinceMs: number): Promise<readonly MessageRow[]>;
  stop(): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- Gateway

export type GatewayConnectionState =
  | 'connected'
  | 'connecting'
  | 'unreachable'
  | 'unauthorized'
  | 'incompatible'
  | 'not-local';

export interface GatewayConnection {
  readonly state: GatewayConnectionState;
  readonly version: string | null;
  readonly url: string;
  /** What is wrong and what to do, one plain sentence; null when connected. */
  readonly detail: string | null;
}

export type GatewayEvent =
  | { readonly type: 'connection'; readonly connection: GatewayConnection }
  /** The running config changed, whoever did it: read again. */
  | { readonly type: 'config-changed' };

/** Thrown by every `Gateway` call that could not be answered: not connected, connection lost, timed out. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}

/** What the runtime says of one account at this moment. */
export interface AccountState {
  readonly running: boolean;
  readonly ready: boolean;
  readonly restarting: boolean;
}

/** The local OpenClaw gateway. The only way to it; nothing here can send a message. */
export interface Gateway {
  start(listen: (event: GatewayEvent) => void): void;
  /** Tries at once instead of waiting for the next attempt. */
  reconnectNow(): void;
  /** @throws GatewayUnavailable */
  readAccess(): Promise<AccessFacts>;
  /** One `config.patch` on the given base, without a client time-out. Never throws: see `EditOutcome`. */
  edit(edit: AccessEdit, base: AccessFacts): Promise<EditOutcome>;
  /** Stops one account's channel at once (about 10 ms). Idempotent. @throws GatewayUnavailable */
  stopChannel(accountId: string): Promise<void>;
  /** Starts one account's channel; false when the gateway skipped it (disabled). @throws GatewayUnavailable */
  startChannel(accountId: string): Promise<boolean>;
  /** What the gateway says of the channels right now, by account id (2 to 8 ms). @throws GatewayUnavailable */
  readRuntime(): Promise<ReadonlyMap<string, AccountState>>;
  /** Whom its assistant talks with, and until when: what the gateway itself vouches for. @throws GatewayUnavailable */
  readConversations(): Promise<readonly Conversation[]>;
  stop(): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- Ledger

/** What we remember of a sender; texts are never kept. */
export interface SenderRecord {
  readonly key: string;
  readonly handle: string;
  readonly kind: HandleKind;
  readonly approvable: boolean;
  readonly service: Service;
  readonly knocks: number;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** False for history that was there before the first run. */
  readonly isNew: boolean;
  readonly filterBucket: number;
  /** Every service this key wrote by. */
  readonly services: readonly Service[];
  /** When the owner was last shown a banner about them, ms; null: never. */
  readonly notifiedAtMs: number | null;
  /** How many banners in a row, for the growing quiet times (ux.md, section 3). */
  readonly notifications: number;
}

/** One knock to be remembered; remembering it twice changes nothing. */
export interface KnockRecord {
  readonly guid: string;
  readonly rowId: number;
  readonly key: string;
  readonly handle: string;
  readonly kind: HandleKind;
  readonly approvable: boolean;
  readonly service: Service;
  readonly atMs: number;
  readonly isNew: boolean;
  readonly filterBucket: number;
}

/** What the writer must remember across a crash (design.md, section 6). */
export interface WriterJournal {
  /** Accounts whose channel we stopped to take access away, and must start again. */
  readonly stopped: readonly string[];
  /** A removal could not be written: the channel is held. One plain sentence, or null. */
  readonly held: string | null;
  /** The mark: our access group at the gateway was made, or accepted, by this ledger's owner. */
  readonly groupIsOurs: boolean;
}

/** Something that happened and is worth knowing later; never message text or secrets. */
export interface LedgerEvent {
  readonly kind: string;
  readonly handle: string | null;
  /** One plain sentence for the owner. */
  readonly detail: string;
  readonly atMs: number;
  /** What a program needs to know of it later; flat. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** `taken`: which of the owner's entries a block took out; `journal`: what the writer must remember. */
export const logLineTypes = ['decision', 'progress', 'taken', 'event', 'journal'] as const;

/** One line of the hash-chained log, as exported: `hash` covers every other field; `previous` is the hash before. */
export interface LogLine {
  readonly seq: number;
  readonly atMs: number;
  readonly type: (typeof logLineTypes)[number];
  readonly body: unknown;
  readonly previous: string;
  readonly hash: string;
}

/**
 * What the owner decided, on our own disk. Synchronous; whatever must survive `kill -9` is fsynced before the call
 * returns. @throws PeepholeError `ledger-full` when the disk is full: nothing was changed.
 */
export interface Ledger {
  readonly installId: string;
  /** Remembers knocks and the position reached in chat.db. Not fsynced: Messages still has them. @returns the senders that changed. */
  recordKnocks(knocks: readonly KnockRecord[]): readonly SenderRecord[];
  sender(key: string): SenderRecord | null;
  senders(): readonly SenderRecord[];
  /** A banner about these was shown. @returns the senders that changed. */
  noteNotified(keys: readonly string[], atMs: number): readonly SenderRecord[];
  /** Appends and fsyncs, together with a journal change when one is given. */
  appendDecision(decision: Decision, progress: DecisionProgress, journal?: WriterJournal): void;
  appendProgress(decisionId: string, progress: DecisionProgress): void;
  /** Remembers which of the owner's entries a block took out, before the write that does it. Fsynced. */
  appendTaken(decisionId: string, taken: readonly TakenEntry[]): void;
  /** Every decision of one sender, oldest first. */
  decisionsOf(key: string): readonly TrackedDecision[];
  /** Every decision, oldest first. */
  decisions(): readonly TrackedDecision[];
  appendEvent(event: LedgerEvent): void;
  /** Events of these kinds, oldest first. */
  events(kinds: readonly string[]): readonly LedgerEvent[];
  journal(): WriterJournal;
  setJournal(journal: WriterJournal): void;
  setting(name: string): string | null;
  setSetting(name: string, value: string): void;
  /** Newest first. */
  log(limit: number): readonly LogLine[];
  close(): void;
}
