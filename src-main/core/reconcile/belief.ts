import type { AccessFacts } from '#core/access/access-facts.ts';
import { listsPrint } from '#core/access/lists-print.ts';
import { agreeMs, showsMs } from './pace.ts';

/**
 * Which config may be read without contradicting what is known. A config changes because somebody changes it, and that is
 * said (RULE-6.29): by the answer to our write, by the gateway, or by the file that was written; and the gateway says what it lives by
 * when it is reached. A reading of another config, of which nobody said anything, is not believed before readings have agreed with
 * it for a while: until then nothing is known.
 */
export interface Belief {
  /** Hashes that may be read, oldest first: of what was last believed, and of what it was said to have become since. */
  readonly hashes: readonly string[];
  /**
   * What the gateway may live by while another hash may be read, as `AccessFacts.appliedRevision` names it. None: anything, of a
   * gateway that has not been read and did not say.
   */
  readonly revisions: readonly string[];
  /** Any hash may be read until then, ms of the monotonic clock: the config changed, and nobody said into what. */
  readonly openUntilMs: number;
  /** The last reading, which was not believed: since when every reading has had its hash. null: it was. */
  readonly doubted: { readonly hash: string; readonly sinceMs: number } | null;
}

/** Nothing was read or said yet: the first reading has nothing to contradict. */
export const nothingKnown: Belief = { hashes: [], revisions: [], openUntilMs: 0, doubted: null };

/** The connection is gone: what was known of the config stays so, for a gateway that says nothing when it is reached again. */
export function afterParting(belief: Belief): Belief {
  return { ...belief, doubted: null };
}

/** The gateway was reached. @param revision what it said that it lives by; null: it did not say. */
export function afterGreeting(belief: Belief, revision: string | null, nowMs: number): Belief {
  if (revision === null) return belief;
  // What is read first may be of before a change that is told meanwhile.
  return { ...nothingKnown, revisions: [revision], openUntilMs: nowMs + showsMs };
}

/** The config changed. @param hash into what; null: nobody said. */
export function afterChange(belief: Belief, hash: string | null, nowMs: number): Belief {
  if (hash === null) return { ...belief, openUntilMs: nowMs + showsMs };
  const isAnyBelieved = belief.hashes.length + belief.revisions.length === 0;
  return isAnyBelieved || belief.hashes.includes(hash)
    ? belief
    : { ...belief, hashes: [...belief.hashes, hash] };
}

/** @param expected what a write of ours that may be saved by now makes of the lists (`listsPrint`); null: there is none. */
export function afterReading(
  belief: Belief,
  facts: AccessFacts,
  expected: string | null,
  nowMs: number,
): Belief {
  const { baseHash: hash, revision, appliedRevision } = facts;
  const revisions = [revision, appliedRevision];
  const known = belief.hashes.indexOf(hash);
  // What came before it is over; what it was said to become may still be on its way.
  if (known >= 0) return { ...belief, hashes: belief.hashes.slice(known), revisions, doubted: null };
  const sinceMs = belief.doubted?.hash === hash ? belief.doubted.sinceMs : nowMs;
  const mayBeAny = belief.hashes.length === 0 || nowMs < belief.openUntilMs;
  const isOfSame = belief.revisions.length === 0 || belief.revisions.includes(appliedRevision);
  const isSaid = (mayBeAny && isOfSame) || expected === listsPrint(facts);
  return isSaid || nowMs - sinceMs >= agreeMs
    ? { ...belief, hashes: [hash], revisions, doubted: null }
    : { ...belief, doubted: { hash, sinceMs } };
}
