import { normalised } from './crowd-text.ts';
import { fewestOfCrowd } from './crowds.ts';

/** Two halves of an hour are remembered: what is counted is at least half an hour old, and at most one. */
const halfMs = 30 * 60_000;
/** New senders of one kind, each with a text of their own. */
const sameKind = 3;
/** Texts, and domains of mail addresses, remembered a half hour; of numbers there are no more kinds than that. */
const maxRemembered = 10_000;

/** Of a sender's first knock, what others may have in common with it. */
export interface Newcomer {
  readonly handle: string;
  readonly kind: 'phone' | 'email' | 'other';
  /** null: nothing was written, or nothing that can be read. */
  readonly text: string | null;
}

interface Half {
  readonly kinds: Map<string, number>;
  readonly texts: Map<string, number>;
}

const emptyHalf = (): Half => ({ kinds: new Map(), texts: new Map() });

/**
 * How many new senders lately were of one kind: the same beginning of the number or the same domain, or the same text.
 * A flood is of one make; a person is not. Costs the same for every newcomer, however many there were.
 */
export class Crowd {
  #startMs = Number.NaN;
  #half = emptyHalf();
  #before = emptyHalf();

  /** Counts a sender's first knock; one whose text others wrote before says nothing of its kind. @param nowMs wall clock. */
  add(newcomer: Newcomer, nowMs: number): void {
    this.#turn(nowMs);
    const text = normalised(newcomer.text);
    if (text === null || this.#seen('texts', text) === 0) count(this.#half.kinds, kindOf(newcomer));
    if (text !== null) count(this.#half.texts, text);
  }

  /** Whether a newcomer that was counted is one of many of its make. */
  isOneOf(newcomer: Newcomer, nowMs: number): boolean {
    this.#turn(nowMs);
    const text = normalised(newcomer.text);
    const alike = text === null ? 0 : this.#seen('texts', text);
    return alike >= fewestOfCrowd || this.#seen('kinds', kindOf(newcomer)) >= sameKind;
  }

  #seen(what: keyof Half, key: string): number {
    return (this.#half[what].get(key) ?? 0) + (this.#before[what].get(key) ?? 0);
  }

  #turn(nowMs: number): void {
    const sinceMs = nowMs - this.#startMs;
    if (sinceMs >= 0 && sinceMs < halfMs) return;
    // A clock that was set, or a long sleep: nothing of before is of this hour.
    this.#before = sinceMs >= halfMs && sinceMs < 2 * halfMs ? this.#half : emptyHalf();
    this.#half = emptyHalf();
    this.#startMs = nowMs;
  }
}

function count(counts: Map<string, number>, key: string): void {
  const before = counts.get(key);
  if (before === undefined && counts.size >= maxRemembered) return;
  counts.set(key, (before ?? 0) + 1);
}

/** Digits of a number that many who are no crowd have in common: country and area. */
const areaLength = 5;

function kindOf({ handle, kind }: Newcomer): string {
  if (kind === 'phone') return `tel ${handle.slice(0, areaLength)}`;
  // A mail address is free, and so is the next one: all of a domain's owner are one kind, whatever they put in front.
  const domain = handle.slice(handle.lastIndexOf('@') + 1).toLowerCase();
  return kind === 'email' ? `mail ${domain.split('.').slice(-2).join('.')}` : 'other';
}
