import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { SenderMemory } from '#core/ports/sender-memory.ts';
import { RecentlyUsed } from '#core/recently-used.ts';
import { type PackedRow, RecentRows } from './recent-rows.ts';

/** Senders whose rows lie unpacked: whoever writes now, and whoever is asked about now. */
const unpackedAtMost = 1_000;

/** How many messages left this Mac to somebody since their first knock, and how many were tried. */
export type SentTo = Pick<OutgoingCount, 'sent' | 'tried'>;

/** What we know of a sender beside their record, as long as we run. */
export interface KnownSender {
  readonly rows: RecentRows;
  /** Their name in the owner's address book; null: not in it, or not asked yet. */
  contact: string | null;
  /** null: Messages has not been asked yet. */
  ownerWrote: boolean | null;
  /** null: not counted. */
  outgoing: SentTo | null;
}

type Packed = readonly [
  rows: readonly PackedRow[],
  contact: string | null,
  ownerWrote: boolean | null,
  outgoing: readonly [sent: number, tried: number] | null,
];

interface Unpacked {
  readonly known: KnownSender;
  /** As it lies in the memory; null: it does not yet. */
  readonly packed: string | null;
}

/** What is known of each sender: of a few as it is worked with, of all others packed. */
export class KnownSenders {
  readonly #memory: Pick<SenderMemory, 'known' | 'putKnown'>;
  readonly #unpacked = new RecentlyUsed<Unpacked>(unpackedAtMost);

  constructor(memory: Pick<SenderMemory, 'known' | 'putKnown'>) {
    this.#memory = memory;
  }

  /** null: nothing is known of them. */
  find(key: string): KnownSender | null {
    const unpacked = this.#unpacked.get(key);
    if (unpacked !== undefined) return unpacked.known;
    const packed = this.#unpack(key);
    if (packed !== null) this.#keep(key, packed);
    return packed?.known ?? null;
  }

  /** The same of somebody who is met for the first time, too. */
  of(key: string): KnownSender {
    const known = this.find(key);
    if (known !== null) return known;
    const fresh = { rows: new RecentRows(key), contact: null, ownerWrote: null, outgoing: null };
    this.#keep(key, { known: fresh, packed: null });
    return fresh;
  }

  #keep(key: string, unpacked: Unpacked): void {
    const longAgo = this.#unpacked.set(key, unpacked);
    if (longAgo === null) return;
    const [oldest, { known, packed }] = longAgo;
    const now = packKnown(known);
    if (now !== packed) this.#memory.putKnown(oldest, now);
  }

  #unpack(key: string): Unpacked | null {
    const packed = this.#memory.known(key);
    if (packed === null) return null;
    // Ours alone, and written by `packKnown`.
    const [rows, contact, ownerWrote, outgoing] = JSON.parse(packed) as Packed;
    return {
      packed,
      known: { rows: RecentRows.unpack(key, rows), contact, ownerWrote, outgoing: unpackCount(outgoing) },
    };
  }
}

function packKnown({ rows, contact, ownerWrote, outgoing }: KnownSender): string {
  const packed: Packed = [rows.pack(), contact, ownerWrote, packCount(outgoing)];
  return JSON.stringify(packed);
}

function packCount(outgoing: SentTo | null): Packed[3] {
  return outgoing && [outgoing.sent, outgoing.tried];
}

function unpackCount(packed: Packed[3]): SentTo | null {
  if (packed === null) return null;
  const [sent, tried] = packed;
  return { sent, tried };
}
