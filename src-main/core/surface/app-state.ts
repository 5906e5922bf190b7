import type { LastVerdict } from '#core/decision/last-verdict.ts';
import type { LeakView } from '#core/leak/leak.ts';
import type { MessagesHealthState } from '#core/message/message.ts';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import type { ShownPlace } from '#core/ports/sender-memory.ts';
import type { AccountView } from '#core/reconcile/account-view.ts';
import type { ChannelStatus } from '#core/reconcile/channel-trouble.ts';
import type { SilenceView } from '#core/silence/finding.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { SenderView } from './sender-view.ts';
import type { Pause, Settings } from './settings.ts';

/** Whether we can write down what the owner decides. */
export interface LedgerHealth {
  /** `full`: nothing can be decided until there is room on the disk. */
  readonly state: 'writing' | 'full' | 'error';
  /** What is wrong and what to do; null when writing. */
  readonly detail: Sentence | null;
}

/** The JSON of `status` (docs/socket.md). */
export interface StatusView {
  /** Of Peephole. */
  readonly version: string;
  /** What strangers get, and what is found about the settings. */
  readonly silence: SilenceView;
  /** The assistant's iMessage channel. */
  readonly channel: ChannelStatus;
  /** Each account of that channel; empty: not read, or there is none. */
  readonly accounts: readonly AccountView[];
  /** The connection to OpenClaw's gateway. */
  readonly gateway: {
    /** Only `connected` confirms anything. */
    readonly state: GatewayConnectionState;
    /** Of OpenClaw; null: not connected. */
    readonly version: string | null;
    /** Where it is looked for; empty: not looked for yet. */
    readonly url: string;
    /** What is wrong and what to do; null: nothing. */
    readonly detail: Sentence | null;
    /** What to know of a connection that works, such as a release that was never checked. */
    readonly notes: readonly Sentence[];
  };
  /** How Messages is read. */
  readonly messages: {
    /** Only while `reading` it is known who waits. */
    readonly state: MessagesHealthState;
    /** ROWID of the newest row of chat.db that was read; 0: none yet. */
    readonly lastRowId: number;
    /** When it was last read, ISO time; null: not yet. */
    readonly lastSeenAt: string | null;
    /** What is wrong and what to do; null: nothing. */
    readonly detail: Sentence | null;
  };
  /** How many senders are on each shelf, seen or not, and two more. */
  readonly counts: {
    /** People nobody decided about. */
    readonly waiting: number;
    /** Let in, by whichever list. */
    readonly approved: number;
    /** Ignored senders. */
    readonly ignored: number;
    /** Blocked senders. */
    readonly blocked: number;
    /** Undecided senders whom the owner knows. */
    readonly known: number;
    /** Undecided senders that are no people. */
    readonly automated: number;
    /** Waiting people the owner has not seen yet: what the icon and the menu count. */
    readonly new: number;
    /** Decisions that the gateway has not yet given its answer to. */
    readonly queued: number;
  };
  /** Whether decisions can be written down. */
  readonly ledger: LedgerHealth;
  /** Alarms that are open: something left this Mac to somebody who is not let in. */
  readonly leaks: readonly LeakView[];
  /** Approved people share the owner's main conversation (`session.dmScope`); null: not read. */
  readonly sharesMainSession: boolean | null;
  readonly pause: Pause;
  /** Practice data: nothing here is real. */
  readonly practice: boolean;
}

/** What of the state is not about one sender: small, and pushed whole. */
export interface SharedState {
  /** How everything stands. */
  readonly status: StatusView;
  /** What the owner has set. */
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

/** Who is shown. Nobody holds a card for each of a hundred thousand: whoever sends or paints one has it made. */
export interface ShownSenders {
  /** As they look by now; null: not shown. */
  card(id: string): SenderView | null;
  /** Some of them: whoever waits first, newest first. @param after null: from the beginning. @returns `next` null: that was the last. */
  page(
    after: ShownPlace | null,
    limit: number,
  ): { readonly ids: readonly string[]; readonly next: ShownPlace | null };
}

/** How the state changed, within this process. */
export interface StateChange extends SharedState {
  /** The revision this leads to. */
  readonly revision: number;
  /** The revision this follows on; null: a state begins anew, with everybody who is shown. */
  readonly base: number | null;
  /** Ids of those who are new, look different, or are no longer shown. */
  readonly changed: readonly string[];
  readonly senders: ShownSenders;
}

/** What is pushed: the state as far as it is there, whoever waits first; then the rest of it, and what changed. */
export interface StatePush extends SharedState {
  /** The revision this leads to. */
  readonly revision: number;
  /** The revision this follows on, which may be the one it leads to: more of the same state. null: a state begins anew. */
  readonly base: number | null;
  /** Those who are new, or look different. */
  readonly senders: readonly SenderView[];
  /** Ids of senders that are no longer shown (members of our group that went before the owner kept them). */
  readonly removed: readonly string[];
}

/**
 * Applies a push to what a client holds. Pure.
 * @returns null when the push does not follow on `state`: ask for the state anew.
 */
export function applyPush(state: AppState | null, push: StatePush): AppState | null {
  const { revision, base, status, settings, lastVerdict } = push;
  if (base !== null && state?.revision !== base) return null;
  const senders = new Map(base === null ? [] : state?.senders);
  for (const sender of push.senders) senders.set(sender.id, sender);
  for (const id of push.removed) senders.delete(id);
  return { revision, status, settings, lastVerdict, senders };
}
