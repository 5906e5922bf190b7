import type { SenderView } from './sender-view.ts';

/** Of a card, what is counted. */
type Counted = Pick<SenderView, 'shelf' | 'new'>;

type Counts = Readonly<Record<SenderView['shelf'] | 'new', number>>;

/** How many stand on each shelf; kept up card by card, so that no knock costs more because of who knocked before. */
export class SenderCounts {
  readonly #counts: Record<SenderView['shelf'] | 'new', number> = {
    waiting: 0,
    approved: 0,
    ignored: 0,
    blocked: 0,
    known: 0,
    automated: 0,
    new: 0,
  };

  /** @param before the card until now, and `after` from now on; undefined: there is none. */
  change(before: Counted | undefined, after: Counted | undefined): void {
    this.#add(before, -1);
    this.#add(after, 1);
  }

  /** `new`: waiting people the owner has not seen yet. */
  read(): Counts {
    return { ...this.#counts };
  }

  #add(card: Counted | undefined, by: 1 | -1): void {
    if (card === undefined) return;
    this.#counts[card.shelf] += by;
    if (card.shelf === 'waiting' && card.new) this.#counts.new += by;
  }
}
