import type { AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import type { DirectChats } from '#core/access/named-chats.ts';
import type { TrackedDecision } from '#core/decision/decision.ts';
import type { LeakView } from '#core/leak/leak.ts';
import type { MessageRow, MessagesHealth } from '#core/message/message.ts';
import type { GatewayEvent } from '#core/ports/gateway.ts';
import type { FlightEvent } from '#core/reconcile/transitions.ts';
import type { ChangeRequest } from '#core/reconcile/wanted.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import type { OwnerAddresses } from '#core/sender/owner-addresses.ts';
import type { FindingView } from '#core/silence/finding.ts';
import type { LedgerHealth } from '#core/surface/app-state.ts';
import type { Settings } from '#core/surface/settings.ts';

/** Everything that happens, in Messages, at the gateway, on our disk and by the owner's hand. */
export type GatekeeperEvent =
  | FromMessages
  | GatewayEvent
  | FromTheAccessRunner
  | FromTheOwner
  | FromTheWatches
  /** Our disk refuses what is to be written or read, or takes it again. */
  | { readonly type: 'ledger-health'; readonly health: LedgerHealth }
  /** A defect of ours, or our disk: what was to be done is not done, or not written down yet. */
  | { readonly type: 'trouble'; readonly error: unknown };

type FromMessages =
  | { readonly type: 'messages-health'; readonly health: MessagesHealth }
  /** Which addresses are, and were, the owner's. */
  | { readonly type: 'own-addresses'; readonly own: OwnerAddresses }
  /** Rows whose senders have been asked about, in the order they came. */
  | {
      readonly type: 'rows';
      readonly rows: readonly MessageRow[];
      readonly origin: 'history' | 'live';
      readonly arrivals: readonly Arrival[];
      /** The knocks among the rows, new or not: each message once. */
      readonly knocks: readonly MessageRow[];
      /** Guids of rows that are no knock, or no longer one. */
      readonly withdrawn: readonly string[];
      /** Keys of senders whose card may look different. */
      readonly changed: ReadonlySet<string>;
    }
  /** Whose the direct chats are that the gateway's `groups` names. */
  | { readonly type: 'direct-chats'; readonly chats: DirectChats }
  /** Messages or the address book said something new of these. */
  | { readonly type: 'senders'; readonly keys: readonly string[] };

type FromTheAccessRunner =
  /** The gateway answered what was asked of it. */
  | { readonly type: 'answer'; readonly answer: FlightEvent }
  /** It is time for what was put off. */
  | { readonly type: 'time' }
  /** The lists were read, or are not known any more (null). `isWriting`: a write of ours was under way. */
  | { readonly type: 'facts'; readonly facts: AccessFacts | null; readonly isWriting: boolean }
  /** A write of ours is on its way. */
  | { readonly type: 'write-sent' }
  /** The channel was stopped because the owner switched it off; `failed`: not all of it was answered. */
  | { readonly type: 'channel-stopped'; readonly failed: boolean }
  /** The owner's change was answered: see `Step`, `end-change`. */
  | { readonly type: 'change-ended'; readonly outcome: EditOutcome | 'lost' | null };

type FromTheOwner =
  /** A decision was made, or has come further. */
  | { readonly type: 'decision'; readonly decision: TrackedDecision; readonly isNew: boolean }
  | { readonly type: 'channel-asked'; readonly on: boolean }
  /** What was asked of the channel is so, or came to nothing. */
  | { readonly type: 'channel-ended' }
  | { readonly type: 'change-asked'; readonly change: ChangeRequest }
  /** Somebody needs to know what is so now. */
  | { readonly type: 'read-asked' }
  /** What the gateway refused is to be tried again. */
  | { readonly type: 'retry-asked' }
  | { readonly type: 'leaks-cleared' }
  | { readonly type: 'settings'; readonly settings: Settings };

type FromTheWatches =
  | { readonly type: 'leak'; readonly leak: LeakView }
  /** A red finding that was not there before. */
  | { readonly type: 'finding'; readonly finding: FindingView };

/** Tells every part of an event. */
export type Emit = (event: GatekeeperEvent) => void;

/** A part of the gatekeeper: changes its own state, does its own work, and tells the others by further events. */
export interface Part {
  receive(event: GatekeeperEvent): void;
}
