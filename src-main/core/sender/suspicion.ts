/** What one sender did lately, as far as it can be suspicious. */
export interface Activity {
  readonly isApproved: boolean;
  /** Times of their knocks, ms, oldest first; at least those of the last `floodMs` and since they were blocked. */
  readonly knocksAtMs: readonly number[];
  /** When they were blocked, ms; null: they are not. */
  readonly blockedAtMs: number | null;
  /** Wrong invite codes they tried. */
  readonly codeGuesses: number;
  /** The approved handle or contact this one could be taken for; null: none. */
  readonly resembles: string | null;
}

/** `count`: how many messages, guesses or senders; `resembles`: whom they could be taken for. */
export type Suspicion =
  | {
      readonly kind: 'flood' | 'knocks-after-block' | 'code-guesses' | 'many-strangers';
      readonly count: number;
    }
  | { readonly kind: 'look-alike'; readonly resembles: string };

export type SuspicionKind = Suspicion['kind'];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Messages of one sender in `floodMs` that make a flood. */
export const floodKnocks = 10;
/** New senders in `floodMs` that make a flood, too. */
export const floodStrangers = 20;
export const floodMs = 10 * minuteMs;
/** Knocks since a block that are worth a line. */
export const blockedKnocks = 3;
/** Wrong codes that count as guessing; one is a slip. */
export const guessLimit = 3;

/** How long the owner is not told again: after the first time, the second, … (RULE-7.5). */
export const quietMs: readonly number[] = [hourMs, 4 * hourMs, dayMs, 7 * dayMs];
/** Tellings older than this no longer count: whoever was good for a month starts anew. */
const forgottenMs = 30 * dayMs;

/**
 * Whether the owner has been told of this often enough for now. Only what is shown backs off: knocks go on being
 * counted and listed.
 * @param toldAtMs when the same kind was told of the same sender, any order.
 */
export function isQuiet(toldAtMs: readonly number[], nowMs: number): boolean {
  const recent = toldAtMs.filter((atMs) => nowMs - atMs < forgottenMs);
  const wait = quietMs[Math.min(recent.length, quietMs.length) - 1];
  return wait !== undefined && nowMs - Math.max(...recent) < wait;
}

/**
 * What is suspicious about a sender now and has not just been told.
 * @param told what was told of this sender before.
 */
export function suspicionsOf(
  activity: Activity,
  told: readonly { readonly kind: SuspicionKind; readonly atMs: number }[],
  nowMs: number,
): readonly Suspicion[] {
  return [
    ...flood(activity, nowMs),
    ...knocksAfterBlock(activity),
    ...guesses(activity),
    ...lookAlike(activity),
  ].filter(({ kind }) => {
    const times = told.filter((one) => one.kind === kind).map(({ atMs }) => atMs);
    // A resemblance does not come again: it is told once.
    return kind === 'look-alike' ? times.length === 0 : !isQuiet(times, nowMs);
  });
}

/**
 * Many strangers at once, who may be one.
 * @param recent how many senders first knocked within `floodMs`.
 */
export function manyStrangers(recent: number, toldAtMs: readonly number[], nowMs: number): Suspicion | null {
  if (recent < floodStrangers || isQuiet(toldAtMs, nowMs)) return null;
  return { kind: 'many-strangers', count: recent };
}

function flood({ isApproved, knocksAtMs }: Activity, nowMs: number): readonly Suspicion[] {
  const recent = knocksAtMs.filter((atMs) => atMs <= nowMs && nowMs - atMs < floodMs).length;
  if (isApproved || recent < floodKnocks) return [];
  return [{ kind: 'flood', count: recent }];
}

function knocksAfterBlock({ knocksAtMs, blockedAtMs }: Activity): readonly Suspicion[] {
  if (blockedAtMs === null) return [];
  const since = knocksAtMs.filter((atMs) => atMs > blockedAtMs).length;
  if (since < blockedKnocks) return [];
  return [{ kind: 'knocks-after-block', count: since }];
}

function guesses({ codeGuesses }: Activity): readonly Suspicion[] {
  if (codeGuesses < guessLimit) return [];
  return [{ kind: 'code-guesses', count: codeGuesses }];
}

function lookAlike({ isApproved, resembles }: Activity): readonly Suspicion[] {
  if (resembles === null || isApproved) return [];
  return [{ kind: 'look-alike', resembles }];
}
