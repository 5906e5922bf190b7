import type { Progress, SenderState } from '#core/decision/decision.ts';
import type { HandleKind } from '#core/message/handle.ts';
import type { MessagesHealthState, Service } from '#core/message/message.ts';
import type { GatewayConnectionState } from '#core/ports.ts';

/** A sender as every surface shows it; the JSON of `list` (design.md, section 10). */
export interface SenderView {
  readonly id: string;
  readonly handle: string;
  /** The handle grouped for reading; identity is `handle`. */
  readonly display: string;
  readonly kind: HandleKind;
  readonly approvable: boolean;
  readonly service: Service;
  /** Every service they wrote by. */
  readonly services: readonly Service[];
  readonly state: SenderState;
  readonly group: 'person' | 'known' | 'automated';
  readonly new: boolean;
  /** By what they are let in, as last read from the gateway; null: not let in, or not known (see `accessKnown`). */
  readonly via: string | null;
  /** False when the gateway's lists have not been read on this connection. */
  readonly accessKnown: boolean;
  /** A member of our group that this ledger has not put there; the owner must keep (approve) or drop (revoke) them. */
  readonly adopted: boolean;
  readonly knocks: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly preview: string | null;
  readonly revision: string;
  readonly warnings: readonly string[];
  readonly contact: string | null;
  readonly until: string | null;
  /** ISO country code of a phone number, or null. */
  readonly country: string | null;
  /** The owner wrote to them while they had no access; null: not known yet. */
  readonly ownerWrote: boolean | null;
  /** Messages' own filter says unknown, junk or automated: a hint. */
  readonly filterHint: 'none' | 'unknown' | 'junk' | 'automated';
  /** Messages that left this Mac to them since their first knock; null: withheld or not read yet. */
  readonly sent: number | null;
  /** Their message carried an invite code the owner had asked for. */
  readonly bringsInvite: boolean;
  /** Wrong invite codes they tried. */
  readonly codeGuesses: number;
  /** The approved handle or contact this one resembles but is not; null: none. */
  readonly resembles: string | null;
  readonly decision: DecisionView | null;
}

export interface DecisionView {
  readonly id: string;
  readonly handle: string;
  readonly verdict: string;
  readonly until: string | null;
  readonly progress: Progress;
  readonly error: string | null;
}

export interface FindingView {
  readonly id: string;
  readonly severity: 'red' | 'amber' | 'info';
  readonly title: string;
  readonly fix: string | null;
  /** The exact settings, as "Make it silent" would change them. */
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  /** "Make it silent" mends it in one step. */
  readonly oneStep: boolean;
}

export interface SilenceView {
  readonly state: 'silent' | 'answering' | 'open' | 'unknown';
  readonly findings: readonly FindingView[];
}

export interface ChannelView {
  readonly state: 'on' | 'off' | 'starting' | 'stopping' | 'error' | 'unknown';
  /** It will be so after a gateway restart. */
  readonly persisted: boolean;
  /** `removal`: someone was removed and the gateway has not applied it, so the channel stays stopped. */
  readonly heldBy: 'removal' | null;
}

/** Whether we can write down what the owner decides. */
export interface LedgerHealth {
  readonly state: 'writing' | 'full' | 'error';
  /** What is wrong and what to do, one plain sentence; null when writing. */
  readonly detail: string | null;
}

/** A message that left this Mac to someone who was not let in; open until the owner clears it. */
export interface LeakView {
  readonly id: string;
  readonly handle: string;
  readonly at: string;
  readonly kind: 'pairing-code' | 'openclaw-text' | 'reply';
}

/** One row of the history: what the owner decided, or what happened. */
export interface HistoryItem {
  readonly seq: number;
  readonly at: string;
  readonly type: 'decision' | 'event';
  /** Verdict or kind of event. */
  readonly kind: string;
  readonly handle: string | null;
  /** One plain sentence, or empty. */
  readonly detail: string;
  /** How far a decision has come; null for events. */
  readonly progress: string | null;
  readonly until: string | null;
  /** Where a verdict was said. */
  readonly source: string | null;
}

/** The JSON of `status` (design.md, section 10). */
export interface StatusView {
  readonly version: string;
  readonly silence: SilenceView;
  readonly channel: ChannelView;
  readonly gateway: {
    readonly state: GatewayConnectionState;
    readonly version: string | null;
    readonly url: string;
    readonly detail: string | null;
  };
  readonly messages: {
    readonly state: MessagesHealthState;
    readonly lastRowId: number;
    readonly lastSeenAt: string | null;
    readonly detail: string | null;
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
  /** Banners are held until then; null: not paused. `until-resumed`: until the owner says so. */
  readonly pausedUntil: string | null;
  /** Practice data: nothing here is real. */
  readonly practice: boolean;
}

/** Everything a surface shows. `revision` rises with every change. */
export interface AppState {
  readonly revision: number;
  readonly status: StatusView;
  readonly senders: ReadonlyMap<string, SenderView>;
}

/** What is pushed: the whole state first (`base` null), then only what changed since `base`. */
export interface StatePush {
  readonly revision: number;
  readonly base: number | null;
  readonly status: StatusView;
  readonly senders: readonly SenderView[];
  /** Ids of senders that are no longer shown (members of our group that went before the owner kept them). */
  readonly removed: readonly string[];
}

/**
 * Applies a push to what a client holds. Pure.
 * @returns null when the push does not follow on `state`: ask for a snapshot.
 */
export function applyPush(state: AppState | null, push: StatePush): AppState | null {
  if (push.base === null) {
    return {
      revision: push.revision,
      status: push.status,
      senders: new Map(push.senders.map((sender) => [sender.id, sender])),
    };
  }
  if (state === null || state.revision !== push.base) return null;
  const senders = new Map(state.senders);
  for (const sender of push.senders) senders.set(sender.id, sender);
  for (const id of push.removed) senders.delete(id);
  return { revision: push.revision, status: push.status, senders };
}
