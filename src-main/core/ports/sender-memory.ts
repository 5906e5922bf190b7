/** Of a sender who is shown: what order, counts and crowds go by. */
export interface ShownSender {
  readonly id: string;
  /** In which list they stand; lists are read in this order. */
  readonly list: number;
  /** Of their newest message, ms. */
  readonly lastSeenMs: number;
  /** Of their first message, ms. */
  readonly firstSeenMs: number;
  /** The owner has not seen them yet. */
  readonly isNew: boolean;
  /** Equal for people who wrote the same (RULE-4.8); null: none to be compared. */
  readonly textMark: string | null;
  /** Another one when `revision` is, 32 bits; 0 where there is nothing to be compared. */
  readonly paintedPrint: number;
  /** Another one when anything that is shown of them is, 48 bits. */
  readonly print: number;
}

/** Where somebody stands, to go on behind them. */
export type ShownPlace = Pick<ShownSender, 'list' | 'lastSeenMs' | 'id'>;

/** Somebody in a list, and whether a crowd stands there with them. */
export interface ListedSender extends ShownSender {
  /** How many wrote the same, themselves among them, so far as that is asked for; 0: nothing to compare. */
  readonly alike: number;
  /** Nobody newer wrote the same; false where that is not asked for. */
  readonly isNewestAlike: boolean;
}

/** Whom a summary is to count. */
export interface Gathered {
  readonly count: number;
  /** Those with the best signs, best first. */
  readonly best: readonly string[];
  /** Most of them wrote the same; null: no two did. */
  readonly alike: {
    readonly textMark: string;
    readonly count: number;
    readonly bestOfOthers: readonly string[];
  } | null;
}

/**
 * What is remembered of every sender while we run, in so many bytes each: of a hundred thousand addresses that somebody makes up in a
 * minute as of ten. Never on a disk, for texts are among it.
 */
export interface SenderMemory {
  /** What was put under this key; null: nothing. */
  known(key: string): string | null;
  putKnown(key: string, known: string): void;

  /** null: nobody of that id is shown. */
  shown(id: string): ShownSender | null;
  show(sender: ShownSender): void;
  hide(id: string): void;
  /** Ids of everybody who is shown. */
  ids(): readonly string[];
  /**
   * Some of one list, or of all in their order, newest first. @param list null: all. @param after null: from the beginning.
   * @param alikeUpTo how far those who wrote the same are counted; 0: it is not asked for.
   */
  page(
    list: number | null,
    after: ShownPlace | null,
    limit: number,
    alikeUpTo: number,
  ): readonly ListedSender[];
  /** Those who wrote the same, whoever came first first. @param after as many are left out. */
  alike(textMark: string, after: number, limit: number): readonly string[];
  /** How many wrote the same. */
  countAlike(textMark: string): number;
  /** Takes note that a summary is to count somebody who is shown. @param signs how good theirs are: the best come first. */
  gather(id: string, signs: number): void;
  /** The same is over: they were decided about. */
  ungather(id: string): void;
  /** Whether there is anybody. */
  hasGathered(): boolean;
  /**
   * Takes out everybody who was gathered and stands in one of these lists by now; nobody is gathered any more.
   * @param named so many of the best are named.
   */
  takeGathered(lists: readonly number[], named: number): Gathered;
  /** The sum of `paintedPrint` of the first of those who wrote the same: another one when any of them is. */
  printOfAlike(textMark: string, first: number): number;
}
