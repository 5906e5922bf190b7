import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Wanted } from '#core/access/access-plan.ts';
import type { Standing } from '#core/decision/standing.ts';
import type { SilenceRecord } from '#core/silence/silence-undo.ts';
import type { SwitchRequest } from './channel-view.ts';

/** A sender the owner has decided about. */
export interface Decided {
  readonly key: string;
  /** In the form that is written to the gateway. */
  readonly handle: string;
  readonly standing: Standing;
}

/** A change of settings that the owner asked for, besides who is let in. */
export type ChangeRequest =
  | { readonly kind: 'make-silent'; readonly dropPaired: boolean | readonly string[] }
  | { readonly kind: 'undo-silence'; readonly record: SilenceRecord }
  /** Peephole goes: `planLeave`. `keepApproved`: who is approved for good goes onto the owner's own list. */
  | { readonly kind: 'leave'; readonly restore: SilenceRecord | null; readonly keepApproved: boolean };

/** Everything the owner asks of the gateway. */
export interface OwnerRequests {
  readonly people: readonly Decided[];
  /** null: the channel is as it was asked for. */
  readonly channel: SwitchRequest;
  /** null: nothing is asked for. */
  readonly change: ChangeRequest | null;
  /** Somebody looks at what is said of the gateway, or did a moment ago. */
  readonly isLooking: boolean;
}

/** What all decisions together ask of the gateway's lists. @param groupIsOurs the journal's mark. */
export function wantedLists(people: readonly Decided[], groupIsOurs: boolean): Wanted {
  const approved: Wanted['approved'][number][] = [];
  const dropped = new Set<string>();
  const restore: (TakenEntry & { readonly key: string })[] = [];
  for (const { key, standing, handle } of people) {
    if (standing.state === 'approved') {
      const progress = standing.decision?.progress;
      const confirmed = progress !== 'queued' && progress !== 'saved';
      approved.push({ key, handle, granted: progress !== 'queued', confirmed });
      continue;
    }
    dropped.add(key);
    if (standing.decision?.progress === 'queued') {
      restore.push(...standing.restore.map((entry) => ({ ...entry, key })));
    }
  }
  return { approved, blocked: blockedKeys(people), dropped, restore, groupIsOurs };
}

export function blockedKeys(people: readonly Decided[]): ReadonlySet<string> {
  return new Set(people.flatMap(({ key, standing }) => (standing.state === 'blocked' ? key : [])));
}

/** Who is approved without an end, as written to the gateway. */
export function approvedForGood(people: readonly Decided[]): readonly string[] {
  return people.flatMap(({ handle, standing: { state, untilMs } }) =>
    state === 'approved' && untilMs === null ? handle : [],
  );
}

export function hasApprovals(people: readonly Decided[]): boolean {
  return people.some(({ standing }) => standing.state === 'approved');
}
