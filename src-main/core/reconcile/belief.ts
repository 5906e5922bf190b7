import type { AccessFacts } from '#core/access/access-facts.ts';
import { listsPrint } from '#core/access/lists-print.ts';
import { agreeMs, showsMs } from './pace.ts';

/**
 * Which config may be read without contradicting what is known. A config changes because somebody changes it, and that is
 * said (RULE-6.29): by the answer to our write, by the gateway, or by the file that was written. A reading of another config, of which
 * nobody said anything, is not believed before readings have agreed with it for a while: until then nothing is known.
 */
export interface Belief {
  /** Hashes that may be read, oldest first: of what was last believed, and of what it was said to have become since. None: any may. */
  readonly hashes: readonly string[];
  /** Any may be read until then, ms of the monotonic clock: the config changed, and nobody said into what. */
  readonly openUntilMs: number;
  /** The last reading, which was not believed: since when every reading has had its hash. null: it was. */
  readonly doubted: { readonly hash: string; readonly sinceMs: number } | null;
}

/** Nothing was read on this connection yet: the first reading has nothing to contradict. */
export const nothingKnown: Belief = { hashes: [], openUntilMs: 0, doubted: null };

/** The config changed. @param hash into what; null: nobody said. */
export function afterChange(belief: Belief, hash: string | null, nowMs: number): Belief {
  if (hash === null) return { ...belief, openUntilMs: nowMs + showsMs };
  return belief.hashes.length === 0 || belief.hashes.includes(hash)
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
  const { baseHash: hash } = facts;
  const known = belief.hashes.indexOf(hash);
  // What came before it is over; what it was said to become may still be on its way.
  if (known >= 0) return { ...belief, hashes: belief.hashes.slice(known), doubted: null };
  const sinceMs = belief.doubted?.hash === hash ? belief.doubted.sinceMs : nowMs;
  const isSaid = belief.hashes.length === 0 || nowMs < belief.openUntilMs || expected === listsPrint(facts);
  return isSaid || nowMs - sinceMs >= agreeMs
    ? { ...belief, hashes: [hash], doubted: null }
    : { ...belief, doubted: { hash, sinceMs } };
}
