import type { MessageRow } from '#core/message/message.ts';
import { isOpenClawText } from './openclaw-texts.ts';

/** A message that left this Mac to someone who was not let in; open until the owner clears it. */
export interface LeakView {
  /** Names the alarm; `leaks` clears it by this. */
  readonly id: string;
  /** To whom it was sent; for a group its identifier, which names nobody; for `one-of` the addresses, with commas. */
  readonly handle: string;
  /** What `handle` is. */
  readonly place: LeakPlace;
  /** When it was sent, ISO time. */
  readonly at: string;
  /** What it was. */
  readonly kind: LeakKind;
}

/** What is known around one outgoing row. */
export interface OutgoingContext {
  /**
   * Whether the addressee had access when it was sent. For a group: whether anyone may speak to the assistant in groups.
   * null: the lists were not read, so nobody knows.
   */
  readonly wasLetIn: boolean | null;
  /** The date of the newest row of theirs that was written before this one, by ROWID, ms; null: none, or not known. */
  readonly knockedAtMs: number | null;
  /** The owner is used to writing to them: in the address book, or written to before they knocked. */
  readonly isKnown: boolean;
  /** The gateway itself says that its assistant was talking with them then: `gatewaySpokeWith`. */
  readonly gatewaySpoke: boolean;
}

export const leakKinds = ['pairing-code', 'openclaw-text', 'reply'] as const;
export type LeakKind = (typeof leakKinds)[number];

/**
 * Where it went: to one person who is not let in (`direct`), to one of whom that is not known, or who is (`address`), to one
 * of a chat's addresses, and Messages does not say to which (`one-of`), to a group, or to the owner's own address.
 */
export const leakPlaces = ['direct', 'address', 'one-of', 'group', 'self'] as const;
export type LeakPlace = (typeof leakPlaces)[number];

export type OutgoingFinding =
  /** Something of OpenClaw's left this Mac to somebody who is not let in: told now, until the owner clears it. */
  | { readonly type: 'alarm'; readonly kind: LeakKind }
  /** A reply soon after a knock, by whom nobody can tell: a line in the history, never an alarm. */
  | { readonly type: 'event'; readonly kind: 'was-this-you' }
  /** A text of OpenClaw's, and who is let in is not known: judge again once the lists were read. */
  | { readonly type: 'undecided' };

/** A reply this soon after a stranger's knock may have been written by a program. */
export const soonMs = 15_000;
/** Two clocks differ by less: an answer can be dated before what it answers, ms. */
export const clockSkewMs = 600_000;

/**
 * Judges a row that left this Mac, in a direct chat, a group or the owner's chat with themselves (RULE-8.1 to RULE-8.3).
 *
 * - A pairing code is an alarm whoever gets it: OpenClaw has them for people it does not let in, and an owner's address
 *   that is let in was sent one, too (openclaw/openclaw#128430).
 * - Any other text of OpenClaw's, or a row that the gateway itself vouches for, is an alarm when the addressee was not
 *   let in.
 * - Timing alone is never an alarm: the owner may have answered by hand.
 * @returns null: nothing to say.
 */
export function judgeOutgoing(row: MessageRow, context: OutgoingContext): OutgoingFinding | null {
  // What failed, or waits to be sent, was sent to nobody: it comes again when it leaves.
  if (row.own !== 'left' || row.itemType !== 0 || row.associatedType >= 1000) return null;
  const text = row.text === null ? null : isOpenClawText(row.text);
  if (text === 'pairing-code') return { type: 'alarm', kind: text };
  if (context.wasLetIn === true) return null;
  if (text === 'openclaw-text') {
    return context.wasLetIn === null ? { type: 'undecided' } : { type: 'alarm', kind: text };
  }
  if (context.gatewaySpoke && context.wasLetIn === false) return { type: 'alarm', kind: 'reply' };
  if (!isSoon(row, context)) return null;
  return context.wasLetIn === null ? { type: 'undecided' } : { type: 'event', kind: 'was-this-you' };
}

function isSoon(row: MessageRow, { knockedAtMs, isKnown }: OutgoingContext): boolean {
  if (knockedAtMs === null || isKnown || row.chat !== 'direct' || row.selfChat) return false;
  const afterMs = row.atMs - knockedAtMs;
  return afterMs >= -clockSkewMs && afterMs <= soonMs;
}

/** One conversation of the assistant's, as the gateway lists them. */
export interface Conversation {
  /** Keys of those who take part in it. */
  readonly participants: readonly string[];
  /** When the gateway last wrote to it, ms. */
  readonly updatedAtMs: number;
}

/** A reply is sent within this long of its conversation's last change. */
const conversationSlackMs = 60_000;

/**
 * Whether the gateway vouches for a row: it has a conversation with the addressee that went on when the row left.
 * `sessions.list` (scope read, OC-58) names them in `participants[].identity.id`, with `updatedAt`; a
 * stranger under `allowlist` has none, and `channels.status`, `audit.list` and `tasks.list` say nothing of anybody.
 */
export function gatewaySpokeWith(
  conversations: readonly Conversation[],
  row: Pick<MessageRow, 'key' | 'atMs'>,
): boolean {
  return conversations.some(
    ({ participants, updatedAtMs }) =>
      row.key !== null && participants.includes(row.key) && updatedAtMs >= row.atMs - conversationSlackMs,
  );
}
