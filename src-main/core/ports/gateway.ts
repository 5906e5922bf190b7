import type { AccessEdit, AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import type { GatewayAnswer } from '#core/access/gateway-answer.ts';
import { SaidError } from '#core/errors.ts';
import type { Conversation } from '#core/leak/leak.ts';
import type { Sentence } from '#core/words/sentence.ts';

/**
 * Whose gateway it is is part of the state (RULE-6.17): only this Mac's own, known one is ever `connected`, and only
 * then is anything read into facts, concluded, or written.
 */
export type GatewayConnectionState =
  | 'connected'
  | 'connecting'
  | 'unreachable'
  | 'unauthorized'
  | 'incompatible'
  /** Somebody answers there who is not the gateway that we know: another profile's, another user's, a stranger. */
  | 'another'
  /** Somebody answers there, and it can't be told who. */
  | 'unidentified'
  /** OpenClaw's config says that the gateway is on another machine, by whatever address it is reached. */
  | 'not-local';

/** Whether the owner may take whoever answers for their gateway from now on, and show it the shared secret once more. */
export function canConnectAnew(state: GatewayConnectionState): boolean {
  return state === 'another' || state === 'unidentified' || state === 'unauthorized';
}

export interface GatewayConnection {
  readonly state: GatewayConnectionState;
  readonly version: string | null;
  readonly url: string;
  /** What is wrong and what to do; null when connected. */
  readonly detail: Sentence | null;
  /** What an owner should know of a connection that works: a release that was never checked, something that could not be. */
  readonly notes: readonly Sentence[];
}

export type GatewayEvent =
  /**
   * `appliedRevision`: what the gateway said that it lives by when it was reached, as `AccessFacts.appliedRevision` names it; null: it
   * did not say, or was not just reached.
   */
  | {
      readonly type: 'connection';
      readonly connection: GatewayConnection;
      readonly appliedRevision: string | null;
    }
  /**
   * The config changed, saved or applied, or who was let in by pairing code; whoever did it: read again. `hash`: what the config
   * is now, as `AccessFacts.baseHash` names it; null: that was not said.
   */
  | { readonly type: 'config-changed'; readonly hash: string | null }
  /** A channel has come up after something of ours was applied or started: read again. It may be told late, or not at all. */
  | { readonly type: 'channel-ready' }
  /** A defect of ours, met where nobody waits for an answer: for the log. */
  | { readonly type: 'trouble'; readonly error: unknown };

/** Thrown by every `Gateway` call that could not be answered: not connected, connection lost, timed out, refused. */
export class GatewayUnavailable extends SaidError {
  override readonly name = 'GatewayUnavailable';
  /** The gateway's own answer, when it gave one; null: there was none. */
  readonly answer: GatewayAnswer | null;

  constructor(sentence: Sentence, answer: GatewayAnswer | null = null) {
    super(sentence);
    this.answer = answer;
  }
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
  /**
   * The owner asks for it: whatever gateway is found now is theirs from now on, and the shared secret may be shown to it
   * once more (RULE-6.17).
   * @param configPath OpenClaw's config file, as the owner chose it; null: where it is found.
   * @throws PeepholeError `usage` when there is no such file.
   */
  connectAnew(configPath?: string | null): void;
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
