import type { AccessFacts, EditOutcome, TakenEntry } from '#core/access/access-facts.ts';
import type { AccessPlan } from '#core/access/access-plan.ts';
import type { DirectChats } from '#core/access/named-chats.ts';
import type { DecisionError } from '#core/decision/decision-error.ts';
import type { SilencePlan } from '#core/silence/silence-plan.ts';
import type { Flight, Refusal, Write } from './flight.ts';
import type { Settlement } from './settle.ts';
import type { Decided, OwnerRequests } from './wanted.ts';
import type { WriterJournal } from './writer-journal.ts';

/** What was read from the gateway on this connection. `lost`: there is none, and it is not being made for the first time. */
export interface ReadState {
  readonly connection: 'connected' | 'connecting' | 'lost';
  /** null: unknown. */
  readonly facts: AccessFacts | null;
  /** The lists that the running gateway lives by: older than `facts` while those are not applied; null: unknown. */
  readonly inEffect: AccessFacts | null;
  /** Whose the chats are that `groups` names, as Messages says. */
  readonly chats: DirectChats;
  /** Why this gateway is not used, however long one waits, in its own or our words; null: it is, or may come back. */
  readonly unusable: string | null;
}

/** Make it silent, as far as it is kept: what is written, the way back, who is carried over, and what the owner reads. */
export type SilenceRecords = Pick<SilencePlan, 'edit' | 'restore' | 'carriedOver' | 'changes'>;

/** What is written down before a write is sent, so that a crash in between loses nothing. */
export interface Records {
  /** Entries of the owner's that blocked handles lose, by the decision that takes them. */
  readonly taken: readonly { readonly decisionId: string; readonly entry: TakenEntry }[];
  /** Blocked handles that somebody had put back on a list. */
  readonly putBack: readonly { readonly handle: string; readonly list: TakenEntry['list'] }[];
  /** Members of our group whom nobody approved here, as written. */
  readonly strangers: readonly (string | number)[];
  readonly silence: SilenceRecords | null;
}

export const noRecords: Records = { taken: [], putBack: [], strangers: [], silence: null };

/** How far one decision has come. */
export type DecisionSettlement = Settlement & { readonly decisionId: string };

/** The one thing to be done next. A journal that differs is on disk before the rest of its step is done. */
export type Step =
  /** Nothing now. `untilMs` null: something is unanswered, or has to happen first. */
  | { readonly do: 'wait'; readonly untilMs: number | null }
  /** Reads the lists. */
  | { readonly do: 'read' }
  /** Asks what runs. */
  | { readonly do: 'check' }
  /** Asks what runs and, without waiting for the answer, stops these accounts: two questions, two answers. `supposed`: see `Stop`. */
  | {
      readonly do: 'stop';
      readonly accounts: readonly string[];
      readonly supposed: readonly string[];
      readonly journal: WriterJournal;
    }
  /** All accounts that are known have been told to stop; what ran before is not answered yet. */
  | { readonly do: 'tell-stopped'; readonly failed: boolean }
  /** Whatever ran has been told to stop, for these reasons. `failed`: not all of it was answered. */
  | {
      readonly do: 'stop-over';
      readonly reasons: readonly string[];
      readonly failed: boolean;
      readonly journal: WriterJournal;
    }
  | { readonly do: 'start'; readonly account: string }
  | {
      readonly do: 'write';
      readonly write: Write;
      readonly records: Records;
      readonly journal: WriterJournal;
    }
  /** Notes how far decisions have come; none: what was refused has been told. */
  | { readonly do: 'settle'; readonly settlements: readonly DecisionSettlement[] }
  /** These approvals were gone at the gateway: they end there. `lost`: what was removed. */
  | {
      readonly do: 'end-approvals';
      readonly people: readonly Decided[];
      readonly lost: AccessPlan['lost'];
      /** `saved`: the running gateway still lets them in by its old lists. */
      readonly progress: 'saved' | 'confirmed';
    }
  /** These approvals seem to be gone: whether they are is for a second reading of the same gateway to say. */
  | { readonly do: 'look-again'; readonly missing: readonly string[] }
  | { readonly do: 'journal'; readonly journal: WriterJournal }
  /** The switch is where it was asked to be; `failure`: it will not be, and why. */
  | { readonly do: 'end-request'; readonly failure: DecisionError | null }
  /** The owner's change was answered; null: nothing had to be written; `lost`: the gateway went away before. */
  | { readonly do: 'end-change'; readonly outcome: EditOutcome | 'lost' | null };

/** Everything a step is chosen by, once the lists are current. */
export interface Situation {
  readonly facts: AccessFacts;
  readonly inEffect: AccessFacts | null;
  readonly chats: DirectChats;
  readonly wanted: OwnerRequests;
  readonly journal: WriterJournal;
  readonly flight: Flight;
  readonly plan: AccessPlan;
  /** Monotonic, ms. */
  readonly nowMs: number;
  /** Somebody is let in by what is saved and must not be, and the owner has not chosen Start Anyway in spite of them. */
  readonly isRemoving: boolean;
}

/** The gateway's no to this edit of this config; null: it has not said so. */
export function refusalOf({ refused }: Flight, edit: unknown, facts: AccessFacts): Refusal | null {
  const isOfThis = refused?.base === facts.baseHash && JSON.stringify(refused.edit) === JSON.stringify(edit);
  return isOfThis ? refused : null;
}
