import type { Output } from '#contract/contract.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';

/** `receipt --json`: what a receipt can't see stands there in English. */
export function receiptJson({ items, summary }: Output<'receipt'>): object {
  const blindSpots = summary?.blindSpots.map((spot) => english(sentence(`blind.${spot}`)));
  return { items, summary: summary && { ...summary, blindSpots } };
}
