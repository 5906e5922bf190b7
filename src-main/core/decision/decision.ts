import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Service } from '#core/message/message.ts';
import type { WarningId } from '#core/sender/warnings.ts';
import type { Unlisted } from '#core/unlisted.schema.ts';
import type { DecisionError } from './decision-error.ts';

/** What the owner can say about a sender (RULE-3.1 to RULE-3.4). */
export const verdicts = ['approve', 'ignore', 'block', 'revoke', 'undo'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * What a decision can be: an owner's verdict, or the end of an approval. `expire`: its time is over. `taken-away`: it was
 * gone when the gateway's lists were read back, so it ended there.
 */
export const decisionVerdicts = [...verdicts, 'expire', 'taken-away'] as const;
export type DecisionVerdict = (typeof decisionVerdicts)[number];

/** Where an owner can say a verdict. */
export const verdictSources = ['cli', 'menu', 'notification', 'window'] as const;

/**
 * Where a decision came from: from the owner, or `clock` (expire), `gateway` (taken-away), `carried-over` (an approval of
 * OpenClaw's pairing store that "Make it silent" took over).
 */
export const decisionSources = [...verdictSources, 'clock', 'gateway', 'carried-over'] as const;
export type DecisionSource = (typeof decisionSources)[number];

/** queued (on our disk) → saved (in the gateway's config) → confirmed (the running gateway gives the answer). */
export const progresses = ['queued', 'saved', 'confirmed', 'failed'] as const;
export type Progress = (typeof progresses)[number];

export type SenderState = 'waiting' | 'approved' | 'ignored' | 'blocked';

/** What was on screen when the verdict was given. */
export interface Painted {
  readonly revision: string;
  readonly state: SenderState;
  readonly service: Service | null;
  readonly warnings: readonly (WarningId | Unlisted)[];
}

/** The durable record of one verdict. Append-only: what happens to it later is `DecisionProgress`. */
export interface Decision {
  readonly id: string;
  readonly key: string;
  /** The handle in the form that is written to the gateway. */
  readonly handle: string;
  readonly verdict: DecisionVerdict;
  /** End of a temporary approval, ms; null: for good. */
  readonly untilMs: number | null;
  readonly issuedAtMs: number;
  readonly source: DecisionSource | Unlisted;
  /** null when the owner typed a handle that never wrote. */
  readonly painted: Painted | null;
}

export interface DecisionProgress {
  readonly progress: Progress;
  /** Why it failed, or what it waits for; null: nothing to say. */
  readonly error: DecisionError | null;
  readonly atMs: number;
}

export interface TrackedDecision extends Decision, DecisionProgress {
  /** Entries this decision took out of the owner's lists (block only). */
  readonly taken: readonly TakenEntry[];
}
