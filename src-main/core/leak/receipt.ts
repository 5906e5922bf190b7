import type { SenderRecord } from '#core/sender/sender-record.ts';

/** How many messages left this Mac to one address, and how many were tried. */
export interface OutgoingCount {
  readonly sent: number;
  /** Not part of `sent`: Messages says of them that they failed, are to be sent later, or have not left yet. */
  readonly tried: number;
  readonly rowIds: { readonly from: number; readonly to: number };
}

/** What left this Mac to one sender. */
export interface ReceiptItem {
  /** To whom. */
  readonly handle: string;
  /** Messages they sent. */
  readonly knocks: number;
  /** First knock, ISO time. */
  readonly since: string;
  /** Messages to that address since then, whoever wrote them; null: withheld or not readable. */
  readonly sent: number | null;
  /** Messages to that address since then that were tried and have not left this Mac: failed, waiting or scheduled; null: as `sent`. */
  readonly tried: number | null;
  /** The ROWIDs of chat.db that the count stands on, inclusive. */
  readonly rowIds: { readonly from: number; readonly to: number } | null;
}

/** A month in one line. */
export interface ReceiptMonth {
  /** `2026-11`, UTC. */
  readonly month: string;
  /** Strangers who knocked. */
  readonly senders: number;
  /** Messages they sent. */
  readonly knocks: number;
  /** Messages that left this Mac to them; null when one of the counts is. */
  readonly replies: number | null;
  /** What these counts can't see. */
  readonly blindSpots: readonly BlindSpot[];
}

/** What a receipt read from chat.db can't see. Shown with every receipt. */
export const blindSpots = ['deleted', 'other-device', 'groups', 'earlier-month'] as const;
export type BlindSpot = (typeof blindSpots)[number];

/** @param count null: withheld, because another database is read by the gateway, or chat.db could not be read. */
export function receiptItem(record: SenderRecord, count: OutgoingCount | null): ReceiptItem {
  return {
    handle: record.handle,
    knocks: record.knocks,
    since: new Date(record.firstSeenAtMs).toISOString(),
    sent: count?.sent ?? null,
    tried: count?.tried ?? null,
    rowIds: count?.rowIds ?? null,
  };
}

/**
 * Everyone who first knocked in the month of `nowMs` and is not let in. People who are let in are answered, so they are
 * left out.
 */
export function receiptSummary(
  items: readonly ReceiptItem[],
  nowMs: number,
  isLetIn: (handle: string) => boolean = () => false,
): ReceiptMonth {
  const month = new Date(nowMs).toISOString().slice(0, 7);
  const counted = items.filter((item) => item.since.startsWith(month) && !isLetIn(item.handle));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const sent = counted.flatMap((item) => item.sent ?? []);
  return {
    month,
    senders: counted.length,
    knocks: sum(counted.map((item) => item.knocks)),
    replies: sent.length === counted.length ? sum(sent) : null,
    blindSpots,
  };
}
