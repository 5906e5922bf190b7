import type { SettingChange } from '#core/access/setting-change.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { FindingId, FindingSeverity } from './finding-catalogue.ts';

/** One thing found, before it is shown: `fix` and `changes` name the exact settings. */
export interface Found {
  readonly id: FindingId;
  readonly fix: Sentence | null;
  /** Settings this is about; those that "Make it silent" changes are shown with its before and after. */
  readonly settings?: readonly string[];
  /** Before and after where "Make it silent" does not touch it. */
  readonly changes?: readonly SettingChange[];
}

/** What is known around the gateway's lists; what is left out is not known, and finds nothing. */
export interface FindingContext {
  /** The mark of RULE-6.2. */
  readonly groupIsOurs: boolean;
  /** Keys of blocked senders. */
  readonly blocked?: ReadonlySet<string>;
  /** The owner's own addresses, as keys: the owner may stand on the direct list. */
  readonly ownKeys?: ReadonlySet<string>;
  /** Why this release of OpenClaw can't be used, in the connection's own words; null: it can, or there is none. */
  readonly unsupported?: Sentence | null;
}

/** One finding as every surface shows it. */
export interface FindingView {
  /** Names the finding for good (docs/findings.md). */
  readonly id: FindingId;
  /** `red`: strangers get something, or may. */
  readonly severity: FindingSeverity;
  /** What to do by hand, a sentence each; what happens now is `finding.<id>` in the words. */
  readonly fixes: readonly Sentence[];
  /** The exact settings, as "Make it silent" would change them. */
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  /** "Make it silent" fixes it in one step. */
  readonly oneStep: boolean;
}

/** What strangers get, and why. */
export interface SilenceView {
  /**
   * What strangers get: nothing, a pairing code, an answer; `no-channel`: OpenClaw has no iMessage channel, so whatever
   * answers on iMessage is not this OpenClaw; `unknown`: not read on this connection.
   */
  readonly state: 'silent' | 'answering' | 'open' | 'no-channel' | 'unknown';
  /** The gravest first. */
  readonly findings: readonly FindingView[];
}
