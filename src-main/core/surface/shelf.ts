import type { SenderState } from '#core/decision/decision.ts';
import type { SenderGroup } from '#core/sender/triage.ts';

/**
 * Where a sender is listed and counted: one place each, in the order an owner looks at them. `waiting`: people nobody
 * decided about yet; `known` and `automated`: the same of people the owner knows, and of machines.
 */
export const shelves = ['waiting', 'known', 'approved', 'ignored', 'blocked', 'automated'] as const;
export type Shelf = (typeof shelves)[number];

/** The shelf of a sender (RULE-4.2). */
export function shelfOf(sender: { readonly state: SenderState; readonly group: SenderGroup }): Shelf {
  if (sender.state !== 'waiting' || sender.group === 'person') return sender.state;
  return sender.group;
}

interface Listed {
  readonly id: string;
  /** ISO time. */
  readonly lastSeenAt: string;
}

/** The order of every list of senders: newest first; equal times by id, so that the order never depends on chance. */
export function newestFirst(a: Listed, b: Listed): number {
  if (a.lastSeenAt !== b.lastSeenAt) return a.lastSeenAt < b.lastSeenAt ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
