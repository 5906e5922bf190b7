import { hash, randomBytes } from 'node:crypto';
import { normalisedWhole } from '#core/surface/crowd-text.ts';

/** Of a mark, characters of six bits each: a hundred thousand texts have as many marks. */
const length = 8;

/**
 * Says of people that they wrote the same, and nothing of what: a mark is made with a salt that no other program has and
 * that goes with this run, so nobody who may not read messages can try texts against it.
 */
export class TextMarks {
  readonly #salt = randomBytes(32).toString('hex');
  /** By the texts themselves: cards are made anew far more often than anybody writes. */
  readonly #known = new WeakMap<readonly string[], string | null>();

  /** @param texts of one sender, newest last. @returns null: there is too little of them to be compared. */
  of(texts: readonly string[]): string | null {
    const known = this.#known.get(texts);
    if (known !== undefined) return known;
    const mark = this.#make(texts);
    this.#known.set(texts, mark);
    return mark;
  }

  #make(texts: readonly string[]): string | null {
    const whole = normalisedWhole(texts);
    return whole === null ? null : hash('sha256', this.#salt + whole, 'base64url').slice(0, length);
  }
}
