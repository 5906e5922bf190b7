import type { LastVerdict } from '#core/decision/last-verdict.ts';
import type { LeakView } from '#core/leak/leak.ts';
import type { MessagesHealthState } from '#core/message/message.ts';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import type { ChannelView } from '#core/reconcile/channel-view.ts';
import type { SilenceView } from '#core/silence/finding.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { SenderView } from './sender-view.ts';
import type { Pause, Settings } from './settings.ts';

/** Whether we can write down what the owner decides. */
export interface LedgerHealth {
  readonly state: 'writing' | 'full' | 'error';
  /** What is wrong and what to do; null when writing. */
  readonly detail: Sentence | null;
}

/** The JSON of `status` (docs/socket.md). */
export interface StatusView {
  readonly version: string;
  readonly silence: SilenceView;
  readonly channel: ChannelView;
  readonly gateway: {
    readonly state: GatewayConnectionState;
    readonly version: string | null;
    readonly url: string;
    readonly detail: Sentence | null;
  };
  readonly messages: {
    readonly state: MessagesHealthState;
    readonly lastRowId: number;
    readonly lastSeenAt: string | null;
    readonly detail: Sentence | null;
  };
  readonly counts: {
    readonly waiting: number;
    readonly approved: number;
    readonly ignored: number;
    readonly blocked: number;
    readonly known: number;
    readonly automated: number;
    /** Waiting people the owner has not seen yet: what the icon and the menu count. */
    readonly new: number;
    readonly queued: number;
  };
  readonly ledger: LedgerHealth;
  readonly leaks: readonly LeakView[];
  /** Approved people share the owner's main conversation (`session.dmScope`); null: not read. */
  readonly sharesMainSession: boolean | null;
  readonly pause: Pause;
  /** Practice data: nothing here is real. */
  readonly practice: boolean;
}

/** What of the state is not about one sender: small, and pushed whole. */
export interface SharedState {
  readonly status: StatusView;
  readonly settings: Settings;
  /** What Undo takes back; null: nothing. */
  readonly lastVerdict: LastVerdict | null;
}

/** Everything a surface shows. */
export interface AppState extends SharedState {
  /** Rises with every change, for as long as Peephole runs. */
  readonly revision: number;
  /** By id. */
  readonly senders: ReadonlyMap<string, SenderView>;
}

/** What is pushed: the whole state first, then only what changed. */
export interface StatePush extends SharedState {
  readonly revision: number;
  /** The revision this follows on; null: this is the whole state. */
  readonly base: number | null;
  /** Those who are new, or look different. */
  readonly senders: readonly SenderView[];
  /** Ids of senders that are no longer shown (members of our group that went before the owner kept them). */
  readonly removed: readonly string[];
}

/**
 * Applies a push to what a client holds. Pure.
 * @returns null when the push does not follow on `state`: ask for a snapshot.
 */
export function applyPush(state: AppState | null, push: StatePush): AppState | null {
  const { revision, base, status, settings, lastVerdict } = push;
  if (base !== null && state?.revision !== base) return null;
  const senders = new Map(base === null ? [] : state?.senders);
  for (const sender of push.senders) senders.set(sender.id, sender);
  for (const id of push.removed) senders.delete(id);
  return { revision, status, settings, lastVerdict, senders };
}
