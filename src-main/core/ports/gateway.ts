import type { AccessEdit, AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { SaidError } from '#core/errors.ts';
import type { Conversation } from '#core/leak/leak.ts';
import type { Sentence } from '#core/words/sentence.ts';
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
  /** What is wrong and what to do; null when connected. */
  readonly detail: Sentence | null;
}

export type GatewayEvent =
  | { readonly type: 'connection'; readonly connection: GatewayConnection }
  /** The running config changed, whoever did it: read again. */
  | { readonly type: 'config-changed' };

/** Thrown by every `Gateway` call that could not be answered: not connected, connection lost, timed out. */
export class GatewayUnavailable extends SaidError {
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
