import type { Output } from '#contract/contract.ts';
import type { ReceiptItem, ReceiptMonth } from '#core/leak/receipt.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';

/** A month in one line, as the command line prints it with `--json`. */
export interface ReceiptMonthJson extends Omit<ReceiptMonth, 'blindSpots'> {
  /** What a receipt can't see, in English. */
  readonly blindSpots: readonly string[];
}

/** The answer of `receipt --json`. */
export interface ReceiptJson {
  readonly items: readonly ReceiptItem[];
  readonly summary: ReceiptMonthJson | null;
}

export function receiptJson({ items, summary }: Output<'receipt'>): ReceiptJson {
  if (summary === null) return { items, summary };
  const blindSpots = summary.blindSpots.map((spot) => english(sentence(`blind.${spot}`)));
  return { items, summary: { ...summary, blindSpots } };
}
