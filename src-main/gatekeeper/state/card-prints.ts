import { hash, randomBytes } from 'node:crypto';
import type { ShownSender } from '#core/ports/sender-memory.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { shelves } from '#core/surface/shelf.ts';

/** What is kept of a card: enough to know whether another one is the same, and where it stands. */
export class CardPrints {
  /** Of this run: nobody can make up two crowds whose prints come to the same. */
  readonly #salt = randomBytes(16).toString('hex');

  of(card: SenderView): ShownSender {
    return {
      id: card.id,
      list: listOf(card.shelf),
      lastSeenMs: Date.parse(card.lastSeenAt),
      firstSeenMs: Date.parse(card.firstSeenAt),
      isNew: card.new,
      textMark: card.textMark,
      paintedPrint: card.textMark === null ? 0 : printOf(`${this.#salt} ${card.id} ${card.revision}`, 4),
      print: printOf(JSON.stringify(card), 6),
    };
  }
}

function printOf(text: string, bytes: number): number {
  return hash('sha256', text, 'buffer').readUIntBE(0, bytes);
}

/** The place of a shelf among the lists. */
export function listOf(shelf: SenderView['shelf']): number {
  return shelves.indexOf(shelf);
}

/** What is counted of somebody who is shown. */
export function countedOf({ list, isNew }: ShownSender): Pick<SenderView, 'shelf' | 'new'> {
  return { shelf: shelves[list] ?? 'waiting', new: isNew };
}
