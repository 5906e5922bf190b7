import type { AccessEdit, EditOutcome } from '#core/access/access-facts.ts';
import { type Belief, nothingKnown } from './belief.ts';

/** One write of ours that is with the gateway. */
export interface Write {
  /** On whose behalf: the owner's decisions, the channel's switch, or a change of settings. */
  readonly for: 'decisions' | 'channel' | 'change';
  readonly edit: AccessEdit;
  /** Hash of the config it stands on. */
  readonly base: string;
  /** What it makes of the lists (`listsPrint`). */
  readonly expected: string;
  /** Who loses access by it, as written. */
  readonly losing: readonly (string | number)[];
  /** Keys it lets in. */
  readonly grants: readonly string[];
  /** Keys that a write which it superseded lets in, if that one was saved first. */
  readonly alsoGrants: readonly string[];
  readonly sentAtMs: number;
}

/** Channels that are being stopped. */
export interface Stop {
  /** Told to stop so far, by account id. */
  readonly accounts: readonly string[];
  /** Written down as running only because the last reading said so: what ran is known when the stop is answered. */
  readonly supposed: readonly string[];
  /** The owner has taken the channel into their own hands meanwhile: nothing that this stops is started by us. */
  readonly released: boolean;
  /** How the stops were answered; null: not all of them are. */
  readonly stopped: { readonly failed: boolean } | null;
  /** What ran before; null: not answered yet. `accounts` null: nobody knows. It is a question of its own: late, it keeps no stop from being told. */
  readonly ran: { readonly accounts: readonly string[] | null } | null;
  /** Who waits for the stop has been told of it. */
  readonly told: boolean;
}

/**
 * Start Anyway: the channel runs although these are let in and must not be. It holds for them alone, as they were decided
 * about then, and for this config alone: whoever is blocked later, or anew, is kept out like anybody else.
 */
export interface Tolerated {
  /** Hash of the config it was said under. */
  readonly base: string;
  /** Decisions to take somebody off that were not in force then, by id. */
  readonly decisions: readonly string[];
  /** Members of our group whom nobody approved, as written, that were to be taken off then. */
  readonly strangers: readonly (string | number)[];
}

/** A write that the gateway will not save, however often it is asked. */
export interface Refusal {
  readonly edit: AccessEdit;
  readonly base: string;
  readonly message: string;
  /** Keys it would have let in and whose approvals have not been told so. */
  readonly grants: readonly string[];
}

/**
 * What is on its way to the gateway, and what it last said no to. Plain data; every time is ms of the monotonic clock.
 * Nothing in it outlives the connection but `tolerated` and `belief`: what must survive is in the journal.
 */
export interface Flight {
  /** The lists have been asked for and are not answered. */
  readonly reading: boolean;
  /** The lists are to be read again at this time, and nothing is planned on the old ones; null: they are current. */
  readonly readDueMs: number | null;
  readonly readAtMs: number;
  /** Approvals that are given until then share one write, for which the lists are not read once more; null: none waits. */
  readonly gatherUntilMs: number | null;
  /** Which config may be read; while the last reading is doubted, nothing is known. */
  readonly belief: Belief;
  /** What runs has been asked for and is not answered. */
  readonly checking: boolean;
  readonly checkedAtMs: number;
  readonly stop: Stop | null;
  /** Why the channel has been stopped: each reason stops it once. */
  readonly stoppedFor: readonly string[];
  /** What runs was stopped after the lists were last read. */
  readonly stoppedOnReading: boolean;
  /** The account that is being started. */
  readonly start: string | null;
  /** Started since the channel was last stopped. */
  readonly started: readonly { readonly account: string; readonly atMs: number }[];
  readonly write: Write | null;
  /** Keys of approvals that were gone at the last reading; one reading alone ends nothing. */
  readonly missing: readonly string[];
  /** How the owner's change of settings ended, until the owner is told. */
  readonly changed: EditOutcome | null;
  readonly refused: Refusal | null;
  /** What the gateway said it could not do now, and how many times in a row; null: nothing. */
  readonly unable: { readonly message: string; readonly times: number } | null;
  /** What Start Anyway was said of; null: it was not. */
  readonly tolerated: Tolerated | null;
  /** Writes in a row that somebody else was faster than. */
  readonly conflicts: number;
  readonly writeNotBeforeMs: number;
  /**
   * The last edit that was answered, as JSON, and how often in a row: what has to be written again and again does not come
   * about, whatever the answers say.
   */
  readonly repeated: { readonly edit: string; readonly times: number; readonly atMs: number } | null;
  /** Until then what does not run may be about to: the gateway was just reached, or applied or started something of ours. */
  readonly settlesAtMs: number;
  /** Until then a change of the config that was seen may be applied, whoever made it. */
  readonly changesUntilMs: number;
  /** Until then a write whose answer we cannot hear may be saved: of an earlier connection or process, or one not answered in time. */
  readonly landedAtMs: number;
}

export const nothingInFlight: Flight = {
  reading: false,
  readDueMs: null,
  readAtMs: 0,
  gatherUntilMs: null,
  belief: nothingKnown,
  checking: false,
  checkedAtMs: 0,
  stop: null,
  stoppedFor: [],
  stoppedOnReading: false,
  start: null,
  started: [],
  write: null,
  missing: [],
  changed: null,
  refused: null,
  unable: null,
  tolerated: null,
  conflicts: 0,
  writeNotBeforeMs: 0,
  repeated: null,
  settlesAtMs: 0,
  changesUntilMs: 0,
  landedAtMs: 0,
};
